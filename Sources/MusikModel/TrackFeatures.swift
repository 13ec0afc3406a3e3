/// What curation asks of a track's sound, measured in the same decoding as its `TrackAnalysis`.
///
/// Measured at 22.05 to 44.1 kHz: the file's rate divided by the whole number that leads there, so
/// nothing above some 10 kHz counts. The sound is cut into windows of 2048 frames (Hann), one each
/// 512 frames, about 47 a second; the powers of both channels are averaged, so that opposed phases
/// cancel nothing. A window is *heard* when its power is above -70 dBFS and not more than 20 dB
/// below the mean of those above -70 dBFS. *Bands* are 40 triangles, evenly spaced on the mel
/// scale (2595 log10(1 + f / 700 Hz)) from 30 Hz to 10.5 kHz.
///
/// Intensity, dynamics (the loudness range) and the short-term curve are of `TrackAnalysis`.
public struct TrackFeatures: Hashable, Sendable, Codable {
    /// The file's content digest.
    public var digest: ContentDigest
    /// Octaves above 1 kHz of the spectral centroid, the mean frequency weighted by the power of
    /// all heard windows; below nought for most music. Nil where nothing is heard.
    public var brightness: Double?
    /// Sudden rises of the spectrum, a moment's decibels per second as q / (q + 6), 0 to 1: q is
    /// the sum of all onsets' heights over the audible seconds. A drone has 0, bells some 0.3,
    /// a drum above 0.7.
    public var percussiveness: Double
    /// Onsets per audible second.
    ///
    /// The flux at a window is the mean over the bands of their rise in decibels since the second
    /// window before, falls counted as nought. An onset is the largest flux within two windows on
    /// either side that lies at least 1.2 dB (its height) above the mean of half a second on either
    /// side, but for the first and last tenth of a second that is heard.
    public var onsetsPerSecond: Double
    /// The tempo; nil where there is no clear one.
    public var tempo: Tempo?
    /// The tonal centre; nil where no pitch class stands out.
    public var tonalCentre: TonalCentre?
    /// A hint of how much a voice is present, 0 to 1, and no more than a hint: it finds speech in
    /// the open, and neither soft singing within an ensemble nor choirs.
    ///
    /// The product of three, each limited to 0...1: the share of the bands between 300 and 3400 Hz
    /// in the heard power, less 0.4, over 0.4; how much those bands' level in decibels moves (the
    /// standard deviation within 128 windows, of which three in ten are heard), less 5, over 8; and
    /// one less twice their flatness (geometric over arithmetic mean: 1 for noise).
    public var voiceHint: Double
    /// The timbre: mel-cepstral coefficients 1 to 8 of the mean of heard windows' band levels in
    /// decibels, each at most 60 dB below the strongest (orthonormal DCT-II). Not changed by level.
    public var timbre: [Double]
    /// What recognises the same recording in another file.
    public var fingerprint: MusicFingerprint

    /// A pulse.
    public struct Tempo: Hashable, Sendable, Codable {
        /// Beats per minute, 40 to 208; one of several right answers where a beat is divided.
        public var beatsPerMinute: Double
        /// The mean autocorrelation of the onset curve at one to four beats, 0 to 1; above 0.25.
        public var confidence: Double

        /// Holds a tempo.
        public init(beatsPerMinute: Double, confidence: Double) {
            self.beatsPerMinute = beatsPerMinute
            self.confidence = confidence
        }
    }

    /// A key.
    public struct TonalCentre: Hashable, Sendable, Codable {
        /// Semitones above C, 0 to 11, of whatever tuning the piece has.
        public var semitone: Int
        /// Whether the minor profile fits better than the major one.
        public var isMinor: Bool
        /// How sure it is, 0 to 1: the correlation with the profile, times its lead over the best
        /// profile of another centre (full from 0.2), times the pitch classes' standard deviation
        /// over their mean (full from 0.5).
        public var confidence: Double

        /// Holds a tonal centre.
        public init(semitone: Int, isMinor: Bool, confidence: Double) {
            self.semitone = semitone
            self.isMinor = isMinor
            self.confidence = confidence
        }
    }

    /// Holds the features of one track.
    public init(
        digest: ContentDigest, brightness: Double?, percussiveness: Double,
        onsetsPerSecond: Double, tempo: Tempo?, tonalCentre: TonalCentre?, voiceHint: Double,
        timbre: [Double], fingerprint: MusicFingerprint
    ) {
        self.digest = digest
        self.brightness = brightness
        self.percussiveness = percussiveness
        self.onsetsPerSecond = onsetsPerSecond
        self.tempo = tempo
        self.tonalCentre = tonalCentre
        self.voiceHint = voiceHint
        self.timbre = timbre
        self.fingerprint = fingerprint
    }
}
