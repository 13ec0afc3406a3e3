internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// All that is known of a track, in lines.
struct TrackSheet {
    private let entry: TrackEntry
    private let figures: TrackFigures?
    private let tagged: (tags: TrackTags, event: RecordEvent)?

    /// A track with the events that its figures and its tags stand in.
    init(_ entry: TrackEntry, figures: RecordEvent?, tagged: RecordEvent?) {
        self.entry = entry
        self.figures =
            switch figures?.body {
            case .trackAdded(let added)?: added.figures
            case .trackMeasured(let measured)?: measured.figures
            default: nil
            }
        if let tagged, case .trackTagged(let said) = tagged.body {
            self.tagged = (said.tags, tagged)
        } else {
            self.tagged = nil
        }
    }

    /// The lines.
    var lines: [String] {
        var lines = [
            entry.title, "  content        \(entry.digest)", "  file           \(entry.path)",
        ]
        if let retired = entry.retired { lines.append("  RETIRED        \(retired)") }
        if let figures { lines += measured(figures) }
        return lines + said
    }

    private func measured(_ figures: TrackFigures) -> [String] {
        func number(_ value: Double?, _ digits: Int, _ unit: String) -> String {
            value.map { Self.rounded($0, digits) + unit } ?? "none"
        }
        let notes = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]
        let centre = figures.tonalCentre.map {
            "\(notes[$0 % 12]), confidence \(Self.rounded(figures.tonalConfidence, 2))"
        }
        return [
            "Measured",
            "  length         \(SessionScreen.clock(figures.seconds)), audible from "
                + "\(Self.rounded(figures.audibleStart, 1)) s to "
                + "\(Self.rounded(figures.audibleEnd, 1)) s",
            "  loudness       \(number(figures.integrated, 1, " LUFS")), range "
                + "\(Self.rounded(figures.range, 1)) LU, true peak "
                + number(figures.truePeak, 1, " dBTP"),
            "  intensity      \(Self.rounded(figures.intensity, 1))",
            "  brightness     \(number(figures.brightness, 2, " octaves above 1 kHz"))",
            "  percussive     \(Self.rounded(figures.percussiveness, 2)), "
                + "\(Self.rounded(figures.onsetsPerSecond, 2)) onsets a second",
            "  tempo          \(number(figures.tempo, 1, " a minute"))",
            "  tonal centre   \(centre ?? "none")",
            "  voice          \(Self.rounded(figures.voiceHint, 2)) of 1: a hint only",
        ]
    }

    private var said: [String] {
        guard let (tags, event) = tagged else {
            return [
                "Nobody has said anything of it yet: musik-play library tag "
                    + "\(entry.digest.hex.prefix(8)) --help"
            ]
        }
        func list(_ values: [String]) -> String? {
            values.isEmpty ? nil : values.joined(separator: ", ")
        }
        let fields: [(String, String?)] = [
            ("creator", tags.creator), ("lyrics", tags.lyrics?.rawValue),
            ("languages", list(tags.languages)), ("voice", tags.voice?.rawValue),
            ("instruments", list(tags.instruments)), ("genres", list(tags.genres)),
            ("cultures", list(tags.cultures)), ("familiarity", tags.familiarity?.rawValue),
            ("phases", list(tags.phases.map(\.rawValue))),
            ("not for", list(tags.contraindications)), ("rights", tags.rights),
            ("licence", tags.licence),
        ]
        var lines = ["Said by \(event.author.actor) at \(event.time)"]
        for case (let name, let value?) in fields {
            lines.append("  " + TextWidth.padded(name, to: 14) + " " + value)
        }
        if let by = entry.approvedBy, let at = entry.approved {
            lines.append("  approved       by \(by) at \(at)")
        }
        if !tags.missing.isEmpty {
            lines.append("  missing        " + tags.missing.joined(separator: ", "))
        }
        return lines
    }

    private static func rounded(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let whole = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return sign + "\(whole)" }
        let rest = String(whole % scale)
        return sign + "\(whole / scale)."
            + String(repeating: "0", count: digits - rest.count) + rest
    }
}
