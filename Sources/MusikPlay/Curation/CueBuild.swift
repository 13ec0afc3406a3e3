internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// Builds cue programmes as an offer like music's: as many, with reasons and what is uncertain.
struct CueBuild {
    private let curation: CueCuration
    private let feedback: CueFeedback
    private let patient: StudyCode

    /// Prepares to build for a patient.
    init(_ curation: CueCuration, _ feedback: CueFeedback, for patient: StudyCode) {
        self.curation = curation
        self.feedback = feedback
        self.patient = patient
    }

    /// Builds the programmes; nothing in them is drawn, so that each cue is offered for sure.
    func offer(
        window: TimeSpan, profile: SessionProfile, opening: OpeningChoice, candidates: Int,
        seed: UInt32
    ) throws -> BuiltOffer {
        let built = try curation.offer(
            window: window, profile: profile == .registry ? .registry : .table5, opening: opening,
            candidates: candidates, seed: UInt64(seed))
        let paths = Dictionary(
            curation.shelf.cues.map { ($0.digest, $0.recording.path) }, uniquingKeysWith: { $1 })
        let lists = zip(built.offer.candidates, built.documents).enumerated().map {
            list($1.0, $1.1, number: $0 + 1, built.request)
        }
        let offered = Set(lists.flatMap(\.places).compactMap(\.digest))
        return BuiltOffer(
            arm: .cues,
            material: BuiltOffer.Material(
                request: built.request,
                estimates: built.request.options.map {
                    PatientEstimate(liking: $0.estimate, risk: 0, isSafe: true, isNew: false)
                }, paths: built.request.options.map { paths[$0.track.digest] ?? "" },
                choiceVariance: CueCuration.prior.choiceVariance),
            windowSeconds: built.request.windowSeconds, arc: ArcChoice.flat.description,
            lists: lists,
            method: PlaylistOffered.Method(
                model: PopulationPrior.modelVersion, prior: CueCuration.prior.name, seed: seed,
                draws: 1, exploration: nil, release: nil),
            chances: offered.sorted { $0.hex < $1.hex }.map {
                PlaylistOffered.Chance(digest: $0, probability: 1)
            }, isShort: built.offer.isShort, choice: built.offer.choice)
    }

    private func list(
        _ candidate: PlaylistCandidate, _ built: PlaylistDocument, number: Int,
        _ request: PlaylistRequest
    ) -> BuiltOffer.List {
        let titles = request.options.map(\.track.title)
        let why = why(candidate, number: number)
        var document = built
        document.title = "\(patient), list \(number)"
        document.titleFrench = "\(patient), liste \(number)"
        document.annotation = why.map(\.english).joined(separator: " ")
        document.annotationFrench = why.map(\.french).joined(separator: " ")
        return BuiltOffer.List(
            places: candidate.entries.map { entry in
                BuiltOffer.List.Place(
                    digest: entry.digest,
                    title: entry.option.map { Bilingual(same: titles[$0]) }
                        ?? Bilingual("Quiet", "Silence"),
                    startSeconds: entry.startSeconds, seconds: entry.seconds, isNew: false)
            },
            reserve: candidate.reserve.map { titles[$0] }, liking: candidate.liking,
            candidate: candidate, why: why,
            uncertain: ListWords.littleKnown(candidate, titles: titles),
            document: document)
    }

    private func why(_ candidate: PlaylistCandidate, number: Int) -> [Bilingual] {
        var now: [CuePart.Kind: Int] = [:]
        var speaker: [Bilingual] = []
        let hasSpeakers = Set(curation.shelf.cues.compactMap(\.part.speaker)).count > 1
        for reason in candidate.reasons {
            switch reason {
            case .cues(let kind, let moments): now[kind] = moments
            // One voice for all is no choice, and a placeholder's name is nobody's.
            case .speaker(let name) where hasSpeakers:
                speaker = [
                    Bilingual("It is spoken by \(name).", "La voix est celle de \(name).")
                ]
            default: break
            }
        }
        let parts = SupportQuestion.kinds.compactMap { kind in
            now[kind.kind].map {
                Bilingual("\($0) × \(kind.name.english)", "\($0) × \(kind.name.french)")
            }
        }
        let every = SessionScreen.clock(candidate.spacingSeconds ?? 0)
        let made = Bilingual(
            "It has \(parts.map(\.english).joined(separator: ", ")), one each \(every).",
            "Elle a \(parts.map(\.french).joined(separator: ", ")), un toutes les \(every).")
        return feedback.sentences(for: now) + [made] + speaker
    }
}
