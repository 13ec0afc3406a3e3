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
    private let wishes = DispatchQueue(label: "console-wishes")

    init(_ subject: any ConsoleSubject, _ gate: ConsoleGate, hosts: Set<String>) {
        self.subject = subject
        self.gate = gate
        self.hosts = hosts
        watch = ConsoleWatch(subject)
    }

    func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        let asked = ConsoleRequest(request)
        // Another name for this address is how a strange page would reach it.
        guard let host = request.headers[.host], hosts.contains(host) else {
            return ConsoleAnswer.page(.badRequest, page(asked).message(.wrongWay))
        }
        let cookie = asked.cookies["musik"] ?? ""
        let visitor = gate.visitor(cookie, at: Self.now)
        let page = ConsolePage(language: asked.language, token: visitor?.token)
        // As it was sent: what would have to be made out of it is no page.
        let path = request.target.path()
        switch (request.method, path) {
        case (.GET, "/console.css"):
            return ConsoleAnswer.file(PackageResources.console_css, "text/css")
        case (.GET, "/console.js"):
            return ConsoleAnswer.file(PackageResources.console_js, "text/javascript")
        case (.GET, "/"):
            var answer = ConsoleAnswer.page(
                .ok,
                visitor == nil
                    ? page.signIn() : page.live(await watch.sight(asked.language)))
            if let chosen = asked.chosenLanguage {
                answer.headers.addValue(
                    "language=\(chosen.rawValue); Path=/; SameSite=Strict; Max-Age=31536000",
                    for: .setCookie)
            }
            return answer
        case (.GET, "/events"):
            guard visitor != nil else { return ConsoleAnswer.text(.unauthorized, "") }
            guard let sights = await watch.pages(asked.language) else {
                return ConsoleAnswer.text(.serviceUnavailable, page.text(.tooManyWatch))
            }
            return ConsoleAnswer.events(
                EventStream(page: page, sights: sights) { [gate] in
                    gate.visitor(cookie, at: Self.now) != nil
                })
        case (.POST, "/enter"): return await enter(request, page)
        case (.POST, "/wish"), (.POST, "/leave"):
            guard let visitor else { return ConsoleAnswer.page(.unauthorized, page.signIn()) }
            let fields = await asked.fields(request)
            guard isFromHere(request), fields["token"] == visitor.token else {
                return ConsoleAnswer.page(.forbidden, page.message(.wrongWay))
            }
            if path == "/leave" {
                gate.leave(cookie)
                return ConsoleAnswer.goTo("/")
            }
            return await wish(fields, asked, page)
        case (_, "/"), (_, "/events"), (_, "/enter"), (_, "/wish"), (_, "/leave"),
            (_, "/console.css"), (_, "/console.js"):
            return ConsoleAnswer.page(.methodNotAllowed, page.message(.wrongWay))
        default: return ConsoleAnswer.page(.notFound, page.message(.noSuchPage))
        }
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
    }

    private func enter(_ request: HTTPRequest, _ page: ConsolePage) async -> HTTPResponse {
        let code = await ConsoleRequest(request).fields(request)["code"] ?? ""
        guard isFromHere(request) else {
            return ConsoleAnswer.page(.forbidden, page.message(.wrongWay))
        }
        switch gate.enter(code, at: Self.now) {
        case .entered(let cookie):
            var answer = ConsoleAnswer.goTo("/")
            answer.headers.addValue(
                "musik=\(cookie); Path=/; HttpOnly; SameSite=Strict; "
                    + "Max-Age=\(Int(ConsoleGate.stay))", for: .setCookie)
            return answer
        case .wrong: return ConsoleAnswer.page(.forbidden, page.signIn(.wrongCode))
        case .closed(let seconds):
            return ConsoleAnswer.page(
                .tooManyRequests, page.signIn(.closed(Int(seconds.rounded(.up)))))
        }
    }

    private func wish(
        _ fields: [String: String], _ asked: ConsoleRequest, _ page: ConsolePage
    ) async -> HTTPResponse {
        let word = fields["wish"] ?? ""
        let entry = ConsoleEntry(rawValue: word)
        guard let wish = ConsoleWish(entry.map { "\(word) \($0.line(fields))" } ?? word) else {
            return ConsoleAnswer.page(.badRequest, page.message(.wrongWay))
        }
        let language = asked.language
        let refusal = await withCheckedContinuation { answer in
            wishes.async { [subject] in
                answer.resume(returning: subject.ask(wish, language))
            }
        }
        await watch.hurry()
        guard let refusal else {
            return asked.isFetch ? ConsoleAnswer.text(.ok, "") : ConsoleAnswer.goTo("/")
        }
        let text = page.text(.notTaken) + refusal
        if asked.isFetch { return ConsoleAnswer.text(.conflict, text) }
        guard let entry else {
            return ConsoleAnswer.page(.conflict, page.message(.notTaken, detail: refusal))
        }
        let draft = ConsoleDraft(entry: entry, values: fields, mistake: text)
        return ConsoleAnswer.page(
            .conflict, page.live(await watch.sight(language), draft: draft))
    }
}
