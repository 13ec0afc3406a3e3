import Foundation
import MusikModel
import Testing

@testable import MusikPlay

@Suite("A site's own recordings")
struct CueRecordingTests {
    private let scratch: Scratch
    private let data: DataFolder
    private let surroundings: Surroundings

    init() throws {
        scratch = try Scratch()
        data = try DataFolder(
            option: scratch.path + "/data", environment: [:], currentFolder: "/")
        surroundings = Surroundings(
            environment: [:], currentFolder: scratch.path, executableFolder: "/nowhere")
        _ = try scratch.file("Playlists/x", "")
        try cues("Samples/cues/en", "placeholder", ["opening", "breath", "closing"])
    }

    private func cues(_ folder: String, _ kind: String, _ names: [String]) throws {
        let items = names.map {
            """
            {"name": "\($0)", "file": "\($0).wav", "title": "The \($0)", "lengthSeconds": 9,
             "lines": []}
            """
        }
        _ = try scratch.file(
            folder + "/cues.json",
            """
            {"language": "en", "recording": "\(kind)", "items": [\(items.joined(separator: ","))]}
            """)
        for name in names { _ = try scratch.file("\(folder)/\(name).wav", "x") }
    }

    @Test("take the place of every cue of the same name; what is missing stays a placeholder")
    func everyCue() throws {
        try cues("data/cues/en", "site", ["opening", "breath", "closing"])
        #expect(unlink(scratch.path + "/data/cues/en/closing.wav") == 0)
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let shipped = scratch.path + "/Samples/cues/en"
        let opening = try recordings.exercise("opening", .english)
        #expect(opening.path == data.path + "/cues/en/opening.wav" && !opening.isPlaceholder)
        let breath = try #require(try recordings.recording(for: shipped + "/breath.wav"))
        #expect(breath.path == data.path + "/cues/en/breath.wav" && !breath.isPlaceholder)
        let closing = try #require(try recordings.recording(for: shipped + "/closing.wav"))
        #expect(closing.path == shipped + "/closing.wav" && closing.isPlaceholder)
        #expect(try recordings.exercise("closing", .english) == closing)
        #expect(try recordings.recording(for: scratch.path + "/other/breath.wav") == nil)
        #expect([breath].placeholderNotice == nil)
        #expect([closing].placeholderNotice == .placeholderSpeech)
        #expect([breath, closing].placeholderNotice == .placeholdersLeft("The closing"))
    }

    @Test("are not needed, and a wrong list of them or a name that nobody has is refused")
    func without() throws {
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        #expect(try recordings.exercise("breath", .english).isPlaceholder)
        #expect {
            try recordings.exercise("rest", .english)
        } throws: {
            guard let failure = $0 as? Failure else { return false }
            return failure.exit == .noInput && failure.remedy.contains("opening, breath, closing")
        }
        #expect {
            try recordings.exercise("opening", .french)
        } throws: {
            ($0 as? Failure)?.exit == .configuration
        }
        _ = try scratch.file("data/cues/en/cues.json", "{")
        #expect {
            try recordings.recording(for: scratch.path + "/Samples/cues/en/breath.wav")
        } throws: {
            ($0 as? Failure)?.exit == .data
        }
    }
}
