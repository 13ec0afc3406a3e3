internal import MusikModel

/// What was typed into a form that could not be taken, and why.
struct ConsoleDraft {
    /// Which form; nil for the answer to a question.
    let entry: ConsoleEntry?
    /// The fields as they were typed.
    let values: [String: String]
    /// What is wrong.
    let mistake: String
}

/// What is noted of a patient during a session.
extension ConsolePage {
    /// What one touch notes.
    func care(_ switches: ConsolePicture.Switches) -> String {
        guard switches.hasPatient, !switches.isReady, !switches.isEnded else { return "" }
        let usual = [
            deed(.checkIn, .checkIn), deed(.distress, .distress),
            wish(
                "blindfold", switches.isBlindfolded ? .blindfoldOff : .blindfoldOn,
                .blindfold(!switches.isBlindfolded), isPressed: switches.isBlindfolded),
        ]
        let wishes = [
            deed(.stopMusic, .stopMusic), deed(.musicWanted, .musicWanted),
            deed(.headphonesOff, .headphonesOff), deed(.stopInfusion, .stopInfusion),
            deed(.stopAtOnce, .stopAtOnce),
        ]
        return "<h2>\(escaped(text(.care)))</h2>\(usual.joined())"
            + "<details><summary id=\"wishes\">\(escaped(text(.wishes)))</summary>"
            + wishes.joined() + "</details>"
    }

    /// What is typed: forms that stay as they are while somebody types.
    func entries(_ picture: ConsolePicture, _ draft: ConsoleDraft? = nil) -> String {
        let switches = picture.switches
        guard switches.hasPatient, !switches.isReady, !switches.isEnded else { return "" }
        let shown = ConsoleEntry.allCases.filter {
            $0 != .vitalsAgain || !picture.readings.isEmpty
        }
        return "<h2>\(escaped(text(.notes)))</h2>"
            + shown.map { form($0, draft?.entry == $0 ? draft : nil) }.joined()
    }

    private func form(_ entry: ConsoleEntry, _ draft: ConsoleDraft?) -> String {
        let name = entry.rawValue
        let fields = entry.fields.map { field in
            let id = "\(name)-\(field.name)"
            let value = draft?.values[field.name].map { " value=\"\(escaped($0))\"" } ?? ""
            let kind =
                field.isNumber
                ? " inputmode=\"numeric\" maxlength=\"3\" size=\"3\""
                : " maxlength=\"\(ConsoleEntry.longest)\""
            return
                "<p><label for=\"\(id)\">\(escaped(text(field.words)))</label><input id=\"\(id)\" "
                + "name=\"\(field.name)\"\(kind) autocomplete=\"off\"\(value)"
                + "\(field.isNeeded ? " required" : "") aria-describedby=\"\(name)-mistake\"></p>"
        }.joined()
        let mistake = draft.map { escaped($0.mistake) } ?? ""
        // The one that is needed every ten minutes stands open.
        let isOpen = entry == .vitals || draft != nil
        return "<details\(isOpen ? " open" : "")><summary id=\"\(name)\">"
            + "\(escaped(text(.entry(entry))))</summary>"
            + "<form method=\"post\" action=\"/wish\" class=\"note\" data-live>"
            + hidden(["wish": name])
            + "\(fields)<button id=\"\(name)-keep\">\(escaped(text(.keep(entry))))</button>"
            + "<p class=\"mistake\" id=\"\(name)-mistake\" role=\"alert\">\(mistake)</p>"
            + "</form></details>"
    }

    /// The readings so far.
    func readings(_ readings: [ConsolePicture.Reading]) -> String {
        guard !readings.isEmpty else { return "" }
        let rows = readings.map {
            "<tr><td>\(escaped($0.minute ?? "–"))</td><td>\(escaped($0.line))</td></tr>"
        }
        return "<table><caption>\(escaped(text(.readings)))</caption><thead><tr><th scope=\"col\">"
            + "\(escaped(text(.minute)))</th><th scope=\"col\">\(escaped(text(.reading)))</th></tr>"
            + "</thead><tbody>\(rows.joined())</tbody></table>"
    }
}
