internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

/// Puts a report into words of one language.
///
/// The two languages stand side by side wherever something is said, so that none can be forgotten.
/// French addresses the clinician as *vous*.
struct ReportWriter: Sendable {
    typealias Section = ReportDocument.Section
    typealias Block = ReportDocument.Block
    typealias Fact = ReportDocument.Fact
    typealias Row = ReportDocument.Row

    let report: SessionReport
    let language: Language
    /// The stretches of the infusion.
    let infusion: InfusionSpans
    /// When the session's first entry was made, whose day needs no saying again.
    let firstDay: CalendarDay?

    /// Writes a report in a language.
    init(_ report: SessionReport, _ language: Language) {
        self.report = report
        self.language = language
        infusion = InfusionSpans(report)
        firstDay = (report.session.started ?? report.entries.first?.moment)?.day
    }

    /// The whole report.
    var document: ReportDocument {
        let sections =
            [header] + figures + log + preparation + steps + infusionTimes + vitals + programme
            + output + course + fidelity + afterwards + corrections + methods
            + [notes, proof, signature].compactMap(\.self)
        return ReportDocument(
            language: language,
            title: say("Session report", "Rapport de séance") + " \(report.session.code)",
            subtitle: say(
                "What the record says happened. It draws no conclusion about any effect.",
                "Ce que le registre dit s’être passé. Aucune conclusion sur un effet n’en est tirée."
            ),
            mark: report.isRehearsal
                ? say(
                    "REHEARSAL: nothing here is a patient’s.",
                    "REHEARSAL – RÉPÉTITION : rien ici ne concerne un patient.") : nil,
            footer: "\(report.session.code) · "
                + say("record head no.", "tête du registre n°")
                + " \(report.head.number) · \(report.head.digest.hex)",
            pageWord: say("page", "page"),
            sections: sections)
    }

    // MARK: Words

    /// The text of this report's language; in French with no-break spaces where they are due.
    func say(_ english: String, _ french: String) -> String {
        let text = language.choice(of: (english, french))
        guard language == .french else { return text }
        return [" :", " ;", " !", " ?", " »"].reduce(text.replacing("« ", with: "«\u{A0}")) {
            $0.replacing($1, with: "\u{A0}" + $1.dropFirst())
        }
    }

    /// What stands between the parts of an enumeration.
    var semicolon: String { say("; ", " ; ") }

    /// A number with so many decimals.
    func number(_ value: Double, _ places: Int) -> String {
        // Beyond this a Double has no decimals left to be written.
        if abs(value) < 1e12 { return decimal(value, places, language) }
        return value == -.infinity ? "-∞" : "\(value)"
    }

    /// A level with its sign and unit.
    func level(_ decibels: Double) -> String {
        (decibels >= 0.05 ? "+" : "") + number(decibels, 1) + " dB"
    }

    /// Yes or no.
    func answer(_ isSo: Bool) -> String { isSo ? say("yes", "oui") : say("no", "non") }

    /// A moment of UTC to the second; with its day where that is another than the session's.
    func time(_ moment: WallTime?) -> String {
        guard let moment else { return "—" }
        let text = moment.description
        let clock = String(text.dropFirst(11).prefix(8))
        return moment.day == firstDay ? clock : "\(moment.day) \(clock)"
    }

    /// A place on the programme's clock, to the millisecond.
    func clock(_ frame: FrameCount, _ rate: SampleRate) -> String {
        let milliseconds = (abs(frame.value) * 1000 + Int64(rate.hertz) / 2) / Int64(rate.hertz)
        let seconds = milliseconds / 1000
        func two(_ value: Int64) -> String { (value < 10 ? "0" : "") + String(value) }
        let thousandths = String(String(1000 + milliseconds % 1000).dropFirst())
        return (frame < 0 ? "-" : "") + "\(seconds / 3600):\(two(seconds / 60 % 60)):"
            + two(seconds % 60) + say(".", ",") + thousandths
    }

    /// A note, or what became of it.
    func text(_ note: Note?) -> String {
        guard let note, note.text != "" else { return "—" }
        return note.text
            ?? say("[text destroyed on lawful demand]", "[texte détruit sur demande légale]")
    }

    /// Several texts, one after the other.
    func text(_ notes: [Note]) -> String {
        notes.isEmpty ? text(nil) : notes.map { text($0) }.joined(separator: semicolon)
    }

    /// Who made an entry.
    func author(_ entry: ReportEntry) -> String { entry.event.author.actor.text }

    // MARK: Entries as rows

    /// An entry's number, and its relation to others.
    func number(_ entry: ReportEntry) -> String {
        if let by = entry.correctedBy {
            return "\(entry.number) " + say("corrected by \(by)", "corrigée par \(by)")
        }
        if let corrected = entry.event.concern.corrects {
            return "\(entry.number) " + say("corrects \(corrected)", "corrige \(corrected)")
        }
        return "\(entry.number)"
    }

    /// A row that begins with an entry's number and time and ends with who made it.
    func row(_ entry: ReportEntry, _ cells: String...) -> Row {
        Row(
            cells: [number(entry), time(entry.moment)] + cells + [author(entry)],
            isStruck: !entry.stands)
    }

    /// A table of entries; nothing where there are none.
    func table(_ columns: [String], _ rows: [Row]) -> [Block] {
        if rows.isEmpty { return [] }
        let all = [say("No.", "N°"), "UTC"] + columns + [say("By", "Par")]
        return [.table(ReportDocument.Table(columns: all, rows: rows))]
    }

    /// A section; nothing where it has nothing to say.
    func section(_ title: String, _ blocks: [Block]) -> [Section] {
        blocks.isEmpty ? [] : [Section(title: title, blocks: blocks)]
    }
}
