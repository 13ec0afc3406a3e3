internal import Dispatch
internal import FlyingFox
internal import MusikModel

/// What is done on the console, and by whom.
extension ConsoleHandler {
    func enter(_ request: HTTPRequest, _ page: ConsolePage) async -> HTTPResponse {
        let code = await ConsoleRequest(request).fields(request)["code"] ?? ""
        guard isFromHere(request) else {
            return ConsoleAnswer.page(.forbidden, page.message(.wrongWay))
        }
        switch gate.enter(code, at: Self.now) {
        case .entered(let cookie):
            // A cookie that came through TLS never goes another way.
            let isSecure = secure != nil && request.headers[.host] == secure
            var answer = ConsoleAnswer.goTo("/")
            answer.headers.addValue(
                "musik=\(cookie); Path=/; HttpOnly; SameSite=Strict; "
                    + "\(isSecure ? "Secure; " : "")Max-Age=\(Int(ConsoleGate.stay))",
                for: .setCookie)
            return answer
        case .wrong: return ConsoleAnswer.page(.forbidden, page.signIn(.wrongCode))
        case .closed(let seconds):
            return ConsoleAnswer.page(
                .tooManyRequests, page.signIn(.closed(Int(seconds.rounded(.up)))))
        }
    }

    func take(
        _ route: ConsoleRoute, _ fields: [String: String], _ caller: Caller
    ) async -> HTTPResponse {
        let page = caller.page
        switch route {
        case .wish: return await wish(fields, caller)
        case .takeBack: return await takeBack(fields["code"] ?? "", caller)
        // A patient answers, and can do nothing else.
        case _ where page.isHandedOver:
            return ConsoleAnswer.page(.forbidden, page.message(.wrongWay))
        case .leave:
            let isLast = gate.leave(caller.cookie)
            if isLast, let person = caller.visitor.person {
                await recorded { $0.signOut(person) }
            }
            return ConsoleAnswer.goTo("/")
        case .handOver:
            // What the patient is asked can tell an arm: who can't lead can't hand over.
            if let refusal = await refusal(of: caller.visitor.person, .lead) {
                return caller.asked.isFetch
                    ? ConsoleAnswer.text(.forbidden, refusal)
                    : ConsoleAnswer.page(.forbidden, page.message(.refused, detail: refusal))
            }
            guard gate.handOver(caller.cookie, fields["code"] ?? "") else {
                return caller.asked.isFetch
                    ? ConsoleAnswer.text(.conflict, page.text(.lockForm))
                    : ConsoleAnswer.page(.conflict, page.message(.lockForm))
            }
            return done(caller)
        case .signIn: return await signIn(fields, caller)
        default:
            // Before anything is shown of what it is about.
            if let refusal = await refusal(of: caller.visitor.person, .lead) {
                return ConsoleAnswer.page(
                    .forbidden, page.message(.refused, detail: refusal))
            }
            return route == .start ? await start(fields, caller) : await sign(fields, caller)
        }
    }

    private func takeBack(_ code: String, _ caller: Caller) async -> HTTPResponse {
        let trouble: ConsoleWords
        switch gate.takeBack(caller.cookie, code, at: Self.now) {
        case .entered: return done(caller)
        case .wrong: trouble = .wrongLock
        case .closed(let seconds): trouble = .closed(Int(seconds.rounded(.up)))
        }
        if caller.asked.isFetch {
            return ConsoleAnswer.text(.forbidden, caller.page.text(trouble))
        }
        let sight = await watch.sight(caller.asked.language)
        return ConsoleAnswer.page(.forbidden, caller.page.live(sight, trouble: trouble))
    }

    /// After something was done: the page that shows it, or a word for the script.
    private func done(_ caller: Caller) -> HTTPResponse {
        caller.asked.isFetch ? ConsoleAnswer.text(.ok, "") : ConsoleAnswer.goTo("/")
    }

    private func signIn(_ fields: [String: String], _ caller: Caller) async -> HTTPResponse {
        let person = (fields["person"] ?? "").filter { $0 != " " }.uppercased()
        let passphrase = fields["passphrase"] ?? ""
        if let refusal = await recorded({ $0.signIn(person, passphrase) }) {
            return ConsoleAnswer.page(
                .forbidden, caller.page.whoAreYou(refusal, person: person))
        }
        gate.become(person, caller.cookie)
        return ConsoleAnswer.goTo("/")
    }

    private func start(_ fields: [String: String], _ caller: Caller) async -> HTTPResponse {
        let (page, language) = (caller.page, caller.asked.language)
        let wanted = ConsoleStart(fields, person: caller.visitor.person)
        let refusal = await recorded { $0.start(wanted, language) }
        await watch.hurry()
        guard let refusal else { return ConsoleAnswer.goTo("/") }
        guard let patient = await recorded({ $0.patient(wanted.patient, language) }) else {
            return ConsoleAnswer.page(.conflict, page.message(.notTaken, detail: refusal))
        }
        return ConsoleAnswer.page(
            .conflict, page.patient(patient, started: fields, mistake: refusal))
    }

    private func sign(_ fields: [String: String], _ caller: Caller) async -> HTTPResponse {
        let (page, language) = (caller.page, caller.asked.language)
        guard let person = caller.visitor.person else {
            return ConsoleAnswer.page(.forbidden, page.message(.signInFirst))
        }
        let (session, passphrase) = (fields["session"] ?? "", fields["passphrase"] ?? "")
        let refusal = await recorded { $0.sign(session, by: person, passphrase) }
        let code = session.split(separator: "-").dropLast().joined(separator: "-")
        guard let patient = await recorded({ $0.patient(code, language) }) else {
            return ConsoleAnswer.page(.conflict, page.message(.notTaken, detail: refusal ?? ""))
        }
        guard let refusal else { return ConsoleAnswer.goTo("/patient?code=\(code)") }
        return ConsoleAnswer.page(.conflict, page.patient(patient, mistake: refusal))
    }

    private func wish(_ fields: [String: String], _ caller: Caller) async -> HTTPResponse {
        let (asked, page) = (caller.asked, caller.page)
        let word = fields["wish"] ?? ""
        let entry = ConsoleEntry(rawValue: word)
        let wish: ConsoleWish? =
            if word == "reply" {
                fields["question"].flatMap { Int($0) }.flatMap { question in
                    ConsoleReply(fields).map { .reply(question: question, $0) }
                }
            } else {
                ConsoleWish(entry.map { "\(word) \($0.line(fields))" } ?? word)
            }
        guard let wish else {
            return ConsoleAnswer.page(.badRequest, page.message(.wrongWay))
        }
        if let refusal = await self.refusal(of: wish, caller) {
            return asked.isFetch
                ? ConsoleAnswer.text(.forbidden, refusal)
                : ConsoleAnswer.page(.forbidden, page.message(.notTaken, detail: refusal))
        }
        let language = asked.language
        var refusal = await mistake(in: wish, language).map(page.text)
        if refusal == nil {
            refusal = await withCheckedContinuation { answer in
                wishes.async { [subject] in
                    answer.resume(returning: subject.ask(wish, language))
                }
            }
            await watch.hurry()
        }
        guard let refusal else { return done(caller) }
        let text = page.text(.notTaken) + refusal
        if asked.isFetch { return ConsoleAnswer.text(.conflict, text) }
        var isReply = false
        if case .reply = wish { isReply = true }
        guard entry != nil || isReply else {
            return ConsoleAnswer.page(.conflict, page.message(.notTaken, detail: refusal))
        }
        let draft = ConsoleDraft(entry: entry, values: fields, mistake: text)
        return ConsoleAnswer.page(
            .conflict, page.live(await watch.sight(language), draft: draft))
    }

    /// Why somebody may not wish for something: silence and speech are for everybody who came in.
    private func refusal(of wish: ConsoleWish, _ caller: Caller) async -> String? {
        switch wish {
        case .quiet, .talkOver: return nil
        case .reply(let number, let reply) where caller.page.isHandedOver:
            // A patient answers what is theirs to answer, and does nothing else.
            guard case .interview(let interview) = await watch.sight(caller.asked.language),
                let question = interview.question, question.isForPatient,
                question.number == number, reply.isPatients
            else { return caller.page.text(.wrongWay) }
            return nil
        default:
            if caller.page.isHandedOver { return caller.page.text(.wrongWay) }
            let person = caller.visitor.person
            if subject.hasPeople, person == nil { return caller.page.text(.signInFirst) }
            return await refusal(of: person, .lead)
        }
    }

    /// What is wrong with a reply, as far as the question tells that stands now.
    private func mistake(in wish: ConsoleWish, _ language: Language) async -> ConsoleWords? {
        guard case .reply(let number, let reply) = wish,
            case .interview(let interview) = await watch.sight(language)
        else { return nil }
        guard let question = interview.question, question.number == number else {
            return .askedBefore
        }
        guard case .line(let line) = reply else { return nil }
        return question.mistake(line)
    }
}

extension ConsoleReply {
    /// Whether a patient may make it.
    fileprivate var isPatients: Bool {
        switch self {
        case .line, .back: true
        case .leaveOut, .notToday, .stop: false
        }
    }
}
