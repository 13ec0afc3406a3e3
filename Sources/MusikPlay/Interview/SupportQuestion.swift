internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// What there is to be said of the support of a session without music, asked and answered in one
/// line: `b+ s-- q v++ < 3x`.
///
/// A kind's letter stands before how it was: `++`, `+`, `-`, `--`, or nothing for neither. `<` says
/// that the cues came too often, `>` too seldom, `=` as they should. A number means a single cue, as
/// in `ReactionsEntry`. The letters are the same in both languages.
struct SupportQuestion: Hashable, Sendable {
    /// A kind of support, as it is typed and named.
    struct Kind: Sendable {
        var kind: CuePart.Kind
        var letter: Character
        var name: Bilingual
        /// Where its reaction is kept.
        var reaction: any WritableKeyPath<SupportReactions, Int?> & Sendable
    }

    /// What was said.
    struct Said: Hashable, Sendable {
        var pieces: [PieceReaction] = []
        var support = SupportReactions()
    }

    /// The kinds, in the order in which they are asked.
    static let kinds: [Kind] = [
        Kind(kind: .breath, letter: "b", name: Bilingual("breath", "souffle"), reaction: \.breath),
        Kind(
            kind: .bodyScan, letter: "s", name: Bilingual("body scan", "scan corporel"),
            reaction: \.bodyScan),
        Kind(kind: .quiet, letter: "q", name: Bilingual("quiet", "silence"), reaction: \.quiet),
        Kind(kind: .voice, letter: "v", name: Bilingual("voice", "voix"), reaction: \.voice),
    ]

    private static let spacings: [(mark: Character, spacing: SupportReactions.Spacing)] = [
        ("<", .tooClose), (">", .tooFar), ("=", .right),
    ]

    /// The cues that were heard.
    private(set) var heard: [HeardPiece] = []
    /// The kinds that were heard.
    private(set) var asked: [CuePart.Kind]
    /// Whether cues had a spacing.
    private(set) var hasSpacing = false

    /// What to ask after a session in an arm; nil after one with music.
    init?(_ arm: SupportArm, heard: [HeardPiece], _ recordings: CueRecordings) {
        switch arm {
        case .music: return nil
        case .silence: asked = [.quiet]
        case .live: asked = CuePart.Kind.allCases
        case .cues:
            var recordings = recordings
            self.heard = heard
            hasSpacing = true
            do throws(Failure) {
                asked = [.quiet]
                for piece in heard where piece.kind != .music {
                    if let kind = try recordings.kind(ofFile: piece.path) { asked.append(kind) }
                }
            } catch {
                // A list that has become wrong since must not hold up a debrief.
                asked = CuePart.Kind.allCases
            }
        }
    }

    /// The question with whatever was said before, heard or not.
    func with(_ standing: SupportReactions?) -> SupportQuestion {
        guard let standing else { return self }
        var question = self
        question.hasSpacing = hasSpacing || standing.spacing != nil
        for kind in Self.kinds where standing[keyPath: kind.reaction] != nil {
            question.asked.append(kind.kind)
        }
        return question
    }

    /// The kinds that are asked about.
    var kinds: [Kind] { Self.kinds.filter { asked.contains($0.kind) } }

    /// The question.
    var text: Bilingual {
        func letters(_ language: Language) -> String {
            kinds.map { "\($0.letter) \($0.name.text(language))" }.joined(separator: ", ")
        }
        var text = Bilingual(
            "The support? \(letters(.english)): + ++ - --",
            "L’accompagnement ? \(letters(.french)) : + ++ - --")
        if hasSpacing {
            text.english += "; cues too close <, too far >, right ="
            text.french += " ; repères trop proches <, trop espacés >, bien ="
        }
        if !heard.isEmpty {
            text.english += "; a number, x not again"
            text.french += " ; un numéro, x plus jamais"
        }
        return Bilingual(text.english + ":", text.french + " :")
    }

    /// A line as it may be typed.
    var example: String {
        zip(kinds, ["+", "--", "", "++"]).map { "\($0.letter)\($1)" }.joined(separator: " ")
            + (hasSpacing ? " <" : "") + (heard.isEmpty ? "" : " 3x")
    }

    /// Reads a line; nil where it is something else, or says anything twice.
    func read(_ text: String) -> Said? {
        var said = Said()
        var numbers: [Substring] = []
        for word in text.lowercased().split(whereSeparator: { " ,;".contains($0) }) {
            if word.first?.isNumber == true {
                numbers.append(word)
                continue
            }
            var rest = word
            while !rest.isEmpty {
                guard take(&rest, &said.support) else { return nil }
            }
        }
        guard let pieces = ReactionsEntry.read(numbers.joined(separator: " "), of: heard) else {
            return nil
        }
        said.pieces = pieces
        return said
    }

    /// Takes one statement from the front of a word.
    private func take(_ rest: inout Substring, _ support: inout SupportReactions) -> Bool {
        let first = rest.removeFirst()
        if let found = Self.spacings.first(where: { $0.mark == first }) {
            guard hasSpacing, support.spacing == nil else { return false }
            support.spacing = found.spacing
            return true
        }
        guard let kind = kinds.first(where: { $0.letter == first }),
            support[keyPath: kind.reaction] == nil
        else { return false }
        let marks = rest.prefix { $0 == "+" || $0 == "-" }
        guard marks.count <= 2, Set(marks).count <= 1 else { return false }
        support[keyPath: kind.reaction] = marks.first == "-" ? -marks.count : marks.count
        rest = rest.dropFirst(marks.count)
        return true
    }

    /// The line that says the same.
    func text(_ pieces: [PieceReaction], _ support: SupportReactions) -> String {
        var words = Self.kinds.compactMap { kind -> String? in
            guard let reaction = support[keyPath: kind.reaction] else { return nil }
            return "\(kind.letter)"
                + String(repeating: reaction < 0 ? "-" : "+", count: abs(reaction))
        }
        if let spacing = support.spacing,
            let found = Self.spacings.first(where: { $0.spacing == spacing })
        {
            words.append("\(found.mark)")
        }
        let numbers = ReactionsEntry.text(pieces, of: heard)
        return (words + (numbers.isEmpty ? [] : [numbers])).joined(separator: " ")
    }
}

extension SupportReactions.Spacing {
    /// In words.
    var name: Bilingual {
        switch self {
        case .tooClose: Bilingual("cues too close together", "repères trop rapprochés")
        case .right: Bilingual("cues well spaced", "repères bien espacés")
        case .tooFar: Bilingual("cues too far apart", "repères trop espacés")
        }
    }
}
