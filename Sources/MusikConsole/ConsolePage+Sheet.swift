internal import MusikModel

/// Pages of what is known.
extension ConsolePage {
    /// A page with its search, its facts, its curve and its lines.
    func sheet(_ sheet: ConsoleSheet) -> String {
        let rows = sheet.rows.prefix(ConsoleSheet.mostRows).map { row in
            let text = escaped(row.text)
            return row.link.map { "<li><a href=\"\(escaped($0))\">\(text)</a></li>" }
                ?? "<li>\(text)</li>"
        }
        let list = rows.isEmpty ? "" : "<ul class=\"links\">\(rows.joined())</ul>"
        return whole(
            sheet.title,
            """
            <h1>\(escaped(sheet.title))</h1>
            \(sheet.search.map(search) ?? "")\(facts(sheet.facts))\(curve(sheet.curve))\(list)
            \(sheet.note.map { "<p>\(escaped($0))</p>" } ?? "")
            <p><a href="/">\(escaped(text(.toTheDay)))</a></p>
            """)
    }

    /// What is known of something, by its names.
    func facts(_ facts: [ConsolePatient.Fact]) -> String {
        guard !facts.isEmpty else { return "" }
        let rows = facts.map { "<dt>\(escaped($0.label))</dt><dd>\(escaped($0.value))</dd>" }
        return "<dl class=\"facts\">\(rows.joined())</dl>"
    }

    private func search(_ search: ConsoleSearch) -> String {
        let kinds = ConsoleSearch.Kind.allCases.map { kind in
            "<option value=\"\(kind.rawValue)\"\(kind == search.kind ? " selected" : "")>"
                + "\(escaped(text(.tracks(kind))))</option>"
        }
        return "<form method=\"get\" action=\"/library\" class=\"note\"><p><label for=\"q\">"
            + "\(escaped(text(.lookFor)))</label><input id=\"q\" name=\"q\" class=\"wide\" "
            + "maxlength=\"200\" autocomplete=\"off\" value=\"\(escaped(search.text))\"></p>"
            + "<p><label for=\"kind\">\(escaped(text(.which)))</label><select id=\"kind\" "
            + "name=\"kind\">\(kinds.joined())</select></p>"
            + "<button id=\"look\">\(escaped(text(.look)))</button></form>"
    }

    /// How loud something is over its time.
    private func curve(_ heights: [Double]) -> String {
        guard heights.count > 1 else { return "" }
        let points = heights.enumerated().map { place, height in
            decimal(1000 * Double(place) / Double(heights.count - 1)) + ","
                + decimal(150 - 140 * min(1, max(0, height)))
        }.joined(separator: " ")
        return "<svg class=\"course\" viewBox=\"0 0 1000 160\" preserveAspectRatio=\"none\" "
            + "role=\"img\" aria-label=\"\(escaped(text(.loudness)))\"><polygon class=\"music\" "
            + "points=\"0,160 \(points) 1000,160\"/></svg>"
    }

    /// The ways to everything that isn't a session.
    func ways() -> String {
        let ways: [(ConsoleRoute, ConsoleWords)] = [
            (.library, .library), (.trial, .trial), (.record, .record),
        ]
        let links = ways.map {
            "<a href=\"\($0.0.rawValue)\">\(escaped(text($0.1)))</a>"
        }
        return "<nav aria-label=\"\(escaped(text(.ways)))\">\(links.joined(separator: " "))</nav>"
    }
}
