internal import MusikModel

/// A playlist as lines for reading.
enum PlaylistListing {
    /// The lines of a playlist.
    static func lines(of document: PlaylistDocument, language: Language) -> [String] {
        let isFrench = language == .french
        var lines = [document.title(language)]
        if lines[0].isEmpty { lines = [isFrench ? "(sans titre)" : "(no title)"] }
        if !document.creator.isEmpty { lines[0] += " – " + document.creator }
        let annotation =
            isFrench ? document.annotationFrench ?? document.annotation : document.annotation
        if !annotation.isEmpty { lines.append(annotation) }
        lines.append(facts(of: document, language))
        let hasQuiet = !document.entries(.quiet).isEmpty
        for role in PlaylistDocument.Role.allCases where role != (hasQuiet ? .cue : .quiet) {
            // Cues and the quiet between them have one order.
            let entries = document.entries.filter {
                $0.role == role || (role == .quiet && $0.role == .cue)
            }
            guard !entries.isEmpty else { continue }
            lines += ["", heading(role, count: entries.count, language)]
            for (index, entry) in entries.enumerated() {
                lines.append(line(index + 1, entry, language))
            }
        }
        return lines
    }

    private static func facts(of document: PlaylistDocument, _ language: Language) -> String {
        var parts = [(document.arm == .music ? Phrase.armMusic : .armCues).text(language)]
        if let cues = document.language { parts.append(cues.rawValue) }
        if document.isFixed {
            parts.append(language == .french ? "une fois, dans cet ordre" : "once, in this order")
        }
        if let opening = document.opening {
            parts.append(Phrase.opening.text(language) + " " + opening)
        }
        if let bed = document.bed { parts.append(Phrase.landing.text(language) + " " + bed) }
        if let license = document.license { parts.append(license) }
        return parts.joined(separator: " · ")
    }

    private static func heading(
        _ role: PlaylistDocument.Role, count: Int, _ language: Language
    ) -> String {
        let (english, french) =
            switch role {
            case .main: ("Pieces", "Morceaux")
            case .reserve: ("In reserve", "En réserve")
            case .cue: ("Cues", "Repères")
            case .quiet: ("Cues and quiet", "Repères et silence")
            case .closing: ("Closing", "Clôture")
            case .bell: ("Bell", "Cloche")
            }
        return "\(language == .french ? french : english) (\(count))"
    }

    private static func line(
        _ number: Int, _ entry: PlaylistDocument.Entry, _ language: Language
    ) -> String {
        let length =
            entry.durationMilliseconds.map { SessionScreen.clock(Double($0) / 1000) } ?? "–"
        let quiet = language == .french ? "(silence)" : "(quiet)"
        let name = entry.role == .quiet ? quiet : entry.location
        let title = entry.title.isEmpty ? name : entry.title
        let who = entry.creator.isEmpty ? "" : " – " + entry.creator
        let margin = String(repeating: " ", count: max(0, 4 - String(number).count))
        return "\(margin)\(number)  " + TextWidth.padded(title + who, to: 40) + " "
            + String(repeating: " ", count: max(0, 7 - length.count)) + length
            + (entry.location.isEmpty ? "" : "  " + entry.location)
    }
}

extension PlaylistDocument {
    /// The title in a language, where it has one of its own.
    func title(_ language: Language) -> String {
        language == .french ? titleFrench ?? title : title
    }
}
