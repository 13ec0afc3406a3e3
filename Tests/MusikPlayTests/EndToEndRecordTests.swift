import Foundation
import Testing

extension EndToEnd {
    @Suite("Rendered again from its record")
    struct RecordTests {
        /// A session in a terminal that writes what it delivers to a file, as time passes.
        private final class Attended {
            let scratch: Scratch
            let data: String
            let window: PseudoTerminal
            let session: Running
            var live: String { scratch.path + "/live.wav" }
            var log: String { scratch.path + "/events.jsonl" }

            init(_ scratch: Scratch, _ arguments: [String]) throws {
                self.scratch = scratch
                data = try dataFolder(in: scratch)
                window = try PseudoTerminal()
                session = try Running(
                    Built.path,
                    [
                        "session", "--rehearsal", "--headphones",
                        "file:\(scratch.path)/live.wav?paced", "--events",
                        scratch.path + "/events.jsonl", "--data", data,
                    ] + arguments, environment: ["TERM": "xterm"], terminal: window.path)
                try #require(window.shows("Ready"), "\(window.shown)")
                window.type("\r")
                try #require(try sees("play"))
            }

            /// Waits until a command has taken effect, or another event happened.
            func sees(_ name: String, within seconds: Double = 10) throws -> Bool {
                try wait(seconds: seconds) {
                    try events(log).contains {
                        ($0.event == "applied" && $0.command == name) || $0.event == name
                            || ($0.event == "planned" && $0.reason == name)
                    }
                }
            }

            /// Presses a key and waits for what it does.
            func press(_ key: String, _ effect: String) throws {
                window.type(key)
                #expect(try sees(effect), "\(effect)")
            }

            func render(_ name: String = "again.wav") throws -> Built.Result {
                try Built.run([
                    "render", "--events", log, "--out", "\(scratch.path)/\(name)", "--data", data,
                ])
            }
        }

        @Test("Skips, levels, pauses, quiet and the stop: the same bytes as were delivered")
        func keys() throws {
            let scratch = try Scratch()
            let attended = try Attended(scratch, ["--window", "10m", "--opening", "none"])
            try attended.press("n", "skip")
            try attended.press("t", "talkOver")
            try attended.press("-", "level")
            try attended.press("t", "endTalkOver")
            try attended.press("p", "pause")
            try attended.press("p", "resume")
            try attended.press("\r", "keepEnd")
            try attended.press("q", "quiet")
            try attended.press("q", "endQuiet")
            try attended.press("m", "mute")
            try attended.press("m", "unmute")
            let running = try attended.render()
            #expect(running.exit == 65 && running.errors.contains("before its session ended"))
            usleep(1_500_000)
            #expect(try Built.run(["stop", "--data", attended.data]).exit == 0)
            #expect(attended.session.exit(within: 10) == 0)
            let result = try attended.render()
            try #require(result.exit == 0, "\(result.errors)")
            #expect(
                try Wave.digest(attended.live) == Wave.digest(scratch.path + "/again.wav"))
            print("rendered again: \(result.output)")
        }

        @Test("The landing is part of it; a file that changed is refused with its digest")
        func landing() throws {
            let scratch = try Scratch()
            let names = ["tide", "slow-rain", "harp-at-evening"]
            for name in names {
                try tool(
                    "ffmpeg -nostdin -v error -ss 60 -t 14 -i \(sample(name)) "
                        + "\(scratch.path)/\(name).flac")
            }
            let tracks = names.map { "{\"location\": [\"\($0).flac\"], \"title\": \"\($0)\"}" }
            let list = try scratch.file(
                "list.jspf",
                """
                {"playlist": {"title": "x", "track": [\(tracks.joined(separator: ","))],
                 "extension": {"urn:x-musik-play:1": [{"bed": "\(sample("bed"))"}]}}}
                """)
            let attended = try Attended(
                scratch, ["--playlist", list, "--window", "20s", "--opening", "none"])
            #expect(try attended.sees("programmeEnded", within: 30))
            usleep(1_500_000)
            attended.window.type("\r")
            #expect(attended.session.exit(within: 15) == 0)
            let result = try attended.render()
            try #require(result.exit == 0, "\(result.errors)")
            let again = scratch.path + "/again.wav"
            #expect(try Wave(again).frames > 27 * 48_000, "the bed and its fade of 6 s")
            #expect(try Wave.digest(attended.live) == Wave.digest(again))

            let played = try #require(
                try events(attended.log).first?.programme?.clips.first?.source.path)
            try tool(
                "ffmpeg -nostdin -v error -y -ss 61 -t 14 -i \(sample("tide")) \(played)")
            let changed = try attended.render("changed.wav")
            #expect(changed.exit == 65 && changed.errors.contains(played))
            #expect(changed.errors.contains("SHA-256"), "\(changed.errors)")
            #expect(unlink(played) == 0)
            #expect(try attended.render("gone.wav").exit == 66)
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/changed.wav"))
        }
    }
}
