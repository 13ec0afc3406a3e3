internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a data folder's record says of its backups, as facts.
enum RecordProbe: Hashable, Sendable {
    /// The record can't be opened: the problem and the remedy.
    case failed(Failure)
    /// It is there.
    case found(Backups)

    /// What it knows of backups.
    struct Backups: Hashable, Sendable {
        var isRehearsal: Bool
        var isArranged: Bool
        /// Whether the site takes part in a trial.
        var isInTrial: Bool
        /// The number of the account that the data belong to, where people log in with it.
        var person: Int?
        /// A backup that is there and that other accounts can open.
        var openBackup: String?
        /// When the last backup was made.
        var lastMade: WallTime?
        /// When the last session was closed.
        var lastSession: WallTime?
        var now: WallTime
        /// What was measured of outputs.
        var calibrations: [OutputCalibration] = []
    }

    /// Reads the facts; nil where there is no record.
    init?(_ folder: DataFolder) {
        guard unsafe access(folder.recordPath, F_OK) == 0 else { return nil }
        do throws(Failure) {
            let store = try folder.record()
            self = try recording { () throws(StoreError) in
                .found(
                    Backups(
                        isRehearsal: store.isRehearsal, isArranged: try store.arrangement != nil,
                        isInTrial: try !store.events(of: [.trialJoined]).isEmpty,
                        person: Account.person(owning: folder.path),
                        openBackup: try store.openBackup,
                        lastMade: try store.events(of: [.backupMade]).last?.event.time,
                        lastSession: try store.events(of: [.sessionClosed]).last?.event.time,
                        now: store.now.wall,
                        calibrations: try store.settings().calibrations ?? []))
            }
        } catch {
            self = .failed(error)
        }
    }
}

extension Doctor {
    /// Whether backups can be made and are; nothing where there is no record.
    static func backups(_ probe: SystemProbe) -> [Finding] {
        guard let record = probe.record else { return [] }
        let age = Finding(
            name: "age", verdict: probe.hasAge ? .good : .warning,
            found: probe.hasAge ? "age is there to encrypt backups" : "age is missing",
            advice: probe.hasAge ? nil : "Run “sudo apt-get install \(AgeProgram.name)”.")
        switch record {
        case .failed(let failure):
            let finding = Finding(
                name: "record", verdict: .bad, found: failure.problem, advice: failure.remedy)
            return [age, finding]
        case .found(let backups):
            return [age, finding(backups)] + [owner(backups)].compactMap(\.self)
        }
    }

    /// In a trial nobody who signs in may be able to open the data.
    private static func owner(_ record: RecordProbe.Backups) -> Finding? {
        guard record.isInTrial, !record.isRehearsal else { return nil }
        return Finding(
            name: "account", verdict: record.person == nil ? .good : .bad,
            found: record.person.map {
                "the trial's data belong to account \($0), with which people log in"
            } ?? "the trial's data belong to an account that nobody logs in with",
            advice: record.person == nil
                ? nil
                : "Give them an account of their own: “musik-play service --help” shows how.")
    }

    private static func finding(_ backups: RecordProbe.Backups) -> Finding {
        func finding(_ verdict: Verdict, _ found: String, _ advice: String?) -> Finding {
            Finding(name: "backup", verdict: verdict, found: found, advice: advice)
        }
        guard backups.isArranged else {
            return finding(
                backups.isRehearsal ? .good : .warning, "no backup of the record is arranged",
                backups.isRehearsal
                    ? nil : "Run “musik-play backup arrange --to DIR --recipient age1…”.")
        }
        if let open = backups.openBackup {
            return finding(
                .warning, "other accounts can open the backup \(open)",
                "Run “chmod 600” on all in its folder; a trial is refused until then.")
        }
        guard let made = backups.lastMade else {
            return finding(
                .warning, "no backup of the record has been made yet",
                "Connect the medium and run “musik-play backup now”.")
        }
        let hours = max(0, Int(backups.now.seconds(since: made) / 3600))
        let since = hours < 48 ? counted(hours, "hour", "hours") : "\(hours / 24) days"
        if let session = backups.lastSession, session > made {
            return finding(
                .warning, "the last backup of the record, \(since) ago, lacks the last session",
                "Connect the medium and run “musik-play backup now”.")
        }
        return finding(.good, "the last backup of the record was made \(since) ago", nil)
    }
}
