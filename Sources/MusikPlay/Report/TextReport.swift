/// Sets a report as plain text, at most 100 columns wide.
struct TextReport {
    /// The widest line.
    static let width = 100

    private var lines: [String] = []

    /// The text of a report.
    static func text(_ document: ReportDocument) -> String {
        var report = TextReport()
        report.set(document)
        return report.lines.joined(separator: "\n") + "\n"
    }

    private mutating func set(_ document: ReportDocument) {
        if let mark = document.mark { paragraph(mark) }
        paragraph(document.title)
        lines.append(String(repeating: "=", count: TextWidth.columns(of: document.title)))
        paragraph(document.subtitle)
        for section in document.sections {
            let title = (document.mark == nil ? "" : "REHEARSAL · ") + section.title
            lines.append("")
            paragraph(title)
            lines.append(String(repeating: "-", count: TextWidth.columns(of: title)))
            for (place, block) in section.blocks.enumerated() {
                if place > 0 { lines.append("") }
                set(block)
            }
        }
        lines.append("")
        paragraph(document.footer)
        if let mark = document.mark { paragraph(mark) }
    }

    private mutating func set(_ block: ReportDocument.Block) {
        switch block {
        case .paragraph(let text): paragraph(text)
        case .facts(let facts): set(facts)
        case .table(let table): set(table)
        case .figure(let figure): paragraph(figure.description)
        case .code(let commands): for command in commands { paragraph(command, indent: 2) }
        case .signatures(let labels):
            for label in labels {
                lines.append("")
                lines.append(TextWidth.padded(label, to: 24) + String(repeating: "_", count: 50))
            }
        }
    }

    private mutating func paragraph(_ text: String, indent: Int = 0) {
        for line in Self.wrapped(text, to: Self.width - indent) {
            lines.append(String(repeating: " ", count: indent) + line)
        }
    }

    private mutating func set(_ facts: [ReportDocument.Fact]) {
        let label = min(34, facts.map { TextWidth.columns(of: $0.label) }.max() ?? 0)
        for fact in facts {
            set([fact.label, fact.value], [label, Self.width - label - Self.gap])
        }
    }

    // MARK: Tables

    private static let gap = 2

    private mutating func set(_ table: ReportDocument.Table) {
        let rows = table.rows.map { row in row.cells.map { row.isStruck ? Self.struck($0) : $0 } }
        let widths = Self.widths([table.columns] + rows)
        set(table.columns, widths)
        lines.append(
            widths.map { String(repeating: "-", count: $0) }
                .joined(separator: String(repeating: " ", count: Self.gap)))
        for row in rows { set(row, widths) }
    }

    private static func struck(_ text: String) -> String { text == "—" ? text : "~\(text)~" }

    /// The columns' widths: as wide as their texts, the widest ones narrowed until all fit; below
    /// its widest word a column is narrowed only where nothing else is left.
    private static func widths(_ rows: [[String]]) -> [Int] {
        guard let columns = rows.first?.count, columns > 0 else { return [] }
        func widest(_ column: Int, _ parts: (String) -> [Substring]) -> Int {
            rows.flatMap { parts($0[column]) }.map { TextWidth.columns(of: String($0)) }.max() ?? 0
        }
        var widths = (0..<columns).map { widest($0) { $0.split(whereSeparator: \.isNewline) } }
        let words = (0..<columns).map { widest($0) { $0.split { $0 == " " || $0.isNewline } } }
        let room = width - gap * (columns - 1)
        while widths.reduce(0, +) > room {
            let loose = widths.indices.filter { widths[$0] > max(1, words[$0]) }
            let narrowed = loose.isEmpty ? Array(widths.indices) : loose
            guard let place = narrowed.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[place] -= 1
        }
        return widths
    }

    private mutating func set(_ cells: [String], _ widths: [Int]) {
        let wrapped = zip(cells, widths).map { Self.wrapped($0, to: $1) }
        for line in 0..<(wrapped.map(\.count).max() ?? 0) {
            var text = ""
            for (cell, width) in zip(wrapped, widths) {
                text += TextWidth.padded(line < cell.count ? cell[line] : "", to: width)
                text += String(repeating: " ", count: Self.gap)
            }
            while text.last == " " { text.removeLast() }
            lines.append(text)
        }
    }

    // MARK: Wrapping

    /// The text in lines of at most so many columns, broken between words where there are any.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            var line = ""
            for word in part.split(separator: " ") {
                for piece in pieces(of: word, width) {
                    let joined = line.isEmpty ? piece : line + " " + piece
                    if TextWidth.columns(of: joined) <= width {
                        line = joined
                    } else {
                        lines.append(line)
                        line = piece
                    }
                }
            }
            lines.append(line)
        }
        return lines
    }

    /// A word without control characters, cut where it is wider than a line.
    private static func pieces(of word: Substring, _ width: Int) -> [String] {
        var pieces = [""]
        var used = 0
        for character in word {
            if character.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control
            }) {
                continue
            }
            let columns = TextWidth.columns(of: character)
            if used + columns > width, used > 0 {
                pieces.append("")
                used = 0
            }
            pieces[pieces.count - 1].append(character)
            used += columns
        }
        return pieces
    }
}
