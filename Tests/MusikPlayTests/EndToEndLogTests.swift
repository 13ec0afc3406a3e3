import Foundation
import Testing

extension EndToEnd {
    @Suite("With a log that stalls")
    struct LogTests {
        private struct Status: Decodable {
            var quiet: Bool
            var elapsedSeconds: Double
        }

        @Test("Keys act and the programme runs on; the loss is said on the screen and in the log")
        func stalled() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let pipe = try StuckPipe(scratch.path + "/pipe", bytes: 65_536)
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--window", "10m", "--headphones", "null:",
                    "--events", pipe.path, "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            // A plan is longer than a pipe: the session waits until it is taken.
            var text = ""
            let isPlanned = wait(seconds: 10) {
                text += pipe.drain()
                return text.contains("\"event\":\"planned\"") && text.hasSuffix("}\n")
            }
            try #require(isPlanned)
            try #require(window.shows("Ready"), "\(window.shown)")
            window.type("\r")
            #expect(window.shows("Opening exercise"))
            // From here on nobody reads the pipe: moments marked fill it and what waits for it.
            for _ in 0..<20 {
                window.type(String(repeating: "k", count: 100))
                usleep(100_000)
            }
            #expect(window.shows("lost to the log"), "\(window.shown.suffix(500))")
            func status() throws -> Status {
                let result = try Built.run(["status", "--data", data])
                return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
            }
            let begin = ContinuousClock.now
            window.type("q")
            let isQuiet = try wait(seconds: 2) { try status().quiet }
            #expect(isQuiet)
            print("quiet with a stalled log: known after \(ContinuousClock.now - begin)")
            let before = try status().elapsedSeconds
            #expect(try wait(seconds: 5) { try status().elapsedSeconds > before + 1 })

            // It stands before the next line that finds room.
            let isSaid = wait(seconds: 10) {
                text += pipe.drain()
                window.type("k")
                return text.contains("\"event\":\"linesLost\"")
            }
            #expect(isSaid)
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            let isEnded = wait(seconds: 15) {
                text += pipe.drain()
                return session.hasEnded
            }
            #expect(isEnded)
            // 74: what was lost is a failure, also where the session itself went well.
            #expect(session.exit == 74)
            #expect(text.contains("\"event\":\"ended\""))
        }
    }
}
