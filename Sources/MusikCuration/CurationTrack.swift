public import MusikModel

/// A track as curation sees it: what was measured of it, and what people said of it.
///
/// Traits are on common scales: each is nought for the library's middle and one for a standard
/// deviation from it, so that weights can be compared.
public struct CurationTrack: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// The title, as it is shown.
    public var title: String
    /// The audible length in seconds.
    public var seconds: Double
    /// How intense it is, in LUFS of its louder half: what an arc asks for.
    public var intensity: Double
    /// How bright it is, in octaves above 1 kHz of the spectral centroid; may be negative.
    public var brightness: Double
    /// Beats per minute; nil where there is no clear tempo.
    public var tempo: Double?
    /// The tonal centre in semitones above C, 0 to 11; nil where there is none.
    public var tonalCentre: Int?
    /// How sure the tonal centre is, 0 to 1.
    public var tonalConfidence: Double
    /// What preference may depend on, in the order of the library's list of traits.
    public var traits: [Double]
    /// What belongs together for variety, such as an album or an artist; nil where nobody said.
    public var group: String?

    /// Describes a track.
    public init(
        digest: ContentDigest, title: String, seconds: Double, intensity: Double,
        brightness: Double, tempo: Double? = nil, tonalCentre: Int? = nil,
        tonalConfidence: Double = 0, traits: [Double], group: String? = nil
    ) {
        self.digest = digest
        self.title = title
        self.seconds = seconds
        self.intensity = intensity
        self.brightness = brightness
        self.tempo = tempo
        self.tonalCentre = tonalCentre
        self.tonalConfidence = tonalConfidence
        self.traits = traits
        self.group = group
    }
}

/// What is thought of how much a patient would like something, on the scale of liking, 0 to 100.
public struct PreferenceEstimate: Hashable, Sendable, Codable {
    /// The expected liking.
    public var mean: Double
    /// Its standard deviation, what is not known of the patient and of the track together.
    public var deviation: Double

    /// Holds an estimate.
    public init(mean: Double, deviation: Double) {
        self.mean = mean
        self.deviation = deviation
    }

    /// The bounds between which the liking lies with a probability of 90 %.
    public var interval: ClosedRange<Double> { mean - halfWidth...mean + halfWidth }

    /// How far these bounds are from the mean.
    public var halfWidth: Double { 1.6448536269514722 * max(0, deviation) }
}
