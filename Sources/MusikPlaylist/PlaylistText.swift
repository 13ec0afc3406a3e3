/// The rules for text in a playlist: what every format can hold and a terminal can show safely.
enum PlaylistText {
    /// Control characters and the two non-characters that XML can't hold.
    ///
    /// They would let a title move a terminal's cursor, and no format could write them all.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0xFFFE
            || scalar.value == 0xFFFF
    }

    /// The text with every run of ASCII white space made one space, none at the ends.
    /// - Throws: `badValue` for a control character.
    static func clean(_ text: String) throws(PlaylistError) -> String {
        var scalars = String.UnicodeScalarView()
        var gap = false
        for scalar in text.unicodeScalars {
            if scalar == " " || (9...13).contains(scalar.value) {
                gap = !scalars.isEmpty
                continue
            }
            guard !isForbidden(scalar) else {
                throw PlaylistError(
                    .badValue,
                    reason: "the control character U+\(String(scalar.value, radix: 16)) in the text"
                )
            }
            if gap { scalars.append(" ") }
            gap = false
            scalars.append(scalar)
        }
        return String(scalars)
    }

    /// The clean text, or nil where nothing is left of it.
    static func cleanOptional(_ text: String?) throws(PlaylistError) -> String? {
        guard let text else { return nil }
        let clean = try clean(text)
        return clean.isEmpty ? nil : clean
    }

    /// The text without ASCII white space at its ends.
    static func trimmed(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar == " " || (9...13).contains(scalar.value)
        }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }

    /// UTF-8 bytes as text.
    /// - Throws: `malformed` with the line of the first byte that isn't UTF-8.
    static func utf8(_ bytes: ArraySlice<UInt8>) throws(PlaylistError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var line = 1
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: 10),
            String(validating: bytes[start..<end], as: UTF8.self) != nil
        {
            line += 1
            start = end + 1
        }
        throw PlaylistError(
            .malformed, line: line, reason: "the text is not UTF-8; save the playlist as UTF-8")
    }

    /// A number without needless decimals, read back exactly.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

extension PlaylistError {
    /// The same failure with the place where it was found, where none is known yet.
    func at(path: String? = nil, line: Int? = nil, field: String? = nil) -> PlaylistError {
        var error = self
        if let path, error.path.isEmpty { error.path = path }
        if error.line == nil { error.line = line }
        if error.field == nil { error.field = field }
        return error
    }
}
