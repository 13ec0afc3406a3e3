import Foundation
import MusikModel
import MusikProgramme
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

    /// - Parameter more: what else a cue's item says.
    private func cues(
        _ folder: String, _ kind: String, _ names: [String], speaker: String? = nil,
        _ more: (String) -> String = { _ in "" }
    ) throws {
        let items = names.map {
            """
            {"name": "\($0)", "file": "\($0).wav", "title": "The \($0)", "lengthSeconds": 9,
             \(more($0)) "lines": []}
            """
        }
        let who = speaker.map { "\"speaker\": \"\($0)\"," } ?? ""
        _ = try scratch.file(
            folder + "/cues.json",
            """
            {"language": "en", "recording": "\(kind)", \(who)
             "items": [\(items.joined(separator: ","))]}
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

    @Test("are chosen by their kinds, or their scripts'; what has neither, or no file, is not")
    func choices() throws {
        try cues(
            "Samples/cues/en", "placeholder", ["opening", "breath", "body", "gone", "closing"],
            speaker: "robot"
        ) {
            let kinds = ["breath": "breath", "body": "bodyScan", "gone": "voice"]
            return kinds[$0].map { "\"kind\": \"\($0)\"," } ?? ""
        }
        #expect(unlink(scratch.path + "/Samples/cues/en/gone.wav") == 0)
        try cues("data/cues/en", "site", ["breath", "song", "rest"], speaker: "A. B.") {
            $0 == "rest" ? "\"kind\": \"voice\", \"speaker\": \"C. D.\"," : ""
        }
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        let choices = try recordings.choices(.english)
        #expect(choices.map(\.recording.title) == ["The breath", "The body", "The rest"])
        #expect(choices.map(\.kind) == [.breath, .bodyScan, .voice])
        #expect(choices.map(\.speaker) == ["A. B.", "robot", "C. D."])
        #expect(choices.map(\.recording.isPlaceholder) == [false, true, false])
        #expect(try recordings.choices(.french).isEmpty)
        #expect(try recordings.speakers() == [.english: ["A. B.", "robot", "C. D."]])
        let files = ["breath", "song", "rest"].map { data.path + "/cues/en/\($0).wav" }
        #expect(try files.map { try recordings.kind(ofFile: $0) } == [.breath, nil, .voice])
        let shipped = scratch.path + "/Samples/cues/en/"
        #expect(try recordings.kind(ofFile: shipped + "closing.wav") == nil)
        #expect(try recordings.kind(ofFile: scratch.path + "/other/breath.wav") == .voice)
        let body = HeardPiece(
            digest: ContentDigest(bytes: repeatElement(1, count: 32)), title: "The body",
            path: shipped + "body.wav", kind: .cue)
        let question = try #require(SupportQuestion(.cues, heard: [body], recordings))
        #expect(question.example == "s+ q-- < 3x")
        let music = HeardPiece(digest: body.digest, title: "A song", kind: .music)
        let none = try #require(SupportQuestion(.cues, heard: [music], recordings))
        #expect(none.example == "q+ < 3x", "music is no voice that keeps company")
        #expect(SupportQuestion(.music, heard: [body], recordings) == nil)
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
