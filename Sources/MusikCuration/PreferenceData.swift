import MusikModel

/// What a patient said, as felt values and observations of them, with the parts of their prior
/// covariance that all hypotheses share.
struct PreferenceData: Sendable {
    /// A value that something was said of: what was felt of a piece, or the difference between two.
    struct Felt: Sendable {
        /// The session, from nought.
        var session: Int
        /// 1 where level and mood are part of it, 0 for a difference.
        var level: Double
        /// The pieces, as places in `pieces`, and their signs.
        var members: [(piece: Int, sign: Double)]
        /// The traits, added up by sign.
        var traits: [Double]
        /// What the day's wish takes from it.
        var shift: Double
    }

    private(set) var pieces: [PatientPiece] = []
    private(set) var places: [ContentDigest: Int] = [:]
    private(set) var felts: [Felt] = []
    private(set) var observations: [PreferenceObservation] = []
    /// The session being prepared, from nought.
    let today: Int
    /// traitsᵀ × weightCovariance × traits for each pair of felt values, row by row.
    private(set) var byTraits: [Double] = []
    /// The pieces that each pair of felt values has in common, by sign.
    private(set) var byPieces: [Double] = []

    init(_ history: PatientHistory, prior: PopulationPrior) {
        today = history.today
        for (session, events) in history.sessions.enumerated() {
            for choice in events.choices { add(choice, session: session) }
            for answer in events.answers {
                let holds = events.wish?.holds(for: answer.piece.traits) ?? true
                add(answer, session: session, shift: holds ? 0 : -PopulationPrior.wishLoss, prior)
            }
        }
        relate(prior)
    }

    private mutating func place(of piece: PatientPiece) -> Int {
        if let place = places[piece.digest] { return place }
        pieces.append(piece)
        places[piece.digest] = pieces.count - 1
        return pieces.count - 1
    }

    private mutating func add(_ choice: PatientChoice, session: Int) {
        let members = [
            (piece: place(of: choice.chosen), sign: 1.0),
            (piece: place(of: choice.other), sign: -1.0),
        ]
        let traits = zip(choice.chosen.traits, choice.other.traits).map { $0 - $1 }
        observations.append(
            PreferenceObservation(
                felt: felts.count, form: .between(0, .infinity), source: .choice))
        felts.append(
            Felt(session: session, level: 0, members: members, traits: traits, shift: 0))
    }

    private mutating func add(
        _ answer: PatientAnswer, session: Int, shift: Double, _ prior: PopulationPrior
    ) {
        let felt = felts.count
        let before = observations.count
        func note(_ form: PreferenceObservation.Form, _ source: PreferenceObservation.Source) {
            observations.append(PreferenceObservation(felt: felt, form: form, source: source))
        }
        if let rating = answer.rating {
            // The ends of the scale say "at least" and "at most".
            note(
                rating >= 100
                    ? .between(99.5, .infinity)
                    : rating <= 0 ? .between(-.infinity, 0.5) : .number(rating), .rating)
        }
        if let reaction = answer.reaction {
            let bounds = [-.infinity] + PopulationPrior.reactionBounds + [.infinity]
            note(.between(bounds[reaction + 2], bounds[reaction + 3]), .reaction)
        }
        if let isSkipped = answer.isSkipped {
            note(
                isSkipped
                    ? .between(-.infinity, prior.skipBound) : .between(prior.skipBound, .infinity),
                .skip)
        }
        guard observations.count > before else { return }
        felts.append(
            Felt(
                session: session, level: 1,
                members: [(piece: place(of: answer.piece), sign: 1)],
                traits: answer.piece.traits, shift: shift))
    }

    private mutating func relate(_ prior: PopulationPrior) {
        let weighed = felts.map { felt in prior.weightCovariance.map { dot($0, felt.traits) } }
        byTraits.reserveCapacity(felts.count * felts.count)
        byPieces.reserveCapacity(felts.count * felts.count)
        for first in felts.indices {
            for second in felts.indices {
                byTraits.append(dot(weighed[first], felts[second].traits))
                var common = 0.0
                for one in felts[first].members {
                    for other in felts[second].members where one.piece == other.piece {
                        common += one.sign * other.sign
                    }
                }
                byPieces.append(common)
            }
        }
    }
}
