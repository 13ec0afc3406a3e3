internal import MusikRecord
internal import MusikSeal
internal import MusikStore

/// Looks at passphrases, and notes every attempt.
struct SignIn {
    private let store: RecordStore
    private let book: PeopleBook

    init(_ store: RecordStore) throws(Failure) {
        self.store = store
        book = try PeopleBook(store)
    }

    /// Begins a shift.
    /// - Returns: when it ends.
    func begin(_ person: ActorCode, _ options: PassphraseOptions) throws(Failure) -> WallTime {
        let role = try book.require(person).roles[0]
        let until = store.now.wall.adding(seconds: 3600 * PeopleBook.shiftHours)
        try prove(
            RecordAuthor(actor: person, role: role, site: store.site), options, for: .shift,
            until: until)
        return until
    }

    /// Puts a person's name to an event that is in the record.
    func sign(
        _ meaning: Signed.Meaning, entry: Int, concern: RecordConcern = RecordConcern(),
        by author: RecordAuthor, _ options: PassphraseOptions
    ) throws(Failure) {
        try prove(author, options, for: .signature, until: nil)
        try recording { () throws(StoreError) in
            _ = try store.append(
                .signed(Signed(meaning: meaning, entry: entry)), concern, by: author)
        }
    }

    /// Records something with a person's name to it; nothing, where the passphrase is another.
    ///
    /// - Returns: the number of what is signed.
    func record(
        _ body: RecordBody, _ concern: RecordConcern = RecordConcern(), reason: Note? = nil,
        signing meaning: Signed.Meaning, by author: RecordAuthor, _ options: PassphraseOptions
    ) throws(Failure) -> Int {
        try prove(author, options, for: .signature, until: nil)
        return try recording { () throws(StoreError) in
            let recorded = try store.append(body, concern, reason: reason, by: author)
            try store.append(
                .signed(Signed(meaning: meaning, entry: recorded.number)), concern, by: author)
            return recorded.number
        }
    }

    /// Makes sure that somebody is who they say.
    /// - Throws: 77 after a wrong passphrase, and while the person has to wait.
    private func prove(
        _ author: RecordAuthor, _ options: PassphraseOptions, for purpose: SignInTried.Purpose,
        until: WallTime?
    ) throws(Failure) {
        let person = try book.require(author.actor)
        if let end = book.wait(of: person.code, at: store.now.wall) {
            try note(purpose, .refused, author)
            throw Failure(
                .noPermission,
                "After \(PeopleBook.wrongAttempts) wrong passphrases \(person.code) has to wait "
                    + "until \(end).",
                remedy: "Quiet, talk and stop need no sign-in. A coordinator can set a new "
                    + "passphrase with “musik-play people passphrase”.")
        }
        guard person.passphrase.accepts(try options.passphrase("Passphrase of \(person.code): "))
        else {
            try note(purpose, .wrong, author)
            throw Failure(
                .noPermission, "That is not the passphrase of \(person.code).",
                remedy: "Try again; \(PeopleBook.wrongAttempts) wrong ones in a row mean to wait "
                    + "\(Int(PeopleBook.waitMinutes)) minutes.")
        }
        try note(purpose, .right, author, until: until)
    }

    private func note(
        _ purpose: SignInTried.Purpose, _ outcome: SignInTried.Outcome, _ author: RecordAuthor,
        until: WallTime? = nil
    ) throws(Failure) {
        let tried = SignInTried(
            account: Account.number, purpose: purpose, outcome: outcome, until: until)
        try recording { () throws(StoreError) in
            _ = try store.append(.signInTried(tried), by: author)
        }
    }
}
