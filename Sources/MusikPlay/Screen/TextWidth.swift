/// How many columns of a terminal text takes, and how it is cut to them.
enum TextWidth {
    /// The columns of one character: 0, 1 or 2.
    ///
    /// Wide are the East Asian wide and full-width blocks of Unicode's EastAsianWidth and whatever
    /// is shown as an emoji; marks and format characters take no column of their own.
    static func columns(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.value < 0x7F { return first.value < 0x20 ? 0 : 1 }
        let properties = first.properties
        switch properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18AFF, 0x1B000...0x1B2FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// The columns of a text without control characters.
    static func columns(of text: String) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The text in at most so many columns; what is cut is marked by an ellipsis.
    static func clipped(_ text: String, to width: Int) -> String {
        let safe = text.filter { character in
            !character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        if columns(of: safe) <= width { return safe }
        guard width > 0 else { return "" }
        var result = ""
        var used = 0
        for character in safe {
            let columns = columns(of: character)
            if used + columns > width - 1 { break }
            result.append(character)
            used += columns
        }
        return result + "…"
    }

    /// The text in exactly so many columns, cut or filled with spaces.
    static func padded(_ text: String, to width: Int) -> String {
        let clipped = clipped(text, to: width)
        return clipped + String(repeating: " ", count: max(0, width - columns(of: clipped)))
    }

    /// Two texts at the two ends of a line; the left one is cut where they don't both fit.
    static func justified(_ left: String, _ right: String, width: Int) -> String {
        if right.isEmpty { return clipped(left, to: width) }
        let right = clipped(right, to: width)
        let rest = width - columns(of: right)
        guard rest > 1 else { return right }
        return padded(left, to: rest - 1) + " " + right
    }
}
