import Foundation
import MusikTestSupport

@testable import MusikPlay

/// Command lines made at random of every command and option that there is, and then spoilt.
struct SpoiltLines {
    /// A command as the program describes itself.
    private struct Command: Decodable {
        var commandName: String
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var kind: String
        var names: [Name]?
        var valueName: String?
        var isOptional: Bool
        var allValues: [String]?

        /// The name with its hyphens; nil for what has only a place.
        var typed: String? {
            names?.first.map { ($0.kind == "long" ? "--" : "-") + $0.name }
        }
    }

    /// A command with all its words, and what it takes.
    private struct Leaf {
        var words: [String]
        var arguments: [Argument]
    }

    private struct Described: Decodable { var command: Command }

    private let leaves: [Leaf]
    private let options: [String]
    private var random: Generator

    init(seed: UInt64) throws {
        let described = try JSONDecoder().decode(
            Described.self, from: Data(MusikPlay._dumpHelp().utf8))
        leaves = Self.leaves(of: described.command, [])
        options = Array(Set(leaves.flatMap { $0.arguments.compactMap(\.typed) })).sorted()
        random = Generator(seed: seed)
    }

    /// How many commands there are.
    var commands: Int { leaves.count }

    private static func leaves(of command: Command, _ words: [String]) -> [Leaf] {
        let own = Leaf(words: words, arguments: command.arguments ?? [])
        return [own]
            + (command.subcommands ?? []).flatMap { leaves(of: $0, words + [$0.commandName]) }
    }

    /// The next line: a good one with one to four slips in it.
    mutating func next() -> [String] {
        var line = good()
        for _ in 0..<Int.random(in: 1...4, using: &random) { spoil(&line) }
        return line
    }

    private mutating func good() -> [String] {
        let leaf = leaves.randomElement(using: &random) ?? leaves[0]
        var line = leaf.words
        for argument in leaf.arguments {
            // What has to be there mostly is, so that the slip is not always the same one.
            let isThere = Int.random(in: 0..<(argument.isOptional ? 4 : 20), using: &random)
            guard argument.isOptional ? isThere == 0 : isThere > 0 else { continue }
            if let typed = argument.typed { line.append(typed) }
            if argument.kind != "flag" { line.append(value(of: argument)) }
        }
        return line
    }

    private mutating func value(of argument: Argument) -> String {
        let name = argument.names?.first?.name ?? argument.valueName ?? ""
        return argument.allValues?.randomElement(using: &random) ?? Self.good[name]
            ?? Self.good[argument.valueName ?? ""] ?? "x"
    }

    private mutating func spoil(_ line: inout [String]) {
        let wrong = Self.wrong.randomElement(using: &random) ?? ""
        let option = options.randomElement(using: &random) ?? ""
        let place = Int.random(in: 0...line.count, using: &random)
        let taken = line.indices.randomElement(using: &random)
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1: if let taken { line[taken] = wrong }
        case 2: if let taken { line.remove(at: taken) }
        case 3: if let taken { line.insert(line[taken], at: place) }
        case 4: line.insert(option, at: place)
        case 5: line.insert(option + "=" + wrong, at: place)
        case 6: line.insert(wrong, at: place)
        case 7: if let taken { line[taken] = String(line[taken].reversed()) }
        default: if let taken { line[taken] += wrong }
        }
    }

    /// A value that is understood, by the option's name or by that of its value.
    private static let good = [
        "patient": "M01-001", "session": "M01-001-S01", "site": "MTL1", "code": "NB", "as": "NB",
        "day": "2026-11-23", "digest": digits, "note": digits, "time": "55m", "last": "20",
        "playlist": "calm-shore", "shortest..longest": "4s..12s", "level": "-23", "arc": "domino",
        "device": "null:", "rate": "44100", "out": "x.wav", "output": "x.jspf",
        "opening": "none", "kind": "acute", "answers": "x.json",
    ]

    private static let digits = String(repeating: "0f", count: 32)

    private static let wrong =
        [
            "", " ", "-", "--", "---", "=", "--=", "-z", "--bogus", "--windo", "--no-as", "-5",
            "0", "99999999999999999999999999", "1e308", "-1e309", "nan", "inf", "0x10", "1,5", "٣",
            "\u{1}", "\u{1B}[2J", "\n", "\t\r\n", "\u{7F}", "é", "日本", "\u{301}", "\u{FEFF}",
            "\u{202E}abc", "👩‍👩‍👧", "M01", "m01-017", "MARIE-TREMBLAY", "M01-017-S00", "M01-017-S099",
            "M01-017-S99999", "M01--017", "MACHINE", "2026-02-30", "0000-00-00", "9999-12-31",
            "2026-11-23T00:00", "26-11-23", "55", "5m5", "-5m", "25h", "1h1h", "1.5m", ".s",
            "12s..4s", "4s..", "....", "0..0", "null:?speed=0", "null:?speed=nan", "null:?",
            "file:", "file:/x.mp3", "hw:\u{3}", "../..", "/dev/null", "~", "*", "$(reboot)", "'\"",
            "%s%n", "de", "EN", "pdf ", "quiet", "session", "--help=1", "--version=2", "@x",
        ] + [
            String(repeating: "g", count: 64), String(repeating: "0", count: 63),
            String(repeating: "9", count: 10_000), String(repeating: "é", count: 5000),
        ]
}
