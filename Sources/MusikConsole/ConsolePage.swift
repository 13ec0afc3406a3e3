internal import MusikModel

/// The console's pages, whole: what every one has around its content.
struct ConsolePage {
    let language: Language
    /// What the forms carry; nil before somebody came in.
    let token: String?
    /// Who is signed in; nil for a visitor without.
    var person: String?
    /// Whether the device was handed to a patient, who sees what is theirs and nothing else.
    var isHandedOver = false

    /// A page with a title and its content, as HTML.
    ///
    /// - Parameters:
    ///   - isLive: whether it changes by itself.
    ///   - isTyped: whether somebody may be typing in it: without scripts it is not loaded anew then.
    func whole(
        _ title: String, _ content: String, isLive: Bool = false, isTyped: Bool = false
    ) -> String {
        let other: Language = language == .english ? .french : .english
        let script = isLive ? "\n<script src=\"/console.js\" defer></script>" : ""
        let refresh =
            isLive && !isTyped
            ? "\n<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>"
            : ""
        let leave =
            token == nil || isHandedOver
            ? "" : button("leave", .leave, to: "/leave", fields: [:], isLive: false)
        let who = person.map { isHandedOver ? "" : "<span>\(escaped($0))</span>" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="dark">
            <title>\(escaped(title))</title>
            <link rel="stylesheet" href="/console.css">\(script)\(refresh)
            </head>
            <body>
            <p id="cut" role="alert" hidden>\(escaped(text(.cut)))</p>
            <p id="told" role="alert" hidden></p>
            <main\(isLive ? " id=\"live\"" : "")>
            \(content)
            </main>
            <footer>
            <a href="/?language=\(other.rawValue)" lang="\(other.rawValue)" hreflang="\
            \(other.rawValue)">\(escaped(text(.otherLanguage)))</a>
            \(who)\(leave)
            </footer>
            </body>
            </html>

            """
    }

    /// Words in the page's language.
    func text(_ words: ConsoleWords) -> String { words.text(language) }

    /// The page before anybody came in.
    func signIn(_ trouble: ConsoleWords? = nil) -> String {
        let alert = trouble.map { "<p class=\"notice\" role=\"alert\">\(escaped(text($0)))</p>\n" }
        return whole(
            text(.signIn),
            """
            <h1>\(escaped(text(.console)))</h1>
            \(alert ?? "")<form method="post" action="/enter" class="entry">
            <label for="code">\(escaped(text(.code)))</label>
            <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" \
            maxlength="20" required autofocus aria-describedby="hint">
            <button>\(escaped(text(.enter)))</button>
            <p id="hint">\(escaped(text(.codeHint)))</p>
            </form>
            """)
    }

    /// A page that says one thing, and where to go from there.
    func message(_ words: ConsoleWords, detail: String = "") -> String {
        whole(
            text(words),
            """
            <h1>\(escaped(text(words)))</h1>
            <p>\(escaped(detail).replacing("\n", with: "<br>"))</p>
            <p><a href="/">\(escaped(text(.backToSession)))</a></p>
            """)
    }

    /// A button in a form of its own, so that it works without a script as well.
    ///
    /// - Parameters:
    ///   - label: what stands on it where that isn't the words.
    ///   - isSpoken: whether the words are read out then.
    ///   - isUsual: whether it is what is usually chosen.
    func button(
        _ id: String, _ words: ConsoleWords, to action: String, fields: [String: String],
        isPressed: Bool? = nil, isLive: Bool = true, label: String? = nil, isSpoken: Bool = true,
        isUsual: Bool = false
    ) -> String {
        let usual = isUsual ? " class=\"usual\"" : ""
        let pressed = isPressed.map { " aria-pressed=\"\($0)\"" } ?? ""
        let spoken = label == nil || !isSpoken ? "" : " aria-label=\"\(escaped(text(words)))\""
        return
            "<form method=\"post\" action=\"\(action)\"\(isLive ? " data-live" : "")>\(hidden(fields))"
            + "<button id=\"\(id)\"\(usual)\(pressed)\(spoken)>\(escaped(label ?? text(words)))</button>"
            + "</form>"
    }

    /// Fields of a form that nobody sees, the token with them.
    func hidden(_ fields: [String: String]) -> String {
        fields.merging(["token": token ?? ""]) { first, _ in first }
            .sorted { $0.key < $1.key }
            .map {
                "<input type=\"hidden\" name=\"\($0.key)\" value=\"\(escaped($0.value))\">"
            }.joined()
    }
}
