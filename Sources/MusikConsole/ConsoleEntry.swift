/// What is typed on the console and kept in a patient's record.
public enum ConsoleEntry: String, Hashable, Sendable, CaseIterable {
    /// Systolic and diastolic pressure in mmHg; heart rate per minute and saturation in percent where
    /// they were read.
    case vitals
    /// The last reading again, in its place.
    case vitalsAgain
    /// The code of who takes over.
    case handOver
    /// What happened, in a line.
    case adverseEvent

    /// The most characters of a line.
    public static let longest = 500

    /// A field of its form.
    struct Field {
        /// Its name in the form.
        let name: String
        /// What it is for.
        let words: ConsoleWords
        /// Whether it is a number.
        var isNumber = true
        /// Whether it may not be empty.
        var isNeeded = false
    }

    /// The fields of its form, in the order of the line.
    var fields: [Field] {
        switch self {
        case .vitals, .vitalsAgain:
            [
                Field(name: "systolic", words: .systolic, isNeeded: true),
                Field(name: "diastolic", words: .diastolic, isNeeded: true),
                Field(name: "heartRate", words: .heartRate),
                Field(name: "saturation", words: .saturation),
            ]
        case .handOver:
            [Field(name: "code", words: .personCode, isNumber: false, isNeeded: true)]
        case .adverseEvent:
            [Field(name: "description", words: .whatHappened, isNumber: false, isNeeded: true)]
        }
    }

    /// The line that a form's values make: a hyphen stands for a number that wasn't read.
    func line(_ values: [String: String]) -> String {
        var words = fields.map { field in
            let value = (values[field.name] ?? "").split(separator: " ").joined(separator: " ")
            return value.isEmpty && field.isNumber ? "-" : value
        }
        while words.last == "-", fields[words.count - 1].isNumber { words.removeLast() }
        return words.joined(separator: " ")
    }

    /// A line as it may be typed: of some length, and without what no key writes; nil otherwise.
    static func line(_ text: some StringProtocol, upTo longest: Int = longest) -> String? {
        let isPlain = text.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
        guard isPlain, text.count <= longest, text.utf8.count <= 4 * longest,
            text.contains(where: { !$0.isWhitespace })
        else { return nil }
        return String(text)
    }
}
