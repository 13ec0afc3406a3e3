@testable import MusikExport

/// Numbers that are the same for the same seed: SplitMix64.
struct Dice: RandomNumberGenerator {
    /// The seed of the tests; they print it, so that a failure can be thrown again.
    static let seed: UInt64 = 20_260_401

    private var state: UInt64

    init(_ seed: UInt64 = seed) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Any finite number, by its bits.
    mutating func finite() -> Double {
        while true {
            let value = Double(bitPattern: next())
            if value.isFinite { return value }
        }
    }

    /// A text of what CSV, spreadsheets and Unicode make hard.
    mutating func text() -> String {
        let pieces = [
            "a", "Z", "7", " ", "\"", "\"\"", ",", "\r", "\n", "\r\n", "=", "+", "-", "@", "\t",
            "'", ";", "é", "e\u{301}", "\u{301}", "日本", "🎵", "\u{FF1D}", "\u{FEFF}", "\u{2028}",
            "NA", "|",
        ]
        return (0..<Int.random(in: 1...6, using: &self))
            .map { _ in pieces.randomElement(using: &self)! }.joined()
    }

    mutating func cell(_ kind: DataKind) -> DataCell {
        if Int.random(in: 0..<4, using: &self) == 0 { return .missing }
        switch kind {
        case .text: return .text(text())
        case .integer: return .integer(Int(truncatingIfNeeded: next()))
        case .flag: return .flag(Bool.random(using: &self))
        case .number(let decimals?):
            return .rounded(Double.random(in: -1e6...1e6, using: &self), decimals: decimals)
        case .number(nil): return .number(finite())
        }
    }

    mutating func table() throws -> DataTable {
        let columns = (0..<Int.random(in: 1...5, using: &self)).map { place in
            let kinds: [DataKind] = [
                .text, .number(), .number(decimals: Int.random(in: 0...9, using: &self)), .integer,
                .flag,
            ]
            let name = ["c", "x, y", "a \"b\"", "été", "n o"][place]
            return DataColumn(name, kinds.randomElement(using: &self)!)
        }
        let rows = (0..<Int.random(in: 0...6, using: &self)).map { _ in
            columns.map { cell($0.kind) }
        }
        return try DataTable(columns: columns, rows: rows)
    }
}
