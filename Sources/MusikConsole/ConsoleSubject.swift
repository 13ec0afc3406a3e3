public import MusikModel

/// What there is to see at a moment.
public enum ConsoleSight: Hashable, Sendable {
    /// A session that runs.
    case session(ConsolePicture)
    /// A session that asks something before or after its programme.
    case interview(ConsoleInterview)
    /// A session that is before or after its programme, and doesn't say more yet.
    case preparing
    /// Sound that goes on although its session's process has gone.
    case left(isQuiet: Bool, isTalkingOver: Bool)
    /// A session that doesn't answer, and what was tried.
    case silent(String)
    /// No session: what lies ahead.
    case nothing(ConsoleDay)
    /// Something that may not be shown here, and why.
    case refused(String)
}

/// What somebody may do on the console.
public enum ConsoleRight: Hashable, Sendable, CaseIterable {
    /// See sessions, patients and reports, from which an arm can be told.
    case read
    /// See the library, which tells no arm.
    case curate
    /// Lead a session.
    case lead
}

/// The session and the record that the console shows and leads, wherever they are.
///
/// Every call may take some seconds, and is made on the console's own threads. A person is the code of
/// somebody who signed in here, or who was only named where nobody signs in; nil for a visitor without.
public protocol ConsoleSubject: Sendable {
    /// What there is to see, in the words of a language, for whoever may read.
    func look(_ language: Language) -> ConsoleSight
    /// Asks for something; returns why it wasn't taken, in the words of a language, nil where it was.
    func ask(_ wish: ConsoleWish, _ language: Language) -> String?

    /// Whether people sign in with passphrases at this site.
    var hasPeople: Bool { get }
    /// Why somebody may not do something; nil where they may.
    func refusal(of person: String?, _ right: ConsoleRight) -> String?
    /// Begins somebody's shift; returns why not, nil where it began.
    func signIn(_ person: String, _ passphrase: String) -> String?
    /// Ends somebody's shift.
    func signOut(_ person: String)

    /// A patient; nil where the record knows none of this code.
    func patient(_ code: String, _ language: Language) -> ConsolePatient?
    /// Starts the session that a patient has ahead; returns why not, nil where its process began.
    func start(_ start: ConsoleStart, _ language: Language) -> String?
    /// The report of a session as a page of HTML; nil where there is none.
    func report(_ session: String, _ language: Language) -> String?
    /// The library's tracks that somebody looks for.
    func library(_ search: ConsoleSearch, _ language: Language) -> ConsoleSheet
    /// A track by its digest; nil where the library knows none.
    func track(_ id: String, _ language: Language) -> ConsoleSheet?
    /// How far a trial has come, without any arm.
    func trial(_ language: Language) -> ConsoleSheet
    /// The record's last events, and whether it is whole.
    func record(_ language: Language) -> ConsoleSheet
    /// Signs a session that is closed; returns why not, nil where it is signed.
    func sign(_ session: String, by person: String, _ passphrase: String) -> String?
}
