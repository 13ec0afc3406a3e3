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
