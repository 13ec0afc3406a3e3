/// What somebody at the console makes of a question that a session asks.
public enum ConsoleReply: Hashable, Sendable {
    /// Answers it with a line, as it would be typed; empty for the usual answer, or none.
    case line(String)
    /// Asks for the question before it.
    case back
    /// Leaves the step out; the reason is asked next.
    case leaveOut
    /// The patient does not want the session today.
    case notToday
    /// Ends the session.
    case stop

    /// The most characters of a line.
    public static let longest = 2000

    /// Reads a reply as `word` writes it; nil for anything else.
    init?(_ word: some StringProtocol) {
        switch word {
        case "back": self = .back
        case "leaveOut": self = .leaveOut
        case "notToday": self = .notToday
        case "stop": self = .stop
        case "line": self = .line("")
        default:
            guard word.hasPrefix("line "),
                let line = ConsoleEntry.line(word.dropFirst(5), upTo: Self.longest)
            else { return nil }
            self = .line(line)
        }
    }

    /// The reply as words.
    var word: String {
        switch self {
        case .line(let line): line.isEmpty ? "line" : "line \(line)"
        case .back: "back"
        case .leaveOut: "leaveOut"
        case .notToday: "notToday"
        case .stop: "stop"
        }
    }

    /// The reply of a form that was sent: what one touch does, or the line that its fields make.
    init?(_ fields: [String: String]) {
        self.init(fields["reply"] ?? "line \(Self.line(fields))".trimmedEnd)
    }

    /// The line that a form's fields make, as it would be typed at the terminal.
    ///
    /// The fields of pieces are `like-1`, `intense-1` and `never-1`, those of kinds of support
    /// `kind-b`, and `spacing`; everything else is typed whole, as `answer`.
    static func line(_ fields: [String: String]) -> String {
        if let answer = fields["answer"] {
            // Line breaks of a browser's field are no part of a line.
            return answer.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let kinds = fields.filter { $0.key.hasPrefix("kind-") && !$0.value.isEmpty }
            .sorted { $0.key < $1.key }
            .map { "\($0.key.dropFirst(5))\($0.value == "0" ? "" : $0.value)" }
        let spacing = fields["spacing"].flatMap { $0.isEmpty ? nil : $0 }
        let places = Set(
            fields.compactMap { field -> Int? in
                let parts = field.key.split(separator: "-")
                guard parts.count == 2, ["like", "intense", "never"].contains(parts[0]),
                    !field.value.isEmpty
                else { return nil }
                return Int(parts[1])
            })
        let pieces = places.sorted().map { place in
            let liking = fields["like-\(place)"] ?? ""
            return "\(place)" + (liking == "0" ? "/0" : liking == "known" ? "" : liking)
                + (fields["intense-\(place)"] == nil ? "" : "!")
                + (fields["never-\(place)"] == nil ? "" : "x")
        }
        return (kinds + [spacing].compactMap { $0 } + pieces).joined(separator: " ")
    }
}

extension String {
    /// The text without spaces at its end.
    fileprivate var trimmedEnd: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }
}
