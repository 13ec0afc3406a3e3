internal import MusikModel

/// What is seen and done while no session runs.
extension ConsolePage {
    /// What lies ahead, or what to do first.
    func day(_ day: ConsoleDay) -> String {
        let trouble = day.trouble.map {
            "<p class=\"notice\" role=\"alert\">\(escaped(text(.sessionEnded)))<br>"
                + $0.split(separator: "\n").map { escaped(String($0)) }.joined(separator: "<br>")
                + "</p>"
        }
        func list(_ words: ConsoleWords, _ sessions: [ConsoleDay.Session]) -> String {
            guard !sessions.isEmpty else { return "" }
            let rows = sessions.map {
                "<li><a href=\"/patient?code=\(escaped($0.patient))\">\(escaped($0.line))</a></li>"
            }
            return "<h2>\(escaped(text(words)))</h2><ul class=\"links\">\(rows.joined())</ul>"
        }
        let isEmpty = day.due.isEmpty && day.coming.isEmpty && day.unsigned.isEmpty
        return (trouble ?? "")
            + (isEmpty ? "<p>\(escaped(text(.nothingPlanned)))</p>" : "")
            + list(.unsigned, day.unsigned) + list(.due, day.due) + list(.coming, day.coming)
            + "<p>\(escaped(text(.howToStart)))</p>" + ways()
    }

    /// A patient, with what a session is started by.
    func patient(
        _ patient: ConsolePatient, started: [String: String] = [:], mistake: String? = nil
    ) -> String {
        let alert = mistake.map {
            "<p class=\"notice\" role=\"alert\">\(escaped(text(.notTaken)))\(escaped($0))</p>"
        }
        return whole(
            patient.code,
            """
            <h1>\(escaped(patient.code))</h1>
            \(alert ?? "")\(facts(patient.facts))
            \(patient.next.map { start(patient.code, $0, started) } ?? "")
            <h2>\(escaped(text(.sessions)))</h2>
            \(patient.sessions.isEmpty
                ? "<p>\(escaped(text(.noSessions)))</p>" : sessions(patient.sessions))
            <p><a href="/">\(escaped(text(.toTheDay)))</a></p>
            """)
    }

    private func sessions(_ sessions: [ConsolePatient.Session]) -> String {
        let rows = sessions.map { session in
            let report =
                session.hasReport
                ? "<a href=\"/report?session=\(escaped(session.code))\">"
                    + "\(escaped(text(.report(session.code))))</a>" : ""
            let signed = session.signedBy.map { "<p>\(escaped(text(.signedBy($0))))</p>" }
            let form =
                session.isToBeSigned && person != nil
                ? "<form method=\"post\" action=\"/sign\" class=\"note\">"
                    + hidden(["session": session.code])
                    + secret("passphrase-\(escaped(session.code))")
                    + "<button id=\"sign-\(escaped(session.code))\">\(escaped(text(.sign)))</button>"
                    + "</form>" : ""
            return "<li>\(escaped(session.line)) \(report)\(signed ?? "")\(form)</li>"
        }
        return "<ul class=\"links\">\(rows.joined())</ul>"
    }

    private func secret(_ id: String) -> String {
        "<p><label for=\"\(id)\">\(escaped(text(.passphrase)))</label><input id=\"\(id)\" "
            + "name=\"passphrase\" type=\"password\" class=\"wide\" maxlength=\"1024\" required "
            + "autocomplete=\"current-password\"></p>"
    }

    private func start(
        _ patient: String, _ next: ConsolePatient.Next, _ started: [String: String]
    ) -> String {
        func field(
            _ name: String, _ words: ConsoleWords, _ value: String, _ manner: String = ""
        ) -> String {
            "<p><label for=\"start-\(name)\">\(escaped(text(words)))</label><input "
                + "id=\"start-\(name)\" name=\"\(name)\" autocomplete=\"off\"\(manner) "
                + "value=\"\(escaped(started[name] ?? value))\"></p>"
        }
        let arms = next.arms.map { arm in
            let isChosen = arm.line == started["arm"] ? " selected" : ""
            return
                "<option value=\"\(escaped(arm.line))\"\(isChosen)>\(escaped(arm.label))</option>"
        }
        let arm =
            arms.isEmpty
            ? ""
            : "<p><label for=\"start-arm\">\(escaped(text(.accompanies)))</label><select "
                + "id=\"start-arm\" name=\"arm\">\(arms.joined())</select></p>"
        let person =
            next.asksPerson
            ? field("person", .personCode, "", " maxlength=\"20\" required") : ""
        let numeric = " inputmode=\"numeric\" maxlength=\"3\" size=\"3\" required"
        return "<h2>\(escaped(text(.ahead(next.code))))</h2>"
            + "<form method=\"post\" action=\"/start\" class=\"note\">"
            + hidden(["patient": patient]) + arm + person
            + field("minutes", .windowMinutes, "\(next.minutes)", numeric)
            + field("headphones", .headphones, next.headphones, " class=\"wide\" maxlength=\"200\"")
            + field("speakers", .speakers, next.speakers, " class=\"wide\" maxlength=\"200\"")
            + "<button id=\"start-session\">"
            + "\(escaped(text(next.isLeft ? .goOnWith : .startSession)))</button></form>"
    }

    /// Who are you, where people sign in: silence, speech and the end need nobody to be known.
    func whoAreYou(_ trouble: String? = nil, person: String = "") -> String {
        let alert = trouble.map { "<p class=\"notice\" role=\"alert\">\(escaped($0))</p>\n" }
        return whole(
            text(.whoAreYou),
            """
            <h1>\(escaped(text(.whoAreYou)))</h1>
            \(alert ?? "")<form method="post" action="/sign-in" class="note">
            \(hidden([:]))<p><label for="person">\(escaped(text(.personCode)))</label>\
            <input id="person" name="person" autocomplete="username" maxlength="20" required \
            value="\(escaped(person))"></p>
            \(secret("passphrase"))<button id="sign-in">\(escaped(text(.beginShift)))</button>
            </form>
            <section aria-label="\(escaped(text(.urgent)))">\
            <p>\(escaped(text(.withoutSignIn)))</p>\
            \(wish("sound", .soundAgain, .quiet(false)))\
            \(wish("talkEnds", .talkEnds, .talkOver(false)))\
            <div id="urgent">\(wish("quiet", .quiet, .quiet(true)))\
            \(wish("talk", .talk, .talkOver(true)))</div></section>
            """)
    }
}
