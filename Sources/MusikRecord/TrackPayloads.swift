public import MusikModel

/// A track's content was taken into the library.
public struct TrackAdded: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// Where it was found, as an absolute path.
    public var path: String
    /// The file's name without its ending.
    public var title: String
    /// What was measured, as far as lists show it.
    public var figures: TrackFigures

    /// Describes a track.
    public init(digest: ContentDigest, path: String, title: String, figures: TrackFigures) {
        self.digest = digest
        self.path = path
        self.title = title
        self.figures = figures
    }
}

/// A track's content was measured anew, by a version that measures otherwise.
public struct TrackMeasured: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// What was measured.
    public var figures: TrackFigures

    /// Holds new figures.
    public init(digest: ContentDigest, figures: TrackFigures) {
        self.digest = digest
        self.figures = figures
    }
}

/// The figures of a track that lists show; all of them are in the store of analyses.
public struct TrackFigures: Hashable, Sendable, Codable {
    /// The version of the measurements.
    public var version: Int
    /// The length of the whole file, in seconds.
    public var seconds: Double
    /// The first audible moment, in seconds.
    public var audibleStart: Double
    /// The end of what is audible, in seconds.
    public var audibleEnd: Double
    /// Integrated loudness in LUFS; nil for silence.
    public var integrated: Double?
    /// Loudness range in LU.
    public var range: Double
    /// True peak in dBTP; nil for silence.
    public var truePeak: Double?
    /// Intensity; see `TrackAnalysis`.
    public var intensity: Double
    /// Brightness in octaves above 1 kHz; nil for silence.
    public var brightness: Double?
    /// Percussiveness, 0 to 1.
    public var percussiveness: Double
    /// Onsets per second.
    public var onsetsPerSecond: Double
    /// Beats per minute; nil where there is no clear tempo.
    public var tempo: Double?
    /// The tonal centre in semitones above C; nil where there is none.
    public var tonalCentre: Int?
    /// How sure the tonal centre is, 0 to 1.
    public var tonalConfidence: Double
    /// A hint of a voice, 0 to 1.
    public var voiceHint: Double

    /// The figures that lists show.
    public init(
        version: Int, _ analysis: TrackAnalysis, _ features: TrackFeatures,
        audible: ClosedRange<Double>
    ) {
        func finite(_ value: Decibels) -> Double? { value.value.isFinite ? value.value : nil }
        self.version = version
        seconds = analysis.seconds
        audibleStart = audible.lowerBound
        audibleEnd = audible.upperBound
        integrated = finite(analysis.integrated)
        range = analysis.loudnessRange
        truePeak = finite(analysis.truePeak)
        intensity = analysis.intensity
        brightness = features.brightness
        percussiveness = features.percussiveness
        onsetsPerSecond = features.onsetsPerSecond
        tempo = features.tempo?.beatsPerMinute
        tonalCentre = features.tonalCentre?.semitone
        tonalConfidence = features.tonalCentre?.confidence ?? 0
        voiceHint = features.voiceHint
    }
}

/// A known track was found at another place: moved, renamed or copied.
public struct TrackFound: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// Where it is now, as an absolute path.
    public var path: String

    /// A track at a place.
    public init(digest: ContentDigest, path: String) {
        self.digest = digest
        self.path = path
    }
}

/// What is said of a track: all of it, as it stands from now on.
public struct TrackTagged: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// All tags.
    public var tags: TrackTags

    /// Tags a track.
    public init(digest: ContentDigest, tags: TrackTags) {
        self.digest = digest
        self.tags = tags
    }
}

/// A track is no longer offered, or is again; the reason is the event's.
public struct TrackRetired: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// False where it is taken back.
    public var isRetired: Bool

    /// Retires a track, or takes that back.
    public init(digest: ContentDigest, isRetired: Bool = true) {
        self.digest = digest
        self.isRetired = isRetired
    }
}

/// A state of the library got a name, to which trials keep: all tracks that are approved and not
/// retired before this event, with their tags as they stand then.
public struct ReleaseMade: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// How many tracks it holds.
    public var tracks: Int

    /// Names a state.
    public init(name: String, tracks: Int) {
        self.name = name
        self.tracks = tracks
    }
}
