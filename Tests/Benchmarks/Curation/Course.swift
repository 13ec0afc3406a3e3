import CurationSimulator
import MusikCuration
import MusikTestSupport

/// What a session of one simulated patient came to.
struct SessionFigures: Sendable {
    /// The mean liking of each way's list.
    var liking: [Way: Double] = [:]
    /// How many of the tracks that may be played lie within the model's intervals of 90 %.
    var covered = 0
    var judged = 0
    /// The same among those on its list.
    var coveredOnList = 0
    /// Whether the model's list holds what is hated, in a session before which that was shown;
    /// nil where it wasn't.
    var holdsHated: Bool?
    /// Whether each piece of the model's list is on the side that was wished for; nil without a wish.
    var isWishHonoured: Bool?
    /// Whether something ruled out is on the model's list.
    var holdsForbidden = false
    /// How many pieces of the list are marked as new.
    var new = 0
    /// How probable the model holds the family that the patient is of.
    var family = 0.0
}

/// The ways of choosing that are compared.
enum Way: String, CaseIterable, Sendable {
    case model, exact, random, fixed, repeating, oracle
}

/// A course of six sessions of one patient, by all ways of choosing, each with a life of its own; the
/// exact learner is given the same data as the model, and asked what it would have chosen.
struct Course {
    let world: SimulatedWorld
    let prior: PopulationPrior
    let patient: SimulatedPatient
    let isVaried: Bool

    func run() -> [SessionFigures] {
        var sessions = modelled()
        for way in [Way.random, .fixed, .repeating, .oracle] {
            for (place, liking) in simple(way).enumerated() {
                sessions[place].liking[way] = liking
            }
        }
        return sessions
    }

    private func mean(_ list: [Int], _ session: Int) -> Double {
        list.reduce(0) { $0 + patient.liking($1, session: session) } / Double(list.count)
    }

    private func modelled() -> [SessionFigures] {
        var record = SimulatedRecord(patient, in: world)
        var rule = VarietyRule(patient, in: world, isVaried: isVaried)
        var exact = ExactLearner(world: world)
        var isShown = false
        return (1...SimulatedWorld.sessions).map { session in
            let wish = patient.wishes[session - 1]
            let choices = patient.choices(before: session)
            record.open(choices, wish: wish)
            exact.note(choices, session: session)
            let candidates = rule.candidates(wish: wish)
            var figures = SessionFigures()
            let list = modelList(record.history, candidates, rule, session, &figures)
            figures.liking[.model] = mean(list, session)
            let scores = exact.expectedLiking(session: session)
            figures.liking[.exact] = mean(rule.list(by: scores, from: candidates), session)
            if isShown { figures.holdsHated = list.contains(where: patient.hates) }
            if let wish {
                figures.isWishHonoured = list.allSatisfy { wish.holds(for: world.tracks[$0]) }
            }
            figures.holdsForbidden = list.contains { !patient.allowed[$0] }
            let answers = patient.answers(to: list, session: session)
            isShown =
                isShown || answers.contains { patient.hates($0.track) && $0.isPlainDislike }
            rule.note(list, answers)
            record.close(answers)
            exact.note(answers, session: session)
            return figures
        }
    }

    /// The model's list: of what it permits and doesn't find risky, by what it thinks, with its small
    /// exploration.
    private func modelList(
        _ history: PatientHistory, _ candidates: [Int], _ rule: VarietyRule, _ session: Int,
        _ figures: inout SessionFigures
    ) -> [Int] {
        let posterior = PatientPosterior(history, prior: prior)
        let wish = patient.wishes[session - 1].map(PatientWish.init)
        let permitted = candidates.filter { posterior.permits(world.tracks[$0], wish: wish) }
        let estimates = posterior.estimates(of: permitted.map { world.tracks[$0] }, wish: wish)
        let safe = permitted.indices.filter { estimates[$0].isSafe }
        // With too little left, the least risky are taken besides.
        let enough = 3 * SimulatedWorld.listLength
        let open =
            safe.count >= enough
            ? safe
            : Array(
                permitted.indices.sorted { estimates[$0].risk < estimates[$1].risk }
                    .prefix(enough))
        let places = open.map { permitted[$0] }
        let inverse = Dictionary(uniqueKeysWithValues: zip(places, places.indices))
        var scores = [Double](repeating: 0, count: world.tracks.count)
        var seed = Generator(
            seed: world.seed, purpose: 5, UInt64(patient.number), UInt64(session))
        let made = PatientOffer.made(
            from: places.map { world.tracks[$0] }, open.map { estimates[$0] }, prior: prior,
            seed: seed.next(), exploration: posterior.exploration(sessions: SimulatedWorld.sessions)
        ) { values in
            for (place, value) in zip(places, values) { scores[place] = value }
            return rule.list(by: scores, from: places).map { inverse[$0]! }
        }
        let list = made.list.map { places[$0] }
        judge(list, permitted, estimates, session, &figures)
        figures.family = posterior.families[family(patient.kind)] ?? 0
        return list
    }

    private func judge(
        _ list: [Int], _ permitted: [Int], _ estimates: [PatientEstimate], _ session: Int,
        _ figures: inout SessionFigures
    ) {
        let listed = Set(list)
        for (track, estimate) in zip(permitted, estimates) {
            let isCovered = estimate.liking.interval.contains(
                patient.liking(track, session: session))
            figures.judged += 1
            figures.covered += isCovered ? 1 : 0
            if listed.contains(track) {
                figures.coveredOnList += isCovered ? 1 : 0
                figures.new += estimate.isNew ? 1 : 0
            }
        }
    }

    private func family(_ kind: SimulatedKind) -> PriorFamily {
        switch kind {
        case .linear: .steady
        case .threshold: .limit
        case .hatedInstrument: .aversion
        case .drifting: .drifting
        case .contradictory: .ends
        case .none: .indifferent
        }
    }

    /// The ways that learn nothing, or only what was liked.
    private func simple(_ way: Way) -> [Double] {
        var rule = VarietyRule(patient, in: world, isVaried: isVaried)
        var random = Generator(seed: world.seed, purpose: 6, UInt64(patient.number))
        let fixed = world.meanLiking()
        var liked: [Int: Double] = [:]
        return (1...SimulatedWorld.sessions).map { session in
            let scores = world.tracks.indices.map { track in
                switch way {
                case .random: random.uniform()
                case .oracle: patient.liking(track, session: session)
                // What was liked comes before, and what wasn't after what nobody knows.
                case .repeating:
                    fixed[track] + (liked[track].map { $0 >= 60 ? 1000 + $0 : -1000 } ?? 0)
                default: fixed[track]
                }
            }
            let candidates = rule.candidates(wish: patient.wishes[session - 1])
            let list = rule.list(by: scores, from: candidates)
            let answers = patient.answers(to: list, session: session)
            for answer in answers {
                guard let rating = answer.rating else { continue }
                liked[answer.track] = rating
            }
            rule.note(list, answers)
            return mean(list, session)
        }
    }
}
