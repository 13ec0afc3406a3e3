public import ArgumentParser
public import MusikRecord
internal import MusikSeal
internal import MusikStore

extension RecordAuthor.Role: ExpressibleByArgument {
    /// The roles that a person can have.
    public static var allValueStrings: [String] { PersonNoted.possibleRoles.map(\.rawValue) }
}

/// `musik-play people`.
struct PeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "Say who works with the record, and in which roles.",
        discussion: """
            Until a first person is added, everybody who can open the record names themselves with \
            --as. From then on each signs in for a shift, with a passphrase of at least \
            \(PassphraseOptions.fewest) characters, and acts in the roles that a coordinator gave. \
            Silence, talk and stop never ask for it.
            """,
        subcommands: [Add.self, Change.self, Passphrase.self, List.self])

    /// `musik-play people add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add somebody; the first has to be a coordinator.",
            discussion: """
                The new person types the passphrase.

                EXAMPLES
                  musik-play people add NB --role coordinator --role clinician --as NB
                  musik-play people add R1 --role rater --as NB
                """)

        @Argument(help: "The person's code, such as NB.", transform: code)
        var person: ActorCode
        @Option(
            name: .customLong("role"), parsing: .singleValue,
            help:
                "A role; again for each. \(PersonNoted.possibleRoles.map(\.rawValue).joined(separator: ", "))."
        )
        var roles: [RecordAuthor.Role]
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws { try PeopleCommand.check(roles) }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let book = try PeopleBook(store)
            if book.isEmpty && !roles.contains(.coordinator) {
                throw Failure(
                    .usage, "The first person has to be a coordinator: only coordinators add more.",
                    remedy: "Add somebody with --role coordinator first.")
            }
            guard person != .machine, book.people[person]?.roles.isEmpty ?? true else {
                throw Failure(
                    .usage, "\(person) is there already.",
                    remedy: "Change the roles with “musik-play people change \(person)”.")
            }
            let hash = PassphraseHash(
                of: try passphrase.newPassphrase("Passphrase for \(person): "))
            try PeopleCommand.note(
                PersonNoted(person: person, roles: roles, passphrase: hash.text), nil, by: author,
                in: store)
        }
    }

    /// `musik-play people change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change somebody's roles; none for somebody who leaves.")

        @Argument(help: "The person's code.", transform: code)
        var person: ActorCode
        @Option(
            name: .customLong("role"), parsing: .singleValue,
            help: "A role; again for each.")
        var roles: [RecordAuthor.Role] = []
        @Flag(help: "The person leaves, and can't sign in any more.")
        var leaves = false
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard roles.isEmpty == leaves else {
                throw ValidationError("Say the roles that stay with --role, or --leaves.")
            }
            if !leaves { try PeopleCommand.check(roles) }
        }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let book = try PeopleBook(store)
            let known = try PeopleCommand.require(person, in: book)
            let coordinators = book.people.values.filter {
                $0.roles.contains(.coordinator) && $0.code != person
            }
            if coordinators.isEmpty && !roles.contains(.coordinator) {
                throw Failure(
                    .usage, "\(person) is the only coordinator: nobody could add people any more.",
                    remedy: "Make somebody else a coordinator first.")
            }
            try PeopleCommand.note(
                PersonNoted(
                    person: person, roles: roles, passphrase: known.passphrase.text),
                Note(reason), by: author, in: store)
        }
    }

    /// `musik-play people passphrase`.
    struct Passphrase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new passphrase; whoever had to wait needs to no more.")

        @Argument(help: "The person's code.", transform: code)
        var person: ActorCode
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let known = try PeopleCommand.require(person, in: try PeopleBook(store))
            let hash = PassphraseHash(
                of: try passphrase.newPassphrase("New passphrase for \(person): "))
            try PeopleCommand.note(
                PersonNoted(person: person, roles: known.roles, passphrase: hash.text),
                Note(reason), by: author, in: store)
        }
    }

    /// `musik-play people list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List everybody, with their roles and shifts.")

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            RecordMark.print(for: store)
            let book = try PeopleBook(store)
            let now = store.now.wall
            if book.isEmpty {
                print(
                    "Nobody yet: whoever can open the record names themselves with --as. Add a "
                        + "coordinator with: musik-play people add CODE --role coordinator")
            }
            for person in book.people.values.sorted(by: { $0.code < $1.code }) {
                print(line(person, book, now))
            }
        }

        private func line(_ person: PeopleBook.Person, _ book: PeopleBook, _ now: WallTime)
            -> String
        {
            var line = "\(person.code)  "
            line +=
                person.roles.isEmpty
                ? "has left" : person.roles.map(\.rawValue).joined(separator: ", ")
            if let until = book.shift(of: person.code, under: Account.number, at: now) {
                line += "  on shift until \(until)"
            }
            if let until = book.wait(of: person.code, at: now) { line += "  waits until \(until)" }
            return line
        }
    }

    fileprivate static func check(_ roles: [RecordAuthor.Role]) throws {
        guard !roles.isEmpty, roles.allSatisfy(PersonNoted.possibleRoles.contains) else {
            let names = PersonNoted.possibleRoles.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("Roles are \(names).")
        }
        // Who knows the arms can't rate without knowing them.
        guard !roles.contains(.rater) || roles == [.rater] else {
            throw ValidationError("A rater has no other role: every other one can learn an arm.")
        }
        // Who may have the arms before the data are locked has no part in locking or analysing them.
        guard !roles.contains(.safetyBoard) || roles == [.safetyBoard] else {
            throw ValidationError("The safety board has no other role in a trial.")
        }
    }

    fileprivate static func require(
        _ person: ActorCode, in book: PeopleBook
    ) throws(Failure) -> PeopleBook.Person {
        guard let known = book.people[person] else {
            throw Failure(
                .noInput, "Nobody of the code \(person) is in the record.",
                remedy: "“musik-play people list” shows everybody.")
        }
        return known
    }

    fileprivate static func note(
        _ noted: PersonNoted, _ reason: Note?, by author: RecordAuthor, in store: RecordStore
    ) throws(Failure) {
        try recording { () throws(StoreError) in
            _ = try store.append(.personNoted(noted), reason: reason, by: author)
        }
        RecordMark.print(for: store)
        print(
            noted.roles.isEmpty
                ? "\(noted.person) has left."
                : "\(noted.person): \(noted.roles.map(\.rawValue).joined(separator: ", ")). "
                    + "Sign in with: musik-play sign-in --as \(noted.person)")
    }
}
