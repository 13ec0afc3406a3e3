import MusikRecord
import Testing

@Suite("Codes of the record")
struct CodeTests {
    @Test(
        "Study codes are taken", arguments: ["M01-017", "P01", "12", "MTL1-0007", "A1-B2", "007"])
    func taken(text: String) {
        // Two characters are too short for a code.
        #expect((StudyCode(text) != nil) == (text.count >= 3))
    }

    @Test(
        "Names, and what may be one, are refused",
        arguments: [
            "ANNA", "Anna", "JEAN-LUC", "DUPONT01", "M1", "", "M01 017", "m01-017", "M01--017",
            "-M01", "M01-", "MARTIN-12", "É01", "M01-0170000000017",
        ])
    func names(text: String) { #expect(StudyCode(text) == nil) }

    @Test("A session's code names its patient and its number")
    func session() throws {
        let patient = try #require(StudyCode("M01-017"))
        for number in [1, 9, 10, 99, 100, 9999] {
            let code = SessionCode(patient, number: number)
            #expect(SessionCode(code.text) == code)
            #expect(code.patient == patient)
            #expect(code.number == number)
        }
        #expect(SessionCode(patient, number: 3).text == "M01-017-S03")
        for bad in ["M01-017-S3", "M01-017-S003", "M01-017-S00", "M01-017", "S03", "M01-017-T03"] {
            #expect(SessionCode(bad) == nil, "\(bad)")
        }
    }
}
