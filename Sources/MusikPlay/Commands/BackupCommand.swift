internal import ArgumentParser
internal import FoundationEssentials
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Keep encrypted copies of the record on a second medium.",
        discussion: """
            Once a medium is arranged, the record is backed up after each session with a patient \
            and before its form changes. Each backup holds all of the record, encrypted by age for \
            the holders of the keys: this machine can't read it.
            """,
        subcommands: [Arrange.self, Now.self, List.self, Restore.self])

    /// `musik-play backup arrange`.
    struct Arrange: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say where backups are made, and who can read them.",
            discussion: """
                The folder is on another medium than the record: a stick, a second disk, a server. \
                Recipients are public keys; whoever is responsible for the data makes one with \
                “age-keygen -o FILE”, and keeps that file, without which no backup can be read, \
                away from this machine. Arrange each medium that takes turns with others.

                EXAMPLE
                  musik-play backup arrange --to /media/stick --recipient age1…59 more --as NB
                """)

        @Option(
            help: ArgumentHelp("A folder on the second medium.", valueName: "dir"),
            completion: .directory)
        var to: String
        @Option(
            help: ArgumentHelp(
                "A public key of age; given again, a further one.", valueName: "key"))
        var recipient: [String]
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            // The text is not repeated: somebody may have pasted the secret half.
            guard !recipient.isEmpty, recipient.allSatisfy({ $0.hasPrefix("age1") }) else {
                throw ValidationError("A recipient begins with age1: the public half of a key.")
            }
        }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let root = try Self.folder(to)
            try Self.tryRecipients(recipient)
            let medium = try recording { () throws(StoreError) in
                try BackupMedium(root, for: store)
            }
            guard unsafe mkdir(medium.folder, 0o700) == 0 || errno == EEXIST else {
                let code = errno
                throw Failure(
                    Sysexit(creating: code), "\(medium.folder) can't be made: \(errorText(code)).",
                    remedy: "Choose a folder that you may write to.")
            }
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .backupArranged(BackupArranged(folder: root, recipients: recipient)),
                    by: author)
            }
            RecordMark.print(for: store)
            print("Backups go to \(medium.folder).")
            let verdict = medium.verdict()
            if let obstacle = medium.obstacle(verdict) {
                complain(obstacle.failure.description)
            } else if verdict == .memory {
                print("That is in memory, gone when the power is: enough for a rehearsal only.")
            }
        }

        /// The folder without links.
        private static func folder(_ path: String) throws(Failure) -> String {
            guard let resolved = unsafe realpath(path, nil) else {
                throw Failure(
                    .noInput, "\(path) is not there: \(errorText(errno)).",
                    remedy: "Connect the medium, or name its folder.")
            }
            defer { unsafe free(resolved) }
            return unsafe String(cString: resolved)
        }

        /// Lets age try the keys on nothing.
        private static func tryRecipients(_ recipients: [String]) throws(Failure) {
            do throws(HelperProgram.Fault) {
                try unsafe AgeProgram(patience: 20).encrypt(.bytes(.init()), for: recipients) { _ in
                    true
                }
            } catch {
                throw Failure(
                    error, problem: "age does not take these keys",
                    remedy: "Give the line that begins with age1, whole.")
            }
        }
    }

    /// `musik-play backup now`.
    struct Now: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a backup and read it back.",
            discussion: """
                Exits with another code than 0 where there is no backup then, and says why.

                EXAMPLE
                  musik-play backup now --as NB
                """)

        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            RecordMark.print(for: store)
            let result = BackupMaker(store).run()
            try recording { () throws(StoreError) in try store.keep(result, by: author) }
            switch result {
            case .success(let backup):
                print(backup.line.english)
                print("\(backup.path), events 1 to \(backup.made.head), read back as written.")
            case .failure(let miss): throw miss.failure
            }
        }
    }
}

extension Failure {
    /// What it means that age did not do something.
    init(_ fault: HelperProgram.Fault, problem: String, remedy: String) {
        switch fault {
        case .notStarted(let code):
            self.init(
                .unavailable, "age can't be started: \(errorText(code)).",
                remedy: "Install it with “apt-get install age”.")
        case .slow, .stopped:
            self.init(.unavailable, "\(problem): it took too long.", remedy: remedy)
        case .refused(_, let said): self.init(.data, "\(problem): \(said)", remedy: remedy)
        }
    }
}
