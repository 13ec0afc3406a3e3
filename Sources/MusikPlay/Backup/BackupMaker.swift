internal import MusikEngine
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// A backup that was made.
struct Backup: Hashable, Sendable {
    /// What the record keeps of it.
    var made: BackupMade
    /// Where it is.
    var path: String
    /// Whether that is in the machine's memory, as in rehearsals it may be.
    var isInMemory: Bool

    /// What was made, in one line.
    var line: Bilingual {
        let memory = Bilingual(
            " (in memory: gone when the power is)", " (en mémoire vive : perdue sans courant)")
        return Bilingual(
            "Backup: \(made.file)" + (isInMemory ? memory.english : ""),
            "Sauvegarde : \(made.file)" + (isInMemory ? memory.french : ""))
    }
}

/// Makes backups of a record, where and for whom that is arranged.
struct BackupMaker: Sendable {
    private let store: RecordStore
    private let patience: Double
    private let program: String

    /// A maker for a record.
    ///
    /// - Parameters:
    ///   - patience: seconds that a backup may take.
    ///   - program: what encrypts as age does.
    init(_ store: RecordStore, patience: Double = 3600, program: String = AgeProgram.name) {
        self.store = store
        self.patience = patience
        self.program = program
    }

    /// Makes a backup on the medium, and reads it back.
    func run() -> Result<Backup, BackupMiss> {
        do throws(BackupMiss) {
            return .success(try make())
        } catch {
            return .failure(error)
        }
    }

    /// Makes a backup on a thread of its own, and waits no longer than the patience and a little:
    /// a medium may hang.
    func runInTime() -> Result<Backup, BackupMiss> {
        let handover = Handover()
        let maker = self
        do throws(NamedThread.Refused) {
            try NamedThread.detach("backup") { handover.put(maker.run()) }
        } catch {
            return .failure(.failed("thread: \(errorText(error.code))"))
        }
        if let result = handover.wait(seconds: patience + 2) { return result }
        let folder = (try? store.arrangement)?.folder ?? ""
        return .failure(.slow(folder, seconds: Int(patience)))
    }

    private func make() throws(BackupMiss) -> Backup {
        let (arrangement, medium) = try arranged()
        guard medium.isThere else { throw .absent(medium.folder) }
        let verdict = medium.verdict()
        if let obstacle = medium.obstacle(verdict) { throw obstacle }
        medium.removeUnfinished()
        let snapshot: RecordSnapshot
        do throws(Failure) {
            snapshot = try RecordSnapshot(of: store)
        } catch {
            throw .failed(error.problem)
        }
        let name = medium.name(head: snapshot.head, at: store.now.wall)
        let file = try BackupFile(name, in: medium.folder)
        do throws(HelperProgram.Fault) {
            try unsafe AgeProgram(program, patience: patience).encrypt(
                .file(snapshot.descriptor), for: arrangement.recipients
            ) { unsafe file.write($0) }
        } catch {
            throw file.fault ?? BackupMiss(error, medium, patience)
        }
        let digest = try file.finish()
        return Backup(
            made: BackupMade(file: name, sha256: digest.hex, head: snapshot.head),
            path: medium.folder + "/" + name, isInMemory: verdict == .memory)
    }

    private func arranged() throws(BackupMiss) -> (BackupArranged, BackupMedium) {
        let found: (BackupArranged, BackupMedium)?
        do throws(StoreError) {
            found = try store.medium
        } catch {
            throw .failed(Failure(error).problem)
        }
        guard let found else { throw .noneNamed }
        return found
    }
}

extension BackupMiss {
    /// Why age did not encrypt.
    fileprivate init(_ fault: HelperProgram.Fault, _ medium: BackupMedium, _ patience: Double) {
        switch fault {
        case .notStarted: self = .noProgram
        case .slow, .stopped: self = .slow(medium.root, seconds: Int(patience))
        case .refused(_, let said): self = .failed(said)
        }
    }
}

extension RecordStore {
    /// What was arranged last for backups; nil where nothing is.
    var arrangement: BackupArranged? {
        get throws(StoreError) {
            let last = try events(of: [.backupArranged]).last
            guard case .backupArranged(let arranged) = last?.event.body else { return nil }
            return arranged
        }
    }

    /// A backup on the medium that other accounts can open; nil where there is none, or no medium.
    var openBackup: String? {
        get throws(StoreError) {
            guard let medium = try medium?.1 else { return nil }
            return medium.content().names.map { "\(medium.folder)/\($0)" }
                .first { !isClosedToOthers($0) }
        }
    }

    /// What was arranged last, with its medium.
    var medium: (BackupArranged, BackupMedium)? {
        get throws(StoreError) {
            guard let arrangement = try arrangement else { return nil }
            return (arrangement, try BackupMedium(arrangement.folder, for: self))
        }
    }

    /// Keeps what became of a backup.
    func keep(
        _ result: Result<Backup, BackupMiss>, by author: RecordAuthor
    ) throws(StoreError) {
        switch result {
        case .success(let backup): try append(.backupMade(backup.made), by: author)
        case .failure(let miss):
            try append(.backupMissed(BackupMissed(problem: miss.problem)), by: author)
        }
    }

    /// Backs the record up after a session or a change of the library, within a minute, and keeps
    /// what became of that.
    ///
    /// Nothing of it can fail what was done before.
    /// - Returns: one line for whoever did that.
    func backUpAfterwards(by author: RecordAuthor) -> Bilingual {
        let result = BackupMaker(self, patience: 60).runInTime()
        do throws(StoreError) {
            try keep(result, by: author.machine)
        } catch {
            return BackupMiss.failed(Failure(error).problem).line
        }
        return result.line
    }
}

extension Result<Backup, BackupMiss> {
    /// What became of a backup, in one line.
    var line: Bilingual {
        switch self {
        case .success(let backup): backup.line
        case .failure(let miss): miss.line
        }
    }
}

/// Hands the end of a backup from its thread to who waits for it. Any thread.
private final class Handover: @unchecked Sendable {
    // Safe to share: the result is used under `monitor`.
    private let monitor = Monitor()
    private var result: Result<Backup, BackupMiss>?

    func put(_ result: Result<Backup, BackupMiss>) {
        monitor.locked {
            self.result = result
            monitor.signal()
        }
    }

    /// The result; nil where it takes longer.
    func wait(seconds: Double) -> Result<Backup, BackupMiss>? {
        let end = MonotonicClock.nanoseconds + UInt64(seconds * 1e9)
        return monitor.locked {
            while result == nil, MonotonicClock.nanoseconds < end {
                monitor.wait(milliseconds: 500)
            }
            return result
        }
    }
}
