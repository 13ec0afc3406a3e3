/// How a report's page looks, on a screen and on paper.
enum ReportStyle {
    /// The style sheet of a report; what has to be seen on every page stands in its margins.
    static func sheet(_ document: ReportDocument) -> String {
        """
        @page { size: A4; margin: 19mm 15mm 19mm 15mm;
          @top-center { content: "\(css(document.mark ?? ""))"; font: bold 9pt sans-serif;
            color: #a00000; }
          @bottom-left { content: "\(css(document.footer))"; font: 5.6pt monospace; color: #444; }
          @bottom-right { content: "\(css(document.pageWord)) " counter(page) " / " counter(pages);
            font: 8pt sans-serif; color: #444; } }
        html { background: #fff; }
        body { font: 10pt/1.4 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; color: #1a1a1a;
          max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 17pt; margin: 0; letter-spacing: -0.01em; }
        .subtitle { color: #555; margin: .2rem 0 0; }
        header { border-bottom: 2pt solid #33475b; padding-bottom: .6rem; }
        h2 { font-size: 11.5pt; color: #33475b; margin: 1.3rem 0 .4rem; break-after: avoid; }
        p { margin: .4rem 0; font-size: 9pt; }
        figcaption, p.subtitle { font-size: 9pt; }
        .mark { background: #a00000; color: #fff; font-weight: bold; text-align: center;
          padding: .4rem; margin: 0 0 1rem; }
        table { border-collapse: collapse; width: 100%; font-size: 8pt; margin: .4rem 0 .7rem; }
        th, td { text-align: left; vertical-align: top; padding: .22rem .4rem; }
        code, .long { overflow-wrap: anywhere; }
        table.facts th { width: 11rem; font-weight: normal; color: #555; padding-left: 0; }
        table.facts td { font-weight: 500; }
        table.rows th { border-bottom: 1pt solid #33475b; font-size: 7.5pt; color: #33475b; }
        table.rows td { border-bottom: .5pt solid #ddd; }
        table.rows { font-variant-numeric: tabular-nums; }
        tr { break-inside: avoid; }
        thead { display: table-header-group; }
        tr.struck td { color: #777; }
        pre, code { font-family: "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 7pt; }
        td code { font-size: 6.3pt; }
        pre { background: #f4f4f4; padding: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        figure { margin: .4rem 0; break-inside: avoid; }
        figure svg { width: 100%; height: auto; display: block;
          font-family: "DejaVu Sans", "Liberation Sans", Arial, sans-serif; }
        figcaption { color: #555; }
        .signatures { display: flex; margin-top: 3.2rem; break-inside: avoid; }
        .sign { flex: 1; margin-right: 1.5rem; border-top: .75pt solid #1a1a1a; padding-top: .2rem; font-size: 8pt; }
        footer { margin-top: 2rem; color: #555; font-size: 7.5pt; overflow-wrap: anywhere; }
        @media print { .mark { display: none; }
          body { max-width: none; padding: 0; } footer > p:first-child { display: none; } }
        """
    }

    /// A text within a string of a style sheet.
    private static func css(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\", "\"", "<", ">", "&", "\n": "\\" + String(scalar.value, radix: 16) + " "
            default: String(scalar)
            }
        }.joined()
    }
}
