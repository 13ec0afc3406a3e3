internal import MusikModel

/// A report in words, before it takes the form of text or of a page.
struct ReportDocument: Hashable, Sendable {
    /// A heading and what stands under it.
    struct Section: Hashable, Sendable {
        var title: String
        var blocks: [Block]
    }

    /// One thing under a heading.
    enum Block: Hashable, Sendable {
        /// Running text.
        case paragraph(String)
        /// Labels and their values.
        case facts([Fact])
        /// Rows under columns.
        case table(Table)
        /// A drawing.
        case figure(Figure)
        /// Commands to type.
        case code([String])
        /// Lines to be written on by hand, by what belongs there.
        case signatures([String])
    }

    /// A label and its value.
    struct Fact: Hashable, Sendable {
        var label: String
        var value: String
    }

    /// Rows under columns; every row has a cell for each column.
    struct Table: Hashable, Sendable {
        var columns: [String]
        var rows: [Row]
    }

    /// A row of a table.
    struct Row: Hashable, Sendable {
        var cells: [String]
        /// Whether a later entry took its place; it stays readable.
        var isStruck = false
    }

    /// A drawing, and what it shows in words.
    struct Figure: Hashable, Sendable {
        var title: String
        var description: String
        /// An `svg` element.
        var svg: String
    }

    var language: Language
    var title: String
    /// Below the title.
    var subtitle: String
    /// What has to be seen on every page, such as that this is a rehearsal; nil for nothing.
    var mark: String?
    /// What identifies each page: the session and the head of the record.
    var footer: String
    /// The word for page in the footer.
    var pageWord: String
    var sections: [Section]
}
