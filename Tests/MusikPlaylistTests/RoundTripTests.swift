import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikPlaylist

@Suite("A playlist survives every format")
struct RoundTripTests {
    @Test("Every field of a full document comes back from each format")
    func everyField() throws {
        let document = fullDocument()
        for format in PlaylistFormat.allCases {
            let bytes = try PlaylistFile.encode(document, as: format)
            #expect(try PlaylistFile.decode(bytes, as: format) == document, "\(format)")
        }
    }

    @Test("Random documents pass JSPF, XSPF and M3U8 in a chain unchanged")
    func randomChains() throws {
        let seed: UInt64 = 0x5EED_0001
        print("seed of the random documents: \(seed)")
        var random = Generator(seed: seed)
        for number in 0..<400 {
            let document = randomDocument(&random)
            var current = document
            for format in PlaylistFormat.allCases.shuffled(using: &random) {
                let bytes = try PlaylistFile.encode(current, as: format)
                current = try PlaylistFile.decode(bytes, as: format)
            }
            #expect(current == document, "document \(number)")
        }
    }

    @Test("A file written is read again, and is not replaced unless asked for")
    func files() throws {
        let scratch = try Scratch()
        for format in PlaylistFormat.allCases {
            let path = scratch.path + "/list." + format.rawValue
            try PlaylistFile.write(fullDocument(), to: path)
            #expect(try PlaylistFile.read(path) == fullDocument())
            #expect {
                try PlaylistFile.write(PlaylistDocument(), to: path)
            } throws: { ($0 as? PlaylistError)?.code == .cannotCreate }
            #expect(try PlaylistFile.read(path) == fullDocument())
            var other = fullDocument()
            other.title = "Other"
            try PlaylistFile.write(other, to: path, overwriting: true)
            #expect(try PlaylistFile.read(path).title == "Other")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(left.sorted() == ["list.jspf", "list.m3u8", "list.xspf"])
    }

    @Test("The content says which format it is, whatever the name says")
    func sniffing() throws {
        let scratch = try Scratch()
        for format in PlaylistFormat.allCases {
            let bytes = try PlaylistFile.encode(fullDocument(), as: format)
            for name in ["odd.jspf", "odd.xspf", "odd.m3u8", "odd", "odd.txt"] {
                let path = try scratch.file(name, [0xEF, 0xBB, 0xBF] + bytes)
                #expect(try PlaylistFile.read(path) == fullDocument(), "\(format) as \(name)")
            }
        }
        let plain = try scratch.file("plain.m3u", "one.flac\ntwo.flac\n")
        #expect(try PlaylistFile.read(plain).entries.map(\.location) == ["one.flac", "two.flac"])
        let unknown = try scratch.file("plain.txt", "one.flac\n")
        #expect { try PlaylistFile.read(unknown) } throws: {
            ($0 as? PlaylistError)?.code == .unknownFormat
        }
    }

    private func randomDocument(_ random: inout Generator) -> PlaylistDocument {
        let alphabet = Array("abz 09%#?&<>\"'=,-é日🎵:/\\;|~+")
        func text(_ maximum: Int, _ random: inout Generator) -> String {
            let raw = (0..<Int.random(in: 0...maximum, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
            return String(raw).split(separator: " ").joined(separator: " ")
        }
        func location(_ random: inout Generator) -> String { "x" + text(12, &random) + "y" }
        var document = PlaylistDocument()
        document.title = text(20, &random)
        document.creator = text(20, &random)
        document.annotation = text(60, &random)
        document.titleFrench = Bool.random(using: &random) ? "t" + text(9, &random) : nil
        document.annotationFrench = Bool.random(using: &random) ? "a" + text(9, &random) : nil
        document.license = Bool.random(using: &random) ? "l" + text(9, &random) : nil
        document.arm = Arm.allCases.randomElement(using: &random)!
        document.language = Bool.random(using: &random) ? .french : nil
        document.spacingSeconds =
            Bool.random(using: &random) ? .random(in: 1...3600, using: &random) : nil
        document.isFixed = Bool.random(using: &random)
        document.opening = Bool.random(using: &random) ? "o" + text(9, &random) : nil
        document.bed = Bool.random(using: &random) ? location(&random) : nil
        let roles = PlaylistDocument.Role.allCases.filter {
            $0 != .quiet || document.arm == .cues
        }
        document.entries = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let role = roles.randomElement(using: &random)!
            return .init(
                location: role == .quiet ? "" : location(&random), title: text(20, &random),
                creator: text(20, &random),
                durationMilliseconds: Bool.random(using: &random)
                    ? .random(in: 0...7_200_000, using: &random) : nil,
                role: role)
        }
        return document
    }
}
