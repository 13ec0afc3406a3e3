public import MusikCuration
private import MusikTestSupport

/// What a simulated patient has let know, in the form in which the model is told.
public struct SimulatedRecord: Sendable {
    /// The history so far.
    public private(set) var history = PatientHistory()
    private let tracks: [CurationTrack]

    /// A patient of whom nothing but the intake is known.
    public init(_ patient: SimulatedPatient, in world: SimulatedWorld) {
        tracks = world.tracks
        history.forbidden = Set(
            tracks.indices.filter { !patient.allowed[$0] }.map { tracks[$0].digest })
    }

    /// Opens a session with what is said before it.
    public mutating func open(_ choices: [SimulatedChoice], wish: SimulatedWish?) {
        history.sessions.append(
            PatientSession(
                choices: choices.map { PatientChoice(piece($0.chosen), over: piece($0.other)) },
                wish: wish.map(PatientWish.init)))
    }

    /// Closes the session with what is said after it.
    public mutating func close(_ answers: [SimulatedAnswer]) {
        history.sessions[history.sessions.count - 1].answers = answers.map {
            PatientAnswer(
                piece($0.track), rating: $0.rating, reaction: $0.reaction,
                isSkipped: $0.isSkipped, isNotAgain: $0.isNotAgain)
        }
    }

    private func piece(_ track: Int) -> PatientPiece { PatientPiece(tracks[track]) }

    /// The history of a patient who consented to be learnt from: six sessions whose lists were put
    /// together by people, partly by what most like and partly by chance.
    public static func consenting(_ number: Int, in world: SimulatedWorld) -> PatientHistory {
        let patient = SimulatedPatient(number, of: world)
        var random = Generator(seed: world.seed, purpose: 4, UInt64(number))
        var record = SimulatedRecord(patient, in: world)
        var rule = VarietyRule(patient, in: world)
        let liking = world.meanLiking()
        for session in 1...SimulatedWorld.sessions {
            let wish = patient.wishes[session - 1]
            record.open(patient.choices(before: session), wish: wish)
            let scores = liking.map { $0 + 8 * random.normal() }
            let list = rule.list(by: scores, from: rule.candidates(wish: wish))
            let answers = patient.answers(to: list, session: session)
            rule.note(list, answers)
            record.close(answers)
        }
        return record.history
    }
}

extension PatientWish {
    /// A simulated wish, as the model is told of it.
    public init(_ wish: SimulatedWish) {
        self.init(trait: wish.trait, isForMore: wish.sign > 0)
    }
}
