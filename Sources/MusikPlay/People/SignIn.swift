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
    func begin(_ person: ActorCode, _ passphrase: any PassphraseSource) throws(Failure) -> WallTime
    {
        let role = try book.require(person).roles[0]
        let until = store.now.wall.adding(seconds: 3600 * PeopleBook.shiftHours)
        try prove(
            RecordAuthor(actor: person, role: role, site: store.site), passphrase, for: .shift,
            until: until)
        return until
    }

    /// Puts a person's name to an event that is in the record.
    func sign(
        _ meaning: Signed.Meaning, entry: Int, concern: RecordConcern = RecordConcern(),
        by author: RecordAuthor, _ passphrase: any PassphraseSource
    ) throws(Failure) {
        try prove(author, passphrase, for: .signature, until: nil)
        try recording { () throws(StoreError) in
            _ = try store.append(
                .signed(Signed(meaning: meaning, entry: entry)), concern, by: author)
        }
    }

    /// Signs the entry that closed a session.
    /// - Throws: 64 where the session is not closed, 66 where the record doesn't know it.
    func signClosed(
        _ session: SessionCode, by author: RecordAuthor, _ passphrase: any PassphraseSource
    ) throws(Failure) {
        _ = try store.requireSession(session)
        let closed = try recording { () throws(StoreError) in try store.events(of: session) }
            .last { $0.event.body.kind == .sessionClosed }
        guard let closed else {
            throw Failure(
                .usage, "\(session) is not closed yet.",
                remedy: "It goes on with: musik-play session \(session.patient)")
        }
        try sign(
            .debrief, entry: closed.number, concern: RecordConcern(session: session), by: author,
            passphrase)
    }

    /// Ends a person's shift under this account; false where none runs.
    func end(_ person: ActorCode) throws(Failure) -> Bool {
        guard book.shift(of: person, under: Account.number, at: store.now.wall) != nil else {
            return false
        }
        let author = RecordAuthor(
            actor: person, role: try book.require(person).roles[0], site: store.site)
        try recording { () throws(StoreError) in
            _ = try store.append(.signedOut(SignedOut(account: Account.number)), by: author)
        }
        return true
    }

    /// Records something with a person's name to it; nothing, where the passphrase is another.
    ///
    /// - Returns: the number of what is signed.
    func record(
        _ body: RecordBody, _ concern: RecordConcern = RecordConcern(), reason: Note? = nil,
        signing meaning: Signed.Meaning, by author: RecordAuthor, _ passphrase: any PassphraseSource
    ) throws(Failure) -> Int {
        try prove(author, passphrase, for: .signature, until: nil)
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
        _ author: RecordAuthor, _ passphrase: any PassphraseSource,
        for purpose: SignInTried.Purpose,
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
        guard person.passphrase.accepts(try passphrase.passphrase("Passphrase of \(person.code): "))
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
