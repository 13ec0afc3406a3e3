import ArgumentParser
import Foundation
import Testing

@testable import MusikPlay

@Suite("Spoilt command lines")
struct ArgumentTests {
    @Test("20 000 malformed command lines end in an error that says what is wrong, with code 64")
    func mutations() throws {
        let seed: UInt64 = 0x5EED_0401
        print("seed of the command lines: \(seed)")
        var lines = try SpoiltLines(seed: seed)
        #expect(lines.commands > 25)
        var (taken, helped) = (0, 0)
        var messages: Set<Substring> = []
        var refused = 0
        while refused < 20_000 {
            let line = lines.next()
            do {
                _ = try MusikPlay.parseAsRoot(line)
                taken += 1
            } catch {
                let code = MusikPlay.exitCode(for: error)
                let message = MusikPlay.fullMessage(for: error)
                if code == .success {
                    helped += 1
                    if message.isEmpty { Issue.record("\(line): no help") }
                    continue
                }
                refused += 1
                let isClear = message.hasPrefix("Error: ") && message.count > "Error: ".count + 5
                if code != .validationFailure || !isClear {
                    Issue.record("\(line): \(code), “\(message)”")
                }
                messages.insert(message.prefix { $0 != "\n" })
            }
            try #require(taken + helped < 200_000, "hardly any line is malformed")
        }
        print("command lines: \(refused) refused, \(taken) taken, \(helped) asked for help")
        print("\(messages.count) different first lines of errors")
        #expect(ExitCode.validationFailure.rawValue == Sysexit.usage.rawValue)
        #expect(taken > 500 && messages.count > 1000)
    }
}

extension EndToEnd {
    @Suite("A record and what is typed wrongly")
    struct ArgumentTests {
        private let scratch: Scratch
        private let data: String

        init() throws {
            scratch = try Scratch()
            data = scratch.path + "/data"
            for line in [
                ["init", "--site", "MTL1"], ["patient", "add", "M01-001", "--language", "en"],
                ["patient", "add", "M01-002", "--language", "fr"],
                ["course", "start", "M01-001", "--from", "2026-11-23"],
            ] {
                let result = try run(line + ["--as", "NB"])
                try #require(result.exit == 0, "\(line): \(result.errors)")
            }
        }

        private func run(_ line: [String]) throws -> Built.Result {
            try Built.run(line, in: scratch.path, environment: ["MUSIK_DATA": data])
        }

        private func head() throws -> String { try run(["records", "verify"]).output }

        @Test("150 malformed command lines exit with 64 and leave the record as it was")
        func malformed() throws {
            let seed: UInt64 = 0x5EED_0402
            print("seed of the command lines: \(seed)")
            var lines = try SpoiltLines(seed: seed)
            let before = try head()
            var tried = 0
            while tried < 150 {
                let line = lines.next()
                // Only what is malformed: a line that is understood is to be carried out.
                do {
                    _ = try MusikPlay.parseAsRoot(line)
                    continue
                } catch {
                    if MusikPlay.exitCode(for: error) == .success { continue }
                }
                tried += 1
                let result = try run(line)
                #expect(result.exit == 64 && result.output.isEmpty, "\(line)")
                #expect(result.errors.hasPrefix("Error: "), "\(line): \(result.errors)")
            }
            #expect(before.contains("4 events"))
            #expect(try head() == before)
        }

        @Test("What is well formed and asks for the impossible leaves the record as it was")
        func impossible() throws {
            let before = try head()
            let digest = String(repeating: "0f", count: 32)
            let long = String(repeating: "a", count: 20_001)
            let asNB = ["--as", "NB"]
            let start = ["course", "start"]
            let session = ["session", "M01-001", "--headphones", "null:"] + asNB
            let lines = [
                ["init", "--site", "MTL2"] + asNB,
                ["patient", "add", "M01-003", "--language", "en"],
                ["patient", "add", "M01-003", "--language", "en", "--as", "MACHINE"],
                ["patient", "add", "M01-001", "--language", "fr"] + asNB,
                ["patient", "change", "M01-999", "--language", "fr", "--reason", "x"] + asNB,
                ["patient", "change", "M01-001", "--language", "fr", "--reason", " "] + asNB,
                ["patient", "change", "M01-001", "--language", "fr", "--reason", long] + asNB,
                start + ["M01-999", "--from", "2026-11-23"] + asNB,
                start + ["M01-001", "--from", "2026-11-23"] + asNB,
                start + ["M01-002", "--from", "9999-12-31"] + asNB,
                start + ["M01-002", "--from", "0026-11-23"] + asNB,
                ["course", "move", "M01-001-S09", "--to", "2026-11-24", "--reason", "x"] + asNB,
                ["course", "miss", "M01-001-S09", "--by", "patient", "--reason", "x"] + asNB,
                ["course", "miss", "M01-001-S01", "--by", "patient", "--reason", ""] + asNB,
                ["records", "destroy-note", digest, "--reason", "x"] + asNB,
                ["records", "verify", "--head", digest],
                ["session", "M01-999", "--headphones", "null:"] + asNB,
                ["session", "M01-002", "--headphones", "null:"] + asNB,
                session + ["--answers", "missing.json"], session + ["--window", "5m"],
                session + ["--rehearsal", "--answers", "missing.json"],
                ["render", "--session", "M01-001-S01", "--out", "x.wav"],
                ["report", "M01-009-S01"],
            ]
            for line in lines {
                let result = try run(line)
                #expect((64...78).contains(result.exit), "\(line): \(result.exit) \(result.output)")
                let said = result.errors.split(separator: "\n")
                #expect(said.count >= 2, "\(line): \(result.errors)")
                #expect(try head() == before, "\(line)")
            }
        }
    }
}
