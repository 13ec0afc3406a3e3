internal import MusikCuration
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    private import Glibc
#endif

/// The music of the library, or of a release, as curation sees it.
struct CurationLibrary {
    /// A track with what people say of it.
    struct Track: Hashable, Sendable {
        /// Where it was found last.
        var path: String
        /// What people say; nothing where nobody has.
        var tags: TrackTags
        /// As curation sees it.
        var curated: CurationTrack

        var digest: ContentDigest { curated.digest }
        var title: String { curated.title }
    }

    /// The scale of the traits.
    let scale: TraitScale
    /// What the site's patients share, as far as it was learnt.
    let prior: PopulationPrior
    /// The tracks that may be chosen from, by title.
    let tracks: [Track]
    /// All music that the record knows, retired or not, by content.
    let known: [ContentDigest: Track]

    /// Which prior, with its scale, is taken.
    enum Prior {
        /// What was learnt last of the site's patients.
        case standing
        /// This one; nil for the vague one.
        case frozen(LearntPrior?)
    }

    /// Reads the library as it stands, or a release.
    ///
    /// - Throws: 66 for a release that there is not, 65 for a prior that can't be read.
    init(
        _ store: RecordStore, release: String? = nil, prior wanted: Prior = .standing
    ) throws(Failure) {
        if let release { try store.requireRelease(release) }
        var chosen = TrackFilter()
        chosen.release = release
        var retired = TrackFilter()
        retired.isRetired = true
        let entries = try recording { [chosen, retired] () throws(StoreError) in
            (
                chosen: try store.tracks(chosen), present: try store.tracks(),
                retired: try store.tracks(retired)
            )
        }
        let book = try TrackBook(store)
        let offered = entries.chosen.compactMap(book.music)
        let learnt =
            switch wanted {
            case .standing: try LearntPrior.standing(in: store)
            case .frozen(let frozen): frozen
            }
        let scale = learnt?.scale ?? TraitScale(offered.map(\.values))
        self.scale = scale
        prior =
            learnt?.prior ?? .vague(traits: scale.traits.count, instruments: scale.instruments)
        tracks = offered.map { $0.track(scale) }
        let all = (entries.present + entries.retired).compactMap(book.music) + offered
        known = Dictionary(all.map { ($0.entry.digest, $0.track(scale)) }, uniquingKeysWith: { $1 })
    }
}

/// What the record says of tracks, by the numbers of the events that say it.
private struct TrackBook {
    private var figures: [Int: TrackFigures] = [:]
    private var tags: [Int: TrackTags] = [:]

    init(_ store: RecordStore) throws(Failure) {
        let events = try recording { () throws(StoreError) in
            try store.events(of: [.trackAdded, .trackMeasured, .trackTagged])
        }
        for recorded in events {
            switch recorded.event.body {
            case .trackAdded(let added): figures[recorded.number] = added.figures
            case .trackMeasured(let measured): figures[recorded.number] = measured.figures
            case .trackTagged(let tagged): tags[recorded.number] = tagged.tags
            default: break
            }
        }
    }

    /// A track of the library; nil where it is speech, which is no music.
    func music(_ entry: TrackEntry) -> MusicTrack? {
        guard let figures = figures[entry.figuresEvent] else { return nil }
        let tags = entry.tagsEvent.flatMap { self.tags[$0] } ?? TrackTags()
        return tags.voice == .spoken ? nil : MusicTrack(entry: entry, figures: figures, tags: tags)
    }
}

/// A piece of music before its traits are on a scale.
private struct MusicTrack {
    var entry: TrackEntry
    var figures: TrackFigures
    var tags: TrackTags

    var values: TraitScale.Values {
        var measures: [TraitScale.Measure: Double] = [
            .intensity: figures.intensity, .dynamics: figures.range,
            .percussiveness: figures.percussiveness,
            .onsets: log1p(max(0, figures.onsetsPerSecond)),
        ]
        measures[.brightness] = figures.brightness
        measures[.tempo] = figures.tempo.map { log2(max(1, $0)) }
        var instruments = Set(tags.instruments.map { $0.lowercased() })
        if tags.voice == .sung || tags.voice == .wordless { instruments.insert("voice") }
        return TraitScale.Values(measures: measures, instruments: instruments)
    }

    func track(_ scale: TraitScale) -> CurationLibrary.Track {
        CurationLibrary.Track(
            path: entry.path, tags: tags,
            curated: CurationTrack(
                digest: entry.digest, title: entry.title, seconds: entry.audibleSeconds,
                intensity: figures.intensity, brightness: figures.brightness ?? 0,
                tempo: figures.tempo, tonalCentre: figures.tonalCentre,
                tonalConfidence: figures.tonalConfidence, traits: scale.traits(of: values),
                group: tags.creator))
    }
}
