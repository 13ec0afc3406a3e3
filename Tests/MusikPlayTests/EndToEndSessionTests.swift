import Foundation
import MusikModel
import Testing

extension EndToEnd {
    @Suite("Played through the program")
    struct SessionTests {
        /// Runs an unattended rehearsal to its end.
        private static func rehearse(
            _ scratch: Scratch, _ data: String, _ more: [String]
        ) throws -> Built.Result {
            try Built.run(
                [
                    "session", "--rehearsal", "--unattended", "--data", data, "--events",
                    scratch.path + "/events.jsonl",
                ] + more)
        }

        @Test(
            "A session's file has the bytes of the rendered one, planned before any sound",
            arguments: [Arm.music, .cues], [Language.english, .french])
        func equalsRender(arm: Arm, language: Language) throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (live, rendered) = (scratch.path + "/live.wav", scratch.path + "/rendered.wav")
            let result = try Self.rehearse(
                scratch, data,
                [
                    "--arm", arm.rawValue, "--language", language.rawValue, "--window", "10m",
                    "--headphones", "file:" + live,
                ])
            try #require(result.exit == 0, "\(result.errors)")
            #expect(result.errors.contains("intacts, en mémoire") == (language == .french))
            #expect(result.errors.contains("10:00 exactement") == (language == .french))
            #expect(result.errors.contains("whole and in memory") == (language == .english))

            let playlist = arm == .music ? "calm-shore" : "cues-breath-\(language.rawValue)"
            let render = try Built.run(
                [
                    "render", "--playlist", playlist, "--window", "10m", "--out", rendered,
                    "--data", data,
                ], environment: ["LANG": language == .french ? "fr_FR.UTF-8" : "C"])
            try #require(render.exit == 0, "\(render.errors)")
            #expect(try Wave.digest(live) == Wave.digest(rendered))
            #expect(try Wave(live).frames == 28_800_000)

            let events = try events(scratch.path + "/events.jsonl")
            #expect(events.first?.event == "planned" && events.first?.deliveredFrame == 0)
            let planned = try #require(events.firstIndex { $0.event == "planned" })
            let played = try #require(events.firstIndex { $0.command == "play" })
            #expect(planned < played)
            let finished = try #require(events.first { $0.event == "finished" })
            #expect(finished.programmeFrame == 28_800_000)
            #expect(finished.deliveredFrame == 28_800_000)
            #expect(events.last?.event == "ended")
            let troubles = ["starved", "jumped", "framesMissing", "eventsLost", "inaudible"]
            #expect(!events.contains { troubles.contains($0.event) })
            let titles = events[planned].programme?.clips.map(\.title) ?? []
            #expect(
                titles.first
                    == (language == .french ? "Exercice d’ouverture" : "Opening exercise"))
            print("\(arm.rawValue) \(language.rawValue): \(titles)")
        }

        @Test("F25: The sound files' folder vanishes once it plays: not a bit changes")
        func vanished() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (stick, events) = (scratch.path + "/stick", scratch.path + "/events.jsonl")
            try FileManager.default.createDirectory(
                atPath: stick, withIntermediateDirectories: false)
            for name in ["tide", "slow-rain", "harp-at-evening", "glass-garden"] {
                try tool(
                    "ffmpeg -nostdin -v error -ss 60 -t 14 -i \(sample(name)) "
                        + "\(stick)/\(name).flac")
            }
            let list = try scratch.file(
                "stick/list.m3u8",
                "#EXTM3U\ntide.flac\nslow-rain.flac\nharp-at-evening.flac\nglass-garden.flac\n")
            let (live, rendered) = (scratch.path + "/live.wav", scratch.path + "/rendered.wav")
            let render = try Built.run(
                [
                    "render", "--playlist", list, "--window", "36s", "--opening", "none",
                    "--out", rendered, "--data", data,
                ])
            try #require(render.exit == 0, "\(render.errors)")
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--unattended", "--playlist", list, "--window",
                    "36s", "--headphones", "file:\(live)?paced", "--events", events, "--data",
                    data,
                ], errors: scratch.path + "/errors")
            let plays = try wait(seconds: 20) {
                try EndToEnd.events(events).contains { $0.command == "play" }
            }
            try #require(plays)
            for name in try FileManager.default.contentsOfDirectory(atPath: stick) {
                #expect(unlink("\(stick)/\(name)") == 0)
            }
            #expect(rmdir(stick) == 0)
            #expect(!session.hasEnded)
            #expect(session.exit(within: 60) == 0)
            let all = try EndToEnd.events(events)
            #expect(all.first { $0.event == "finished" }?.programmeFrame == 36 * 48_000)
            #expect(try Wave.digest(live) == Wave.digest(rendered))
        }

        /// A way in which a file can be bad.
        enum Bad: String, CaseIterable {
            case corrupt, truncated, text, notANumber, aac

            /// Makes such a file from a sample; returns its name.
            func make(in folder: String) throws -> String {
                let cut = "ffmpeg -nostdin -v error -y -t 30 -i \(sample("tide"))"
                switch self {
                case .corrupt, .truncated:
                    let path = "\(folder)/bad.flac"
                    try tool("\(cut) \(path)")
                    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                    if self == .truncated {
                        bytes.removeLast(bytes.count / 3)
                    } else {
                        let middle = bytes.count / 2
                        for index in middle..<middle + 2000 { bytes[index] ^= 0x55 }
                    }
                    try bytes.write(to: URL(fileURLWithPath: path))
                    return "bad.flac"
                case .text:
                    try Data("This is no music.\n".utf8).write(
                        to: URL(fileURLWithPath: folder + "/bad.flac"))
                    return "bad.flac"
                case .notANumber:
                    let path = "\(folder)/bad.wav"
                    try tool("\(cut) -c:a pcm_f32le \(path)")
                    let wave = try Wave(path)
                    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                    for index in 0..<4 { bytes[wave.offset + 800_000 + index] = 0xFF }
                    try bytes.write(to: URL(fileURLWithPath: path))
                    return "bad.wav"
                case .aac:
                    try tool("\(cut) -c:a aac \(folder)/bad.m4a")
                    return "bad.m4a"
                }
            }

            var reasons: [String] {
                switch self {
                case .corrupt: ["is damaged at byte"]
                case .truncated: ["its end is missing"]
                case .text: ["no sound file"]
                case .notANumber: ["is no number"]
                case .aac: ["must be converted"]
                }
            }

            var remedy: String {
                self == .aac ? "ffmpeg -i '" : "Copy it again from its source"
            }
        }

        @Test(
            "F26, F34: A bad file is refused with the way out; a rehearsal takes the reserve",
            arguments: Bad.allCases)
        func badFiles(_ bad: Bad) throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let name = try bad.make(in: scratch.path)
            let entries = [
                ("\"\(sample("tide"))\"", "Tide", ""), ("\"\(name)\"", "The bad one", ""),
                ("\"\(sample("slow-rain"))\"", "Slow rain", ""),
                ("\"\(sample("harp-at-evening"))\"", "Harp", "reserve"),
            ].map { location, title, role in
                let field = "\"extension\": {\"urn:x-musik-play:1\": "
                return "{\"location\": [\(location)], \"title\": \"\(title)\""
                    + (role.isEmpty ? "" : ", \(field)[{\"role\": \"\(role)\"}]}") + "}"
            }
            let list = try scratch.file(
                "list.jspf",
                "{\"playlist\": {\"title\": \"x\", \"track\": [\(entries.joined(separator: ", "))]}}"
            )
            let out = scratch.path + "/out.wav"
            for arguments in [
                ["render", "--playlist", list, "--window", "5m", "--out", out],
                ["playlist", "check", list],
            ] {
                let result = try Built.run(arguments + ["--data", data])
                let said = result.output + result.errors
                #expect(result.exit == 65, "\(arguments): \(said)")
                #expect(said.contains(name) && said.contains(bad.remedy), "\(said)")
                #expect(bad.reasons.contains { said.contains($0) }, "\(said)")
            }
            #expect(!FileManager.default.fileExists(atPath: out))
            let result = try Self.rehearse(
                scratch, data,
                ["--playlist", list, "--window", "15m", "--headphones", "null:?speed=max"])
            #expect(result.exit == 0, "\(result.errors)")
            #expect(
                result.errors.contains("“The bad one” can’t be played")
                    && result.errors.contains("“Harp” takes its place"), "\(result.errors)")
            #expect(bad.reasons.contains { result.errors.contains($0) })
            let titles = try events(scratch.path + "/events.jsonl").first?.programme?.clips
                .map(\.title).filter { $0 != "Opening exercise" }
            #expect(titles == ["Tide", "Harp", "Slow rain"])
        }
    }
}
