internal import Dispatch
internal import FlyingFox
internal import FoundationEssentials
internal import MusikModel

/// Answers the console's requests: who may what, and with which page.
struct ConsoleHandler: HTTPHandler {
    let subject: any ConsoleSubject
    let gate: ConsoleGate
    let watch: ConsoleWatch
    /// What a browser on this machine names the console, such as `127.0.0.1:8740`.
    let hosts: Set<String>
    /// What a browser names it through TLS; nil where there is none.
    let secure: String?
    private let wishes = DispatchQueue(label: "console-wishes")
    /// Apart from wishes: to look at a passphrase takes its time, and silence can't wait for it.
    private let records = DispatchQueue(label: "console-records")
    private let rights = DispatchQueue(label: "console-rights")

    init(
        _ subject: any ConsoleSubject, _ gate: ConsoleGate, hosts: Set<String>,
        secure: String? = nil
    ) {
        self.subject = subject
        self.gate = gate
        self.hosts = hosts
        self.secure = secure
        watch = ConsoleWatch(subject)
    }

    /// Somebody who came in, with the page that they get.
    private struct Caller {
        let cookie: String
        let visitor: ConsoleGate.Visitor
        let asked: ConsoleRequest
        let page: ConsolePage
    }

    func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        let asked = ConsoleRequest(request)
        // Another name for this address is how a strange page would reach it.
        guard let host = request.headers[.host], hosts.contains(host) || host == secure else {
            return ConsoleAnswer.page(.badRequest, page(asked).message(.wrongWay))
        }
        // As it was sent: what would have to be made out of it is no page.
        let path = request.target.path()
        guard let route = ConsoleRoute(rawValue: path) else {
            return ConsoleAnswer.page(.notFound, page(asked).message(.noSuchPage))
        }
        guard route.isPost == (request.method == .POST),
            request.method == .GET || request.method == .POST
        else { return ConsoleAnswer.page(.methodNotAllowed, page(asked).message(.wrongWay)) }
        switch route {
        case .style: return ConsoleAnswer.file(PackageResources.console_css, "text/css")
        case .script: return ConsoleAnswer.file(PackageResources.console_js, "text/javascript")
        case .enter: return await enter(request, page(asked))
        default: break
        }
        let cookie = asked.cookies["musik"] ?? ""
        guard let visitor = gate.visitor(cookie, at: Self.now) else {
            return route == .events
                ? ConsoleAnswer.text(.unauthorized, "")
                : withLanguage(
                    asked,
                    ConsoleAnswer.page(
                        route == .home ? .ok : .unauthorized, page(asked).signIn()))
        }
        let caller = Caller(
            cookie: cookie, visitor: visitor, asked: asked,
            page: ConsolePage(
                language: asked.language, token: visitor.token, person: visitor.person,
                isHandedOver: visitor.lock != nil))
        guard route.isPost else { return await show(route, request, caller) }
        let fields = await asked.fields(request)
        guard isFromHere(request), fields["token"] == visitor.token else {
            return ConsoleAnswer.page(.forbidden, caller.page.message(.wrongWay))
        }
        return await take(route, fields, caller)
    }

    /// Seconds of the clock that the gate counts by.
    private static var now: Double {
        Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
    }

    private func page(_ asked: ConsoleRequest) -> ConsolePage {
        ConsolePage(language: asked.language, token: nil)
    }

    /// Whether a form was sent by a page of the console, as far as the browser tells.
    private func isFromHere(_ request: HTTPRequest) -> Bool {
        guard let origin = request.headers[HTTPHeader("Origin")] else { return true }
        return hosts.contains { origin == "http://\($0)" }
            || secure.map { origin == "https://\($0)" } ?? false
    }

    /// Does something that may take its time with the record.
    private func recorded<Value: Sendable>(
        _ work: @escaping @Sendable (any ConsoleSubject) -> Value
    ) async -> Value {
        await withCheckedContinuation { answer in
            records.async { [subject] in answer.resume(returning: work(subject)) }
        }
    }

    /// Why somebody may not do something; nil where they may.
    private func refusal(of person: String?, _ right: ConsoleRight) async -> String? {
        await withCheckedContinuation { answer in
            rights.async { [subject] in
                answer.resume(returning: subject.refusal(of: person, right))
            }
        }
    }

    /// An answer that keeps the language which its address chose.
    private func withLanguage(_ asked: ConsoleRequest, _ answer: HTTPResponse) -> HTTPResponse {
        guard let chosen = asked.chosenLanguage else { return answer }
        var answer = answer
        answer.headers.addValue(
            "language=\(chosen.rawValue); Path=/; SameSite=Strict; Max-Age=31536000",
            for: .setCookie)
        return answer
    }

    // MARK: What is shown

    private func show(
        _ route: ConsoleRoute, _ request: HTTPRequest, _ caller: Caller
    ) async -> HTTPResponse {
        let (visitor, page, language) = (caller.visitor, caller.page, caller.asked.language)
        func parameter(_ name: String) -> String {
            request.query.first { $0.name == name }?.value ?? ""
        }
        if route == .events { return await events(caller) }
        // A patient has one page and no way from there.
        guard !page.isHandedOver || route == .home else { return ConsoleAnswer.goTo("/") }
        if route == .home, page.isHandedOver {
            return withLanguage(
                caller.asked, ConsoleAnswer.page(.ok, page.live(await watch.sight(language))))
        }
        if subject.hasPeople, visitor.person == nil {
            return withLanguage(
                caller.asked,
                ConsoleAnswer.page(route == .home ? .ok : .forbidden, page.whoAreYou()))
        }
        let person = visitor.person
        if route == .home {
            let sight = await watch.sight(language)
            let refusal = await self.refusal(of: person, .read)
            return withLanguage(
                caller.asked,
                ConsoleAnswer.page(.ok, page.live(refusal.map { .refused($0) } ?? sight)))
        }
        let right: ConsoleRight = [.library, .track].contains(route) ? .curate : .read
        if let refusal = await self.refusal(of: person, right) {
            return ConsoleAnswer.page(.forbidden, page.message(.refused, detail: refusal))
        }
        switch route {
        case .patient:
            let code = parameter("code")
            let patient = await recorded { $0.patient(code, language) }
            return found(patient.map { page.patient($0) }, page)
        case .report:
            let session = parameter("session")
            guard let report = await recorded({ $0.report(session, language) }) else {
                return found(nil, page)
            }
            return ConsoleAnswer.report(report)
        case .library:
            let search = ConsoleSearch(text: parameter("q"), kind: parameter("kind"))
            return found(page.sheet(await recorded { $0.library(search, language) }), page)
        case .track:
            let id = parameter("id")
            return found(await recorded { $0.track(id, language) }.map(page.sheet), page)
        case .trial: return found(page.sheet(await recorded { $0.trial(language) }), page)
        default: return found(page.sheet(await recorded { $0.record(language) }), page)
        }
    }

    /// A page, or that there is none.
    private func found(_ html: String?, _ page: ConsolePage) -> HTTPResponse {
        html.map { ConsoleAnswer.page(.ok, $0) }
            ?? ConsoleAnswer.page(.notFound, page.message(.noSuchPage))
    }

    private func events(_ caller: Caller) async -> HTTPResponse {
        let (cookie, visitor) = (caller.cookie, caller.visitor)
        guard let sights = await watch.pages(caller.asked.language) else {
            return ConsoleAnswer.text(.serviceUnavailable, caller.page.text(.tooManyWatch))
        }
        return ConsoleAnswer.events(
            EventStream(page: caller.page, sights: sights) { sight in
                // Whoever became somebody else, or gave the device away, loads the page again.
                guard gate.visitor(cookie, at: Self.now) == visitor else { return nil }
                // What a patient sees of it is chosen by the page.
                if visitor.lock != nil { return sight }
                if subject.hasPeople, visitor.person == nil { return nil }
                let refusal = await self.refusal(of: visitor.person, .read)
                return refusal.map { .refused($0) } ?? sight
            })
    }

    // MARK: What is done

    private func enter(_ request: HTTPRequest, _ page: ConsolePage) async -> HTTPResponse {
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

    private func take(
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

/// The console's pages, and what is sent to it.
enum ConsoleRoute: String, CaseIterable {
    case home = "/"
    case events = "/events"
    case patient = "/patient"
    case report = "/report"
    case library = "/library"
    case track = "/track"
    case trial = "/trial"
    case record = "/record"
    case style = "/console.css"
    case script = "/console.js"
    case enter = "/enter"
    case leave = "/leave"
    case signIn = "/sign-in"
    case wish = "/wish"
    case start = "/start"
    case sign = "/sign"
    case handOver = "/hand-over"
    case takeBack = "/take-back"

    /// Whether it is sent to, and not looked at.
    var isPost: Bool {
        switch self {
        case .home, .events, .patient, .report, .library, .track, .trial, .record, .style,
            .script:
            false
        case .enter, .leave, .signIn, .wish, .start, .sign, .handOver, .takeBack: true
        }
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
