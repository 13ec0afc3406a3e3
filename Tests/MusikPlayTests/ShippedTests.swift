import Foundation
import MusikModel
import MusikPlaylist
import Testing

@testable import MusikPlay

/// One after the other, so that every file is decoded once: the second finds the first's figures.
@Suite("What comes with musik-play", .serialized)
struct ShippedTests {
    private static let scratch = Result { try Scratch() }

    private var root: String {
        (0..<3).reduce(#filePath) { path, _ in (path as NSString).deletingLastPathComponent }
    }

    @Test(
        "The placeholder cues are as long and as loud as their scripts say, and are no recordings")
    func placeholders() throws {
        let data = try Self.scratch.get().path
        for language in Language.allCases {
            let folder = root + "/Samples/cues/" + language.rawValue
            let result = try Built.run(["cues", "check", folder, "--data", data], in: root)
            #expect(result.exit == Sysexit.data.rawValue)
            let lines = result.output.split(separator: "\n")
            #expect(lines.count == 1 && lines[0].contains("placeholders"), "\(result.output)")
        }
    }

    @Test(
        "Every playlist passes its check, and there are six of music and three of cues a language")
    func playlists() throws {
        let data = try Self.scratch.get().path
        let names = PlaylistResolver(searchFolders: [root + "/Playlists"]).names()
        var programmes: [String: Int] = [:]
        for name in names {
            let result = try Built.run(["playlist", "check", name, "--data", data], in: root)
            #expect(result.exit == 0, "\(name): \(result.output) \(result.errors)")
            let document = try PlaylistFile.read(root + "/Playlists/\(name).jspf")
            let kind = document.arm == .music ? "music" : document.language?.rawValue ?? "none"
            programmes[kind, default: 0] += 1
            if document.arm == .music { #expect(!document.entries(.reserve).isEmpty, "\(name)") }
        }
        #expect(programmes["music", default: 0] >= 6)
        for language in Language.allCases {
            #expect(programmes[language.rawValue, default: 0] >= 3)
        }
    }
}
