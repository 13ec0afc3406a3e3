internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// The option of commands that look at a trial's data: one site's, or those of all.
struct TrialDataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder of “records merge”: all its sites instead of this one.", valueName: "dir"),
        completion: .directory)
    var merged: String?

    /// The data, and their analysis table.
    func read(_ store: RecordStore) throws(Failure) -> (data: TrialData, table: AnalysisTable) {
        let data = try TrialData(merged: merged, store: store)
        let line = ProgressLine("reading")
        let table = try AnalysisTable(data) { line.show($0, of: $1) }
        line.clear()
        return (data, table)
    }
}

extension TrialCommand {
    /// `musik-play trial check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what stands between the data and their lock.",
            discussion: """
                Open queries, sessions of which nobody said what became of them, debriefs and \
                ratings without a signature, and what is missing without a reason.
                """)

        @OptionGroup var chosen: TrialDataOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            let (data, table) = try chosen.read(store)
            RecordMark.print(for: store)
            if let notice = data.absentSites { print(notice) }
            let obstacles = try data.obstacles(table)
            if obstacles.isEmpty {
                print("Nothing stands between the data and their lock.")
                return
            }
            for obstacle in obstacles { print(obstacle) }
            print(
                "\(counted(obstacles.count, "thing is", "things are")) in the way. Sessions: "
                    + "musik-play course start, or course miss; reasons: musik-play trial missing; answers: musik-play trial query answer; "
                    + "signatures: musik-play debrief SESSION --sign.")
        }
    }

    /// `musik-play trial missing`.
    struct MissingItem: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "missing",
            abstract: "Say why something is not there, and never will be.",
            discussion: """
                “musik-play trial check” names what is missing, as it is given here: an item of a \
                session, or a participant's rating at a visit.

                EXAMPLES
                  musik-play trial missing M01-001-S03 meq --reason "too tired" --as NB
                  musik-play trial missing M01-001 madrs_week4 --reason "did not come" --as NB
                """)

        @Argument(help: "The session's or the participant's code.")
        var code: String
        @Argument(help: "The item, by its column, such as meq or madrs_week4.")
        var item: String
        @Option(help: "Why.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .coordinator, or: [.clinician])
            let table = try AnalysisTable(try TrialData(merged: nil, store: store))
            guard table.gaps.contains(TrialClosure.Missing(code: code, item: item)) else {
                throw Failure(
                    .usage, "\(code) lacks no “\(item)”.",
                    remedy: "“musik-play trial check” lists what is missing.")
            }
            let concern = RecordConcern(naming: code)
            if let patient = concern.subject { try store.requireUnlocked(patient) }
            RecordMark.print(for: store)
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .itemMissing(ItemMissing(item: item)), concern, reason: Note(reason),
                    by: author)
            }
            print("\(code): it is on record why \(item) is missing.")
        }
    }

    /// `musik-play trial lock`.
    struct Lock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lock the data: a coordinator and a statistician each sign.",
            discussion: """
                Refused while something is in the way (“musik-play trial check”). The first who \
                runs it proposes, the second agrees to the very same data; from then on entries on \
                participants are refused here, and the table that is exported has to be the one \
                that was locked.

                EXAMPLE
                  musik-play trial lock --merged all-sites --as NB
                """)

        @OptionGroup var chosen: TrialDataOptions
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.storeForAll(in: surroundings)
            let closure = try TrialClosure(store)
            guard !closure.isLocked else {
                throw Failure(
                    .usage, "The data are locked already.",
                    remedy: "“musik-play trial unlock” opens them again.")
            }
            // Whoever has neither role is refused before anything is read.
            _ = try author.cosigner(of: nil, in: store, surroundings)
            let (data, table) = try chosen.read(store)
            let obstacles = try data.obstacles(table)
            guard obstacles.isEmpty else {
                throw Failure(
                    .data, obstacles.joined(separator: "\n  "),
                    remedy: "“musik-play trial check” says what to do about each.")
            }
            let digest = try table.digest()
            // A proposal of other data is none.
            let proposed = closure.lock.flatMap { lock in
                lock.body.table == digest && !lock.isSigned && !lock.signers.isEmpty ? lock : nil
            }
            let author = try author.cosigner(of: proposed?.signers, in: store, surroundings)
            RecordMark.print(for: store)
            if let notice = data.absentSites { print(notice) }
            if let proposed {
                try SignIn(store).sign(.lock, entry: proposed.entry, by: author, passphrase)
            } else {
                _ = try SignIn(store).record(
                    .trialLocked(
                        TrialLocked(trial: data.name, table: digest, parts: data.sites.map(\.part))),
                    signing: .lock, by: author, passphrase)
            }
            print("The analysis table has \(counted(table.rows.count, "row", "rows")): \(digest)")
            print(try TrialClosure(store).lock.map(\.words) ?? "")
        }
    }

    /// `musik-play trial unlock`.
    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open locked data again: for a reason, signed by both.")

        @Option(help: "Why; the first of the two says it.", transform: givenReason)
        var reason: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.storeForAll(in: surroundings)
            let closure = try TrialClosure(store)
            guard closure.isLocked, let lock = closure.lock else {
                throw Failure(
                    .usage, "The data are not locked.",
                    remedy: "“musik-play trial lock” locks them.")
            }
            let author = try author.cosigner(of: closure.unlock?.signers, in: store, surroundings)
            RecordMark.print(for: store)
            if let proposed = closure.unlock, !proposed.signers.isEmpty {
                try SignIn(store).sign(.unlock, entry: proposed.entry, by: author, passphrase)
            } else {
                _ = try SignIn(store).record(
                    .trialUnlocked(TrialUnlocked(trial: lock.body.trial, lock: lock.entry)),
                    reason: Note(reason), signing: .unlock, by: author, passphrase)
            }
            print(try TrialClosure(store).unlock.map(\.words) ?? "")
        }
    }
}

extension RecordConcern {
    /// What a code names: a session, or else a patient.
    init(naming code: String) {
        let session = SessionCode(code)
        self.init(subject: session == nil ? StudyCode(code) : nil, session: session)
    }
}

extension TrialClosure.Step {
    /// Whether it holds, and who has still to sign.
    fileprivate var words: String {
        if isSigned { return "Both have signed: it holds." }
        let left = signers[.coordinator] == nil ? "coordinator" : "statistician"
        return "It holds once another person signs it as \(left), by the same command."
    }
}

extension AuthorOptions {
    /// Who signs as the coordinator or the statistician, whichever has not signed yet.
    ///
    /// - Throws: 77 for whoever has neither role, or has signed as the other.
    fileprivate func cosigner(
        of signers: [RecordAuthor.Role: ActorCode]?, in store: RecordStore,
        _ surroundings: Surroundings
    ) throws(Failure) -> RecordAuthor {
        let signed = signers ?? [:]
        let open = [RecordAuthor.Role.coordinator, .statistician].filter { signed[$0] == nil }
        let author = try author(
            as: open.first ?? .coordinator, or: Array(open.dropFirst()), in: store, surroundings)
        guard !signed.values.contains(author.actor) else {
            throw Failure(
                .noPermission, "\(author.actor) has signed already, and two people have to.",
                remedy: "The other one signs with --as.")
        }
        return author
    }
}
