internal import MusikConsole
internal import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

/// What another terminal, or the console, may ask of a running session.
enum ControlCommand: Hashable, Sendable {
    /// Every output silent at once; the same again brings it back.
    case quiet
    /// Every output down while somebody speaks; the same again brings it back.
    case talk
    /// The session ends as if the stop key had been pressed and confirmed.
    case stop
    /// What the session is doing.
    case look(SessionView)
    /// What a control of the console asks for.
    case wish(ConsoleWish)

    /// Reads a command as `word` writes it; nil for anything else.
    init?(_ word: String) {
        switch word {
        case "quiet": self = .quiet
        case "talk": self = .talk
        case "stop": self = .stop
        default:
            if let view = SessionView(word) {
                self = .look(view)
            } else if word.hasPrefix(Self.wishing),
                let wish = ConsoleWish(String(word.dropFirst(Self.wishing.count)))
            {
                self = .wish(wish)
            } else {
                return nil
            }
        }
    }

    /// The command as it is sent, in at most `ControlProtocol.maximumRequest` bytes.
    var word: String {
        switch self {
        case .quiet: "quiet"
        case .talk: "talk"
        case .stop: "stop"
        case .look(let view): view.word
        case .wish(let wish): Self.wishing + wish.word
        }
    }

    private static let wishing = "wish "
}

/// A way in which a session says what it is doing.
enum SessionView: Hashable, Sendable, CaseIterable {
    /// As one JSON object for programs: `SessionStatus`.
    case status
    /// As the console shows it, in a language: `ConsolePicture`, or `ConsoleInterview` outside the
    /// programme.
    case english, french

    /// As the console shows it in a language.
    init(_ language: Language) {
        switch language {
        case .english: self = .english
        case .french: self = .french
        }
    }

    /// The language of a view for the console.
    var language: Language? {
        switch self {
        case .status: nil
        case .english: .english
        case .french: .french
        }
    }

    /// Reads a view as `word` writes it; nil for anything else.
    init?(_ word: String) {
        guard let view = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = view
    }

    /// The view as it is asked for.
    var word: String {
        switch self {
        case .status: "status"
        case .english: "picture en"
        case .french: "picture fr"
        }
    }
}

/// The rules of the socket: one message asks, one answers, then the connection ends.
enum ControlProtocol {
    /// The longest request, in bytes.
    static let maximumRequest = 64 + 4 * ConsoleReply.longest
    /// The longest answer, in bytes.
    static let maximumAnswer = 131_072

    /// The first byte of an answer that reports success; the rest is text.
    static let success: UInt8 = UInt8(ascii: "+")
    /// The first byte of an answer that reports failure; the rest is text.
    static let failure: UInt8 = UInt8(ascii: "-")

    /// A new socket that keeps messages whole, closed when another program is started.
    /// - Throws: 69 where the system refuses one.
    static func makeSocket() throws(Failure) -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw Failure(
                .unavailable, "socket(AF_UNIX) failed: \(errorText(errno)).",
                remedy: "Close other programs and try again.")
        }
        return descriptor
    }
}
