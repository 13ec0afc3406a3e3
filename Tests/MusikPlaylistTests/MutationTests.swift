import MusikModel
import MusikTestSupport
import Testing

@testable import MusikPlaylist

@Suite("Damaged playlists")
struct MutationTests {
    @Test("20 000 mutations end in a clear error or in a document that every format can hold")
    func mutations() throws {
        let seed: UInt64 = 0x5EED_0002
        print("seed of the mutations: \(seed)")
        var random = Generator(seed: seed)
        let originals = try PlaylistFormat.allCases.map {
            ($0, try PlaylistFile.encode(fullDocument(), as: $0))
        }
        var documents = 0
        var errors: [PlaylistError.Code: Int] = [:]
        for number in 0..<20_000 {
            let (format, original) = originals[number % originals.count]
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { random.damage(&bytes) }
            do throws(PlaylistError) {
                let document = try PlaylistFile.decode(bytes, as: format)
                documents += 1
                for other in PlaylistFormat.allCases {
                    let written = try PlaylistFile.encode(document, as: other)
                    let again = try PlaylistFile.decode(written, as: other)
                    #expect(again == document, "mutation \(number) through \(other)")
                }
            } catch {
                errors[error.code, default: 0] += 1
                #expect(!error.reason.isEmpty)
            }
        }
        print("mutations: \(documents) still documents, refused: \(errors)")
        #expect(documents > 1000)
        #expect(errors[.malformed, default: 0] > 1000)
    }
}
