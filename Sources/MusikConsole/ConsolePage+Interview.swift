internal import MusikModel

/// What a session asks before and after its programme.
extension ConsolePage {
    /// Where the session is.
    func head(_ interview: ConsoleInterview) -> String {
        """
        <h1>\(escaped(interview.title))</h1>
        <p class="phase">\(interview.number)/\(interview.count) \(escaped(interview.step))</p>
        """
    }

    /// The question that stands, with its answers; that nothing is asked where none does.
    ///
    /// - Parameter draft: a line that was no answer, which stands in the form again.
    func question(_ interview: ConsoleInterview, _ draft: ConsoleDraft? = nil) -> String {
        guard let question = interview.question else {
            return "<p>\(escaped(text(interview.isSounding ? .sounds : .working)))</p>"
        }
        let back =
            question.canGoBack
            ? reply("back", .oneBack, question, ["reply": ConsoleReply.back.word]) : ""
        return heading(question.text) + answers(question, draft) + back
    }

    /// A question's text, which takes the focus where what had it is gone.
    private func heading(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { escaped(String($0)) }
        return "<h2 id=\"asked\" tabindex=\"-1\">\(lines.joined(separator: "<br>"))</h2>"
    }

    private func answers(
        _ question: ConsoleInterview.Question, _ draft: ConsoleDraft?
    ) -> String {
        switch question.answers {
        case .choices(let choices):
            return choices.enumerated().map { place, choice in
                reply(
                    "answer-\(question.number)-\(place)", .question, question,
                    ["answer": choice.line], label: choice.label,
                    isUsual: choice.line == question.usual)
            }.joined()
        case .read:
            return reply("read", .seen, question, ["answer": ""])
        case .number(let lowest, let highest, let isOptional):
            let hint = "\(lowest)–\(highest)"
            if highest - lowest < ConsoleInterview.mostButtons {
                let values = (lowest...highest).map { value in
                    reply(
                        "answer-\(question.number)-\(value)", .question, question,
                        ["answer": "\(value)"], label: "\(value)",
                        isUsual: "\(value)" == question.usual)
                }
                return values.joined() + leftOpen(question, isOptional)
            }
            return form(
                question, draft,
                field(question, draft, " inputmode=\"numeric\" maxlength=\"4\" size=\"4\"", hint))
                + leftOpen(question, isOptional)
        case .text(let isOptional):
            return form(
                question, draft,
                field(question, draft, " class=\"wide\" maxlength=\"\(ConsoleReply.longest)\"", ""))
                + leftOpen(question, isOptional)
        case .reactions(let pieces):
            return again(question, pieces)
                + form(question, draft, reactions(pieces, withLiking: true))
                + leftOpen(question, true)
        case .support(let kinds, let hasSpacing, let cues):
            let chosen = kinds.map { kind in
                select(
                    "kind-\(kind.line)", kind.label,
                    [("", .notSaid)] + Self.likings)
            }
            let spacing =
                hasSpacing
                ? select(
                    "spacing", text(.spacing),
                    [("", .notSaid), ("<", .tooClose), ("=", .wellSpaced), (">", .tooFar)]) : ""
            return again(question, cues)
                + form(
                    question, draft,
                    chosen.joined() + spacing + reactions(cues, withLiking: false))
                + leftOpen(question, true)
        }
    }

    private static let likings: [(String, ConsoleWords)] = [
        ("++", .likedMuch), ("+", .liked), ("0", .neither), ("-", .disliked), ("--", .dislikedMuch),
    ]

    /// A form with some fields, and what is wrong with what was typed.
    private func form(
        _ question: ConsoleInterview.Question, _ draft: ConsoleDraft?, _ fields: String
    ) -> String {
        "<form method=\"post\" action=\"/wish\" class=\"note\" data-live>"
            + hidden(["wish": "reply", "question": "\(question.number)"]) + fields
            + "<button id=\"answer-keep\">\(escaped(text(.answer)))</button>"
            + "<p class=\"mistake\" id=\"answer-mistake\" role=\"alert\">"
            + "\(escaped(draft?.mistake ?? ""))</p></form>"
    }

    private func field(
        _ question: ConsoleInterview.Question, _ draft: ConsoleDraft?, _ manner: String,
        _ hint: String
    ) -> String {
        let value = draft?.values["answer"] ?? question.usual ?? ""
        let label = text(.answerTo) + (hint.isEmpty ? "" : " (\(hint))")
        return "<p><label for=\"answer\">\(escaped(label))</label><input id=\"answer\" "
            + "name=\"answer\"\(manner) autocomplete=\"off\" value=\"\(escaped(value))\" "
            + "aria-describedby=\"answer-mistake\"></p>"
    }

    /// What is said of each of some pieces.
    private func reactions(_ pieces: [String], withLiking: Bool) -> String {
        pieces.enumerated().map { place, title in
            let number = place + 1
            let liking =
                withLiking
                ? select(
                    "like-\(number)", text(.remembered),
                    [("", .notRemembered), ("known", .isRemembered)] + Self.likings)
                    + check("intense-\(number)", .tooIntense) : ""
            return "<fieldset><legend>\(number). \(escaped(title))</legend>\(liking)"
                + "\(check("never-\(number)", .notAgain))</fieldset>"
        }.joined()
    }

    /// A control for each piece that can be heard again.
    private func again(_ question: ConsoleInterview.Question, _ pieces: [String]) -> String {
        guard !pieces.isEmpty else { return "" }
        let controls = pieces.enumerated().map { place, title in
            reply(
                "again-\(place + 1)", .question, question, ["answer": "\(place + 1)?"],
                label: "▸ \(place + 1). \(title)")
        }
        return "<details><summary id=\"again\">\(escaped(text(.hearAgain)))</summary>"
            + "\(controls.joined())</details>"
    }

    private func select(
        _ name: String, _ label: String, _ choices: [(String, ConsoleWords)]
    ) -> String {
        let options = choices.map {
            "<option value=\"\(escaped($0.0))\">\(escaped(text($0.1)))</option>"
        }
        return "<p><label for=\"\(name)\">\(escaped(label))</label><select id=\"\(name)\" "
            + "name=\"\(name)\">\(options.joined())</select></p>"
    }

    private func check(_ name: String, _ words: ConsoleWords) -> String {
        "<p class=\"check\"><input type=\"checkbox\" id=\"\(name)\" name=\"\(name)\" value=\"on\">"
            + "<label for=\"\(name)\">\(escaped(text(words)))</label></p>"
    }

    private func leftOpen(
        _ question: ConsoleInterview.Question, _ isOptional: Bool
    ) -> String {
        guard isOptional, question.usual == nil else { return "" }
        return reply("leftOpen", .noAnswer, question, ["answer": ""])
    }

    private func reply(
        _ id: String, _ words: ConsoleWords, _ question: ConsoleInterview.Question,
        _ fields: [String: String], label: String? = nil, isUsual: Bool = false
    ) -> String {
        let sent = fields.merging(["wish": "reply", "question": "\(question.number)"]) { $1 }
        return button(
            id, words, to: "/wish", fields: sent, label: label, isSpoken: false,
            isUsual: isUsual)
    }

    /// What can be done besides answering: for the clinician.
    func otherwise(_ interview: ConsoleInterview) -> String {
        guard let question = interview.question else { return "" }
        let deeds: [(ConsoleReply, ConsoleWords)] = [
            (.leaveOut, .leaveOut), (.notToday, .notToday), (.stop, .stopSession),
        ]
        let controls = deeds.map { deed, words in
            reply(deed.word, words, question, ["reply": deed.word])
        }
        return "<details><summary id=\"otherwise\">\(escaped(text(.otherwise)))</summary>"
            + "\(controls.joined())</details>"
    }

    /// Silence while something is tried out.
    func urgent(_ interview: ConsoleInterview) -> String {
        interview.isSounding ? wish("quiet", .quiet, .quiet(true)) : ""
    }

    // MARK: Handed over

    /// The form that hands the device to the patient, behind a code of whoever hands it over.
    func handOver() -> String {
        "<details><summary id=\"toPatient\">\(escaped(text(.toPatient)))</summary>"
            + lock("/hand-over", "handOver-code", .lockCode, .handItOver) + "</details>"
    }

    /// The form that takes it back.
    func takeBack(_ trouble: ConsoleWords? = nil) -> String {
        "<details\(trouble == nil ? "" : " open")><summary id=\"forTeam\">"
            + "\(escaped(text(.forTeam)))</summary>"
            + lock("/take-back", "takeBack-code", .lockCodeAgain, .takeItBack, trouble)
            + "</details>"
    }

    private func lock(
        _ action: String, _ id: String, _ label: ConsoleWords, _ words: ConsoleWords,
        _ trouble: ConsoleWords? = nil
    ) -> String {
        // With a script the page is another one as soon as it is taken.
        "<form method=\"post\" action=\"\(action)\" class=\"note\" data-live data-turn>"
            + hidden([:])
            + "<p><label for=\"\(id)\">\(escaped(text(label)))</label><input id=\"\(id)\" "
            + "name=\"code\" type=\"password\" inputmode=\"numeric\" autocomplete=\"off\" "
            + "minlength=\"4\" maxlength=\"12\" required></p>"
            + "<button id=\"\(id)-keep\">\(escaped(text(words)))</button>"
            + "<p class=\"mistake\" role=\"alert\">\(escaped(trouble.map(text) ?? ""))</p></form>"
    }

    /// The parts of the page that a patient has: the question that is theirs, or that there is none.
    func patientRegions(
        _ sight: ConsoleSight, draft: ConsoleDraft?, trouble: ConsoleWords?
    ) -> [ConsoleRegion] {
        var asked: String?
        var urgent = ""
        if case .interview(let interview) = sight {
            if interview.question?.isForPatient == true { asked = question(interview, draft) }
            urgent = self.urgent(interview)
        } else if case .session(let picture) = sight, !picture.switches.isEnded {
            urgent = self.urgent(picture.switches.isQuiet, picture.switches.isTalkingOver)
        }
        return Self.parts.map { part in
            switch part {
            case "head":
                ConsoleRegion(
                    id: part,
                    content: "<h1>\(escaped(text(asked == nil ? .thanks : .forYou)))</h1>"
                        + (asked == nil ? "<p>\(escaped(text(.giveItBack)))</p>" : ""))
            case "question": ConsoleRegion(id: part, content: asked ?? "")
            case "entries": ConsoleRegion(id: part, content: takeBack(trouble))
            case "urgent": ConsoleRegion(id: part, content: urgent)
            default: ConsoleRegion(id: part, content: "")
            }
        }
    }
}
