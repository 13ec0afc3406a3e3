import MusikTestSupport
import Testing

@testable import MusikConsole

@Suite("What the console's door lets through")
struct DoorRequestTests {
    private func read(_ text: String, pieces: [Int] = []) -> DoorRequest.Progress {
        var request = DoorRequest()
        let bytes = Array(text.utf8)
        var start = 0
        for piece in pieces where start + piece < bytes.count {
            let progress = request.take(bytes[start..<(start + piece)])
            guard progress == .open else { return progress }
            start += piece
        }
        return request.take(bytes[start...])
    }

    private let form =
        "POST /wish HTTP/1.1\r\nHost: 127.0.0.1:8740\r\nConnection: keep-alive\r\n"
        + "X-Forwarded-For: 1.2.3.4\r\nContent-Length: 5\r\n\r\na=b&c"

    @Test("A form passes whole, in whatever pieces it comes, and ends its connection")
    func whole() {
        let wanted =
            "POST /wish HTTP/1.1\r\nHost: 127.0.0.1:8740\r\nContent-Length: 5\r\n"
            + "Connection: close\r\n\r\na=b&c"
        #expect(read(form) == .whole(Array(wanted.utf8)))
        for seed in 1...200 as ClosedRange<UInt64> {
            var generator = Generator(seed: seed)
            let pieces = (0..<60).map { _ in 1 + generator.index(below: 9) }
            #expect(read(form, pieces: pieces) == .whole(Array(wanted.utf8)), "seed \(seed)")
        }
        #expect(read(form + "GET / HTTP/1.1\r\n\r\n") == .whole(Array(wanted.utf8)))
        for count in 1..<form.utf8.count {
            #expect(read(String(decoding: form.utf8.prefix(count), as: UTF8.self)) == .open)
        }
    }

    @Test(
        "What two readers could take for two things is refused",
        arguments: [
            "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
            "get / HTTP/1.1\r\n\r\n", "GET http://x/ HTTP/1.1\r\n\r\n", "GET /\r\n\r\n",
            " / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "GET / HTTP/1.1\r\n: x\r\n\r\n", "GET / HTTP/1.1\r\nA b: x\r\n\r\n",
            "GET / HTTP/1.1\r\nA: x\r\n y\r\n\r\n", "GET / HTTP/1.1\r\nA: x\ny: z\r\n\r\n",
            "GET / HTTP/1.1\r\nA: \u{1}\r\n\r\n", "GET /é HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nA: x\ry\r\n\r\n", "GET / HTTP/1.1\r\nA : x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx",
            "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\nx",
            "POST / HTTP/1.1\r\nContent-Length:\r\n\r\nx",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        ])
    func ambiguous(text: String) { #expect(read(text) == .refused(400, "Bad Request")) }

    @Test("Chunks, long heads, many lines and long bodies are refused with their reasons")
    func limits() {
        #expect(
            read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                == .refused(411, "Length Required"))
        let long = "GET / HTTP/1.1\r\nA: " + String(repeating: "x", count: 9000)
        #expect(read(long) == .refused(431, "Request Header Fields Too Large"))
        #expect(read(long + "\r\n\r\n") == .refused(431, "Request Header Fields Too Large"))
        let many = "GET / HTTP/1.1\r\n" + String(repeating: "A: x\r\n", count: 64) + "\r\n"
        #expect(read(many) == .refused(400, "Bad Request"))
        #expect(
            read("POST / HTTP/1.1\r\nContent-Length: 16385\r\n\r\n")
                == .refused(413, "Content Too Large"))
    }

    @Test("Damaged requests are open, refused, or pass with one length", arguments: 1...500)
    func damaged(seed: UInt64) {
        var generator = Generator(seed: seed)
        var bytes = Array(form.utf8)
        for _ in 0...generator.index(below: 4) {
            switch generator.index(below: 3) {
            case 0: bytes[generator.index(below: bytes.count)] = UInt8(generator.index(below: 256))
            case 1: bytes.remove(at: generator.index(below: bytes.count))
            default:
                bytes.insert(
                    UInt8(generator.index(below: 256)), at: generator.index(below: bytes.count))
            }
        }
        var request = DoorRequest()
        guard case .whole(let whole) = request.take(bytes[...]) else { return }
        let text = String(decoding: whole, as: UTF8.self)
        let head = text.components("\r\n\r\n").first ?? ""
        #expect(head.hasSuffix("Connection: close"))
        #expect(head.lowercased().components("content-length:").count <= 2)
        #expect(!head.components("\r\n").contains { $0.contains("\n") })
    }
}

extension String {
    /// What stands between a separator's occurrences, byte by byte: a line break is one character.
    fileprivate func components(_ separator: String) -> [String] {
        var parts: [[UInt8]] = [[]]
        let (bytes, mark) = (Array(utf8), Array(separator.utf8))
        var place = 0
        while place < bytes.count {
            if bytes[place...].starts(with: mark) {
                parts.append([])
                place += mark.count
            } else {
                parts[parts.count - 1].append(bytes[place])
                place += 1
            }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}
