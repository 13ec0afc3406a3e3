internal import MusikConsole
internal import MusikModel

/// Sets a report as one page of HTML that needs nothing else: no script, no other file.
enum HTMLReport {
    /// The page of a report.
    static func page(_ document: ReportDocument) -> String {
        let mark =
            document.mark.map { "<p class=\"mark\" role=\"note\">\(escaped($0))</p>\n" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="\(document.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(title(document)))</title>
            <style>
            \(ReportStyle.sheet(document))
            </style>
            </head>
            <body>
            <header>
            \(mark)<h1>\(escaped(document.title))</h1>
            <p class="subtitle">\(escaped(document.subtitle))</p>
            </header>
            <main>
            \(document.sections.map(section).joined(separator: "\n"))
            </main>
            <footer>
            <p>\(escaped(document.footer))</p>
            \(mark)</footer>
            </body>
            </html>

            """
    }

    private static func title(_ document: ReportDocument) -> String {
        (document.mark == nil ? "" : "REHEARSAL · ") + document.title
    }

    private static func section(_ section: ReportDocument.Section) -> String {
        "<section>\n<h2>\(escaped(section.title))</h2>\n"
            + section.blocks.map(block).joined(separator: "\n") + "\n</section>"
    }

    private static func block(_ block: ReportDocument.Block) -> String {
        switch block {
        case .paragraph(let text): return "<p>\(lines(text))</p>"
        case .facts(let facts):
            let rows = facts.map {
                "<tr><th scope=\"row\">\(lines($0.label))</th><td>\(lines($0.value))</td></tr>"
            }
            return "<table class=\"facts\">\n" + rows.joined(separator: "\n") + "\n</table>"
        case .table(let table): return self.table(table)
        case .figure(let figure):
            return "<figure>\n\(figure.svg)\n<figcaption>\(escaped(figure.description))"
                + "</figcaption>\n</figure>"
        case .code(let commands):
            return "<pre>" + commands.map(escaped).joined(separator: "\n") + "</pre>"
        case .signatures(let labels):
            let places = labels.map { "<div class=\"sign\"><span>\(escaped($0))</span></div>" }
            return "<div class=\"signatures\">" + places.joined() + "</div>"
        }
    }

    private static func table(_ table: ReportDocument.Table) -> String {
        let head = table.columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let rows = table.rows.map { row in
            // `s` says to a screen reader, too, that this no longer holds.
            let cells = row.cells.map {
                "<td>" + (row.isStruck ? "<s>\(lines($0))</s>" : lines($0)) + "</td>"
            }
            return (row.isStruck ? "<tr class=\"struck\">" : "<tr>") + cells.joined() + "</tr>"
        }
        return "<table class=\"rows\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
            + rows.joined(separator: "\n") + "\n</tbody>\n</table>"
    }

    /// A text with its line breaks; a word too long for its column may be broken anywhere.
    private static func lines(_ text: String) -> String {
        let html = escaped(text).replacing("\n", with: "<br>")
        if text.utf8.count == 64, !text.contains(" ") { return "<code>\(html)</code>" }
        let isLong = text.split(whereSeparator: \.isWhitespace).contains { $0.count > 24 }
        return isLong ? "<span class=\"long\">\(html)</span>" : html
    }
}
