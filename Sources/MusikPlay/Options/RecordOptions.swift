public import ArgumentParser
internal import MusikModel
public import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

extension CourseStarted.Kind: ExpressibleByArgument {}
extension Party: ExpressibleByArgument {}

/// Reads a code of the record, and says what one looks like where a text is none.
func code<Code: RecordCode>(_ text: String) throws -> Code {
    guard let code = Code(text) else {
        throw ValidationError("“\(text)” is not \(Code.form).")
    }
    return code
}

/// Reads the day of a session, such as 2026-11-21.
func day(_ text: String) throws -> CalendarDay {
    guard let day = CalendarDay(text) else {
        throw ValidationError("“\(text)” is no day such as 2026-11-21.")
    }
    // A slip in the year would plan sessions whose days four digits can't write.
    guard ("2000"..<"2200").contains(text.prefix(4)) else {
        throw ValidationError("“\(text)” is no session's day: that is of the years 2000 to 2199.")
    }
    return day
}

/// Reads why something is done: words, and no more of them than a note holds.
func givenReason(_ text: String) throws -> String {
    guard !text.trimmed.isEmpty, text.utf8.count <= Note.longest else {
        throw ValidationError("A reason is some words, of \(Note.longest) bytes at most.")
    }
    return text.trimmed
}

/// Reads a digest of the record.
func digest(_ text: String) throws -> ContentDigest {
    guard let digest = ContentDigest(hex: text.lowercased()) else {
        throw ValidationError("“\(text)” is no digest: that has 64 hexadecimal digits.")
    }
    return digest
}

/// The options of every command that reads the record.
struct RecordOptions: ParsableArguments {
    @OptionGroup var data: DataOptions

    /// The record of the folder that is meant, for whoever may learn an arm by reading it.
    /// - Throws: 77 for a rater, for a statistician before a trial's data are locked, and for whoever
    ///   is not on shift where people sign in.
    func store(in surroundings: Surroundings = .current()) throws(Failure) -> RecordStore {
        try data.folder(in: surroundings).recordForReading(surroundings)
    }

    /// The record of the folder that is meant, for a command that tells no arm and is not for raters.
    /// - Throws: 77 for a rater, and for whoever is not on shift where people sign in.
    func storeForStaff() throws(Failure) -> RecordStore {
        let surroundings = Surroundings.current()
        return try data.folder(in: surroundings).recordForReading(surroundings, tellsArms: false)
    }

    /// The record of the folder that is meant, for a command that tells nothing of any arm.
    func storeForAll(in surroundings: Surroundings) throws(Failure) -> RecordStore {
        try data.folder(in: surroundings).record()
    }

    /// The record that is meant, and who adds to it in a role.
    ///
    /// - Parameter others: roles in which it may be done as well, by whoever lacks the first.
    func store(
        for author: AuthorOptions, as role: RecordAuthor.Role,
        or others: [RecordAuthor.Role] = []
    ) throws(Failure) -> (store: RecordStore, author: RecordAuthor) {
        let surroundings = Surroundings.current()
        let store = try storeForAll(in: surroundings)
        return (store, try author.author(as: role, or: others, in: store, surroundings))
    }
}

/// The option of every command that adds to the record: who does.
struct AuthorOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Your code, which stands beside what you do.",
            discussion: "Otherwise MUSIK_AS. Codes, not names: capital letters, digits, hyphens.",
            valueName: "code"),
        transform: code)
    var actor: ActorCode?

    /// The author of what is added to a record, who may act in a role there, or in one of others.
    ///
    /// Who alone is on shift under this account need not be named.
    /// - Throws: 64 where nobody is named, 77 where the person may not.
    func author(
        as role: RecordAuthor.Role, or others: [RecordAuthor.Role] = [], in store: RecordStore,
        _ surroundings: Surroundings
    ) throws(Failure) -> RecordAuthor {
        let book = try PeopleBook(store)
        let now = store.now.wall
        let onShift = book.onShift(under: Account.number, at: now)
        let person = try person(surroundings, otherwise: onShift.count == 1 ? onShift[0] : nil)
        let admitted = try book.admit(
            person, as: [role] + others, under: Account.number, at: now)
        return RecordAuthor(actor: person, role: admitted, site: store.site)
    }

    /// The person who is named: by the option, or by MUSIK_AS.
    ///
    /// - Parameter other: whom it is otherwise.
    /// - Throws: 64 where nobody is.
    func person(
        _ surroundings: Surroundings, otherwise other: ActorCode? = nil
    ) throws(Failure) -> ActorCode {
        let named = actor ?? surroundings.environment["MUSIK_AS"].flatMap(ActorCode.init) ?? other
        guard let named, named != .machine else {
            throw Failure(
                .usage, "The record needs to know who you are.",
                remedy: "Say --as CODE, or set MUSIK_AS: \(ActorCode.form).")
        }
        return named
    }
}

extension RecordStore {
    /// Whether the arms are not yet for a statistician: in a trial whose data are not locked.
    func hidesArms() throws(Failure) -> Bool {
        guard try SiteTrial(self) != nil else { return false }
        return try !TrialClosure(self).isLocked
    }
}

extension DataFolder {
    /// Where the folder's record is.
    var recordPath: String { path + "/record.sqlite" }

    /// Opens the folder's record for reading.
    ///
    /// - Parameter tellsArms: whether an arm could be learnt from what is read.
    /// - Throws: 77 for a rater, for a statistician who could learn an arm before a trial's data are
    ///   locked, and for whoever is not on shift where people sign in.
    func recordForReading(
        _ surroundings: Surroundings, tellsArms: Bool = true
    ) throws(Failure) -> RecordStore {
        let store = try record()
        let hidesArms = tellsArms ? try store.hidesArms() : false
        try PeopleBook(store).admitReader(
            surroundings.environment["MUSIK_AS"].flatMap(ActorCode.init),
            under: Account.number, at: store.now.wall,
            hidesArms: hidesArms)
        return store
    }

    /// Makes sure that whoever asks may learn an arm, where there is a record at all.
    /// - Throws: 77 as `recordForReading`.
    func admitReader(_ surroundings: Surroundings) throws(Failure) {
        guard unsafe access(recordPath, F_OK) == 0 else { return }
        _ = try recordForReading(surroundings)
    }

    /// How the site works, as the folder's record says; the usual where there is no record.
    func settings() throws(Failure) -> SiteSettings {
        guard unsafe access(recordPath, F_OK) == 0 else { return SiteSettings() }
        let store = try record()
        return try recording { () throws(StoreError) in try store.settings() }
    }

    /// Opens the folder's record; before its form is changed, it is backed up.
    func record() throws(Failure) -> RecordStore {
        var result: Result<Backup, BackupMiss>?
        let store = try recording { () throws(StoreError) in
            try RecordStore(path: recordPath, clock: .system) { store in
                result = BackupMaker(store, patience: 600).runInTime()
            }
        }
        // Only in its new form the record takes events again.
        if let result {
            complain(result.line.text(Surroundings.current().language))
            let machine = RecordAuthor(actor: .machine, role: .machine, site: store.site)
            try recording { () throws(StoreError) in try store.keep(result, by: machine) }
        }
        return store
    }
}
