import Foundation
import GRDB
import Testing

extension EndToEnd {
    @Suite("The library")
    struct LibraryTests {
        private let scratch: Scratch
        private let data: String
        private let music: String

        init() throws {
            scratch = try Scratch()
            data = scratch.path + "/data"
            music = scratch.path + "/music"
            try FileManager.default.createDirectory(
                atPath: music + "/within", withIntermediateDirectories: true)
            try run("init", "--site", "MTL1", "--rehearsal")
        }

        @discardableResult
        private func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
            let result = try Built.run(
                arguments, in: root,
                environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB", "PATH": "/usr/bin:/bin"])
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        /// Half a minute of a sample, from a second on, in a coding.
        private func cut(_ sample: String, from start: Int = 0, to name: String) throws {
            try tool(
                "ffmpeg -v error -ss \(start) -t 30 -i '\(EndToEnd.sample(sample))' "
                    + "'\(music)/\(name)'")
        }

        private func trackCount() throws -> Int {
            try DatabaseQueue(path: data + "/record.sqlite").read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM track") ?? 0
            }
        }

        @Test("Tracks are found again after a move, tagged, released and retired")
        func course() throws {
            #expect(try run("library", "list").output.contains("library add FOLDER"))
            try cut("brook", to: "brook.flac")
            try cut("brook", to: "within/other.mp3")
            try cut("kalimba-shade", to: "kalimba.wav")
            try Data("no sound".utf8).write(to: URL(fileURLWithPath: music + "/notes.txt"))
            let added = try run("library", "add", music).output
            #expect(added.contains("3 tracks added"))
            #expect(added.contains("likely the same music") && !added.contains("kalimba"))

            try FileManager.default.moveItem(
                atPath: music + "/kalimba.wav", toPath: music + "/within/renamed.wav")
            let gone = try run("library", "check", exits: 65)
            #expect(gone.output.contains("kalimba.wav: there is no such file"))
            let again = try run("library", "add", music).output
            #expect(again.contains("0 tracks added, 1 found at another place, 2 known already"))
            #expect(try run("library", "check").output.contains("3 tracks are as recorded"))
            #expect(try run("library", "show", "kalimba").output.contains("within/renamed.wav"))

            #expect(
                try run("library", "list", "--lyrics", "none").output.contains("No track is like"))
            try run("library", "tag", "brook", "--lyrics", "none", "--genre", "ambient")
            try run("library", "tag", "brook", "--genre", "calm", exits: 64)
            try run("library", "tag", "brook", "--approve", "--reason", "heard twice")
            let wordless = try run(
                "library", "list", "--lyrics", "none", "--approved", "--genre", "Ambient"
            ).output
            #expect(wordless.contains("brook") && wordless.hasSuffix("1 track\n"))
            try run("library", "release", "autumn", "--reason", "a trial begins")
            try run("library", "tag", "brook", "--genre", "calm", "--reason", "calmer than thought")
            try run("library", "retire", "brook", "--reason", "the licence ended")
            #expect(try run("library", "list", "--approved").output.contains("No track is like"))
            let kept = try run("library", "list", "--release", "autumn").output
            #expect(kept.contains("ambient") && kept.contains("approved by NB"))
            #expect(try run("library", "show", "brook").output.contains("RETIRED"))
            try run("library", "release", "autumn", "--reason", "again", exits: 73)
            try run("library", "show", "nothing", exits: 66)
            try run("records", "verify")
        }

        @Test("Spoken cues are kept out of the music, by their folder, by its parent and by name")
        func cues() throws {
            let cues = music + "/cues"
            try FileManager.default.createDirectory(
                atPath: cues + "/en", withIntermediateDirectories: true)
            try cut("brook", to: "brook.flac")
            try cut("tide", to: "within/tide.flac")
            try cut("kalimba-shade", to: "cues/bell.flac")
            try cut("kalimba-shade", to: "cues/en/breath.flac")
            try cut("undertow", to: "cues/en/rest.flac")
            // The same content twice is one track.
            #expect(try run("library", "add", music).output.contains("4 tracks added"))
            try Data("{}".utf8).write(to: URL(fileURLWithPath: cues + "/en/cues.json"))
            let again = try run("library", "add", music).output
            #expect(again.contains("3 spoken cues left out: \(cues)\n"), "\(again)")
            #expect(again.contains("2 known already"))
            let only = try run("library", "add", cues + "/en/rest.flac", cues, exits: 66)
            #expect(only.errors.contains("only spoken cues"))
            let samples = try run("library", "add", root + "/Samples/cues", exits: 66)
            #expect(samples.output.contains("33 spoken cues left out: \(root)/Samples/cues\n"))
            #expect(try trackCount() == 4)
        }

        @Test("A scan killed at any moment loses nothing but the files in hand")
        func killed() throws {
            for number in 0..<10 {
                try cut("tide", from: 10 * number, to: "\(number).flac")
            }
            let environment = ["MUSIK_DATA": data, "MUSIK_AS": "NB"]
            var kills = 0
            var recorded = 0
            for round in 1...8 {
                let scan = try Running(
                    Built.path, ["library", "add", music], environment: environment)
                // At another moment each time, once something more is recorded.
                _ = try wait(seconds: 60) {
                    try scan.hasEnded || trackCount() > min(9, recorded + round % 2)
                }
                usleep(UInt32(round * 37_000))
                if !scan.hasEnded { kills += 1 }
                scan.end(SIGKILL)
                let now = try trackCount()
                #expect(now >= recorded)
                recorded = now
                let measured = try FileManager.default.subpathsOfDirectory(
                    atPath: data + "/analysis"
                ).count { $0.hasSuffix(".json") && !$0.hasPrefix("features") }
                // One file in hand for each processor.
                let processors = ProcessInfo.processInfo.activeProcessorCount
                #expect(measured - now <= processors, "round \(round)")
                try run("records", "verify")
            }
            print("\(kills) scans killed, \(recorded) of 10 tracks recorded by then")
            #expect(kills > 0)
            try run("library", "add", music)
            #expect(try trackCount() == 10)
            #expect(try run("library", "check").output.contains("10 tracks are as recorded"))
        }

        @Test("A damaged database is said to be one, and the last backup brings all tracks back")
        func damaged() throws {
            let medium = try SecondMedium()
            let key = scratch.path + "/key.txt"
            try tool("age-keygen -o \(key)")
            let recipient = try tool("age-keygen -y \(key)").trimmingCharacters(in: .newlines)
            try run("backup", "arrange", "--to", medium.path, "--recipient", recipient)
            try cut("brook", to: "brook.flac")
            try cut("tide", to: "tide.flac")
            #expect(try run("library", "add", music).output.contains("Backup: musik-"))
            let path = data + "/record.sqlite"
            let (page, size) = try DatabaseQueue(path: path).read { database in
                (
                    try Int.fetchOne(
                        database, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'track'")!,
                    try Int.fetchOne(database, sql: "PRAGMA page_size")!
                )
            }
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.seek(toOffset: UInt64((page - 1) * size))
            try file.write(contentsOf: Data(repeating: 0xA5, count: size))
            try file.close()
            for command in ["check", "list"] {
                let refused = try run("library", command, exits: 65)
                #expect(refused.errors.contains("is damaged"))
                #expect(refused.errors.contains("musik-play backup restore"))
            }
            let backup = try #require(medium.files.max())
            let restored = scratch.path + "/restored"
            try run("backup", "restore", backup, "--identity", key, "--data", restored)
            let listed = try run("library", "list", "--data", restored).output
            #expect(listed.contains("brook") && listed.hasSuffix("2 tracks\n"))
            try run("library", "check", "--data", restored)
        }
    }
}
