import Foundation
import MusikModel
import MusikRecord
import MusikTestSupport
import Testing

@testable import MusikPlay

@Suite("What is typed at the bedside")
struct EntryTests {
    @Test("A reading takes at most nine keys, its own key and Enter included")
    func keys() {
        for (typed, systolic, diastolic) in [
            ("12080", 120, 80), ("9855", 98, 55), ("210110", 210, 110), ("120/80", 120, 80),
            ("98 105", 98, 105),
        ] where systolic > diastolic {
            let vitals = VitalsEntry.read(typed)
            #expect(vitals?.systolic == systolic && vitals?.diastolic == diastolic, "\(typed)")
            #expect(typed.count + 2 <= 9)
        }
        // Each of these is one key.
        for action in [SessionAction.distress, .marker, .checkIn, .stopMusic, .stopAtOnce] {
            let binding = KeyMap.bindings(withPatient: true).first { $0.action == action }
            #expect(binding?.keys.isEmpty == false)
        }
    }

    @Test("Every possible reading is read back from digits without gaps")
    func readings() {
        for systolic in stride(from: 60, through: 259, by: 1) {
            for diastolic in stride(from: 30, to: min(systolic, 160), by: 1) {
                let vitals = VitalsEntry.read("\(systolic)\(diastolic)")
                if vitals?.systolic != systolic || vitals?.diastolic != diastolic {
                    Issue.record("\(systolic)/\(diastolic): \(String(describing: vitals))")
                    return
                }
            }
        }
        #expect(VitalsEntry.read("120 80 64 98")?.line == "120/80 mmHg, 64/min, 98 %")
        #expect(VitalsEntry.read("1208064100")?.saturation == 100)
    }

    @Test(
        "What is no reading is refused",
        arguments: [
            "", "120", "80120", "12080 300", "1e5", "120/80/64/98/1", "99999999999999", "12o80",
        ]
    )
    func refused(text: String) { #expect(VitalsEntry.read(text) == nil) }

    @Test("20 000 malformed files of answers end in a file or in an error that says what to do")
    func answers() {
        let sound =
            Array(
                #"{"answers": {"checkIn.note": "é", "gate.systolic": 120, "gate.isReady": true}, "#
                    .utf8)
            + Array(#""keys": [{"at": 0, "keys": "\r"}, {"at": 1.5, "keys": "b12080\r"}]}"#.utf8)
        let seed: UInt64 = 20_261_121
        var generator = Generator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<20_000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...4, using: &generator) { generator.damage(&bytes) }
            do throws(Failure) {
                _ = try AnswerFile.read(Data(bytes), path: "answers.json")
                read += 1
            } catch {
                refused += 1
                let isClear =
                    error.exit == .data && error.problem.contains("answers.json")
                    && !error.remedy.isEmpty
                if !isClear { Issue.record("\(error)") }
            }
        }
        print("seed \(seed): \(read) read, \(refused) refused")
        #expect(read > 0 && refused > 0)
    }
}
