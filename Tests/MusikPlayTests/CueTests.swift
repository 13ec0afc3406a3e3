import Foundation
import MusikModel
import Testing

@testable import MusikPlay

@Suite("A site's own cues are compared with the scripts")
struct CueTests {
    private func manifest(_ scratch: Scratch, _ change: (String) -> String = { $0 }) throws
        -> CueManifest
    {
        let text = """
            {"language": "en", "recording": "site", "speaker": "A. B.", "licence": "x", "items": [
              {"name": "opening", "file": "o.wav", "title": "Opening", "lengthSeconds": 180,
               "bell": [0, 172], "lines": [{"at": 6, "text": "Welcome."}]},
              {"name": "breath", "file": "b.wav", "title": "Breath", "kind": "breath", "lengthSeconds": 40,
               "lines": [{"at": 1, "text": "Breathe."}]}]}
            """
        _ = try scratch.file("cues.json", change(text))
        return try CueManifest(folder: scratch.path)
    }

    @Test("The same cues with the same words have no finding")
    func same() throws {
        let scratch = try Scratch()
        let manifest = try manifest(scratch)
        #expect(CueComparison.scriptFindings(site: manifest, reference: manifest).isEmpty)
    }

    @Test("Placeholders, missing and foreign cues, other words and languages are findings")
    func different() throws {
        let scratch = try Scratch()
        let reference = try manifest(scratch)
        let changes: [(String, String, String)] = [
            ("\"site\"", "\"placeholder\"", "placeholders"), ("\"en\"", "\"fr\"", "language"),
            ("\"name\": \"breath\"", "\"name\": \"breathe\"", "breath: it is missing"),
            (
                "\"name\": \"breath\"", "\"name\": \"breathe\"",
                "breathe: the scripts have no such cue"
            ),
            ("Welcome.", "Hello.", "opening: its text differs"),
            ("\"name\": \"breath\"", "\"name\": \"opening\"", "twice"),
            (
                "\"kind\": \"breath\", ", "",
                "breath: its kind is missing; write \"kind\": \"breath\""
            ),
            ("\"kind\": \"breath\"", "\"kind\": \"voice\"", "breath: its kind is voice"),
        ]
        for (old, new, words) in changes {
            let site = try manifest(scratch) { $0.replacingOccurrences(of: old, with: new) }
            let findings = CueComparison.scriptFindings(site: site, reference: reference)
            #expect(findings.contains { $0.contains(words) }, "\(new): \(findings)")
        }
    }

    @Test("Length, loudness and true peak are held to their tolerances, and no further")
    func sound() {
        func findings(_ seconds: Double, _ level: Decibels, _ peak: Decibels) -> Int {
            CueComparison.soundFindings(
                "x", measure: .init(seconds: seconds, integrated: level, truePeak: peak),
                wantedSeconds: 100
            ).count
        }
        #expect(findings(100, -23, -6) == 0)
        #expect(findings(90, -26, -1) == 0)
        #expect(findings(110, -20, -1) == 0)
        #expect(findings(89.9, -23, -6) == 1)
        #expect(findings(110.1, -23, -6) == 1)
        #expect(findings(100, -26.1, -6) == 1)
        #expect(findings(100, -19.9, -6) == 1)
        #expect(findings(100, -23, -0.9) == 1)
        #expect(findings(100, Decibels(-.infinity), Decibels(-.infinity)) == 1)
        #expect(CueComparison.lengthTolerance(30) == 5)
    }

    @Test("Help, README and the samples' notes say the same: what to aim at, what is accepted")
    func figures() throws {
        let root = EndToEnd.root
        let help = try Built.run(["cues", "check", "--help"]).output
        let aim =
            "Aim at \(Int(CueComparison.loudnessTarget.value)) LUFS with a true peak of at "
            + "most \(Int(CueComparison.peakTarget.value)) dBTP"
        let (lowest, highest) = (
            CueComparison.loudnessTarget.value - CueComparison.loudnessTolerance,
            CueComparison.loudnessTarget.value + CueComparison.loudnessTolerance
        )
        let accepted = "\(Int(lowest)) to \(Int(highest)) LUFS"
        let peak = "most \(Int(CueComparison.highestPeak.value)) dBTP"
        for text in [
            help, try String(contentsOfFile: root + "/README.md", encoding: .utf8),
            try String(contentsOfFile: root + "/Samples/README.md", encoding: .utf8),
        ] {
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for figures in [aim, accepted, peak] {
                #expect(words.contains(figures), "\(figures)")
            }
        }
    }

    @Test("A list of cues that is missing or wrong says where")
    func wrongLists() throws {
        let scratch = try Scratch()
        #expect { try CueManifest(folder: scratch.path) } throws: {
            ($0 as? Failure)?.exit == .noInput
        }
        for (old, new, place) in [
            ("\"title\": \"Breath\", ", "", "items.[2]: “title” is missing"),
            ("\"kind\": \"breath\"", "\"kind\": \"song\"", "items.[2].kind"),
            ("180", "\"long\"", "items.[1].lengthSeconds"), ("\"site\"", "\"robot\"", "recording"),
        ] {
            #expect {
                try manifest(scratch) { $0.replacingOccurrences(of: old, with: new) }
            } throws: {
                guard let failure = $0 as? Failure else { return false }
                return failure.exit == .data && failure.problem.contains(place)
            }
        }
    }
}
