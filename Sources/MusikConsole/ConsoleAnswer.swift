internal import FlyingFox
internal import FoundationEssentials

/// Answers with the headers that every one has.
enum ConsoleAnswer {
    /// Nothing from anywhere else, no script in a page, no frame around it, and nothing kept.
    private static let headers: [(HTTPHeader, String)] = [
        (
            HTTPHeader("Content-Security-Policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        (HTTPHeader("X-Content-Type-Options"), "nosniff"),
        (HTTPHeader("X-Frame-Options"), "DENY"),
        // Without any referrer browsers would hide as well from where a form comes.
        (HTTPHeader("Referrer-Policy"), "same-origin"),
        (HTTPHeader("Cross-Origin-Opener-Policy"), "same-origin"),
        (HTTPHeader("Cross-Origin-Resource-Policy"), "same-origin"),
        (.cacheControl, "no-store"),
    ]

    /// Bytes that are sent at once: the usual 4 KiB cost a turn of the server each.
    private static let piece = 65_536

    private static func whole(_ data: Data) -> HTTPBodySequence {
        HTTPBodySequence(data: data, suggestedBufferSize: piece)
    }

    static func page(_ status: HTTPStatusCode, _ html: String) -> HTTPResponse {
        answer(status, "text/html; charset=utf-8", whole(Data(html.utf8)))
    }

    /// A report, which brings its own style and needs no script.
    static func report(_ html: String) -> HTTPResponse {
        var answer = page(.ok, html)
        answer.headers[HTTPHeader("Content-Security-Policy")] =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
            + "base-uri 'none'; form-action 'none'"
        return answer
    }

    static func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
        answer(status, "text/plain; charset=utf-8", whole(Data(text.utf8)))
    }

    static func file(_ bytes: [UInt8], _ type: String) -> HTTPResponse {
        answer(.ok, type + "; charset=utf-8", whole(Data(bytes)))
    }

    static func events(_ events: EventStream) -> HTTPResponse {
        answer(.ok, "text/event-stream", HTTPBodySequence(from: events, suggestedBufferSize: piece))
    }

    /// After a form: the page that shows what came of it.
    static func goTo(_ path: String) -> HTTPResponse {
        var answer = text(.seeOther, "")
        answer.headers[.location] = path
        return answer
    }

    private static func answer(
        _ status: HTTPStatusCode, _ type: String, _ body: HTTPBodySequence
    ) -> HTTPResponse {
        var answer = HTTPResponse(statusCode: status, body: body)
        for (name, value) in headers { answer.headers[name] = value }
        answer.headers[.contentType] = type
        return answer
    }
}
