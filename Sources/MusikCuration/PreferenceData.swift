import MusikModel

/// What a patient said, as felt values and observations of them, with the parts of their prior
/// covariance that all hypotheses share.
struct PreferenceData: Sendable {
    /// A value that something was said of: what was felt of a piece, the difference between two, or
    /// the mean of a session.
    struct Felt: Sendable {
        /// The session, from nought.
        var session: Int
        /// 1 where level and mood are part of it, 0 for a difference.
        var level: Double
        /// The pieces, as places in `pieces`, and what each counts for: 1, -1 for what another was
        /// chosen over, a share in a mean.
        var members: [(piece: Int, sign: Double)]
        /// The traits, added up as members count.
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
    /// The pieces that each pair of felt values has in common, as they count.
    private(set) var byPieces: [Double] = []

    init(_ history: PatientHistory, prior: PopulationPrior) {
        today = history.today
        for (session, events) in history.sessions.enumerated() {
            for choice in events.choices { add(choice, session: session) }
            for answer in events.answers {
                add(answer, session: session, shift: Self.shift(answer.piece, events.wish), prior)
            }
            addLiking(of: events, session: session)
        }
        relate(prior)
    }

    /// What the day's wish takes from what is felt of a piece.
    private static func shift(_ piece: PatientPiece, _ wish: PatientWish?) -> Double {
        wish?.holds(for: piece.traits) ?? true ? 0 : -PopulationPrior.wishLoss
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
            note(Self.form(ofRating: rating), .rating)
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

    /// The ends of the scale say "at least" and "at most".
    private static func form(ofRating rating: Double) -> PreferenceObservation.Form {
        rating >= 100
            ? .between(99.5, .infinity) : rating <= 0 ? .between(-.infinity, 0.5) : .number(rating)
    }

    /// What was said of a session as a whole: a rating of the mean of what sounded.
    private mutating func addLiking(of events: PatientSession, session: Int) {
        let heard = events.answers.map(\.piece)
        guard let liking = events.liking, let first = heard.first else { return }
        let share = 1 / Double(heard.count)
        var traits = [Double](repeating: 0, count: first.traits.count)
        var shift = 0.0
        for piece in heard {
            for trait in traits.indices { traits[trait] += share * piece.traits[trait] }
            shift += share * Self.shift(piece, events.wish)
        }
        observations.append(
            PreferenceObservation(
                felt: felts.count, form: Self.form(ofRating: liking), source: .rating))
        felts.append(
            Felt(
                session: session, level: 1,
                members: heard.map { (piece: place(of: $0), sign: share) }, traits: traits,
                shift: shift))
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
