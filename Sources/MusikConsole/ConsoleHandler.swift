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
    let wishes = DispatchQueue(label: "console-wishes")
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
    struct Caller {
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
    static var now: Double {
        Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
    }

    private func page(_ asked: ConsoleRequest) -> ConsolePage {
        ConsolePage(language: asked.language, token: nil)
    }

    /// Whether a form was sent by a page of the console, as far as the browser tells.
    func isFromHere(_ request: HTTPRequest) -> Bool {
        guard let origin = request.headers[HTTPHeader("Origin")] else { return true }
        return hosts.contains { origin == "http://\($0)" }
            || secure.map { origin == "https://\($0)" } ?? false
    }

    /// Does something that may take its time with the record.
    func recorded<Value: Sendable>(
        _ work: @escaping @Sendable (any ConsoleSubject) -> Value
    ) async -> Value {
        await withCheckedContinuation { answer in
            records.async { [subject] in answer.resume(returning: work(subject)) }
        }
    }

    /// Why somebody may not do something; nil where they may.
    func refusal(of person: String?, _ right: ConsoleRight) async -> String? {
        await withCheckedContinuation { answer in
            rights.async { [subject] in
                answer.resume(returning: subject.refusal(of: person, right))
            }
        }
    }

    /// An answer that keeps the language which its address chose.
    func withLanguage(_ asked: ConsoleRequest, _ answer: HTTPResponse) -> HTTPResponse {
        guard let chosen = asked.chosenLanguage else { return answer }
        var answer = answer
        answer.headers.addValue(
            "language=\(chosen.rawValue); Path=/; SameSite=Strict; Max-Age=31536000",
            for: .setCookie)
        return answer
    }
}
