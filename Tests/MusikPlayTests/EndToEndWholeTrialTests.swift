import Foundation
import MusikExport
import MusikModel
import MusikRecord
import MusikStore
import MusikTestSupport
import Testing

@testable import MusikPlay

extension EndToEnd {
    /// From the design to the tables.
    @Suite("A whole trial, simulated")
    struct WholeTrialTests {
        /// Participants at each of the two sites; `MUSIK_PARTICIPANTS` says otherwise.
        private static let perSite =
            ProcessInfo.processInfo.environment["MUSIK_PARTICIPANTS"].flatMap { Int($0) } ?? 3

        private func table(_ path: String) throws -> [[String: String]] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            let table = try DataTable(csv: Array(bytes))
            return table.rows.map { row in
                var named: [String: String] = [:]
                for (column, cell) in zip(table.columns, row) {
                    if case .text(let text) = cell { named[column.name] = text }
                }
                return named
            }
        }

        @Test("Two sites, from design to lock: what is exported is what happened")
        func whole() throws {
            let seed: UInt64 = 0x5EED_0532
            let began = ContinuousClock.now
            let trial = try SimulatedTrial(perSite: Self.perSite)
            let site = trial.lead
            try trial.hold(seed: seed)
            let held = ContinuousClock.now - began
            try blinded(trial)
            try closed(trial)
            try corrected(trial)
            let merged = try merge(trial, "all")
            let verified = try site.run("trial", "verify", "--merged", merged).output
            #expect(verified.contains("\(2 * Self.perSite) allocations at 2 sites"))
            try locked(trial, merged)
            try exported(trial, merged)
            try reopened(trial, merged)
            let took = ContinuousClock.now - began
            print(
                "whole trial:", 2 * Self.perSite, "participants, held in", held, "all in", took,
                "seed", String(seed, radix: 16))
        }

        private func merge(_ trial: SimulatedTrial, _ name: String) throws -> String {
            let folder = trial.lead.scratch.path + "/" + name
            try trial.lead.run(
                "records", "merge", folder, "--from", trial.lead.data, "--from", trial.other.data)
            return folder
        }

        /// The counts of what was told, and guesses.
        private func blinded(_ trial: SimulatedTrial) throws {
            let shown = try trial.lead.run("blinding", "show").output
            #expect(shown.contains("Bang's index"), "\(shown)")
            #expect(shown.contains("told by the patient: 1"), "\(shown)")
            #expect(shown.contains("emergencies: 1"), "\(shown)")
        }

        /// What stands in the way of the lock, and is cleared.
        private func closed(_ trial: SimulatedTrial) throws {
            let site = trial.lead
            let raised = try site.run(
                "trial", "query", "raise", trial.asked, "--text", "is the pressure right?",
                as: "ST"
            ).output
            let query = try #require(raised.firstMatch(of: /Query ([0-9]+) is open/)?.1)
            let folder = try merge(trial, "before")
            let obstacles = try site.run("trial", "check", "--merged", folder).output
            #expect(obstacles.contains("MTL1: query \(query) on \(trial.asked)"), "\(obstacles)")
            #expect(obstacles.contains("\(trial.withoutMEQ): meq is missing"), "\(obstacles)")
            #expect(obstacles.contains("2 things are in the way"), "\(obstacles)")
            try site.run(
                "trial", "lock", "--merged", folder, "--passphrase-file", site.passphrase,
                exits: 65)
            try site.run("trial", "missing", trial.withoutMEQ, "ebi", "--reason", "x", exits: 64)
            try site.run(
                "trial", "missing", trial.withoutMEQ, "meq", "--reason", "the patient was tired")
            try site.run("trial", "query", "answer", String(query), "--text", "by the paper form")
            try site.run("trial", "query", "answer", String(query), "--text", "x", exits: 64)
            #expect(
                try site.run("trial", "query", "list").output.contains("by the paper form"))
        }

        /// A correction takes the debrief's signature away, and a rating is its rater's alone.
        private func corrected(_ trial: SimulatedTrial) throws {
            let site = trial.lead
            func entry(_ kind: String, of whom: String) throws -> String {
                let store = try RecordStore(path: site.data + "/record.sqlite", clock: .system)
                let events = try store.events(of: [.vitalSigns, .answered]).filter {
                    $0.event.body.kind.rawValue == kind
                        && ($0.event.concern.session?.text ?? $0.event.concern.subject?.text)
                            == whom
                }
                return String(try #require(events.first).number)
            }
            let rating = try site.run(
                "records", "correct", try entry("answered", of: "M01-001"), "--set", "1=2",
                "--reason", "x", exits: 77)
            #expect(rating.errors.contains("by its rater alone"), "\(rating.errors)")
            try site.run(
                "records", "correct", try entry("vitals", of: trial.asked), "--set",
                "diastolic=81", "--reason", "by the paper form")
            let unsigned = try site.run("trial", "check").output
            #expect(
                unsigned.contains(
                    "\(trial.asked): the debrief is not signed since it was corrected"),
                "\(unsigned)")
            #expect(unsigned.contains("Not among these records: TOR2."), "\(unsigned)")
            try site.run("debrief", trial.asked, "--sign", "--passphrase-file", site.passphrase)
        }

        private func locked(_ trial: SimulatedTrial, _ merged: String) throws {
            let site = trial.lead
            func lock(as person: String, exits code: Int32 = 0) throws -> String {
                try site.run(
                    "trial", "lock", "--merged", merged, "--passphrase-file", site.passphrase,
                    as: person, exits: code
                ).output
            }
            #expect(
                try site.run("trial", "check", "--merged", merged).output
                    .contains("Nothing stands between"))
            func reads(exits code: Int32) throws {
                for command in [
                    ["trial", "show"], ["report", trial.asked], ["blinding", "show"],
                ] {
                    try site.run(command, as: "ST", exits: code)
                }
            }
            try reads(exits: 77)
            try site.run("trial", "check", "--merged", merged, as: "ST")
            let export = site.scratch.path + "/early"
            for arms in ["coded", "named"] {
                try site.run(
                    "records", "export", export, "--merged", merged, "--arms", arms, as: "ST",
                    exits: 77)
            }
            try site.run(
                "records", "export", export, "--merged", merged, "--arms", "named", as: "SB")
            #expect(try lock(as: "NB").contains("another person signs it as statistician"))
            _ = try lock(as: "NB", exits: 77)
            _ = try lock(as: "R1", exits: 77)
            // One signature is no lock.
            try site.run(
                "records", "export", export + "2", "--merged", merged, "--arms", "coded",
                as: "ST", exits: 77)
            #expect(try lock(as: "ST").contains("Both have signed"))
            _ = try lock(as: "ST", exits: 64)
            let late = try site.run(
                "randomize", "M01-001", "--medium", site.vault, exits: 64)
            #expect(late.errors.contains("locked"), "\(late.errors)")
            try reads(exits: 0)
            for command in [
                ["trial", "missing", trial.withoutMEQ, "meq", "--reason", "x"],
                ["debrief", trial.asked, "--reason", "x", "--file", "Samples/debrief.json"],
            ] { try site.run(command, exits: 64) }
            // A site's own table is not what was locked.
            try site.run(
                "records", "export", export + "3", "--arms", "named", as: "ST", exits: 77)
        }

        private func exported(_ trial: SimulatedTrial, _ merged: String) throws {
            let site = trial.lead
            func export(_ arms: String, _ name: String? = nil) throws -> String {
                let folder = site.scratch.path + "/" + (name ?? arms)
                try site.run(
                    "records", "export", folder, "--merged", merged, "--arms", arms, as: "ST")
                try sound(folder)
                return folder + "/analysis.csv"
            }
            let named = try table(try export("named"))
            #expect(named.count == 2 * Self.perSite * SimulatedTrial.sessions)
            for row in named { try expect(row, trial) }
            try analysed(site.scratch.path + "/named")
            let open = try table(try export("none"))
            let secrets: Set = [
                "arm", "arm_received", "switched", "refused", "deviations", "programme_minutes",
                "contact_minutes", "check_ins", "liking", "resonance", "openness", "missed_reason",
            ]
            #expect(open.count == named.count)
            for (blind, full) in zip(open, named) {
                #expect(blind == full.filter { !secrets.contains($0.key) })
            }
            let coded = try table(try export("coded"))
            let again = try table(try export("coded", "again"))
            #expect(coded == again, "an arm keeps its letter")
            var letters: [String: Set<String>] = [:]
            for (row, full) in zip(coded, named) {
                letters[full["arm"] ?? "", default: []].insert(row["arm"] ?? "")
                #expect(
                    row.filter { $0.key != "arm" }
                        == full.filter { !secrets.contains($0.key) })
            }
            #expect(letters.values.allSatisfy { $0.count == 1 && $0.isSubset(of: ["A", "B"]) })
            #expect(Set(letters.values).count == letters.count)
            let events = try site.run("records", "list").output
            #expect(events.split(separator: "\n").count { $0.hasSuffix("  exported") } == 5)
        }

        /// The script that went out with the table analyses it, or says that it is too small.
        private func analysed(_ folder: String) throws {
            let said = try tool(
                "cd '\(folder)' && Rscript analysis.R analysis.csv results 2>&1; echo exit $?")
            guard Self.perSite > 8 else {
                #expect(said.contains("exit 65") && said.contains("participants"), "\(said)")
                return
            }
            #expect(said.contains("exit 0"), "\(said)")
            let effects = try table(folder + "/results/effects.csv")
            #expect(effects.count > 4)
            for row in effects where row["estimate"] != nil {
                let interval = ["lower", "estimate", "upper"].compactMap {
                    row[$0].flatMap { Double($0) }
                }
                #expect(interval == interval.sorted(), "\(row)")
            }
        }

        /// The files read back: REDCap's rules hold, and its values are the table's.
        private func sound(_ folder: String) throws {
            func bytes(_ name: String) throws -> [UInt8] {
                Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            }
            let dictionary = try REDCapDictionary(csv: try bytes("redcap-dictionary.csv"))
            #expect(dictionary.problems.isEmpty, "\(dictionary.problems)")
            let form = try #require(REDCapImport(dictionary, repeating: ["sessions"]))
            let values = try bytes("redcap-import.csv")
            let problems = try form.problems(inCSV: values)
            #expect(problems.isEmpty, "\(problems)")
            let imported = try DataTable(csv: values, columns: form.columns)
            #expect(imported.csv() == String(decoding: values, as: UTF8.self))
            // Put together again, participants and sessions are the analysis table.
            var participants: [String: [String: String]] = [:]
            var rows: [[String: String]] = []
            for row in try table(folder + "/redcap-import.csv") {
                let isSession = row["redcap_repeat_instrument"] != nil
                let kept = row.filter {
                    !$0.key.hasPrefix("redcap_") && !$0.key.hasSuffix("_complete")
                }
                let record = try #require(row["record_id"])
                if isSession {
                    rows.append(kept.merging(participants[record] ?? [:]) { $1 })
                } else {
                    participants[record] = kept
                }
            }
            #expect(rows == (try table(folder + "/analysis.csv")))
        }

        private func expect(_ row: [String: String], _ trial: SimulatedTrial) throws {
            let record = try #require(row["record_id"])
            let number = try #require(row["session"].flatMap { Int($0) })
            let participant = try #require(trial.participants[record])
            let session = participant.sessions[number - 1]
            func near(_ column: String, _ value: Double?) {
                let read = row[column].flatMap { Double($0) }
                let isEqual = read == value || abs((read ?? .nan) - (value ?? .nan)) <= 0.0006
                #expect(
                    isEqual,
                    "\(record) \(number) \(column): \(row[column] ?? "-"), not \(value ?? .nan)")
            }
            #expect(row["site"] == participant.site && row["arm"] == participant.arm)
            #expect(row["held"] == (session == nil ? "0" : "1"))
            near("meq", session?.meq)
            near("ebi", session?.ebi)
            near("depression", session.map { Double($0.depression) })
            near("sbp_0", session.map { Double($0.systolic.start) })
            near("sbp_40", session.map { Double($0.systolic.end) })
            let before = number > 1 ? participant.sessions[number - 2] : nil
            let after =
                number < SimulatedTrial.sessions ? participant.sessions[number] : nil
            near("meq_lag", before?.meq)
            near("depression_lag", before.map { Double($0.depression) })
            near("ebi_next", after?.ebi)
            near("depression_next", after.map { Double($0.depression) })
            let isAbsent = session == nil
            #expect((row["arm_received"] != nil) != isAbsent)
            #expect((row["v_program"] != nil) != isAbsent)
            if let last = participant.leftAfter, number > last {
                #expect(row["missed_by"] == "withdrawal")
            } else if participant.missed.contains(number) {
                #expect(row["missed_reason"] == "a storm")
            } else {
                #expect(row["missed_by"] == nil && row["arm_received"] == participant.arm)
                #expect(row["refused"] == (participant.refusedIn == number ? "1" : "0"))
            }
            if participant.leftAfter == nil {
                near("madrs_baseline", 28)
                near("madrs_week8", 28)
            }
        }

        /// Locked data are opened by two, for a reason, and other data are not the locked ones.
        private func reopened(_ trial: SimulatedTrial, _ merged: String) throws {
            let site = trial.lead
            for session in ["M01-001-S01", "T02-002-S02"] {
                let holder = session.hasPrefix("M") ? trial.lead : trial.other
                #expect(try !holder.run("report", session).output.isEmpty)
            }
            for person in ["NB", "ST"] {
                try site.run(
                    "trial", "unlock", "--reason", "a pressure was mistyped",
                    "--passphrase-file", site.passphrase, as: person)
            }
            try site.run(
                "records", "export", site.scratch.path + "/late", "--merged", merged, "--arms",
                "named", as: "ST", exits: 77)
            try site.run(
                "trial", "open", site.vault + "/musik-trial-CALM-1.opening",
                "--passphrase-file", site.passphrase)
            let opened = try merge(trial, "opened")
            let verified = try site.run("trial", "verify", "--merged", opened).output
            #expect(verified.contains("the draws from the seed"), "\(verified)")
            #expect(try site.run("records", "rebuild").output.contains("identical"))
        }
    }
}
