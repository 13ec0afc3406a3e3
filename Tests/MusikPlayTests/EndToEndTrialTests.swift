import Foundation
import MusikModel
import MusikRecord
import MusikStore
import MusikTestSupport
import MusikTrial
import Testing

@testable import MusikPlay

extension EndToEnd {
    /// Randomisation through the built program.
    @Suite("A trial at one site")
    struct TrialTests {
        @Test("Nothing is revealed before consent, signed ratings and the medium are there")
        func conditions() throws {
            let site = try TrialFixture()
            func refused(_ patient: String, _ words: String, medium: String? = nil) throws {
                let result = try site.run(
                    "randomize", patient, "--medium", medium ?? site.vault,
                    exits: medium == nil ? Sysexit.usage.rawValue : 66)
                #expect(result.errors.contains(words), "\(result.errors)")
                #expect(!(result.output + result.errors).contains("“live”"))
                #expect(!(result.output + result.errors).contains("“cues”"))
            }
            try site.run("patient", "add", "M01-001", "--language", "fr")
            try refused("M01-001", "not enrolled")
            try site.run("enrol", "M01-001", exits: 64)
            try site.run("enrol", "M01-001", "--level", "many", exits: 64)
            try site.run("enrol", "M01-001", "--level", "one")
            try refused("M01-001", "consent to the treatment")
            try site.consent("M01-001", "treatment")
            try refused("M01-001", "consent to the trial")
            try site.consent("M01-001", "trial")
            try refused("M01-001", "baseline rating “madrs” is not there")
            try site.rate("M01-001")
            try refused("M01-001", "key", medium: "/dev/shm")
            // A key on the file system of the data is refused.
            try FileManager.default.copyItem(
                atPath: site.vault + "/musik-trial-CALM-1-MTL1",
                toPath: site.scratch.path + "/musik-trial-CALM-1-MTL1")
            let near = try site.run(
                "randomize", "M01-001", "--medium", site.scratch.path, exits: 77)
            #expect(near.errors.contains("file system of the data"))
            try site.run("consent", "withdraw", "M01-001", "--to", "trial", "--data", "kept")
            try refused("M01-001", "consent to the trial")
            try site.consent("M01-001", "trial")
            let done = try site.run("randomize", "M01-001", "--medium", site.vault)
            #expect(done.output.contains("M01-001: allocation 1, “"))
            try site.run("randomize", "M01-001", "--medium", site.vault, exits: 64)
            try site.run(
                "enrol", "M01-001", "--not-eligible", "--reason", "found later", exits: 64)
            #expect(
                try site.run("trial", "verify", "--medium", site.vault).output.contains("agree"))
            #expect(try site.run("records", "rebuild").output.contains("identical"))
        }

        @Test("A folder that other accounts can open takes part in no trial")
        func open() throws {
            let site = try TrialFixture(joined: false)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: site.data)
            let design = try site.scratch.file(
                "design.json", TrialFixture.design(arms: ["live", "cues"]))
            let refused = try site.run(
                "trial", "init", design, "--vault", site.vault, "--out", site.scratch.path,
                "--passphrase-file", site.passphrase, exits: 78)
            #expect(refused.errors.contains("chmod 700"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.vault).isEmpty)
        }

        @Test("A key, and backups, that other accounts can open are refused")
        func openMedium() throws {
            let site = try TrialFixture()
            try site.ready("M01-001")
            let folder = site.vault + "/musik-trial-CALM-1-MTL1"
            func modes(_ mode: Int, _ paths: String...) throws {
                for path in paths {
                    try FileManager.default.setAttributes(
                        [.posixPermissions: mode], ofItemAtPath: path)
                }
            }
            // As on a medium whose file system knows no owners.
            try modes(0o755, site.vault, folder, folder + "/key")
            let open = try site.run("randomize", "M01-001", "--medium", site.vault, exits: 78)
            #expect(open.errors.contains("Other accounts can open a key"), "\(open.errors)")
            try modes(0o700, site.vault)
            try site.run("randomize", "M01-001", "--medium", site.vault)
            let backups = "/dev/shm/musik-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: backups) }
            try FileManager.default.createDirectory(
                atPath: backups, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o755])
            let key = site.scratch.path + "/backup.key"
            try tool("age-keygen -o '\(key)'")
            let recipient = try tool("age-keygen -y '\(key)'").trimmed
            try site.run("backup", "arrange", "--to", backups, "--recipient", recipient)
            func join(exits code: Int32) throws -> String {
                try site.run(
                    "trial", "join", site.scratch.path + "/CALM-1-MTL1.trial",
                    "--passphrase-file", site.passphrase, exits: code
                ).errors
            }
            try site.run("backup", "now")
            let made = try #require(
                FileManager.default.enumerator(atPath: backups)?.compactMap { $0 as? String }
                    .first { $0.hasSuffix(".age") })
            let around = "\(backups)/\((made as NSString).deletingLastPathComponent)"
            // Its folder keeps others out by itself.
            try modes(0o644, "\(backups)/\(made)")
            _ = try join(exits: 64)
            try modes(0o755, around)
            #expect(try join(exits: 78).contains("open the backup"))
            try modes(0o600, "\(backups)/\(made)")
            // It takes part already, which is all that is left to say.
            _ = try join(exits: 64)
        }

        @Test("An arm is the allocation's: --arm is refused, and the session takes it by itself")
        func session() throws {
            let site = try TrialFixture()
            try site.ready("M01-001")
            let output = try site.run("randomize", "M01-001", "--medium", site.vault).output
            let arm = output.contains("“live”") ? "live" : "cues"
            try site.run("course", "start", "M01-001", "--from", "2026-11-23")
            let refused = try site.run(
                "session", "M01-001", "--arm", arm, "--window", "1m", "--headphones", "null:",
                exits: 64)
            #expect(refused.errors.contains("its allocation decides"))
            let answers = try site.scratch.file(
                "answers.json",
                """
                {"answers": {"gate.systolic": 128, "gate.diastolic": 82, "gate.isStable": true,
                 "gate.isReady": true, "gate.consents": true, "discharge.isReady": true,
                 "discharge.isStable": true, "discharge.isReminded": true},
                 "keys": [{"at": 0, "keys": "\\r"}]}
                """)
            try site.run(
                "session", "M01-001", "--window", "1m", "--infusion", "40s", "--headphones",
                "null:?speed=100", "--answers", answers)
            let store = try RecordStore(path: site.data + "/record.sqlite", clock: .system)
            let session = try #require(try store.session(SessionCode("M01-001-S01")!))
            #expect(session.arm?.rawValue == arm)
            // Whoever leaves the trial is cared for like anybody else.
            try site.run("consent", "withdraw", "M01-001", "--to", "trial", "--data", "leftOut")
            #expect(try site.run("consent", "show", "M01-001").output.contains("data left out"))
        }

        @Test("Only what is signed has an effect, and an amendment needs something to amend")
        func unsigned() throws {
            let site = try TrialFixture(joined: false)
            let wrong = try site.scratch.file("wrong", "not the right words\n")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: wrong)
            let design = try site.scratch.file(
                "design.json", TrialFixture.design(arms: ["live", "cues"]))
            try site.run(
                "trial", "init", design, "--vault", site.vault, "--out", site.scratch.path,
                "--passphrase-file", wrong, exits: 77)
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.vault).isEmpty)
            // Nothing is recorded or drawn before everything can be written.
            try site.run(
                "trial", "init", design, "--vault", site.vault, "--out", "/nowhere",
                "--passphrase-file", site.passphrase, exits: 73)
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.vault).isEmpty)
            let store = try RecordStore(path: site.data + "/record.sqlite", clock: .system)
            #expect(try store.events(of: [.trialDesigned]).isEmpty)
            try site.join()
            let opening = try FileManager.default.attributesOfItem(
                atPath: site.vault + "/musik-trial-CALM-1.opening")
            #expect(opening[.posixPermissions] as? Int == 0o400, "it tells all draws")
            try site.run(
                "trial", "init", design, "--vault", site.vault, "--out", site.scratch.path,
                "--passphrase-file", site.passphrase, exits: 73)
            let bad = try site.scratch.file("bad.json", "{\"name\": \"X\"}")
            let said = try site.run("trial", "simulate", bad, exits: 65).errors
            #expect(said.contains("arms") && said.contains("trial --help"), "\(said)")
            let package = site.scratch.path + "/CALM-1-MTL1.trial"
            try site.run("trial", "join", package, "--passphrase-file", site.passphrase, exits: 64)
            let amended = try site.run(
                "trial", "amend", "--reason", "x", "--passphrase-file", site.passphrase)
            #expect(amended.output.contains("Nothing is otherwise"))
            // A site's own recording of one cue is another cue set.
            let folder = site.data + "/cues/fr"
            try FileManager.default.createDirectory(
                atPath: site.data + "/cues", withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: root + "/Samples/cues/fr", toPath: folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let cue = try #require(names.first { $0.hasSuffix(".opus") })
            let other = try #require(names.last { $0.hasSuffix(".opus") })
            try FileManager.default.removeItem(atPath: folder + "/" + cue)
            try FileManager.default.copyItem(
                atPath: folder + "/" + other, toPath: folder + "/" + cue)
            try site.run(
                "trial", "amend", "--reason", "x", "--passphrase-file", wrong, exits: 77)
            let signed = try site.run(
                "trial", "amend", "--reason", "recorded anew", "--passphrase-file",
                site.passphrase)
            #expect(signed.output.contains("CALM-1 is amended"))
            let again = try site.run(
                "trial", "amend", "--reason", "x", "--passphrase-file", site.passphrase)
            #expect(again.output.contains("Nothing is otherwise"))
        }

        @Test("Who took back the consent to the treatment is not treated")
        func treatment() throws {
            let site = try TrialFixture(joined: false)
            try site.run("patient", "add", "M01-001", "--language", "fr")
            try site.run("course", "start", "M01-001", "--from", "2026-11-23")
            try site.consent("M01-001", "treatment")
            try site.run("consent", "withdraw", "M01-001", "--to", "treatment", "--data", "kept")
            let refused = try site.run(
                "session", "M01-001", "--window", "1m", "--headphones", "null:", "--answers",
                try site.scratch.file("answers.json", "{}"), exits: 64)
            #expect(refused.errors.contains("taken back the consent"))
        }

        @Test("The seed, once it is open, recomputes every allocation, and ends allocating")
        func opened() throws {
            let site = try TrialFixture()
            for number in 1...5 {
                try site.ready("M01-00\(number)", level: number % 2 == 0 ? "one" : "more")
                try site.run("randomize", "M01-00\(number)", "--medium", site.vault)
            }
            let sealed = try site.run("trial", "verify", "--medium", site.vault).output
            #expect(sealed.contains("5 allocations") && sealed.contains("sealed"))
            try site.ready("M01-006")
            let opening = site.vault + "/musik-trial-CALM-1.opening"
            var other = try String(contentsOfFile: opening, encoding: .utf8)
            let digit = try #require(other.firstIndex(of: "0"))
            other.replaceSubrange(digit...digit, with: "1")
            let changed = try site.scratch.file("other.opening", other)
            let refused = try site.run(
                "trial", "open", changed, "--passphrase-file", site.passphrase, exits: 65)
            #expect(refused.errors.contains("committed to"))
            try site.run("trial", "open", opening, "--passphrase-file", site.passphrase)
            let verified = try site.run("trial", "verify", "--medium", site.vault).output
            #expect(verified.contains("and the draws from the seed"))
            try site.run("randomize", "M01-006", "--medium", site.vault, exits: 64)
        }

        @Test("A copied folder, or a backup put back, reveals nothing without and with the medium")
        func copies() throws {
            let site = try TrialFixture()
            for number in 1...3 { try site.ready("M01-00\(number)") }
            try site.run("randomize", "M01-001", "--medium", site.vault)
            let copy = site.scratch.path + "/copy"
            try FileManager.default.copyItem(atPath: site.data, toPath: copy)
            // The copy goes on first; what was the record is now behind.
            let environment = ["MUSIK_DATA": copy, "MUSIK_AS": "NB"]
            let second = try Built.run(
                ["randomize", "M01-002", "--medium", site.vault], environment: environment)
            #expect(second.exit == 0)
            for patient in ["M01-002", "M01-003"] {
                let refused = try site.run(
                    "randomize", patient, "--medium", site.vault, exits: Sysexit.data.rawValue)
                #expect(refused.errors.contains("copy, or was put back"))
            }
            let shown = try site.run("trial", "verify", "--medium", site.vault, exits: 65)
            #expect(shown.errors.contains("Draw 2 was opened for another record"))
            // And an old copy of the medium, with the record that went on.
            let old = "/dev/shm/musik-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: old) }
            try FileManager.default.copyItem(atPath: site.vault, toPath: old)
            try FileManager.default.removeItem(
                atPath: old + "/musik-trial-CALM-1-MTL1/receipt-000002")
            let behind = try Built.run(
                ["randomize", "M01-003", "--medium", old], environment: environment)
            #expect(behind.exit == 65 && behind.errors.contains("the medium is a copy"))
            // No file of the data holds a draw that nobody has been allocated by.
            let opening = try Data(
                contentsOf: URL(fileURLWithPath: site.vault + "/musik-trial-CALM-1.opening"))
            let opened = try JSONDecoder().decode(TrialOpened.self, from: opening)
            let seed = try #require([UInt8](hexText: opened.seed))
            let salt = try #require([UInt8](hexText: opened.salt))
            let secret = try #require(TrialSecret(seed: seed, salt: salt))
            for (name, bytes) in try site.everything() {
                for number in 2...32 {
                    let draw = secret.draw(number, at: "MTL1").bytes
                    #expect(bytes.range(of: Data(draw.hexText.utf8)) == nil, "\(name)")
                    #expect(bytes.range(of: Data(draw)) == nil, "\(name)")
                }
                #expect(bytes.range(of: Data(opened.seed.utf8)) == nil, "\(name)")
            }
        }

        @Test(
            "The sites' records lie side by side, are recomputed together, and stay what they were")
        func merged() throws {
            let site = try TrialFixture()
            let other = try TrialFixture(site: "TOR2", first: site)
            for number in 1...3 {
                try site.ready("M01-00\(number)")
                try site.run("randomize", "M01-00\(number)", "--medium", site.vault)
                try other.ready("T02-00\(number)", level: "more")
                try other.run("randomize", "T02-00\(number)", "--medium", site.vault)
            }
            let folder = site.scratch.path + "/all"
            let made = try site.run(
                "records", "merge", folder, "--from", site.data, "--from", other.data)
            #expect(made.output.contains("MTL1: ") && made.output.contains("TOR2: "))
            let sealed = try site.run("trial", "verify", "--merged", folder).output
            #expect(sealed.contains("6 allocations at 2 sites") && sealed.contains("sealed"))
            try site.run("records", "merge", folder, "--from", site.data, exits: 73)
            try site.run(
                "records", "merge", folder + "2", "--from", site.data, "--from", site.data,
                exits: 65)
            // One site opens the seed, and all are recomputed from it.
            try site.run(
                "trial", "open", site.vault + "/musik-trial-CALM-1.opening",
                "--passphrase-file", site.passphrase)
            try site.run(
                "records", "merge", folder + "3", "--from", site.data, "--from", other.data)
            let opened = try site.run("trial", "verify", "--merged", folder + "3").output
            #expect(opened.contains("6 allocations at 2 sites") && opened.contains("the seed."))
            let copy = try RecordStore(path: folder + "/TOR2.sqlite", clock: .system)
            try copy.append(
                .patientAdded(PatientNoted(language: .english, name: nil)),
                RecordConcern(subject: StudyCode("T02-009")),
                by: RecordAuthor(
                    actor: ActorCode("NB")!, role: .clinician, site: SiteCode("TOR2")!))
            let changed = try site.run("trial", "verify", "--merged", folder, exits: 65)
            #expect(changed.errors.contains("not as it was when it was merged"))
        }

        /// How often it is killed; `MUSIK_KILLS` says otherwise.
        private static let kills =
            ProcessInfo.processInfo.environment["MUSIK_KILLS"].flatMap { Int($0) } ?? 200

        @Test("Killed at random moments, randomize neither loses nor doubles an allocation")
        func killed() throws {
            let site = try TrialFixture(participants: 300)
            var generator = Generator(seed: 0x5EED_0720)
            // How long it takes from start to end here and now.
            try site.ready("M01-100")
            let began = ContinuousClock.now
            try site.run("randomize", "M01-100", "--medium", site.vault)
            let whole = (ContinuousClock.now - began) / .microseconds(1)
            var (patients, killedAt) = (1, [String: Int]())
            var isAllocated = true
            for _ in 0..<Self.kills {
                if isAllocated {
                    try site.ready("M01-\(100 + patients)")
                    patients += 1
                }
                let (requests, made, receipts) = try state(site)
                let process = try Running(
                    Built.path,
                    ["randomize", "M01-\(99 + patients)", "--medium", site.vault],
                    environment: site.environment(as: "NB"))
                // Most of the time goes into starting: what counts is near the end.
                usleep(UInt32(whole * (0.5 + 0.8 * generator.uniform())))
                process.end(SIGKILL)
                let after = try state(site)
                #expect(after.made - made <= 1 && after.receipts - receipts <= 1)
                #expect(after.made <= after.receipts && after.receipts <= after.made + 1)
                isAllocated = after.made == patients
                let moment =
                    after.made > made
                    ? "after"
                    : after.receipts > receipts
                        ? "receipt" : after.requests > requests ? "request" : "before"
                killedAt[moment, default: 0] += 1
            }
            print("killed", killedAt, "of", whole, "µs, seed 0x5EED_0720;", patients, "patients")
            #expect(killedAt["before"] != nil && killedAt["after"] != nil)
            try site.run(
                "randomize", "M01-\(99 + patients)", "--medium", site.vault,
                exits: isAllocated ? 64 : 0)
            let verified = try site.run("trial", "verify", "--medium", site.vault).output
            #expect(verified.contains("\(patients) allocations"), "\(verified)")
            let store = try RecordStore(path: site.data + "/record.sqlite", clock: .system)
            let allocated = try store.events(of: [.allocationMade]).map(\.event.concern.subject)
            #expect(Set(allocated).count == patients && allocated.count == patients)
            #expect(try site.run("records", "verify").output.contains("as it was written"))
        }

        private func state(
            _ site: TrialFixture
        ) throws -> (requests: Int, made: Int, receipts: Int) {
            let store = try RecordStore(path: site.data + "/record.sqlite", clock: .system)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: site.vault + "/musik-trial-CALM-1-MTL1")
            return (
                try store.events(of: [.allocationRequested]).count,
                try store.events(of: [.allocationMade]).count,
                names.count { $0.hasPrefix("receipt-") && !$0.hasSuffix(".part") }
            )
        }
    }
}
