/// One field of a data dictionary: a line of the file, as it stands there.
///
/// The parts are texts, empty where the file has nothing, so that a dictionary with mistakes can be
/// held, looked at and corrected; `REDCapDictionary.problems` tells which of them REDCap would refuse.
public struct REDCapField: Hashable, Sendable {
    /// The variable's name.
    public var name: String
    /// The name of the form, or instrument, that the field is on.
    public var form: String
    /// A heading above the field.
    public var sectionHeader = ""
    /// The field's type, such as `radio`.
    public var type: String
    /// What is asked.
    public var label: String
    /// The choices, the equation or the slider's labels.
    public var choices = ""
    /// What stands below the field.
    public var note = ""
    /// The validation of a text, `number` for a slider that shows its value, `signature` for a file.
    public var validation = ""
    /// The least value that is taken without a warning.
    public var minimum = ""
    /// The greatest value that is taken without a warning.
    public var maximum = ""
    /// `y` where the value tells who somebody is.
    public var identifier = ""
    /// When the field is shown.
    public var branchingLogic = ""
    /// `y` where a value has to be entered.
    public var required = ""
    /// `LV`, `LH`, `RV` or `RH`.
    public var alignment = ""
    /// The number of the question in a survey.
    public var questionNumber = ""
    /// The matrix that the field is a row of.
    public var matrixGroup = ""
    /// `y` where no two rows of the matrix may have the same choice.
    public var matrixRanking = ""
    /// Notes and action tags.
    public var annotation = ""

    /// Names a field of a form and says what it asks.
    public init(_ name: String, form: String, type: REDCapFieldType, label: String) {
        self.name = name
        self.form = form
        self.type = type.rawValue
        self.label = label
    }

    /// The type; nil where there is none of that name.
    public var kind: REDCapFieldType? { REDCapFieldType(rawValue: type) }

    /// The validation of a text field; nil where it has none, or there is none of that name.
    public var textValidation: REDCapValidation? {
        kind == .text ? REDCapValidation(rawValue: validation) : nil
    }

    /// The choices of a field that has them; none where they can't be read.
    public var choiceList: [REDCapChoice] {
        kind?.hasChoices == true ? REDCapChoice.list(choices) ?? [] : []
    }

    /// Whether a byte is an ASCII letter, a digit or an underscore.
    static func isWordByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// Whether a byte is a lower-case ASCII letter, a digit or an underscore.
    static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
