import Foundation
import MusikConsole
import MusikModel
import MusikRecord
import Testing

@testable import MusikPlay

@Suite("The report's text, page and PDF")
struct ReportPageTests {
    /// The values and heights of a kind of reading in the drawing.
    private func points(_ kind: String, in page: String) throws -> [(value: Int, y: Double)] {
        let pattern = try Regex<(Substring, Substring, Substring)>(
            "class=\"\(kind)\" data-value=\"(\\d+)\" cx=\"[-0-9.]+\" cy=\"([-0-9.]+)\"")
        return page.matches(of: pattern).map { (Int($0.1)!, Double($0.2)!) }
    }

    @Test("In the drawing a greater value always stands higher")
    func drawing() throws {
        let page = try ReportFixture.full().page(1)
        for (kind, count) in [
            ("systolic", 6), ("diastolic", 6), ("heartRate", 5), ("saturation", 5),
        ] {
            let points = try points(kind, in: page)
            #expect(points.count == count, "\(kind)")
            for one in points {
                for other in points where one.value < other.value { #expect(one.y > other.y) }
            }
        }
        let pressures = try points("systolic", in: page) + points("diastolic", in: page)
        #expect(try #require(pressures.max { $0.value < $1.value }).value == 218)
        #expect(pressures.allSatisfy { (0...ReportChart.height).contains($0.y) })
        #expect(page.contains("<title id=\"figure-title\">Programme, infusion and vital signs"))
        #expect(page.contains("<desc id=\"figure-description\">Minutes on the programme’s clock."))
    }

    @Test("Whatever a note holds, it is text; the page asks nothing of anybody")
    func escaping() throws {
        let fixture = try ReportFixture.full()
        for language in Language.allCases {
            let page = try fixture.page(1, language)
            #expect(
                page.contains("Slept well. &lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"))
            for resource in ["<script", "src=", "href=", "url(", "@import", "<link", "<iframe"] {
                #expect(!page.contains(resource), "\(resource)")
            }
            // The only address is the name of SVG's own language, which nobody visits.
            #expect(page.matches(of: /https?:/).count == page.matches(of: #/<svg /#).count)
        }
        #expect(escaped("a\u{0}b\u{202E}c\n\"") == "a\u{FFFD}b\u{FFFD}c\n&quot;")
    }

    @Test("The page is well-formed, so that every reader sees the same")
    func wellFormed() throws {
        let fixture = try ReportFixture.full(isRehearsal: true)
        for language in Language.allCases {
            let page = try fixture.page(1, language)
                .replacing("<!DOCTYPE html>", with: "").replacing("<br>", with: "<br/>")
                .replacing(/<meta ([^>]*)>/) { "<meta \($0.1)/>" }
            let parser = XMLDocumentCheck()
            #expect(parser.check(page), "\(language)")
        }
    }

    @Test("No line of the text is wider than 100 columns, in either language")
    func width() throws {
        let fixture = try ReportFixture.full(isRehearsal: true)
        for language in Language.allCases {
            for line in try fixture.text(1, language).split(separator: "\n") {
                #expect(TextWidth.columns(of: String(line)) <= 100, "\(line)")
            }
        }
        let long = String(repeating: "x", count: 250) + " \u{1B}[31mred"
        let wrapped = TextReport.wrapped(long, to: 40)
        #expect(wrapped.allSatisfy { $0.count <= 40 })
        #expect(wrapped.joined().contains("[31mred") && !wrapped.joined().contains("\u{1B}"))
    }

    @Test("A rehearsal is marked in text and page from first to last, and in the sound's lines")
    func rehearsal() throws {
        let fixture = try ReportFixture.full(isRehearsal: true)
        for language in Language.allCases {
            let text = try fixture.text(1, language)
            let lines = text.split(separator: "\n")
            #expect(lines.first?.hasPrefix("REHEARSAL") == true)
            #expect(lines.last?.hasPrefix("REHEARSAL") == true)
            let document = ReportWriter(try fixture.report(1), language).document
            for section in document.sections {
                #expect(lines.contains("REHEARSAL · \(section.title)"[...]))
            }
            let page = try fixture.page(1, language)
            #expect(page.contains("<title>REHEARSAL"))
            #expect(page.contains("@top-center { content: \"REHEARSAL"))
            #expect(page.contains("class=\"mark\" role=\"note\">REHEARSAL"))
        }
        #expect(!(try ReportFixture.full().text(1)).contains("REHEARSAL"))
    }

    @Test("Both languages report the same sections, rows and values")
    func languages() throws {
        let report = try ReportFixture.full().report(1)
        let (english, french) = (
            ReportWriter(report, .english).document, ReportWriter(report, .french).document
        )
        #expect(english.sections.count == french.sections.count)
        for (one, other) in zip(english.sections, french.sections) {
            #expect(one.blocks.count == other.blocks.count, "\(one.title)")
            for case (.table(let left), .table(let right)) in zip(one.blocks, other.blocks) {
                #expect(left.rows.count == right.rows.count)
                #expect(left.rows.map(\.isStruck) == right.rows.map(\.isStruck))
                for row in left.rows + right.rows { #expect(row.cells.count == left.columns.count) }
            }
        }
        let text = TextReport.text(french)
        #expect(text.contains("La perfusion a duré 40,0 min."))
        #expect(!text.contains(" ;") && !text.contains(" ?"), "no-break spaces before them")
    }

    @Test("The PDF is one, holds the session's code, and a rehearsal's is marked on each page")
    func pdf() throws {
        let fixture = try ReportFixture.full(isRehearsal: true)
        let pdf = try PDFPrinter().print(fixture.page(1))
        #expect(pdf.starts(with: Data("%PDF".utf8)))
        let file = fixture.scratch.path + "/report.pdf"
        try pdf.write(to: URL(fileURLWithPath: file))
        let pages = try text(ofPDF: file).split(separator: "\u{C}")
            .filter { !$0.allSatisfy(\.isWhitespace) }
        #expect(pages.count > 1)
        for page in pages {
            #expect(page.contains("REHEARSAL") && page.contains("M01-017-S01"))
        }
    }

    private func text(ofPDF file: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdftotext")
        process.arguments = ["-layout", file, "-"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    @Test("Without WeasyPrint the PDF is refused, and the page recommended")
    func noWeasyPrint() throws {
        var printer = PDFPrinter()
        printer.program.name = "musik-no-such-program"
        #expect {
            try printer.print("<p>x</p>")
        } throws: {
            ($0 as? Failure)?.exit == .unavailable
                && ($0 as? Failure)?.remedy.contains("apt-get install weasyprint") == true
        }
        printer.program.name = "false"
        #expect(throws: Failure.self) { try printer.print("<p>x</p>") }
    }

    @Test("The command writes what is asked for and replaces no file unasked")
    func command() throws {
        let fixture = try ReportFixture.full()
        let data = ["--data", fixture.scratch.path]
        let shown = try Built.run(["report", "M01-017-S01"] + data)
        #expect(shown.exit == 0 && shown.errors.isEmpty, "\(shown.errors)")
        #expect(shown.output == (try fixture.text(1)))
        let file = fixture.scratch.path + "/report.html"
        let arguments =
            ["report", "M01-017-S01", "--format", "html", "--language", "fr", "--out", file] + data
        #expect(try Built.run(arguments).output == file + "\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == fixture.page(1, .french))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try Built.run(arguments).exit == Sysexit.cannotCreate.rawValue)
        #expect(try Built.run(arguments + ["--force"]).exit == 0)
        let pdf = fixture.scratch.path + "/report.pdf"
        let printed = try Built.run(
            ["report", "M01-017-S01", "--format", "pdf", "--out", pdf] + data)
        #expect(printed.exit == 0, "\(printed.errors)")
        #expect(try text(ofPDF: pdf).contains("M01-017-S01"))
        let unknown = try Built.run(["report", "M01-017-S99"] + data)
        #expect(unknown.exit == Sysexit.noInput.rawValue)
        #expect(try Built.run(["report", "Anna"] + data).exit == Sysexit.usage.rawValue)
    }
}

/// Finds out whether a text is well-formed XML.
private struct XMLDocumentCheck {
    func check(_ text: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            "import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())",
        ]
        let pipe = Pipe()
        process.standardInput = pipe
        do { try process.run() } catch { return false }
        pipe.fileHandleForWriting.write(Data(text.utf8))
        try? pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
