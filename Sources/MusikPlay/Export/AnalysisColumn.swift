internal import MusikExport
internal import MusikRecord
internal import MusikTrial

/// A column of the analysis table: what it is called, what it holds, and what it tells.
struct AnalysisColumn {
    /// What a cell holds.
    enum Kind {
        case text
        /// One of a few words.
        case choice([(code: String, label: String)])
        case number(from: Double?, to: Double?)
        case integer(from: Int?, to: Int?)
        case flag
    }

    /// What somebody could tell from it.
    enum Tells {
        /// Nothing of the arm.
        case nothing
        /// Which arm it is.
        case arm
        /// Something that follows from the arm, or may.
        case whatFollows
    }

    /// The name, which is a REDCap variable's as well.
    var name: String
    /// What it is, with its unit.
    var label: String
    var kind: Kind
    var tells: Tells
    /// Whether it is the same in all rows of a participant.
    var isOfParticipant: Bool
    var cell: (AnalysisRow) -> DataCell

    init(
        _ name: String, _ label: String, _ kind: Kind, tells: Tells = .nothing,
        ofParticipant isOfParticipant: Bool = false, cell: @escaping (AnalysisRow) -> DataCell
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.tells = tells
        self.isOfParticipant = isOfParticipant
        self.cell = cell
    }

    /// The column as a file has it.
    var dataColumn: DataColumn {
        switch kind {
        case .text, .choice: DataColumn(name, .text)
        case .number: DataColumn(name, .number())
        case .integer: DataColumn(name, .integer)
        case .flag: DataColumn(name, .flag)
        }
    }
}

extension DataCell {
    /// A text, or nothing where there is none.
    static func optional(_ text: String?) -> DataCell {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .missing
    }

    /// A whole number, or nothing.
    static func optional(_ number: Int?) -> DataCell { number.map { .integer($0) } ?? .missing }

    /// A number to the thousandth, or nothing.
    static func optional(_ number: Double?) -> DataCell {
        number.map { .rounded($0, decimals: 3) } ?? .missing
    }
}
