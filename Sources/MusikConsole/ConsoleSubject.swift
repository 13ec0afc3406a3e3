public import MusikModel

/// What there is to see at a moment.
public enum ConsoleSight: Hashable, Sendable {
    /// A session that runs.
    case session(ConsolePicture)
    /// A session that is before or after its programme, at its own terminal.
    case preparing
    /// Sound that goes on although its session's process has gone.
    case left(isQuiet: Bool, isTalkingOver: Bool)
    /// A session that doesn't answer, and what was tried.
    case silent(String)
    /// Nothing.
    case nothing
    /// Something that may not be shown here, and why.
    case refused(String)
}

/// The session that the console shows and leads, wherever it runs.
///
/// Both calls may take some seconds, and are made on the console's own threads.
public protocol ConsoleSubject: Sendable {
    /// What there is to see, in the words of a language.
    func look(_ language: Language) -> ConsoleSight
    /// Asks for something; returns why it wasn't taken, in the words of a language, nil where it was.
    func ask(_ wish: ConsoleWish, _ language: Language) -> String?
}
