import Foundation
import Testing

extension EndToEnd {
    /// What one session brings goes into the next one's list: by the built program alone.
    @Suite("Curation, from the library to the second session")
    struct CurationTests {
        private let scratch: Scratch
        private let data: String

        init() throws {
            scratch = try Scratch()
            data = try dataFolder(in: scratch)
            try run("init", "--site", "MTL1", "--rehearsal")
        }

        @discardableResult
        private func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
            let result = try Built.run(
                arguments, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        private func file(_ name: String, _ object: [String: Any]) throws -> String {
            let path = scratch.path + "/" + name
            try JSONSerialization.data(withJSONObject: object)
                .write(to: URL(fileURLWithPath: path))
            return path
        }

        private static let stems = [
            "air-and-bronze", "bells-far-off", "brook", "deep-hall", "first-lamp", "footpath",
            "glass-garden", "great-wheel", "ground", "harp-at-evening", "homeward", "inner-river",
            "kalimba-shade", "open-sky", "pine-wind", "slow-rain", "slow-weave", "small-hours",
            "soft-landing", "tide", "undertow", "unhurried", "wide-field",
        ]

        /// Takes the samples in, says that they have no words, and approves them.
        private func fillLibrary() throws {
            try run("library", "add", "Samples")
            let tag =
                ["library", "tag"] + Self.stems
                + ["--lyrics", "none", "--voice", "none", "--genre", "ambient", "--approve"]
            let tagged = try Built.run(
                tag, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
            #expect(tagged.output.contains("23 tracks tagged"), "\(tagged.errors)")
        }

        private func addPatient(_ code: String, _ language: String) throws {
            try run("patient", "add", code, "--language", language)
            let intake = try file(
                "intake.json",
                ["answers": ["intake.wish": "m", "intake.lyrics": "n", "intake.mayTeach": true]])
            try run("patient", "intake", code, "--file", intake)
            try run("course", "start", code, "--from", "2026-11-23")
        }

        /// A rehearsal of twenty minutes, sixty times as fast; its preference log stays open.
        @discardableResult
        private func session(
            _ patient: String, arm: String = "music", seed: Int,
            _ changes: [String: any Sendable] = [:]
        ) throws -> String {
            let usual: [String: any Sendable] = [
                "intentions.text": "to rest", "music.mood": 55, "gate.systolic": 128,
                "gate.diastolic": 82, "gate.isStable": true, "gate.isReady": true,
                "gate.consents": true, "preferences.liking": "-",
                "preferences.skipped": "asked on paper", "discharge.isReady": true,
                "discharge.isStable": true, "discharge.isReminded": true,
            ]
            let answers = try file(
                "answers.json",
                [
                    "answers": usual.merging(changes) { $1 },
                    "keys": [["at": 0, "keys": "\r"], ["at": 590, "keys": "j"]],
                ])
            return try run(
                "session", patient, "--arm", arm, "--window", "20m", "--opening", "none",
                "--infusion", "10m", "--seed", "\(seed)", "--headphones", "null:?speed=60",
                "--answers", answers
            ).output
        }

        private struct Offer: Decodable {
            struct Text: Decodable {
                var en: String
                var fr: String
            }
            struct Piece: Decodable {
                var digest: String?
                var title: Text
                var seconds: Double
            }
            struct List: Decodable {
                var pieces: [Piece]
                var why: [Text]
                var objective: Double
                var bound: Double
            }
            var lists: [List]
        }

        private func build(_ arguments: String...) throws -> Offer {
            let result = try Built.run(
                ["playlist", "build", "--json", "--opening", "none", "--window", "20m"] + arguments,
                in: root, environment: ["MUSIK_DATA": data])
            #expect(result.exit == 0, "\(result.errors)")
            return try JSONDecoder().decode(Offer.self, from: Data(result.output.utf8))
        }

        private func brightness(_ title: String) throws -> Double {
            let sheet = try run("library", "show", title).output
            let line = try #require(
                sheet.split(separator: "\n").first { $0.contains("brightness") })
            return try #require(line.split(separator: " ").compactMap { Double($0) }.first)
        }

        /// The mean brightness of pieces, each for its length.
        private func brightness(_ list: Offer.List) throws -> Double {
            var (sum, seconds) = (0.0, 0.0)
            for piece in list.pieces {
                sum += piece.seconds * (try brightness(piece.title.en))
                seconds += piece.seconds
            }
            return sum / seconds
        }

        /// What the debrief numbers: the pieces that sounded, in order.
        private func heard(_ session: String) throws -> [String] {
            let empty = try file("empty.json", ["answers": [String: String]()])
            let asked = try run("debrief", session, "--file", empty).output
            return asked.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard words.count == 2, Int(words[0]) != nil else { return nil }
                return String(words[1])
            }
        }

        @Test(
            "Who liked the darker half gets a darker second list, and is told so in both languages")
        func direction() throws {
            try fillLibrary()
            try addPatient("M01-001", "fr")
            let first = try session("M01-001", seed: 5)
            #expect(first.contains("Everything in it is new for you"))
            let titles = try heard("M01-001-S01")
            #expect(titles.count >= 3, "\(titles)")
            let values = try titles.map { try brightness($0) }
            let middle = values.sorted()[values.count / 2]
            let reactions = values.enumerated().map { place, value in
                "\(place + 1)" + (value < middle ? "++" : "--")
            }
            let log = try file(
                "log.json",
                [
                    "answers": [
                        "preferences.liking": 50,
                        "preferences.pieces": reactions.joined(separator: " "),
                    ] as [String: any Sendable]
                ])
            try run("debrief", "M01-001-S01", "--file", log)

            let second = try build("--patient", "M01-001", "--seed", "7").lists[0]
            let before = values.reduce(0, +) / Double(values.count)
            #expect(try brightness(second) < before, "\(second.pieces.map(\.title.en))")
            let why = second.why
            #expect(
                why.contains { $0.en.contains("darker than last time, nearer to what you liked") })
            #expect(why.contains { $0.fr.contains("plus sombre que la dernière fois") })
            let disliked = Set(zip(titles, values).filter { $1 >= middle }.map(\.0))
            #expect(disliked.isDisjoint(with: second.pieces.map(\.title.en)))
            #expect(second.bound >= second.objective)

            let walked = try session("M01-001", seed: 7, ["music.wish": "dark"])
            #expect(walked.contains("keeps to today’s wish"))
            #expect(walked.contains("nearer to what you liked"))
            let known = try run("patient", "preferences", "M01-001", "--language", "fr").output
            #expect(known.contains("2 séances avec musique") && known.contains("clarté"))
            let report = try run("report", "M01-001-S02").output
            #expect(report.contains("lists offered") && report.contains("seed 7"))
            #expect(
                try run("library", "learn", "--reason", "a first look").output.contains("MTL1-"))
            #expect(
                try run("patient", "preferences", "M01-001").output.contains("from 1 patient"))
            #expect(try run("records", "verify").output.contains("as it was written"))
            #expect(try run("records", "rebuild").output.contains("identical"))
        }

        @Test(
            "A patient with cues who liked breath and not the body scan gets more of the one, less of the other"
        )
        func cues() throws {
            try addPatient("M01-002", "fr")
            func log(_ support: String) -> [String: any Sendable] {
                ["preferences.liking": 60, "preferences.support": support]
            }
            let first = try session("M01-002", arm: "cues", seed: 3, log("b++ s--"))
            #expect(first.contains("List 1") && first.contains("List 3"))
            let second = try session("M01-002", arm: "cues", seed: 4, log("b+"))
            #expect(second.contains("More breath than last time"), "\(second)")
            #expect(second.contains("Less body scan than last time"), "\(second)")
            let built = try build("--patient", "M01-002", "--arm", "cues", "--seed", "5")
            #expect(built.lists.count == 3)
            let why = built.lists.flatMap(\.why)
            #expect(why.contains { $0.en.contains("breath") && $0.fr.contains("souffle") })
            let shown = try run(
                "playlist", "build", "--patient", "M01-002", "--arm", "cues", "--window", "20m",
                "--opening", "none")
            #expect(shown.output.contains("Liste 1") && shown.output.contains("souffle"))
            let report = try run("report", "M01-002-S02").output
            #expect(report.contains("lists offered"))
            #expect(!second.contains("slow-rain"), "nothing of music is in it")
        }

        @Test("The same seed and the same record give the same lists, and another seed may not")
        func determinism() throws {
            try fillLibrary()
            try addPatient("M01-001", "en")
            let one = try build("--patient", "M01-001", "--seed", "11")
            let other = try build("--patient", "M01-001", "--seed", "11")
            func titles(_ offer: Offer) -> [[String]] {
                offer.lists.map { $0.pieces.map(\.title.en) }
            }
            #expect(titles(one) == titles(other))
            #expect(Set(titles(one).joined()).count >= 6, "clearly different lists")
        }

        @Test("What keeps a list from being built is said, with what would help")
        func impossible() throws {
            try addPatient("M01-001", "en")
            let empty = try run("playlist", "build", "--patient", "M01-001", exits: 65)
            #expect(empty.errors.contains("library add"))
            try run("library", "add", "Samples/brook.opus", "Samples/tide.opus")
            let unapproved = try run("playlist", "build", "--patient", "M01-001", exits: 65)
            #expect(unapproved.errors.contains("not approved (library tag --approve)"))
            try run("library", "tag", "brook", "tide", "--genre", "water", "--approve")
            let words = try run("playlist", "build", "--patient", "M01-001", exits: 65)
            #expect(words.errors.contains("nobody said that there are none"))
            try run(
                "library", "tag", "brook", "tide", "--lyrics", "none", "--approve", "--reason",
                "heard")
            let short = try run("playlist", "build", "--patient", "M01-001", exits: 65)
            #expect(short.errors.contains("too short by"))
            try run("playlist", "build", "--patient", "M01-009", exits: 66)
            try run("playlist", "build", "--patient", "M01-001", "--release", "none", exits: 66)
            try run("playlist", "build", "--patient", "M01-001", "--candidates", "9", exits: 64)
        }
    }
}
