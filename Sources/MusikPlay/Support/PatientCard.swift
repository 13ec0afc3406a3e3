internal import FoundationEssentials
internal import MusikConsole
internal import MusikModel

/// The card that a patient takes home: what to heed, and whom to call.
enum PatientCard {
    /// The most bytes of a site's own card.
    static let mostBytes = 10_000

    /// The card in a language: the site's own, `card.en.txt` or `card.fr.txt` of the data folder, else
    /// what holds everywhere.
    /// - Throws: 65 for a site's card that can't be read, is no text or is longer than a card.
    static func text(in data: DataFolder, _ language: Language) throws(Failure) -> String {
        let path = data.path + "/card.\(language.rawValue).txt"
        guard FileManager.default.fileExists(atPath: path) else { return general.text(language) }
        guard let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count < mostBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Failure(
                .data, "\(path) can't be read as text, or is longer than a card.",
                remedy: "Write a card of some lines into it, in UTF-8.")
        }
        return text.trimmed
    }

    private static let general = Bilingual(
        "After today: rest; don't drive, and sign nothing, before tomorrow. If you feel unwell "
            + "or distressed, call the clinic; if you are in danger, call the emergency number.",
        "Après cette séance : reposez-vous ; ne conduisez pas et ne signez rien avant demain. "
            + "En cas de malaise ou de détresse, appelez la clinique ; en cas de danger, "
            + "appelez les urgences.")

    /// The card as a page of A6, in letters that are read without glasses.
    static func page(_ text: String, _ language: Language, isRehearsal: Bool) -> String {
        let mark =
            isRehearsal
            ? "<p class=\"mark\">"
                + language.choice(of: (english: "REHEARSAL", french: "REHEARSAL – RÉPÉTITION"))
                + "</p>\n" : ""
        let paragraphs = text.split(whereSeparator: \.isNewline).map {
            "<p>\(escaped(String($0)))</p>"
        }
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <title>\(language.choice(of: (english: "Card", french: "Carte")))</title>
            <style>
            @page { size: A6; margin: 9mm; }
            body { font: 12pt/1.45 "DejaVu Sans", "Liberation Sans", Arial, sans-serif; margin: 0; }
            p { margin: 0 0 .6em; overflow-wrap: anywhere; }
            .mark { color: #a00000; font-weight: bold; }
            </style>
            </head>
            <body>
            \(mark)\(paragraphs.joined(separator: "\n"))
            </body>
            </html>

            """
    }
}
