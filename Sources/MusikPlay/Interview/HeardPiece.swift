internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// A piece or cue that was heard in a session, as the debrief asks for it.
struct HeardPiece: Hashable, Sendable {
    /// The file's content.
    var digest: ContentDigest
    /// Its title.
    var title: String
    /// Where the file lies; empty where nobody knows.
    var path = ""
    /// Whether it is music or a cue; music also in a session without, once the patient wished for some.
    var kind = Clip.Kind.music

    /// What was heard in a session, each once, in the order in which it was first heard.
    static func list(_ events: [RecordedEvent]) throws(Failure) -> [HeardPiece] {
        var heard: [HeardPiece] = []
        for clip in try DeliveredSound.list(events).flatMap(\.clips).map(\.clip)
        where clip.kind == .music || clip.kind == .cue {
            let piece = HeardPiece(
                digest: clip.source.digest, title: clip.title, path: clip.source.path,
                kind: clip.kind)
            if !heard.contains(where: { $0.digest == piece.digest }) { heard.append(piece) }
        }
        return heard
    }
}

/// Reactions to numbered pieces, as they are typed in one line: `2+ 5-- 7!x`.
///
/// A piece's number alone says that it is remembered; `+` and `++`, `-` and `--` how much it was
/// liked or disliked, `0` neither (after a slash: `3/0`), `!` that it was too intense, `x` that it is
/// not to be heard again. `3?` alone asks to hear the third one again, before there is an answer.
enum ReactionsEntry {
    /// The place of the piece that a line asks to hear again; nil for any other line.
    static func again(_ text: String, of heard: [HeardPiece]) -> Int? {
        guard text.hasSuffix("?") else { return nil }
        let digits = String(text.dropLast()).trimmed
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits),
            heard.indices.contains(number - 1)
        else { return nil }
        return number - 1
    }

    /// Reads a line; nil where it is something else, or names a piece that there is not, or one
    /// twice.
    static func read(_ text: String, of heard: [HeardPiece]) -> [PieceReaction]? {
        var reactions: [PieceReaction] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == ";" }) {
            let digits = word.prefix { ("0"..."9").contains($0) }
            guard let number = Int(digits), heard.indices.contains(number - 1) else { return nil }
            let piece = heard[number - 1]
            guard !reactions.contains(where: { $0.digest == piece.digest }),
                let reaction = reaction(of: piece, marked: word.dropFirst(digits.count))
            else { return nil }
            reactions.append(reaction)
        }
        return reactions
    }

    /// The line that says the same.
    static func text(_ reactions: [PieceReaction], of heard: [HeardPiece]) -> String {
        reactions.compactMap { reaction -> String? in
            guard let place = heard.firstIndex(where: { $0.digest == reaction.digest }) else {
                return nil
            }
            let mark =
                switch reaction.reaction {
                case 0?: "/0"
                case let value?: String(repeating: value < 0 ? "-" : "+", count: abs(value))
                case nil: ""
                }
            return "\(place + 1)" + mark + (reaction.isTooIntense ? "!" : "")
                + (reaction.isNotAgain ? "x" : "")
        }.joined(separator: " ")
    }

    private static func reaction(
        of piece: HeardPiece, marked marks: Substring
    ) -> PieceReaction? {
        let known: [(mark: String, reaction: Int)] = [
            ("++", 2), ("--", -2), ("+", 1), ("-", -1), ("/0", 0),
        ]
        var rest = marks
        var result = PieceReaction(digest: piece.digest, title: piece.title, reaction: nil)
        if let found = known.first(where: { rest.hasPrefix($0.mark) }) {
            result.reaction = found.reaction
            rest = rest.dropFirst(found.mark.count)
        }
        if rest.hasPrefix("!") {
            result.isTooIntense = true
            rest = rest.dropFirst()
        }
        if rest.lowercased().hasPrefix("x") {
            result.isNotAgain = true
            rest = rest.dropFirst()
        }
        return rest.isEmpty ? result : nil
    }
}
