/// What a location in a playlist means as a path on this machine.
///
/// A document holds plain paths. JSPF and XSPF write them as URI references (RFC 3986), M3U8 as
/// they are; all three may hold `file:` URLs.
enum PlaylistLocation {
    /// The path of a URI reference: percent signs followed by two hexadecimal digits are decoded,
    /// everything else is taken as it stands, spaces included.
    static func path(uri text: String) throws(PlaylistError) -> String {
        try checked(decoded(try withoutScheme(text) ?? text))
    }

    /// The path of a line that holds a plain path or a `file:` URL.
    static func path(plain text: String) throws(PlaylistError) -> String {
        guard let rest = try withoutScheme(text) else { return try checked(text) }
        return try checked(decoded(rest))
    }

    /// A path as a URI reference.
    ///
    /// The colon is encoded too, so that no file name can be mistaken for a scheme.
    static func uri(path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.append(byte)
            case _ where Array("-._~/!$&'()*+,;=@".utf8).contains(byte):
                text.append(byte)
            default:
                text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A path as a line of an M3U8 list that can't be read as a comment or a URL.
    static func line(path: String) -> String {
        path.hasPrefix("#") || path.first?.isWhitespace == true || scheme(of: path) != nil
            ? "./" + path : path
    }

    /// The path with its percent signs decoded, where that makes another, valid path.
    static func decodedOnce(_ path: String) -> String? {
        guard path.utf8.contains(UInt8(ascii: "%")), let text = try? decoded(path), text != path
        else { return nil }
        return text
    }

    /// The scheme of a URL: two or more letters before `://`, or `file:`.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = text[..<colon]
        let rest = text[text.index(after: colon)...]
        let isName =
            name.utf8.count > 1
            && name.utf8.allSatisfy {
                (97...122).contains($0 | 32) || (48...57).contains($0)
                    || Array("+-.".utf8).contains($0)
            }
        guard isName else { return nil }
        let lower = name.lowercased()
        return rest.hasPrefix("//") || (lower == "file" && rest.hasPrefix("/")) ? lower : nil
    }

    /// The part of a `file:` URL after its (empty or local) host; nil for what is no URL.
    private static func withoutScheme(_ text: String) throws(PlaylistError) -> String? {
        guard let scheme = scheme(of: text) else { return nil }
        guard scheme == "file" else {
            throw PlaylistError(
                .networkLocation,
                reason: "\(text) is on a network (\(scheme)); only files on this machine are played"
            )
        }
        let rest = text.dropFirst("file:".count)
        guard rest.hasPrefix("//") else { return String(rest) }
        let afterSlashes = rest.dropFirst(2)
        let slash = afterSlashes.firstIndex(of: "/") ?? afterSlashes.endIndex
        let host = afterSlashes[..<slash]
        guard host.isEmpty || host.lowercased() == "localhost" else {
            throw PlaylistError(
                .networkLocation,
                reason: "\(text) is on the machine \(host); only files on this machine are played")
        }
        return String(afterSlashes[slash...])
    }

    private static func decoded(_ text: String) throws(PlaylistError) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = digit(source[index + 1]), let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        guard let path = String(validating: bytes, as: UTF8.self) else {
            throw PlaylistError(
                .badValue, reason: "the percent-encoded bytes of \(text) are not UTF-8")
        }
        return path
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func checked(_ path: String) throws(PlaylistError) -> String {
        var rest = Substring(path)
        while rest.utf8.starts(with: "./".utf8) {
            rest = rest.dropFirst(2)
            while rest.utf8.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
        }
        guard !rest.isEmpty else {
            throw PlaylistError(.badValue, reason: "the location is empty")
        }
        guard !rest.unicodeScalars.contains(where: PlaylistText.isForbidden) else {
            throw PlaylistError(
                .badValue, reason: "the location holds a control character, which no file needs")
        }
        return String(rest)
    }
}
