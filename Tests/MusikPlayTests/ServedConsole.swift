import Foundation
import Testing

/// `musik-play serve` and a browser's part of the conversation, byte by byte.
final class ServedConsole {
    struct Answer {
        var status: Int
        var headers: [String: [String]]
        var body: String
    }

    let server: Running
    let port: UInt16
    private(set) var cookie = ""
    private let output: String

    /// - Parameters:
    ///   - port: 0 for any.
    ///   - more: what is typed besides.
    init(
        _ data: String?, in scratch: Scratch, port: UInt16 = 0, _ more: String = "",
        environment: [String: String] = [:]
    ) throws {
        output = scratch.path + "/console-\(UInt32.random(in: 0 ... .max)).txt"
        let output = output
        server = try Running(
            "/bin/sh",
            [
                "-c",
                "exec \(Built.path) serve --port \(port) "
                    + "\(data.map { "--data \($0)" } ?? "") \(more) > \(output)",
            ], environment: environment)
        var found: UInt16?
        let isThere = EndToEnd.wait(seconds: 120) {
            let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            found = said.components(separatedBy: "http://127.0.0.1:").dropFirst().first.flatMap {
                UInt16($0.prefix { $0.isNumber })
            }
            return found != nil && said.contains("next device: ")
        }
        try #require(isThere)
        self.port = try #require(found)
    }

    /// What stands in the terminal.
    var said: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// The code that stands there.
    var code: String {
        said.components(separatedBy: "next device: ").last.map { String($0.prefix(9)) } ?? ""
    }

    /// Comes in with the code.
    func enter() throws {
        let digits = code.replacingOccurrences(of: " ", with: "")
        let answer = try ask("POST", "/enter", "code=\(digits)")
        let set = try #require(answer.headers["set-cookie"]?.first)
        #expect(answer.status == 303)
        #expect(set.contains("HttpOnly") && set.contains("SameSite=Strict"))
        cookie = String(set.prefix { $0 != ";" })
    }

    /// What the page's forms carry.
    func token() throws -> String {
        let page = try ask("GET", "/").body
        let parts = page.components(separatedBy: "name=\"token\" value=\"")
        return String(try #require(parts.dropFirst().first).prefix { $0 != "\"" })
    }

    /// Is nobody any more.
    func forgetCookie() { cookie = "" }

    /// Sends a form with the page's token.
    func post(_ path: String, _ fields: [String: String]) throws -> Answer {
        var all = fields
        all["token"] = cookie.isEmpty ? "" : try token()
        let plain = CharacterSet.alphanumerics.intersection(
            CharacterSet(charactersIn: "\u{0}"..."~"))
        let body = all.map {
            "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")"
        }.joined(separator: "&")
        return try ask("POST", path, body)
    }

    /// Sends a control's form.
    func wish(_ wish: String, _ headers: [String: String] = [:]) throws -> Answer {
        let fields = "wish=\(wish.replacingOccurrences(of: " ", with: "+"))&token=\(try token())"
        return try ask("POST", "/wish", fields, headers)
    }

    /// An open connection to which a request was sent.
    func connected(_ request: String) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0)
        var limit = timeval(tv_sec: 15, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bytes = Array(request.utf8)
        #expect(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        return descriptor
    }

    /// Everything that comes, until the end or until some text has come.
    static func read(_ descriptor: Int32, until text: String? = nil) -> String {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { break }
            all += bytes[..<count]
            if let text, String(decoding: all, as: UTF8.self).contains(text) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }

    func request(
        _ method: String, _ path: String, _ body: String = "", _ headers: [String: String] = [:]
    ) -> String {
        var all = ["Host": "127.0.0.1:\(port)", "Cookie": cookie]
        if method == "POST" {
            all["Content-Length"] = "\(body.utf8.count)"
            all["Content-Type"] = "application/x-www-form-urlencoded"
        }
        all.merge(headers) { $1 }
        return "\(method) \(path) HTTP/1.1\r\n"
            + all.map { "\($0): \($1)\r\n" }.joined() + "\r\n" + body
    }

    func ask(
        _ method: String, _ path: String, _ body: String = "", _ headers: [String: String] = [:]
    ) throws -> Answer {
        try answer(to: request(method, path, body, headers))
    }

    func answer(to request: String) throws -> Answer {
        let descriptor = try connected(request)
        defer { close(descriptor) }
        let text = Self.read(descriptor)
        let parts = text.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        var headers: [String: [String]] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { continue }
            headers[pair[0].lowercased(), default: []].append(
                pair[1].trimmingCharacters(in: .whitespaces))
        }
        return Answer(
            status: try #require(status, "\(text.prefix(200))"), headers: headers,
            body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
}
