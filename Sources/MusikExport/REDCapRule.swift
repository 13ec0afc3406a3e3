/// The rules that a data dictionary has to keep.
///
/// Behind each rule stands where it is from:
/// - KB: "Data Dictionary: Column Reference & Advanced Techniques" (RC-FD-08, version 1.2) of the
///   REDCap knowledge base.
/// - Guide: "How to Use a REDCap Data Dictionary", version of April 20, 2021.
/// - Schema: the "REDCap Data Dictionary LinkML Schema".
/// - Import: "Record Data CSV Import — Column Reference and Format Guide" (RC-IMP-04) of the REDCap
///   knowledge base: the names that a file's columns have beside the variables.
public enum REDCapRule: String, Hashable, Sendable, CaseIterable {
    /// There is a field at least. (KB 4.1)
    case fields
    /// The first field identifies the record and is of the type `text`. (KB 4.1, Schema)
    case recordIdentifier
    /// A variable's name begins with a lower-case letter and goes on with lower-case letters, digits
    /// and underscores. (KB 5.1, Schema)
    case name
    /// A variable's name has two characters at least (KB 5.1) and, in this room, 100 at most.
    case nameLength
    /// A variable's name should have no more than 26 characters. (KB 5.1)
    case nameLong
    /// No two fields have the same name. (KB 5.1, Guide)
    case nameUnique
    /// No name is a column that a file has anyway: those of events, repeats, groups and surveys, a
    /// form's `_complete` and `_timestamp`, a choice's `___`. (Import)
    case nameReserved
    /// A form's name is two characters or more (KB 5.2) and, because `_complete` follows it in a
    /// variable's name, is itself like one; in this room 91 characters at most.
    case formName
    /// All fields of a form stand together. (KB 5.2, Guide, Schema)
    case formTogether
    /// The field's type exists. (KB 5.4, Schema)
    case type
    /// Only administrators use the type `sql`. (KB 5.4)
    case typeReserved
    /// Each field has a label. (KB 2, Guide)
    case label
    /// Lists, buttons and checkboxes have choices, each a code and a label. (KB 5.5)
    case choices
    /// A code is a number or of letters and digits. (KB 5.5) Underscores are taken too.
    case choiceCode
    /// No two choices of a field have the same code, or the same column of a file. (Import)
    case choiceUnique
    /// Only lists, buttons, checkboxes, calculations and sliders use that column. (KB 5.5, Guide)
    case choicesUnused
    /// A slider has one to three labels or none. (KB 5.5)
    case sliderLabels
    /// A calculation has an equation, with its brackets in pairs. (KB 5.5, Guide)
    case equation
    /// An equation names what exists.
    case equationNames
    /// The validation exists. (KB 6.3, Schema)
    case validation
    /// Only texts have validations; a slider can have `number`, a file `signature`. (KB 5.7, Guide)
    case validationPlace
    /// Only validated texts have a least and a greatest value, and only numbers, dates and times have
    /// an order. (KB 5.8, Guide)
    case rangePlace
    /// The least and the greatest value are of the validation. (KB 5.8)
    case rangeValue
    /// The least value is not above the greatest.
    case rangeOrder
    /// An identifier is marked with `y`. (KB 5.9)
    case identifier
    /// Brackets and quotation marks of branching logic stand in pairs, and quotation marks are
    /// single. (KB 5.10)
    case branchingLogic
    /// Branching logic names what exists.
    case branchingNames
    /// A required field is marked with `y`. (KB 5.11)
    case required
    /// REDCap can't require a checkbox. (KB 5.11)
    case requiredCheckbox
    /// The alignment is one of the four codes. (KB 5.12)
    case alignment
    /// A matrix's name has two or more lower-case letters, digits and underscores. (KB 5.14, Schema)
    case matrixName
    /// A matrix has buttons or checkboxes only. (KB 2, KB 5.14, Guide)
    case matrixType
    /// All fields of a matrix stand together, on one form. (KB 5.14, Guide)
    case matrixTogether
    /// All fields of a matrix have the same type and the same choices. (KB 5.14, Schema)
    case matrixSame
    /// A ranking is marked with `y`, in a matrix of buttons. (KB 5.15)
    case matrixRanking

    /// Whether REDCap takes the dictionary in spite of it.
    public var isWarning: Bool {
        switch self {
        case .nameLong, .typeReserved, .choicesUnused, .requiredCheckbox: true
        default: false
        }
    }
}
