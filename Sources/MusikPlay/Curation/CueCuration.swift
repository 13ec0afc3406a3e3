internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikSoundFile
internal import MusikStore

/// Builds cue programmes for a patient from breath, body scan, voice and quiet: what music gets,
/// without a sound of music.
///
/// Made from the record and the recordings alone: the same ones give the same programmes.
struct CueCuration: Sendable {
    /// What is offered.
    struct Offer: Sendable {
        /// What it was built from.
        var request: PlaylistRequest
        /// The candidates, the best first.
        var offer: PlaylistOffer
        /// A playlist for each candidate, which a session plays.
        var documents: [PlaylistDocument]
    }

    /// What is known of a patient's liking for kinds before anything was said.
    ///
    /// A cue is of a kind or isn't, so that there is nothing to have too much of, nor ends to a kind:
    /// these families of tastes are left out, and the others make up the whole.
    static let prior = {
        let kinds = CuePart.Kind.allCases
        var prior = PopulationPrior.vague(traits: kinds.count, instruments: Array(kinds.indices))
        prior.name = "vague, by kinds"
        prior.families.removeAll { $0.family == .limit || $0.family == .ends }
        let sum = prior.families.reduce(0) { $0 + $1.share }
        for place in prior.families.indices { prior.families[place].share /= sum }
        return prior
    }()

    /// The cues of the patient's language.
    let shelf: CueShelf
    /// What earlier sessions let know.
    let history: CueHistory
    /// Whose voice the patient chose; nil for any.
    private let speaker: String?

    /// Reads a patient's record, and measures the cues of the patient's language.
    /// - Throws: 78 where the language has no cues, 65 and 66 where one can't be used, and what
    ///   keeps the record from being read.
    init(
        patient: PatientEntry, store: RecordStore, data: DataFolder, surroundings: Surroundings
    ) throws(Failure) {
        let recordings = CueRecordings(data: data, surroundings: surroundings)
        shelf = try CueShelf(patient.language, recordings: recordings, store: data.analyses)
        history = try CueHistory(
            of: patient.code, in: store,
            kinds: Dictionary(
                shelf.cues.map { ($0.digest, $0.part.kind) }, uniquingKeysWith: { one, _ in one }),
            recordings: recordings)
        let intake = try recording { () throws(StoreError) in
            try store.intake(of: patient.code)
        }
        let wanted = intake?.intake.speaker
        speaker = shelf.cues.contains { $0.part.speaker == wanted } ? wanted : nil
    }

    /// Builds programmes.
    ///
    /// - Parameters:
    ///   - window: how long the whole is.
    ///   - profile: whether the opening exercise counts as part of it.
    ///   - opening: the opening exercise.
    ///   - spacing: seconds from one cue to the next; as the patient wishes where it is nil.
    ///   - candidates: how many clearly different programmes are wanted.
    ///   - seed: the same one gives the same programmes.
    /// - Throws: `PlaylistImpossible` where no programme can be built, and what keeps the opening from
    ///   being heard.
    func offer(
        window: TimeSpan, profile: PlanRequest.Profile = .registry, opening: OpeningChoice,
        spacing: Double? = nil, candidates: Int, seed: UInt64
    ) throws -> Offer {
        let exercise: String? =
            switch opening {
            case .none, .live: nil
            case .recorded: "opening"
            case .named(let name): name
            }
        var seconds = window.seconds
        if let exercise {
            let length = try shelf.seconds(ofExercise: exercise)
            if profile != .table5 { seconds -= length }
        }
        var request = request(seconds: seconds)
        request.candidates = candidates
        request.seed = seed
        if let spacing { request.spacingSeconds = spacing }
        let offer = try PlaylistBuilder.build(request)
        let documents = offer.candidates.map { document(of: $0, request, opening: exercise) }
        return Offer(request: request, offer: offer, documents: documents)
    }

    /// What the programmes are built from, for so many seconds after the opening exercise.
    func request(seconds: Double) -> PlaylistRequest {
        let cues = shelf.cues.filter { cue in
            speaker == nil || cue.part.speaker == nil || cue.part.speaker == speaker
        }
        let tracks = cues.map(CurationTrack.init) + [CurationTrack.quiet]
        let estimates = PatientPosterior(history.patient, prior: Self.prior)
            .estimates(of: tracks)
        var request = PlaylistRequest(
            options: zip(cues, zip(tracks, estimates)).map { cue, known in
                PlaylistRequest.Option(
                    track: known.0, estimate: known.1.liking, cue: cue.part)
            }, windowSeconds: seconds)
        request.arm = .cues
        request.closingSeconds = shelf.closing.seconds
        request.spacingSeconds = history.spacingSeconds
        request.recent = history.recent
        // Nearly all cues come in every session, and quiet in each: that must not leave only quiet.
        request.weights.heard = request.weights.cueAgain
        for digest in history.patient.notAgain { request.exclusions[digest] = .refused }
        for (track, estimate) in zip(tracks, estimates) where !estimate.isSafe {
            request.exclusions[track.digest] = .refused
        }
        let isAnyLeft = cues.contains { request.exclusions[$0.digest] == nil }
        let isQuietLiked = request.exclusions.removeValue(forKey: CuePart.Kind.quiet.standIn) == nil
        // Where nothing else is left, quiet is what asks the least of a patient.
        if isQuietLiked || !isAnyLeft { request.quiet = estimates[cues.count].liking }
        return request
    }
}

extension CurationTrack {
    /// A cue as curation sees it.
    fileprivate init(_ cue: CueShelf.Cue) {
        self.init(
            digest: cue.digest, title: cue.recording.title, seconds: cue.seconds, intensity: 0,
            brightness: 0, traits: cue.part.kind.traits)
    }

    /// A moment of quiet.
    fileprivate static let quiet = CurationTrack(
        digest: CuePart.Kind.quiet.standIn, title: "", seconds: 0, intensity: 0, brightness: 0,
        traits: CuePart.Kind.quiet.traits)
}
