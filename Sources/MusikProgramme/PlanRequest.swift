public import MusikModel

/// Everything a programme is planned from.
public struct PlanRequest: Sendable, Codable {
    /// How long the programme is to be.
    public enum Window: Hashable, Sendable, Codable {
        /// As long as its pieces are, with preferred overlaps; nothing is fitted.
        case natural
        /// Exactly this many frames at the programme's rate.
        case frames(FrameCount)
    }

    /// From which frame the window is counted.
    public enum Profile: String, Hashable, Sendable, Codable, CaseIterable {
        /// From the programme's first frame, the opening included.
        case registry
        /// As `registry`, for a file.
        case render
        /// From the first frame after the opening.
        case table5
    }

    /// The exercise that opens both arms.
    public enum Opening: Hashable, Sendable, Codable {
        /// None.
        case none
        /// The clinician speaks it; the programme begins after it.
        case live
        /// A recording of it.
        case recorded(PlannedTrack)
    }

    /// How neighbouring pieces overlap.
    public enum Overlap: Hashable, Sendable, Codable {
        /// Chosen by the planner between these seconds.
        case fitted(ClosedRange<Double>)
        /// This many seconds at every seam, 0 to 12; with 0 nothing is trimmed and whole files are
        /// joined.
        case fixed(Double)
    }

    /// The pieces of the list, in the curator's order.
    public var main: [PlannedTrack]
    /// Pieces that may be added.
    public var reserve: [PlannedTrack]
    /// What is heard: music, or cues and quiet.
    public var arm: Arm = .music
    /// The length.
    public var window: Window
    /// Where the length is counted from.
    public var profile: Profile = .registry
    /// The rate of the timeline.
    public var rate: SampleRate = .standard
    /// The integrated loudness every clip is brought to, in LUFS; nil leaves all gains at 0 dB.
    public var loudness: Decibels? = -23
    /// The overlaps, 4 to 12 s unless told.
    public var overlap: Overlap = .fitted(4...12)
    /// The intensity over the programme.
    public var arc = IntensityArc()
    /// The opening exercise.
    public var opening: Opening = .none
    /// What sounds after the end until somebody ends it; music arm only.
    public var bed: LandingBed?
    /// The cue programme, for the cue arm.
    public var cues: CueParameters?
    /// The id of the first clip; later ones count up from it.
    public var firstID = 0
    /// Measures two passages; unrelated unless told.
    public var correlation: CorrelationMeter = { pairs in pairs.map { _ in 0 } }

    /// All but what measures: whoever reads a request gives it that anew.
    private enum CodingKeys: CodingKey {
        case main, reserve, arm, window, profile, rate, loudness, overlap, arc, opening, bed, cues
        case firstID
    }

    /// A request with the usual settings.
    public init(main: [PlannedTrack], reserve: [PlannedTrack] = [], window: Window) {
        self.main = main
        self.reserve = reserve
        self.window = window
    }
}

/// The quiet music after the programme's last frame.
public struct LandingBed: Hashable, Sendable, Codable {
    /// The piece that is looped.
    public var track: PlannedTrack
    /// Its loudness, in LUFS.
    public var loudness: Decibels = -35
    /// How long it is laid out, in seconds; 4 hours unless told.
    public var seconds: Double = 14_400

    /// Loops a track after the end.
    public init(track: PlannedTrack) { self.track = track }
}

/// How a cue programme is laid out.
public struct CueParameters: Hashable, Sendable, Codable {
    /// What is heard at one spacing.
    public enum Moment: Hashable, Sendable, Codable {
        /// A cue.
        case cue(PlannedTrack)
        /// Nothing.
        case quiet
    }

    /// What is heard, a spacing each, in order; begun again when the window has room for more.
    public var moments: [Moment]
    /// The cue whose last frame is the programme's last.
    public var closing: PlannedTrack?
    /// The bell before each cue.
    public var bell: PlannedTrack?
    /// Seconds from the start of one cue (with its bell) to the start of the next.
    public var spacingSeconds: Double = 240
    /// Whether the list begins again; otherwise it is heard once, in its order, and a cue that fails
    /// leaves its moment quiet.
    public var cycles = true
    /// Quiet seconds between a bell and its cue.
    public var bellGapSeconds: Double = 2
    /// How much quieter than the loudness target the bell is.
    public var bellLevel: Decibels = -6
    /// The shortest quiet between a cue and the next sound, in seconds.
    public var quietSeconds: Double = 20
    /// Whether there may be no cue at all: the window is quiet after the opening.
    public var mayBeQuiet = false

    /// Quiet over the whole window: silence through the headphones, or the clinician's own words.
    public static let quiet: CueParameters = {
        var parameters = CueParameters(cues: [])
        parameters.mayBeQuiet = true
        return parameters
    }()

    /// A cue programme with the usual settings, without a moment of quiet.
    public init(cues: [PlannedTrack], closing: PlannedTrack? = nil, bell: PlannedTrack? = nil) {
        self.init(moments: cues.map(Moment.cue), closing: closing, bell: bell)
    }

    /// A cue programme with the usual settings.
    public init(moments: [Moment], closing: PlannedTrack? = nil, bell: PlannedTrack? = nil) {
        self.moments = moments
        self.closing = closing
        self.bell = bell
    }

    /// The cues among the moments, in order.
    public var cues: [PlannedTrack] { moments.compactMap(\.cue) }
}
