/// One key as a terminal reports it.
enum Key: Hashable, Sendable {
    /// A character; letters in lower case, so that caps lock changes nothing.
    case character(Character)
    /// The return key.
    case enter
    /// The escape key.
    case escape
    /// The tabulator.
    case tab
    /// An arrow upwards.
    case up
    /// An arrow downwards.
    case down
    /// Control and C.
    case interrupt
    /// The key that takes the last character back.
    case backspace
}

/// Turns a terminal's bytes into keys; keeps what is not complete yet.
struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []

    /// Whether an escape is pending that may be a key or begin a sequence.
    var isWaiting: Bool { !pending.isEmpty }

    /// Takes bytes and returns the keys that are complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let (key, count) = next() {
            pending.removeFirst(count)
            if let key { keys.append(key) }
        }
        // No sequence is this long: whatever it is, it is no key.
        if pending.count > 32 { pending.removeAll() }
        return keys
    }

    /// Nothing followed for a while: a lone escape was the key itself.
    mutating func flush() -> [Key] {
        defer { pending.removeAll() }
        return pending == [27] ? [.escape] : []
    }

    /// The first key and how many bytes it took; nil while it is not complete.
    private func next() -> (Key?, Int)? {
        guard let first = pending.first else { return nil }
        switch first {
        case 27: return sequence()
        case 3: return (.interrupt, 1)
        case 9: return (.tab, 1)
        case 10, 13: return (.enter, 1)
        case 8, 127: return (.backspace, 1)
        case ..<32: return (nil, 1)
        case ..<128: return (.character(Character(Unicode.Scalar(first | letterBit(first)))), 1)
        default: return multibyte(first)
        }
    }

    private func letterBit(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? 32 : 0
    }

    private func sequence() -> (Key?, Int)? {
        guard pending.count > 1 else { return nil }
        // Escape and a plain byte: the escape key, then another key.
        guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else {
            return (.escape, 1)
        }
        guard let end = pending.dropFirst(2).firstIndex(where: { (64...126).contains($0) }) else {
            return nil
        }
        let key: Key? =
            switch pending[end] {
            case UInt8(ascii: "A"): .up
            case UInt8(ascii: "B"): .down
            default: nil
            }
        return (key, end + 1)
    }

    private func multibyte(_ first: UInt8) -> (Key?, Int)? {
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let character = pending.prefix(length)
        guard (0xC2...0xF4).contains(first),
            character.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return (nil, 1) }
        guard character.count == length else { return nil }
        let text = String(validating: character, as: UTF8.self)
        return (text?.lowercased().first.map { .character($0) }, length)
    }
}
