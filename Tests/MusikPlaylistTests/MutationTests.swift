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
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
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

    private func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
        case 3: bytes.removeSubrange(index..<end)
        case 4:
            bytes.insert(
                contentsOf: bytes[index..<end], at: Int.random(in: bytes.indices, using: &random))
        default: bytes.removeSubrange(index...)
        }
    }
}
