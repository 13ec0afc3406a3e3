internal import MusikModel

/// A part of the live page, which changes by itself.
struct ConsoleRegion: Hashable, Sendable {
    /// The element's name.
    let id: String
    /// What is in it, as HTML.
    let content: String
}

extension ConsolePage {
    /// The page of whatever there is to see now.
    ///
    /// - Parameters:
    ///   - draft: what was typed and not taken, which a form shows again.
    ///   - trouble: why a device that was handed over isn't taken back.
    func live(
        _ sight: ConsoleSight, draft: ConsoleDraft? = nil, trouble: ConsoleWords? = nil
    ) -> String {
        let regions = regions(sight, draft: draft, trouble: trouble)
        var isAsked = false
        if case .interview(let interview) = sight { isAsked = interview.question != nil }
        let filled = regions.map { region in
            switch region.id {
            case "notices": section(region, .notices, " role=\"status\" aria-live=\"polite\"")
            case "question": section(region, .question, " aria-live=\"assertive\"")
            case "controls": section(region, .controls)
            case "care": section(region, .care)
            case "entries": section(region, .notes)
            case "urgent": section(region, .urgent)
            default: "<div id=\"\(region.id)\">\(region.content)</div>"
            }
        }
        return whole(
            text(.console), filled.joined(separator: "\n"), isLive: true,
            isTyped: isAsked || draft != nil || trouble != nil)
    }

    private func section(
        _ region: ConsoleRegion, _ words: ConsoleWords, _ manner: String = ""
    ) -> String {
        "<section id=\"\(region.id)\"\(manner) aria-label=\"\(escaped(text(words)))\">"
            + "\(region.content)</section>"
    }

    /// The parts of the live page, in its order.
    static let parts = [
        "head", "course", "pieces", "question", "notices", "outputs", "controls", "care", "entries",
        "readings", "list", "urgent",
    ]

    /// All parts of the live page, always the same ones in the same order.
    func regions(
        _ sight: ConsoleSight, draft: ConsoleDraft? = nil, trouble: ConsoleWords? = nil
    ) -> [ConsoleRegion] {
        if isHandedOver { return patientRegions(sight, draft: draft, trouble: trouble) }
        switch sight {
        case .session(let picture):
            let switches = picture.switches
            return Self.parts.map { part in
                let content =
                    switch part {
                    case "head": head(picture)
                    case "course": course(picture)
                    case "pieces": pieces(picture)
                    case "question": question(picture)
                    case "notices": notices(picture.notices)
                    case "outputs": outputs(picture)
                    case "controls": controls(switches)
                    case "care": care(switches)
                    case "entries": entries(picture, draft)
                    case "readings": readings(picture.readings)
                    case "list": list(picture.course)
                    default:
                        switches.isEnded ? "" : urgent(switches.isQuiet, switches.isTalkingOver)
                    }
                return ConsoleRegion(id: part, content: content)
            }
        case .interview(let interview):
            return Self.parts.map { part in
                let content =
                    switch part {
                    case "head": head(interview)
                    case "notices": notices(interview.said)
                    case "question": question(interview, draft)
                    case "controls": otherwise(interview)
                    case "entries": handOver()
                    case "urgent": urgent(interview)
                    default: ""
                    }
                return ConsoleRegion(id: part, content: content)
            }
        case .preparing: return plain(.preparing, nil, urgent: "")
        case .nothing(let day):
            return Self.parts.map { part in
                let content =
                    switch part {
                    case "head": "<h1>\(escaped(text(.nothingRuns)))</h1>"
                    case "list": self.day(day)
                    default: ""
                    }
                return ConsoleRegion(id: part, content: content)
            }
        case .silent(let reason): return plain(.silent, reason, urgent: urgent(false, false))
        case .refused(let reason): return plain(.refused, reason, urgent: urgent(false, false))
        case .left(let isQuiet, let isTalkingOver):
            return plain(
                .left, text(.howToTakeBack), urgent: urgent(isQuiet, isTalkingOver),
                controls: button(
                    "takeBack", .takeSessionBack, to: "/start", fields: ["attach": "on"],
                    isLive: false))
        }
    }

    private func plain(
        _ words: ConsoleWords, _ detail: String?, urgent: String, controls: String = ""
    ) -> [ConsoleRegion] {
        let more = detail.map { "<p>\(escaped($0))</p>" } ?? ""
        return Self.parts.map {
            switch $0 {
            case "head": ConsoleRegion(id: $0, content: "<h1>\(escaped(text(words)))</h1>\(more)")
            case "controls": ConsoleRegion(id: $0, content: controls)
            case "urgent": ConsoleRegion(id: $0, content: urgent)
            default: ConsoleRegion(id: $0, content: "")
            }
        }
    }

    private func head(_ picture: ConsolePicture) -> String {
        let share = Int((100 * min(1, max(0, picture.share))).rounded())
        let mark = picture.infusionEnd.map {
            "<circle cx=\"\(decimal(1000 * $0))\" cy=\"10\" r=\"7\"/>"
        }
        return """
            <h1>\(escaped(picture.title))</h1>
            <p class="kind">\(escaped(picture.kind))</p>
            <p class="phase">\(escaped(picture.phase))</p>
            <p class="times"><span>\(escaped(picture.elapsed))</span> <span>\
            \(escaped(picture.left))</span></p>
            <svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="progressbar" \
            aria-label="\(escaped(text(.progress)))" aria-valuemin="0" aria-valuemax="100" \
            aria-valuenow="\(share)"><rect class="rest" width="1000" height="20" rx="4"/>\
            <rect class="heard" width="\(decimal(10 * Double(share)))" height="20" rx="4"/>\
            \(mark ?? "")</svg>
            <p><b>\(escaped(text(.infusion)))</b> \
            \(escaped(picture.infusion ?? text(.notStarted)))</p>
            """
    }

    private func pieces(_ picture: ConsolePicture) -> String {
        func line(_ words: ConsoleWords, _ piece: ConsolePicture.Piece?) -> String {
            "<dt>\(escaped(text(words)))</dt><dd><span>\(escaped(piece?.title ?? "–"))</span> <span>"
                + "\(escaped(piece?.time ?? ""))</span></dd>"
        }
        return "<dl>\(line(.now, picture.now))\(line(.next, picture.next))</dl>"
    }

    private func notices(_ notices: [String]) -> String {
        guard !notices.isEmpty else { return "" }
        return "<ul>" + notices.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>"
    }

    private func question(_ picture: ConsolePicture) -> String {
        guard let question = picture.question else { return "" }
        let answers = question.answers.enumerated().map { place, label in
            let wish = ConsoleWish.answer(question: question.number, place: place)
            return button(
                "answer-\(question.number)-\(place)", .question, to: "/wish",
                fields: ["wish": wish.word], label: label, isSpoken: false)
        }
        return "<h2>\(escaped(question.text))</h2>" + answers.joined()
    }

    private func outputs(_ picture: ConsolePicture) -> String {
        let rows = picture.outputs.enumerated().map { place, output in
            let name = output.name
            return """
                <li class="\(output.isWell ? "well" : "ill")"><p><b>\(escaped(name))</b> \
                <span>\(escaped(output.level))</span> <span>\(escaped(output.condition))</span> \
                <span class="device">\(escaped(output.device))</span></p>\
                \(wish("softer-\(place)", .softer(name), .level(output: place, by: -1), label: "−"))\
                \(wish("louder-\(place)", .louder(name), .level(output: place, by: 1), label: "+"))\
                \(wish(
                    "mute-\(place)", output.isMuted ? .unmute(name) : .mute(name),
                    .mute(output: place, !output.isMuted), isPressed: output.isMuted,
                    label: "×"))</li>
                """
        }
        return "<h2>\(escaped(text(.outputs)))</h2><ul>\(rows.joined())</ul>"
    }

    private func controls(_ switches: ConsolePicture.Switches) -> String {
        if switches.isEnded { return "" }
        if switches.isReady { return deed(.start, .start) + deed(.stop, .stop) }
        let pause = wish(
            "pause", switches.isPaused ? .goOn : .pause, .pause(!switches.isPaused),
            isPressed: switches.isPaused)
        let infusion = switches.infusion.map { change in
            wish("infusion", .infusionBecomes(change), .infusion(change))
        }
        let over = wish("infusionOver", .infusionBecomes(.stopped), .infusion(.stopped))
        return [
            pause, deed(.skip, .skip), deed(.calmer, .calmer), deed(.stronger, .stronger),
            deed(.windDown, .windDown), deed(.extend, .extend), infusion ?? "",
            switches.canInfusionStop ? over : "", deed(.marker, .marker), deed(.stop, .stop),
        ].joined()
    }

    /// Silence and speech: one touch, wherever somebody is.
    func urgent(_ isQuiet: Bool, _ isTalkingOver: Bool) -> String {
        wish("quiet", isQuiet ? .soundAgain : .quiet, .quiet(!isQuiet), isPressed: isQuiet)
            + wish(
                "talk", isTalkingOver ? .talkEnds : .talk, .talkOver(!isTalkingOver),
                isPressed: isTalkingOver)
    }

    /// A control that does one thing.
    func deed(_ deed: ConsoleDeed, _ words: ConsoleWords) -> String {
        wish(deed.rawValue, words, .deed(deed))
    }

    /// A control that asks for a wish.
    func wish(
        _ id: String, _ words: ConsoleWords, _ wish: ConsoleWish, isPressed: Bool? = nil,
        label: String? = nil
    ) -> String {
        button(
            id, words, to: "/wish", fields: ["wish": wish.word], isPressed: isPressed,
            label: label)
    }
}
