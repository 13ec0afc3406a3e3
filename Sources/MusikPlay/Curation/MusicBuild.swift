internal import FoundationEssentials
internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

/// What is to be built.
struct BuildOrder {
    /// The window in seconds, the opening exercise aside.
    var windowSeconds: Double
    /// The opening exercise in seconds; nought without one.
    var openingSeconds: Double
    /// The arc.
    var arc: ArcChoice
    /// The planned length of the infusion in minutes.
    var infusionMinutes: Double
    /// How many lists are wanted.
    var candidates: Int
    /// The seed of all draws.
    var seed: UInt32
    /// What is wished for today.
    var wish: DayWish?
    /// The release to choose from; nil for the library as it stands.
    var release: String?

    /// The usual number of lists.
    static let candidates = 3
    /// From how many draws the probabilities are counted, besides the offer's own.
    static let draws = 19
}

/// Builds lists of music for a patient.
struct MusicBuild {
    private let music: PatientMusic
    private let library: CurationLibrary
    private let order: BuildOrder
    private let bed: String?
    private let posterior: PatientPosterior
    private let tracks: [CurationTrack]
    private let estimates: [PatientEstimate]

    /// Prepares to build.
    /// - Parameter bed: the file that sounds after the end, until somebody ends it.
    init(_ music: PatientMusic, _ library: CurationLibrary, _ order: BuildOrder, bed: String?) {
        self.music = music
        self.library = library
        self.order = order
        self.bed = bed
        posterior = PatientPosterior(music.history(library), prior: library.prior)
        tracks = library.tracks.map(\.curated)
        estimates = posterior.estimates(of: tracks, wish: order.wish?.wish(on: library.scale))
    }

    /// A list that was changed by hand, as a file holds it.
    /// - Parameter reserve: what may come in where a file fails or the end moves.
    func document(byHand options: [Int], reserve: [Int]) -> PlaylistDocument {
        var document = document(options, reserve: reserve.filter { !options.contains($0) })
        document.title = "\(music.patient.code), by hand"
        document.titleFrench = "\(music.patient.code), à la main"
        return document
    }

    /// Builds the lists.
    ///
    /// - Parameter pinned: what every list must hold.
    /// - Throws: `PlaylistImpossible` where there can be none, a failure where the arc can't be read.
    func offer(pinned: Set<ContentDigest> = []) throws -> BuiltOffer {
        var request = try request()
        request.pinned = pinned
        let fixed = request
        let exploration = posterior.exploration()
        var built: PlaylistOffer?
        var impossible: PlaylistImpossible?
        let made = PatientOffer.made(
            from: tracks, estimates, prior: library.prior, seed: UInt64(order.seed),
            exploration: exploration, draws: BuildOrder.draws
        ) { scores in
            var drawn = fixed
            for place in scores.indices { drawn.options[place].estimate.mean = scores[place] }
            do throws(PlaylistImpossible) {
                let offer = try PlaylistBuilder.build(drawn)
                built = built ?? offer
                return Array(Set(offer.candidates.flatMap(\.options)))
            } catch {
                impossible = impossible ?? error
                return []
            }
        }
        guard let built else { throw impossible ?? .nothingOffered }
        return BuiltOffer(
            arm: .music,
            material: BuiltOffer.Material(
                request: fixed, estimates: estimates, paths: library.tracks.map(\.path),
                choiceVariance: library.prior.choiceVariance),
            windowSeconds: order.windowSeconds, arc: order.arc.description,
            wish: order.wish,
            lists: built.candidates.enumerated().map { list($1, number: $0 + 1, fixed) },
            method: PlaylistOffered.Method(
                model: made.offer.modelVersion, prior: made.offer.prior, seed: order.seed,
                draws: BuildOrder.draws + 1, exploration: try jsonLine(exploration),
                release: order.release),
            chances: made.offer.chances.map {
                PlaylistOffered.Chance(digest: $0.digest, probability: $0.probability)
            }, isShort: built.isShort, choice: built.choice)
    }

    private func request() throws(Failure) -> PlaylistRequest {
        var request = PlaylistRequest(
            options: zip(tracks, estimates).map {
                PlaylistRequest.Option(track: $0, estimate: $1.liking)
            }, windowSeconds: order.windowSeconds)
        request.arc = try order.arc.planned().levels(order)
        request.recent = music.recent
        request.exclusions = exclusions()
        request.candidates = order.candidates
        request.seed = UInt64(order.seed)
        return request
    }

    /// What must not be chosen. Of what is risky, the least is taken where there is too little
    /// else: three windows are a choice.
    private func exclusions() -> [ContentDigest: PlaylistExclusion] {
        let wish = order.wish?.wish(on: library.scale)
        var exclusions: [ContentDigest: PlaylistExclusion] = [:]
        var seconds = 0.0
        var risky: [Int] = []
        for (place, track) in library.tracks.enumerated() {
            if !track.tags.isApproved {
                exclusions[track.digest] = .notApproved
            } else if !music.allowsLyrics(of: track.tags) {
                exclusions[track.digest] = .lyrics
            } else if !posterior.permits(track.curated) {
                exclusions[track.digest] = .refused
            } else if let wish, !wish.holds(for: track.curated.traits) {
                exclusions[track.digest] = .notWished
            } else if !estimates[place].isSafe {
                exclusions[track.digest] = .risky
                risky.append(place)
            } else {
                seconds += track.curated.seconds
            }
        }
        risky.sort { (estimates[$0].risk, $0) < (estimates[$1].risk, $1) }
        for place in risky where seconds < 3 * order.windowSeconds {
            exclusions[tracks[place].digest] = nil
            seconds += tracks[place].seconds
        }
        return exclusions
    }

    private func list(
        _ candidate: PlaylistCandidate, number: Int, _ request: PlaylistRequest
    ) -> BuiltOffer.List {
        let options = candidate.options
        let words = ListWords(library, music)
        let why = words.why(candidate, options.map { tracks[$0] }, request.arc, wish: order.wish)
        let uncertain = words.uncertain(
            candidate, new: options.filter { estimates[$0].isNew }, titles: tracks.map(\.title))
        return BuiltOffer.List(
            places: candidate.entries.compactMap { entry in
                entry.option.map { option in
                    BuiltOffer.List.Place(
                        digest: entry.digest, title: Bilingual(same: tracks[option].title),
                        startSeconds: entry.startSeconds, seconds: entry.seconds,
                        isNew: estimates[option].isNew)
                }
            },
            reserve: candidate.reserve.map { tracks[$0].title },
            liking: liking(of: options), candidate: candidate, why: why, uncertain: uncertain,
            document: document(candidate, number: number, why))
    }

    /// The liking of a minute of a list; what isn't known of the patient evens out nowhere.
    private func liking(of options: [Int]) -> PreferenceEstimate {
        let total = options.reduce(0) { $0 + tracks[$1].seconds }
        func mean(_ value: (PreferenceEstimate) -> Double) -> Double {
            options.reduce(0) { $0 + tracks[$1].seconds * value(estimates[$1].liking) } / total
        }
        return PreferenceEstimate(mean: mean(\.mean), deviation: mean(\.deviation))
    }

    private func document(
        _ candidate: PlaylistCandidate, number: Int, _ why: [Bilingual]
    ) -> PlaylistDocument {
        var document = document(candidate.options, reserve: candidate.reserve)
        document.title = "\(music.patient.code), list \(number)"
        document.titleFrench = "\(music.patient.code), liste \(number)"
        document.annotation = why.map(\.english).joined(separator: " ")
        document.annotationFrench = why.map(\.french).joined(separator: " ")
        return document
    }

    private func document(_ options: [Int], reserve: [Int]) -> PlaylistDocument {
        var document = PlaylistDocument()
        document.creator = "musik-play"
        document.bed = bed
        func entry(_ option: Int, _ role: PlaylistDocument.Role) -> PlaylistDocument.Entry {
            let track = library.tracks[option]
            return PlaylistDocument.Entry(
                location: track.path, title: track.title, creator: track.tags.creator ?? "",
                durationMilliseconds: Int(track.curated.seconds * 1000), role: role)
        }
        document.entries = options.map { entry($0, .main) } + reserve.map { entry($0, .reserve) }
        return document
    }

    private func jsonLine(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension IntensityArc {
    /// The arc over the window after the opening, as the builder takes it: a level a minute.
    func levels(_ order: BuildOrder) -> PlaylistArc {
        if shape == .flat { return .flat }
        var arc = self
        arc.infusion = InfusionCourse(plannedMinutes: order.infusionMinutes)
        let minutes = max(1, Int((order.windowSeconds / 60).rounded()))
        return PlaylistArc(
            levels: (0...minutes).map { minute in
                let level = arc.level(atMinute: Double(minute) + order.openingSeconds / 60)
                return min(1, max(0, 1 + level.value / span.value))
            })
    }
}
