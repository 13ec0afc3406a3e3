private import MusikCuration
private import MusikTestSupport

/// A patient of a `SimulatedWorld`, whose taste nobody sees.
public struct SimulatedPatient: Sendable {
    /// Which patient of the world.
    public let number: Int
    /// The kind of taste.
    public let kind: SimulatedKind
    /// What the kind adds to weights, if anything.
    public let effect: SimulatedEffect?
    /// The tracks that the intake allows.
    public let allowed: [Bool]
    /// The wish of each session; nil on days without.
    public let wishes: [SimulatedWish?]
    private let strength: Double
    private let level: Double
    private let weights: [[Double]]
    private let own: [Double]
    private let moods: [Double]
    private let seed: UInt64
    private let tracks: [CurationTrack]

    /// Draws a patient; the kinds take turns.
    public init(_ number: Int, of world: SimulatedWorld) {
        self.number = number
        seed = world.seed
        tracks = world.tracks
        let kind = SimulatedKind.allCases[number % SimulatedKind.allCases.count]
        self.kind = kind
        var random = Generator(seed: seed, purpose: 1, UInt64(number))
        level = SimulatedWorld.level + SimulatedWorld.levelDeviation * random.normal()
        let effects = SimulatedEffect.all.filter { $0.kind == kind }
        effect = effects.isEmpty ? nil : effects[random.index(below: effects.count)]
        strength = effect.map { $0.mean + $0.deviation * random.normal() } ?? 0
        var departure = Self.deviation(using: &random)
        let persistence = kind.persistence
        weights = (0..<SimulatedWorld.sessions).map { session in
            if session > 0 {
                departure = zip(departure, Self.deviation(using: &random)).map {
                    persistence * $0 + (1 - persistence * persistence).squareRoot() * $1
                }
            }
            return zip(SimulatedWorld.meanWeights, departure).map {
                kind == .none ? 0 : $0 + kind.scale.squareRoot() * $1
            }
        }
        own = tracks.map { _ in kind.ownDeviation * random.normal() }
        allowed = tracks.map { _ in random.uniform() >= 0.05 }
        moods = (0..<SimulatedWorld.sessions).map { _ in
            SimulatedWorld.moodDeviation * random.normal()
        }
        wishes = (0..<SimulatedWorld.sessions).map { _ in
            let isSpoken = random.uniform() < 0.3
            let wish = SimulatedWish(
                trait: random.index(below: SimulatedWorld.runningTraits),
                sign: random.uniform() < 0.5 ? -1 : 1)
            return isSpoken ? wish : nil
        }
    }

    /// A draw from N(0, D).
    private static func deviation(using random: inout Generator) -> [Double] {
        let loads = SimulatedWorld.factors.map { _ in random.normal() }
        return (0..<SimulatedWorld.traits).map { trait in
            zip(loads, SimulatedWorld.factors).reduce(
                SimulatedWorld.weightDeviation * random.normal()
            ) { $0 + $1.0 * $1.1[trait] }
        }
    }

    /// The liking of a track as of a session, without the day's wish and mood; sessions from 1.
    public func liking(_ track: Int, session: Int) -> Double {
        explained(track, session: session) + own[track]
    }

    /// The part of the liking that traits explain.
    public func explained(_ track: Int, session: Int) -> Double {
        zip(weights[session - 1], tracks[track].traits).reduce(
            level + strength * (effect?.amount(for: tracks[track]) ?? 0)
        ) { $0 + $1.0 * $1.1 }
    }

    /// Whether a track carries the instrument that this patient hates.
    public func hates(_ track: Int) -> Bool {
        kind == .hatedInstrument && effect!.amount(for: tracks[track]) > 0
    }

    /// What is answered after a session in which these tracks sounded.
    public func answers(to list: [Int], session: Int) -> [SimulatedAnswer] {
        list.map { track in
            var random = Generator(
                seed: seed, purpose: 2, UInt64(number), UInt64(session), UInt64(track))
            let wish = wishes[session - 1]
            let felt =
                liking(track, session: session) + moods[session - 1]
                - (wish.map { $0.holds(for: tracks[track]) } ?? true ? 0 : SimulatedWish.loss)
            var answer = SimulatedAnswer(track: track)
            let rating = felt + kind.ratingDeviation * random.normal()
            if random.uniform() >= 0.3 {
                answer.rating = min(100, max(0, rating.rounded()))
            }
            let reaction = felt + SimulatedAnswer.reactionDeviation * random.normal()
            if random.uniform() < 0.5 {
                answer.reaction = SimulatedAnswer.reactionBounds.count { reaction > $0 } - 2
            }
            let patience = felt + SimulatedAnswer.skipDeviation * random.normal()
            answer.isSkipped = patience < SimulatedAnswer.skipBound
            return answer
        }
    }

    /// What is chosen between excerpts before a session.
    public func choices(before session: Int) -> [SimulatedChoice] {
        var random = Generator(seed: seed, purpose: 3, UInt64(number), UInt64(session))
        let candidates = tracks.indices.filter { allowed[$0] }
        return (0..<(session == 1 ? 12 : 4)).map { _ in
            let first = candidates[random.index(below: candidates.count)]
            var second = first
            while second == first { second = candidates[random.index(below: candidates.count)] }
            let difference =
                liking(first, session: session) - liking(second, session: session)
                + SimulatedChoice.deviation * random.normal()
            return difference > 0
                ? SimulatedChoice(chosen: first, other: second)
                : SimulatedChoice(chosen: second, other: first)
        }
    }
}
