public import MusikModel

/// What a list owes to what the patient said.
public enum FeedbackReason: Hashable, Sendable, Codable {
    /// A piece is here again that was liked.
    case again(ContentDigest)
    /// Pieces of the last session aren't here: "not again", or disliked.
    case leftOut([ContentDigest])
    /// In the mean the list has so many standard deviations more of a trait than what was heard last,
    /// or less where it is negative, as what was liked of that had beside what wasn't.
    case towards(trait: Int, by: Double)
}

/// Compares a list with what was heard last and with what was said of it.
///
/// What was liked is nearer to one side of a trait than what wasn't: the contrast is the mean of the
/// trait over what was heard, each piece weighed by how far its reaction (or its rating, 25 points
/// for a step) is above the mean reaction, and divided by half the sum of these weights' sizes. It
/// tells what was said, and not what the model makes of it.
public struct ListFeedback: Sendable {
    /// From this difference in standard deviations on a list counts as moved.
    public static let leastMove = 0.15
    /// From this contrast in standard deviations on a trait counts as telling.
    public static let leastContrast = 0.4
    /// How many traits are named at most.
    public static let mostTraits = 3

    private let last: [PatientAnswer]
    private let contrasts: [Double]

    /// Prepares a comparison with the answers of a session.
    public init(_ last: [PatientAnswer]) {
        self.last = last
        contrasts = Self.contrasts(last)
    }

    private static func contrasts(_ answers: [PatientAnswer]) -> [Double] {
        let said = answers.compactMap { answer -> (score: Double, traits: [Double])? in
            if answer.isNotAgain { return (-2, answer.piece.traits) }
            let score = answer.reaction.map(Double.init) ?? answer.rating.map { ($0 - 50) / 25 }
            return score.map { ($0, answer.piece.traits) }
        }
        guard let first = said.first else { return [] }
        let middle = said.reduce(0) { $0 + $1.score } / Double(said.count)
        let size = said.reduce(0) { $0 + abs($1.score - middle) } / 2
        return first.traits.indices.map { trait in
            size < 1e-9
                ? 0 : said.reduce(0) { $0 + ($1.score - middle) * $1.traits[trait] } / size
        }
    }

    /// What a list owes to it, the most telling first.
    public func reasons(for list: [CurationTrack]) -> [FeedbackReason] {
        guard !last.isEmpty, !list.isEmpty else { return [] }
        let listed = Set(list.map(\.digest))
        var seen: Set<ContentDigest> = []
        let gone = last.filter {
            ($0.isNotAgain || ($0.reaction ?? 0) < 0) && !listed.contains($0.piece.digest)
                && seen.insert($0.piece.digest).inserted
        }
        var reasons: [FeedbackReason] = []
        if !gone.isEmpty { reasons.append(.leftOut(gone.map(\.piece.digest))) }
        reasons += moves(list)
        reasons += last.filter { ($0.reaction ?? 0) > 0 && listed.contains($0.piece.digest) }
            .map { .again($0.piece.digest) }
        return reasons
    }

    private func moves(_ list: [CurationTrack]) -> [FeedbackReason] {
        let before = mean(last.map(\.piece.traits), last.map { _ in 1 })
        let now = mean(list.map(\.traits), list.map(\.seconds))
        var moves: [(trait: Int, by: Double, weight: Double)] = []
        for trait in contrasts.indices {
            let by = now[trait] - before[trait]
            let weight = by * contrasts[trait]
            guard abs(by) >= Self.leastMove, abs(contrasts[trait]) >= Self.leastContrast, weight > 0
            else { continue }
            moves.append((trait, by, weight))
        }
        moves.sort { ($0.weight, $1.trait) > ($1.weight, $0.trait) }
        return moves.prefix(Self.mostTraits).map { .towards(trait: $0.trait, by: $0.by) }
    }

    private func mean(_ traits: [[Double]], _ weights: [Double]) -> [Double] {
        let total = weights.reduce(0, +)
        return contrasts.indices.map { trait in
            zip(traits, weights).reduce(0) { $0 + $1.0[trait] * $1.1 } / total
        }
    }
}
