public import MusikCuration

/// The kinds of hidden taste, a sixth of the patients each.
public enum SimulatedKind: String, CaseIterable, Sendable {
    /// Weights alone; c = 1.
    case linear
    /// One running trait may go so far and no further; c² = 0.5.
    case threshold
    /// One instrument spoils whatever it is heard in; c² = 0.5.
    case hatedInstrument
    /// Weights walk between sessions, as a walk does that forgets: w(s+1) = m + 0.92 (w(s) - m) +
    /// N(0, 0.1536 D), so that tastes differ as much among patients in every session; c = 1.
    case drifting
    /// Both ends of one running trait are liked, its middle is not; c² = 0.5.
    case contradictory
    /// No trait matters: w = 0, and liking varies by track with 4² only.
    case none

    /// The share of patients.
    public var share: Double { 1 / Double(Self.allCases.count) }
    /// What the covariance of weights is multiplied by, c².
    public var scale: Double {
        switch self {
        case .linear, .drifting: 1
        case .threshold, .hatedInstrument, .contradictory: 0.5
        case .none: 0
        }
    }
    /// The correlation of weights from one session to the next.
    public var persistence: Double { self == .drifting ? 0.92 : 1 }
    /// The standard deviation of what no trait explains.
    public var ownDeviation: Double { self == .none ? 4 : SimulatedWorld.ownDeviation }
    /// The standard deviation of a rating's error.
    public var ratingDeviation: Double {
        switch self {
        case .linear: 17
        case .threshold: 16
        case .hatedInstrument: 18
        case .drifting: 15
        case .contradictory: 20
        case .none: 19
        }
    }
}

/// What a kind of taste adds beyond weights: `strength × amount`, `strength ~ N(mean, deviation²)`,
/// each effect of a kind equally probable.
public struct SimulatedEffect: Hashable, Sendable {
    /// What it does.
    public enum Form: Hashable, Sendable {
        /// 1 where `sign × trait` is above the bound.
        case beyond(trait: Int, sign: Double, bound: Double)
        /// 1 where the instrument is heard.
        case instrument(Int)
        /// How far the trait is from its middle: |x| - 0.8, which is nearly nought on average.
        case ends(trait: Int)
    }

    /// What it does.
    public var form: Form

    /// The kind of taste that has it.
    public var kind: SimulatedKind {
        switch form {
        case .beyond: .threshold
        case .instrument: .hatedInstrument
        case .ends: .contradictory
        }
    }
    /// The mean strength among those who have it.
    public var mean: Double {
        switch form {
        case .beyond: -25
        case .instrument: -35
        case .ends: 14
        }
    }
    /// The strength's standard deviation among those who have it.
    public var deviation: Double {
        switch form {
        case .beyond: 4
        case .instrument: 5
        case .ends: 3
        }
    }

    /// How much of it a track has.
    public func amount(for track: CurationTrack) -> Double {
        switch form {
        case .beyond(let trait, let sign, let bound): sign * track.traits[trait] > bound ? 1 : 0
        case .instrument(let trait): SimulatedWorld.isHeard(trait, in: track) ? 1 : 0
        case .ends(let trait): abs(track.traits[trait]) - 0.8
        }
    }

    /// All effects: 24 thresholds, 4 instruments, 6 contradictions.
    public static let all: [SimulatedEffect] = {
        var all: [SimulatedEffect] = []
        for trait in 0..<SimulatedWorld.runningTraits {
            for sign in [-1.0, 1] {
                for bound in [0.5, 1] {
                    all.append(
                        SimulatedEffect(form: .beyond(trait: trait, sign: sign, bound: bound)))
                }
            }
        }
        for trait in SimulatedWorld.runningTraits..<SimulatedWorld.traits {
            all.append(SimulatedEffect(form: .instrument(trait)))
        }
        for trait in 0..<SimulatedWorld.runningTraits {
            all.append(SimulatedEffect(form: .ends(trait: trait)))
        }
        return all
    }()
}
