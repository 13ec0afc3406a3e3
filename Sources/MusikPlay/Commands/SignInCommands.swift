internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

/// `musik-play sign-in`.
struct SignInCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Sign in for a shift of \(Int(PeopleBook.shiftHours)) hours.",
        discussion: """
            What is done under this account until then is done by you. Where several people are on \
            shift under one account, each command says --as CODE.

            EXAMPLE
              musik-play sign-in --as NB
            """)

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let store = try options.storeForAll(in: surroundings)
        let person = try author.person(surroundings)
        RecordMark.print(for: store)
        let until = try SignIn(store).begin(person, passphrase)
        print("\(person) is on shift until \(until).")
        // Who rates hears of alerts here, since the commands that show sessions refuse raters.
        guard try PeopleBook(store).require(person).roles.contains(.rater) else { return }
        for alert in try PatientAlerts(store).alerts {
            print(alert.words.text(surroundings.language))
        }
    }
}

/// `musik-play sign-out`.
struct SignOutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out", abstract: "End your shift under this account.")

    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let store = try options.storeForAll(in: surroundings)
        let person = try author.person(surroundings)
        RecordMark.print(for: store)
        guard try SignIn(store).end(person) else {
            print("\(person) is not on shift under this account.")
            return
        }
        print("\(person)'s shift is over.")
    }
}
