import ArgumentParser
import Foundation
import Testing

@testable import MusikPlay

extension EndToEnd {
    /// What a rater can find out at the keyboard.
    @Suite("The blinding wall, command by command")
    struct WallTests {
        /// Two sites that differ in the arm, and in all that follows from it: one participant was
        /// held a whole session, the other's was broken off by a wish, with other entries, lengths and
        /// counts; ratings and raters are the same.
        private struct Pair {
            let one: TrialFixture
            let other: TrialFixture

            init() throws {
                one = try Self.site("live")
                other = try Self.site("cues")
                try session(
                    one, "\"preferences.liking\": 80",
                    keys: "{\"at\": 0, \"keys\": \"\\r\"}, {\"at\": 5, \"keys\": \"b12882\\r\"}")
                try session(
                    other, "\"preferences.support\": \"q+ <\"",
                    keys: "{\"at\": 0, \"keys\": \"\\r\"}, {\"at\": 20, \"keys\": \"k\"}, "
                        + "{\"at\": 25, \"keys\": \"b13090\\r\"}, {\"at\": 30, \"keys\": \"k\"}")
                for site in [one, other] {
                    try site.rate("M01-001", visit: "week4")
                    try site.run("sign-out")
                }
            }

            /// A site whose first participant has this arm, and was randomised like any other.
            private static func site(_ arm: String) throws -> TrialFixture {
                while true {
                    let site = try TrialFixture()
                    try site.ready("M01-001")
                    let said = try site.run("randomize", "M01-001", "--medium", site.vault).output
                    if said.contains("“\(arm)”") { return site }
                }
            }

            private func session(_ site: TrialFixture, _ answer: String, keys: String) throws {
                try site.run("course", "start", "M01-001", "--from", "2026-11-23")
                let answers = try site.scratch.file(
                    "answers.json",
                    """
                    {"answers": {"gate.systolic": 128, "gate.diastolic": 82, "gate.isStable": true,
                     "gate.isReady": true, "gate.consents": true, "discharge.isReady": true,
                     "discharge.isStable": true, "discharge.isReminded": true, \(answer)},
                     "keys": [\(keys)]}
                    """)
                try site.run(
                    "session", "M01-001", "--window", "1m", "--infusion", "40s", "--headphones",
                    "null:?speed=100", "--answers", answers)
            }
        }

        /// How each command is tried by a rater; `FILE` is a rating, `SECRET` the passphrase.
        private static let tries: [String: [String]] = [
            "session": ["M01-001", "--headphones", "null:", "--rehearsal", "--window", "1m"],
            "render": ["--session", "M01-001-S01", "--out", "/dev/null"],
            "playlist check": ["calm-shore"], "playlist show": ["calm-shore"],
            "playlist convert": ["calm-shore", "/dev/null/out.m3u8"],
            "playlist build": ["--patient", "M01-001", "--seed", "7"],
            "cues check": ["Samples/cues/fr"], "devices list": [],
            "devices test": ["nothing:"], "devices noise": ["nothing:"],
            "init": ["--site", "MTL1"],
            "patient add": ["M01-001", "--language", "fr"],
            "patient change": ["M01-001", "--language", "en", "--reason", "x"],
            "patient intake": ["M01-001"], "patient preferences": ["M01-001"], "patient list": [],
            "patient show": ["M01-001"],
            "course start": ["M01-001", "--from", "2027-01-01"],
            "course move": ["M01-001-S02", "--to", "2027-01-01", "--reason", "x"],
            "course miss": ["M01-001-S02", "--by", "patient", "--reason", "x"],
            "debrief": ["M01-001-S01"], "card": ["--language", "fr"],
            "report": ["M01-001-S01"],
            "records verify": [], "records list": [], "records rebuild": [],
            "records merge": ["/tmp/nowhere", "--from", "SITE"],
            "records export": ["/dev/shm/nowhere"],
            "records destroy-note": [String(repeating: "0", count: 64), "--reason", "x"],
            "records correct": ["20", "--set", "systolic=120", "--reason", "x"],
            "library add": ["Samples"], "library list": [], "library show": ["brook"],
            "library tag": ["brook", "--voice", "none"],
            "library retire": ["brook", "--reason", "x"], "library check": [],
            "library release": ["R1"], "library learn": ["--reason", "x"],
            "backup arrange": ["/dev/shm", "--to", "age1x"], "backup now": [], "backup list": [],
            "backup restore": ["/nowhere", "--identity", "FILE"],
            "settings set": ["--infusion", "45m", "--reason", "x"], "settings show": [],
            "settings calibrate": [
                "null:", "--output", "headphones", "--reading", "70", "--ceiling", "80", "--reason",
                "x",
            ],
            "service": ["--socket", "/nowhere/socket"], "serve": ["--port", "0"], "doctor": [],
            "quiet": [], "talk": [], "stop": [], "status": [],
            "people add": ["R2", "--role", "rater", "--passphrase-file", "SECRET"],
            "people change": ["R1", "--leaves", "--reason", "x"],
            "people passphrase": ["NB", "--reason", "x", "--passphrase-file", "SECRET"],
            "people list": [],
            "sign-in": ["--passphrase-file", "SECRET"], "sign-out": [],
            "enrol": ["M01-001", "--level", "one"],
            "consent give": [
                "M01-001", "--to", "trial", "--form", "F", "--form-version", "1",
                "--form-language", "fr", "--day", "2026-11-20",
            ],
            "consent withdraw": ["M01-001", "--to", "trial", "--data", "kept"],
            "consent show": ["M01-001"],
            "randomize": ["M01-001", "--medium", "/dev/shm"],
            "rate": [
                "M01-001", "--visit", "week8", "--file", "FILE", "--passphrase-file", "SECRET",
            ],
            "blinding told": ["M01-002"],
            "blinding rater": ["M01-001", "--rater", "R1", "--reason", "x"],
            "blinding unblind": ["M01-001", "--reason", "x", "--passphrase-file", "SECRET"],
            "blinding guess": ["M01-001", "--dont-know"], "blinding show": [],
            "trial simulate": ["/nowhere"],
            "trial init": ["/nowhere", "--vault", "/dev/shm", "--out", "/nowhere"],
            "trial amend": ["--reason", "x"], "trial join": ["/nowhere"], "trial show": [],
            "trial open": ["/nowhere"], "trial check": [], "trial lock": [],
            "trial unlock": ["--reason", "x"],
            "trial missing": ["M01-001-S01", "meq", "--reason", "x"],
            "trial query raise": ["M01-001-S01", "--text", "x"],
            "trial query answer": ["20", "--text", "x"], "trial query list": [],
            "trial verify": [],
        ]

        /// What the service does for nobody, and for whoever asks.
        private static let ownAccount: Set = [
            "service", "serve", "init", "render", "cues check", "playlist check",
            "playlist convert", "records merge", "backup arrange", "backup restore", "trial init",
            "trial join", "trial open",
        ]
        private static let free: Set = ["quiet", "talk", "stop", "status", "sign-in", "sign-out"]

        @Test("The service asks of every command whether it does it, and for whom")
        func treatments() {
            func look(_ command: any ParsableCommand.Type, _ path: [String]) {
                for next in command.configuration.subcommands {
                    look(next, path + [next.configuration.commandName ?? next._commandName])
                }
                guard command.configuration.subcommands.isEmpty else { return }
                let name = path.joined(separator: " ")
                let expected: ServedAdmission.Treatment =
                    Self.ownAccount.contains(name)
                    ? .ownAccount : Self.free.contains(name) ? .free : .onShift
                #expect(ServedAdmission.treatment(of: command) == expected, "\(name)")
            }
            look(MusikPlay.self, [])
        }

        private static func leaves(
            _ command: any ParsableCommand.Type, _ path: [String] = []
        ) -> [String] {
            let below = command.configuration.subcommands
            if below.isEmpty { return [path.joined(separator: " ")] }
            return below.flatMap {
                leaves($0, path + [$0.configuration.commandName ?? $0._commandName])
            }
        }

        /// What is said, without the folder's name and the time of day.
        private func said(_ site: TrialFixture, _ name: String, _ arguments: [String]) throws
            -> String
        {
            let file =
                try site.service?.file("rating.json", TrialFixture.rating, of: "R1")
                ?? site.scratch.file("rating.json", TrialFixture.rating)
            let secret = try site.secret(of: "R1")
            let arguments = arguments.map {
                $0 == "FILE" ? file : $0 == "SECRET" ? secret : $0
            }
            let result = try Built.run(
                name.split(separator: " ").map(String.init) + arguments, in: root,
                environment: site.environment(as: "R1"), account: site.service?.account(of: "R1"))
            let text = "\(result.exit)\n\(result.output)\n\(result.errors)"
                .replacingOccurrences(of: site.scratch.path, with: "SITE")
            return text.replacing(/[0-9]{4}-[0-9-]+T[0-9:.]+Z/, with: "TIME")
        }

        @Test("Every command says the same to a rater, whatever the arm and what followed from it")
        func same() throws {
            try compare(try Pair())
        }

        @Test("So it does through the service, to the rater's own account")
        func sameThroughTheService() throws {
            let pair = try Pair()
            for site in [pair.one, pair.other] { try site.serve() }
            try compare(pair)
        }

        private func compare(_ pair: Pair) throws {
            let leaves = Set(Self.leaves(MusikPlay.self))
            #expect(leaves == Set(Self.tries.keys), "every command is tried")
            var refused = 0
            // Whoever signs out is on shift no more, so that this comes last.
            for name in Self.tries.keys.sorted(by: {
                ($0 == "sign-out" ? 1 : 0, $0) < ($1 == "sign-out" ? 1 : 0, $1)
            }) {
                let arguments = Self.tries[name] ?? []
                let one = try said(pair.one, name, arguments)
                let other = try said(pair.other, name, arguments)
                #expect(one == other, "\(name)")
                for word in ["live", "cues"] where !["render", "session"].contains(name) {
                    #expect(
                        !one.contains("“\(word)”") && !one.contains(": \(word)\n"),
                        "\(name): \(one)")
                }
                if one.hasPrefix("77") { refused += 1 }
            }
            print(refused, "of", leaves.count, "commands refuse a rater")
            #expect(refused > 25)
        }

        @Test(
            "Another account finds no file of the data, of the medium or of an export",
            .enabled(if: geteuid() == 0, "only the superuser can try as somebody else"))
        func otherAccount() throws {
            let pair = try Pair()
            for site in [pair.one, pair.other] {
                let table = site.scratch.path + "/table"
                try site.run("sign-in", "--passphrase-file", site.passphrase)
                try site.run("records", "export", table)
                // What is tried is the program's own doing, not the folder around it.
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: site.scratch.path)
                let control = try site.scratch.file("control", "seen")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644], ofItemAtPath: control)
                var paths = [control]
                for folder in [site.data, site.vault, table] {
                    let names = FileManager.default.enumerator(atPath: folder)?.allObjects
                    paths += (names as? [String] ?? []).map { folder + "/" + $0 }
                }
                #expect(paths.count > 20)
                let list = try site.scratch.file("paths", paths.joined(separator: "\n") + "\n")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644], ofItemAtPath: list)
                let found = try tool(
                    "setpriv --reuid=65534 --regid=65534 --clear-groups sh -c '"
                        + "while read -r path; do stat -c %n \"$path\" 2>/dev/null; "
                        + "head -c 1 \"$path\" 2>/dev/null; done; true' < '\(list)'")
                #expect(found == control + "\ns", "\(found)")
            }
        }

        @Test("A rater who was told rates no more, another is named, and the report counts it")
        func told() throws {
            let site = try TrialFixture()
            try site.ready("M01-001")
            try site.run("randomize", "M01-001", "--medium", site.vault)
            try site.run(
                "people", "add", "R2", "--role", "rater", "--passphrase-file", site.passphrase)
            try site.run("sign-in", "--passphrase-file", site.passphrase, as: "R2")
            try site.run("blinding", "told", "M01-001", as: "R1")
            let refused = try site.run("rate", "M01-001", "--visit", "week4", as: "R1", exits: 77)
            #expect(refused.errors.contains("another rater"))
            try site.run(
                "blinding", "rater", "M01-001", "--rater", "R1", "--reason", "x", exits: 64)
            try site.run(
                "blinding", "rater", "M01-001", "--rater", "R2", "--reason", "R1 was told")
            let file = try site.scratch.file("rating.json", TrialFixture.rating)
            try site.run(
                "rate", "M01-001", "--visit", "week4", "--file", file, "--passphrase-file",
                site.passphrase, as: "R2")
            try site.run("rate", "M01-001", "--visit", "week4", as: "R2", exits: 64)
            try site.run(
                "rate", "M01-001", "--visit", "week4", "--correct", "mistyped", "--file", file,
                "--passphrase-file", site.passphrase, as: "R2")
            let early = try site.run(
                "blinding", "guess", "M01-001", "--arm", "cues", as: "R2", exits: 64)
            #expect(early.errors.contains("last rating is not entered"))
            try site.run(
                "rate", "M01-001", "--visit", "week8", "--file", file, "--passphrase-file",
                site.passphrase, as: "R2")
            try site.run("blinding", "guess", "M01-001", "--arm", "silence", as: "R2", exits: 64)
            try site.run("blinding", "guess", "M01-001", "--arm", "cues", as: "R2")
            let emergency = try site.run(
                "blinding", "unblind", "M01-001", "--reason", "a serious adverse event",
                "--passphrase-file", site.passphrase)
            #expect(emergency.output.contains("Tell nobody who rates"))
            let shown = try site.run("blinding", "show").output
            #expect(shown.contains("told by the patient: 1, emergencies: 1, rated by R2"))
            #expect(shown.contains("1 guess") && shown.contains("Bang's index"))
            #expect(try site.run("records", "rebuild").output.contains("identical"))
        }
    }
}
