internal import FlyingFox
internal import MusikModel

/// What the console shows, and to whom.
extension ConsoleHandler {
    func show(
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
}
