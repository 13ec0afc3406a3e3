import Foundation
import MusikRecord
import Testing

@testable import MusikPlay

@Suite("The doctor")
struct DoctorTests {
    private func healthy() -> SystemProbe {
        var probe = SystemProbe(dataFolder: "/tmp", libraries: ["alsa-lib": "1.2.8"])
        probe.cards = [" 0 [PCH            ]: HDA-Intel - HDA Intel PCH"]
        probe.isSuperuser = false
        probe.isInAudioGroup = true
        probe.realTimePriority = .init(soft: 95, hard: 95)
        probe.lockedMemory = .init(soft: nil, hard: nil)
        probe.realTimeRun = .init(soft: nil, hard: nil)
        probe.kernel = "6.1.0 #1 SMP PREEMPT_DYNAMIC"
        probe.isContainer = false
        probe.freeBytes = 100_000_000_000
        probe.isDataPrivate = true
        probe.governor = "performance"
        probe.canStayAwake = true
        probe.drowsyCards = []
        probe.hasAge = true
        probe.record = .found(backups())
        return probe
    }

    private func backups(_ spoil: (inout RecordProbe.Backups) -> Void) -> RecordProbe {
        var backups = backups()
        spoil(&backups)
        return .found(backups)
    }

    /// A record whose last backup, a day ago, has the last session.
    private func backups() -> RecordProbe.Backups {
        let now = WallTime("2026-11-23T09:00:00.000000Z")!
        return RecordProbe.Backups(
            isRehearsal: false, isArranged: true, isInTrial: true,
            lastMade: now.adding(seconds: -86_400),
            lastSession: now.adding(seconds: -86_500), now: now)
    }

    private func finding(_ name: String, _ probe: SystemProbe) throws -> Doctor.Finding {
        try #require(Doctor.findings(probe).first { $0.name == name })
    }

    @Test("A machine that may fall asleep, or put its card to sleep, is a risk")
    func sleep() throws {
        var probe = healthy()
        #expect(try finding("sleep", probe).verdict == .good)
        #expect(try finding("usbAutosuspend", probe).verdict == .good)
        probe.canStayAwake = false
        probe.drowsyCards = ["Headphones"]
        #expect(try finding("sleep", probe).verdict == .warning)
        let drowsy = try finding("usbAutosuspend", probe)
        #expect(drowsy.verdict == .warning && drowsy.found.contains("Headphones"))
    }

    @Test("A folder that other accounts can open is a risk, with the command that closes it")
    func privacy() throws {
        var probe = healthy()
        #expect(try finding("privacy", probe).verdict == .good)
        probe.isDataPrivate = false
        let open = try finding("privacy", probe)
        #expect(open.verdict == .warning && open.advice?.contains("chmod 700 /tmp") ?? false)
        probe.isDataPrivate = nil
        #expect(!Doctor.findings(probe).contains { $0.name == "privacy" })
    }

    @Test("Outside a trial, and in rehearsals, data may belong to somebody who logs in")
    func account() throws {
        for spoil in [
            { $0.isInTrial = false }, { $0.isRehearsal = true },
        ] as [(inout RecordProbe.Backups) -> Void] {
            var probe = healthy()
            probe.record = backups { backups in
                backups.person = 1000
                spoil(&backups)
            }
            #expect(!Doctor.findings(probe).contains { $0.name == "account" })
        }
        #expect(!Account.isForPeople(0) && !Account.isForPeople(999))
        #expect(Account.isForPeople(59_999), "an account that isn't listed may be a person's")
    }

    @Test("A machine that is fit gets no advice")
    func fit() {
        for finding in Doctor.findings(healthy()) {
            #expect(finding.verdict == .good, "\(finding.name)")
            #expect(finding.advice == nil)
        }
    }

    @Test("F44: Whatever is wrong is named with what to do about it")
    func unfit() throws {
        let cases: [(String, Doctor.Verdict, (inout SystemProbe) -> Void)] = [
            ("cards", .warning, { $0.cards = nil }),
            ("cards", .warning, { $0.cards = [] }),
            ("audioGroup", .warning, { $0.isInAudioGroup = false }),
            ("audioGroup", .warning, { $0.isInAudioGroup = nil }),
            ("realTimePriority", .warning, { $0.realTimePriority = .init(soft: 0, hard: 0) }),
            ("lockedMemory", .warning, { $0.lockedMemory = .init(soft: 0, hard: 8_000_000) }),
            ("realTimeRun", .warning, { $0.realTimeRun = .init(soft: 200, hard: 200) }),
            ("kernel", .warning, { $0.kernel = "6.1.0 #1 SMP" }),
            ("governor", .warning, { $0.governor = "powersave" }),
            ("disk", .bad, { $0.freeBytes = 1_000_000 }),
            ("disk", .warning, { $0.freeBytes = 500_000_000 }),
            ("disk", .bad, { $0.freeBytes = nil }),
            ("age", .warning, { $0.hasAge = false }),
            ("backup", .warning, { $0.record = backups { $0.isArranged = false } }),
            (
                "backup", .warning,
                { $0.record = backups { $0.openBackup = "/media/stick/musik.age" } }
            ),
            ("backup", .warning, { $0.record = backups { $0.lastMade = nil } }),
            ("backup", .warning, { $0.record = backups { $0.lastSession = $0.now } }),
            ("account", .bad, { $0.record = backups { $0.person = 1000 } }),
            ("record", .bad, { $0.record = .failed(Failure(.data, "bad", remedy: "mend")) }),
        ]
        for (name, verdict, spoil) in cases {
            var probe = healthy()
            spoil(&probe)
            let finding = try finding(name, probe)
            #expect(finding.verdict == verdict, "\(name)")
            #expect(finding.advice?.isEmpty == false, "\(name)")
        }
        var superuser = healthy()
        superuser.isSuperuser = true
        superuser.realTimePriority = .init(soft: 0, hard: 0)
        #expect(try finding("realTimePriority", superuser).verdict == .good)
    }

    @Test("The program reports libraries with versions, as text and as JSON")
    func program() throws {
        let scratch = try Scratch()
        let text = try Built.run(["doctor", "--data", scratch.path + "/not/yet"])
        #expect(text.exit == 0)
        #expect(access(scratch.path + "/not", F_OK) != 0)
        let json = try Built.run(["doctor", "--json", "--data", scratch.path])
        let findings = try JSONDecoder().decode(
            [Doctor.Finding].self, from: Data(json.output.utf8))
        for library in ["alsa-lib", "libsndfile", "soxr", "libebur128", "OpenSSL", "expat"] {
            let found = findings.first { $0.name == "library." + library }?.found
            #expect(found?.contains(".") == true, "\(library): \(found ?? "missing")")
            #expect(text.output.contains("library." + library + " "))
        }
    }
}
