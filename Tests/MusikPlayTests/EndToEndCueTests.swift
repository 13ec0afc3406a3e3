import Foundation
import MusikModel
import MusikPlaylist
import MusikRecord
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("With a site's own recordings")
    struct CueTests {
        @Test("They are heard in every cue programme and in its rendering; what is missing is said")
        func everywhere() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (own, shipped) = (data + "/cues/en", root + "/Samples/cues/en")
            try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
            let script = try String(contentsOfFile: shipped + "/cues.json", encoding: .utf8)
            try script.replacingOccurrences(of: "\"placeholder\"", with: "\"site\"")
                .write(toFile: own + "/cues.json", atomically: true, encoding: .utf8)
            func rehearse(_ name: String) throws -> (said: String, heard: [String]) {
                let log = "\(scratch.path)/\(name).jsonl"
                let result = try Built.run([
                    "session", "--rehearsal", "--unattended", "--arm", "cues", "--language", "en",
                    "--window", "20m", "--headphones", "null:?speed=max", "--events", log,
                    "--data", data,
                ])
                #expect(result.exit == 0, "\(result.errors)")
                let clips = try events(log).first?.programme?.clips ?? []
                return (result.errors, clips.map(\.source.path).filter { !$0.contains("bell.") })
            }
            let before = try rehearse("before")
            #expect(before.said.contains("The spoken cues are placeholders"))
            #expect(before.heard.allSatisfy { $0.hasPrefix(shipped) })

            for file in Set(before.heard) where !file.hasSuffix("/closing.opus") {
                let name = (file as NSString).lastPathComponent
                try FileManager.default.copyItem(atPath: file, toPath: "\(own)/\(name)")
            }
            let after = try rehearse("after")
            #expect(after.said.contains("Placeholders made by a machine speak: "))
            #expect(!after.said.contains("The spoken cues are placeholders"))
            #expect(after.heard.filter { $0.hasPrefix(shipped) } == [shipped + "/closing.opus"])
            #expect(after.heard.dropLast().allSatisfy { $0.hasPrefix(own) })

            let render = try Built.run([
                "render", "--playlist", "cues-breath-en", "--window", "5m", "--json", "--out",
                scratch.path + "/out.wav", "--data", data,
            ])
            let summary = try JSONDecoder().decode(Summary.self, from: Data(render.output.utf8))
            #expect(summary.clips.contains { $0.path.hasPrefix(own) })
        }
    }

    @Suite("With moments of quiet")
    struct QuietTests {
        /// Two cues and two moments of quiet, a minute and a half each, and a closing.
        static let document = {
            let cues = root + "/Samples/cues/en/"
            var document = PlaylistDocument()
            document.title = "Cues and quiet"
            document.arm = .cues
            document.language = .english
            document.spacingSeconds = 90
            document.isFixed = true
            document.entries = [
                .init(location: cues + "resting.opus", title: "Resting", role: .cue),
                .quiet(title: "Quiet"),
                .init(location: cues + "check-in.opus", title: "Check-in", role: .cue), .quiet(),
                .init(location: cues + "closing.opus", title: "Closing", role: .closing),
            ]
            return document
        }()

        private func render(_ playlist: String, _ out: String, _ data: String) throws -> Summary {
            let result = try Built.run([
                "render", "--playlist", playlist, "--window", "10m", "--dither", "none", "--json",
                "--out", out, "--data", data,
            ])
            try #require(result.exit == 0, "\(result.errors)")
            return try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        }

        @Test("Cues are at their moments, everything else is digital silence, in every format")
        func rendered() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let path = scratch.path + "/quiet.jspf"
            try PlaylistFile.write(Self.document, to: path)
            let shown = try Built.run(["playlist", "show", path, "--language", "en"])
            #expect(shown.output.contains("Cues and quiet (4)"))
            #expect(shown.output.contains("(quiet)"))
            #expect(shown.output.contains("once, in this order"))
            let checked = try Built.run(["playlist", "check", path, "--data", data])
            #expect(checked.output.contains("5 entries are good"), "\(checked.output)")

            let out = scratch.path + "/quiet.wav"
            let summary = try render(path, out, data)
            #expect(summary.frames == 600 * 48_000)
            #expect(summary.clips.map(\.startFrame).prefix(2) == [90 * 48_000, 270 * 48_000])
            #expect(summary.clips.count == 3 && summary.clips[2].endFrame == summary.frames)
            let wave = try Wave(out)
            #expect(wave.frames == summary.frames)
            try wave.withShorts { samples in
                func isSilent(_ frames: Range<Int>) -> Bool {
                    samples[frames.lowerBound * 2..<frames.upperBound * 2].allSatisfy { $0 == 0 }
                }
                var end = 0
                for clip in summary.clips {
                    #expect(isSilent(end..<clip.startFrame), "before \(clip.path)")
                    #expect(!isSilent(clip.startFrame..<clip.endFrame), "\(clip.path)")
                    end = clip.endFrame
                }
                try #require(summary.clips.count == 3)
                #expect(isSilent(180 * 48_000..<270 * 48_000))
                #expect(isSilent(360 * 48_000..<summary.clips[2].startFrame))
            }

            for name in ["again.xspf", "again.m3u8"] {
                let other = scratch.path + "/" + name
                let converted = try Built.run(["playlist", "convert", path, other])
                #expect(converted.exit == 0, "\(converted.errors)")
                #expect(try PlaylistFile.read(other).isFixed)
                let again = try render(other, scratch.path + "/again.wav", data)
                #expect(again.pcmSHA256 == summary.pcmSHA256, "\(name)")
                try FileManager.default.removeItem(atPath: scratch.path + "/again.wav")
            }
        }
    }

    @Suite("Curated from what was said")
    struct CuratedCueTests {
        @Test("A session's line moves the next offer, and what is offered is rendered as it says")
        func course() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
                let result = try Built.run(
                    arguments, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
                #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
                return result
            }
            _ = try run("init", "--site", "MTL1", "--rehearsal")
            _ = try run("patient", "add", "M01-001", "--language", "en")
            _ = try run("course", "start", "M01-001", "--from", "2026-11-23")
            let playlist = scratch.path + "/quiet.jspf"
            try PlaylistFile.write(QuietTests.document, to: playlist)
            let answers = try scratch.file(
                "answers.json",
                """
                {"answers": {"gate.systolic": 128, "gate.diastolic": 82, "gate.isStable": true,
                  "gate.isReady": true, "gate.consents": true, "preferences.liking": 60,
                  "preferences.support": "v-- q+ < 2x", "discharge.isReady": true,
                  "discharge.isStable": true, "discharge.isReminded": true},
                 "keys": [{"at": 0, "keys": "\\r"}, {"at": 1, "keys": "b12882\\r"},
                  {"at": 41, "keys": "j"}, {"at": 42, "keys": "b12080\\r"}]}
                """)
            _ = try run(
                "session", "M01-001", "--arm", "cues", "--playlist", playlist, "--opening", "none",
                "--window", "8m", "--infusion", "40s", "--headphones", "null:?speed=60",
                "--answers", answers)
            let report = try run("report", "M01-001-S01", "--language", "en").output
            #expect(report.contains("quiet +1; voice -2; cues too close together"), "\(report)")

            let first = try curation(data)
            #expect(first.history.spacingSeconds == 300)
            #expect(first.history.recent.map(\.count) == [3])
            let refused = try #require(first.history.patient.notAgain.first)
            let title = first.shelf.cues.first { $0.digest == refused }?.recording.title
            #expect(title == "A moment to check in")

            // The breath was not heard, so that there is nothing to be said of it.
            let wrong = try scratch.file("x.json", #"{"answers": {"preferences.support": "b+"}}"#)
            _ = try run("debrief", "M01-001-S01", "--file", wrong, "--reason", "x", exits: 65)
            let right = try scratch.file(
                "y.json", #"{"answers": {"preferences.support": "v+ ="}}"#)
            _ = try run("debrief", "M01-001-S01", "--file", right, "--reason", "mistyped")
            _ = try run("records", "verify")
            let curation = try curation(data)
            #expect(curation.history.spacingSeconds == 240)
            #expect(curation.history.patient.notAgain.isEmpty)

            let offer = try curation.offer(
                window: .minutes(20), opening: .recorded, candidates: 3, seed: 0x5EED_0044)
            for document in [offer.documents[0], offer.documents[2]] {
                let path = scratch.path + "/candidate.jspf"
                try PlaylistFile.write(document, to: path, overwriting: true)
                let rendered = try run(
                    "render", "--playlist", path, "--window", "20m", "--json", "--out",
                    "\(scratch.path)/candidate.flac")
                let summary = try JSONDecoder().decode(
                    Summary.self, from: Data(rendered.output.utf8))
                try FileManager.default.removeItem(atPath: scratch.path + "/candidate.flac")
                #expect(summary.frames == 20 * 60 * 48_000)
                let heard = summary.clips.filter { $0.kind == "cue" }.map(\.path)
                let wanted = document.entries.filter { [.cue, .closing].contains($0.role) }
                #expect(heard == wanted.map(\.location))
            }
        }

        private func curation(_ data: String) throws -> CueCuration {
            let folder = try DataFolder(option: data, environment: [:], currentFolder: "/")
            let surroundings = Surroundings(
                environment: [:], currentFolder: root, executableFolder: "/nowhere")
            let store = try folder.record()
            let code = try #require(StudyCode("M01-001"))
            return try CueCuration(
                patient: store.requirePatient(code), store: store, data: folder,
                surroundings: surroundings)
        }
    }
}
