/// A request as far as it was read, checked before anybody else sees it.
///
/// Only what browsers send passes: HTTP/1.1, one length, no chunks, nothing but printable ASCII in its
/// head. Two readers of one request can't understand it differently then (RFC 9112, 11.2).
struct DoorRequest {
    /// How far it is.
    enum Progress: Hashable {
        case open
        case refused(Int, String)
        /// As it goes to the server: with a head that ends the connection after the answer.
        case whole([UInt8])
    }

    /// The most bytes of a head, and of a body.
    static let mostHead = 8192
    static let mostBody = 16_384
    /// The most lines of a head.
    private static let mostLines = 64
    /// Headers that belong to one connection, or would tell another address than the true one.
    private static let own: Set = [
        "connection", "keep-alive", "proxy-connection", "upgrade", "x-forwarded-for", "forwarded",
        "te", "trailer",
    ]

    private var bytes: [UInt8] = []
    /// Where the body begins, and how long it is; nil while the head isn't whole.
    private var body: (start: Int, length: Int)?
    private var head: [UInt8] = []

    /// Takes more of it.
    mutating func take(_ more: ArraySlice<UInt8>) -> Progress {
        let before = bytes.count
        bytes += more
        if body == nil {
            guard let end = endOfHead(from: max(0, before - 3)) else {
                return bytes.count > Self.mostHead
                    ? .refused(431, "Request Header Fields Too Large") : .open
            }
            guard end <= Self.mostHead else {
                return .refused(431, "Request Header Fields Too Large")
            }
            if let refusal = readHead(bytes[..<end]) { return refusal }
        }
        guard let body, bytes.count >= body.start + body.length else { return .open }
        return .whole(head + bytes[body.start..<(body.start + body.length)])
    }

    private func endOfHead(from: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for place in from..<(bytes.count - 3)
        where bytes[place] == 13 && bytes[place + 1] == 10 && bytes[place + 2] == 13
            && bytes[place + 3] == 10
        {
            return place + 4
        }
        return nil
    }

    private mutating func readHead(_ head: ArraySlice<UInt8>) -> Progress? {
        let bad = Progress.refused(400, "Bad Request")
        guard head.allSatisfy({ 32..<127 ~= $0 || $0 == 13 || $0 == 10 }) else { return bad }
        let text = String(decoding: head.dropLast(4), as: UTF8.self)
        // A line break is these two signs, and neither of them alone.
        let lines = text.utf8.split(separator: 13, omittingEmptySubsequences: false)
            .enumerated().map { $0 == 0 ? $1 : $1.first == 10 ? $1.dropFirst() : "\n".utf8[...] }
            .map { Substring($0) }
        guard lines.count <= Self.mostLines, !lines.contains(where: { $0.utf8.contains(10) })
        else { return bad }
        let first = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard first.count == 3, first[2] == "HTTP/1.1", first[1].hasPrefix("/"),
            !first[0].isEmpty, first[0].utf8.allSatisfy({ 65...90 ~= $0 })
        else { return bad }
        var kept = [String(lines[0])]
        var lengths: [Int] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return bad }
            let name = line[..<colon].lowercased()
            guard name.utf8.allSatisfy({ 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 95 })
            else { return bad }
            if name == "transfer-encoding" { return .refused(411, "Length Required") }
            if name == "content-length" {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                guard !value.isEmpty, value.utf8.allSatisfy({ 48...57 ~= $0 }),
                    let length = Int(value)
                else { return bad }
                lengths.append(length)
            }
            if !Self.own.contains(name) { kept.append(String(line)) }
        }
        guard lengths.count <= 1 else { return bad }
        let length = lengths.first ?? 0
        guard length <= Self.mostBody else { return .refused(413, "Content Too Large") }
        body = (head.endIndex, length)
        self.head = Array((kept + ["Connection: close", "", ""]).joined(separator: "\r\n").utf8)
        return nil
    }
}
