/// The types of field, as a data dictionary names them.
///
/// From the enumeration `FieldType` of the "REDCap Data Dictionary LinkML Schema" and the article
/// "Data Dictionary: Column Reference & Advanced Techniques" (RC-FD-08) of the REDCap knowledge base.
public enum REDCapFieldType: String, Hashable, Sendable, CaseIterable {
    /// One line of text, with a validation or without.
    case text
    /// Several lines of text.
    case notes
    /// One of several choices, from a list.
    case dropdown
    /// One of several choices, as buttons.
    case radio
    /// Any of several choices.
    case checkbox
    /// Yes, 1, or no, 0.
    case yesno
    /// True, 1, or false, 0.
    case truefalse
    /// A number that REDCap calculates.
    case calc
    /// An uploaded file.
    case file
    /// A scale from 0 to 100.
    case slider
    /// What is shown only; nobody enters anything.
    case descriptive
    /// A list that an administrator's query fills.
    case sql

    /// Whether the field has choices of its own.
    public var hasChoices: Bool { self == .dropdown || self == .radio || self == .checkbox }

    /// Whether a file can bring in values: REDCap calculates, uploads or shows the others itself.
    public var isImported: Bool { self != .calc && self != .file && self != .descriptive }
}
