/// What the console shows of a session, in the words of one language.
///
/// Made by the session's process and shown by the console's, so that neither knows the other's parts.
public struct ConsolePicture: Hashable, Sendable, Codable {
    /// A piece, and when: how far it is, or when it begins.
    public struct Piece: Hashable, Sendable, Codable {
        /// Its title.
        public var title: String
        /// As a line beside the title.
        public var time: String

        /// A piece with its times.
        public init(title: String, time: String) {
            self.title = title
            self.time = time
        }
    }

    /// One place where the sound goes.
    public struct Output: Hashable, Sendable, Codable {
        /// Whose ears it is for.
        public var name: String
        /// The device's name.
        public var device: String
        /// The level that was set, as a line.
        public var level: String
        /// How its device is, as a line; underruns with it.
        public var condition: String
        /// Whether it is muted.
        public var isMuted: Bool
        /// Whether sound leaves it as planned.
        public var isWell: Bool

        /// An output with its lines.
        public init(
            name: String, device: String, level: String, condition: String, isMuted: Bool,
            isWell: Bool
        ) {
            self.name = name
            self.device = device
            self.level = level
            self.condition = condition
            self.isMuted = isMuted
            self.isWell = isWell
        }
    }

    /// A question that stands, with its answers: the harmless one first.
    public struct Question: Hashable, Sendable, Codable {
        /// Its number within the session, which an answer has to name.
        public var number: Int
        /// What is asked.
        public var text: String
        /// What can be answered, in words.
        public var answers: [String]

        /// A question as it stands.
        public init(number: Int, text: String, answers: [String]) {
            self.number = number
            self.text = text
            self.answers = answers
        }
    }

    /// The programme on its line of time, in seconds from its first frame.
    public struct Course: Hashable, Sendable, Codable {
        /// What somebody hears in a stretch.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// A piece of music.
            case music
            /// The opening exercise or a cue.
            case spoken
            /// A bell, or the bed that holds the end.
            case rest
        }

        /// A piece, cue or bell.
        public struct Span: Hashable, Sendable, Codable {
            /// Its title.
            public var title: String
            /// What it is.
            public var kind: Kind
            /// Where it begins.
            public var start: Double
            /// Where it ends.
            public var end: Double
            /// How long it comes.
            public var fadeIn: Double
            /// How long it goes.
            public var fadeOut: Double

            /// A stretch with its times in seconds.
            public init(
                title: String, kind: Kind, start: Double, end: Double, fadeIn: Double,
                fadeOut: Double
            ) {
                self.title = title
                self.kind = kind
                self.start = start
                self.end = end
                self.fadeIn = fadeIn
                self.fadeOut = fadeOut
            }
        }

        /// How long the programme is.
        public var length: Double
        /// What is in it, in its order; at most `mostSpans`.
        public var spans: [Span]
        /// The arc at equal distances from the first second to the last, 0 its lowest point and 1 its
        /// highest; empty where it is flat.
        public var arc: [Double]

        /// The most stretches of a picture.
        public static let mostSpans = 240

        /// A programme of a length in seconds.
        public init(length: Double, spans: [Span], arc: [Double]) {
            self.length = length
            self.spans = spans
            self.arc = arc
        }
    }

    /// A reading of the vital signs.
    public struct Reading: Hashable, Sendable, Codable {
        /// Where on the programme it was made, in seconds; nil before it.
        public var at: Double?
        /// Systolic pressure in mmHg.
        public var systolic: Int
        /// Diastolic pressure in mmHg.
        public var diastolic: Int
        /// The infusion's minute, as words; nil before it.
        public var minute: String?
        /// All of it as a line.
        public var line: String

        /// A reading with its line.
        public init(at: Double?, systolic: Int, diastolic: Int, minute: String?, line: String) {
            self.at = at
            self.systolic = systolic
            self.diastolic = diastolic
            self.minute = minute
            self.line = line
        }
    }

    /// What the page's large controls depend on.
    public struct Switches: Hashable, Sendable, Codable {
        /// Whether everything waits for the start.
        public var isReady = false
        /// Whether the programme is held.
        public var isPaused = false
        /// Whether everything is silent by command.
        public var isQuiet = false
        /// Whether everything is down so that somebody can speak.
        public var isTalkingOver = false
        /// Whether it is over.
        public var isEnded = false
        /// Whether there is a patient, with what can be noted of one.
        public var hasPatient = false
        /// What becomes of the infusion next, where something can; its end is asked for apart.
        public var infusion: ConsoleInfusion?
        /// Whether it can be over now.
        public var canInfusionStop = false
        /// Whether that patient wears the blindfold.
        public var isBlindfolded = false

        /// All off.
        public init() {}
    }

    /// The playlist's title.
    public var title: String
    /// What is no patient's session, such as a rehearsal, and the arm.
    public var kind: String
    /// What the session is doing.
    public var phase: String
    /// What was heard of the programme, and of how much.
    public var elapsed: String
    /// What is left of it.
    public var left: String
    /// How much of the programme was heard, 0 to 1.
    public var share: Double
    /// Where on it the infusion ends, 0 to 1; nil where that is unknown or beyond.
    public var infusionEnd: Double?
    /// How far the infusion is; nil before it.
    public var infusion: String?
    /// The piece that sounds.
    public var now: Piece?
    /// The piece that follows.
    public var next: Piece?
    /// The programme as a whole.
    public var course: Course
    /// The readings of the patient's vital signs, in their order.
    public var readings: [Reading]
    /// Where the sound goes.
    public var outputs: [Output]
    /// What must be known, the latest last.
    public var notices: [String]
    /// What is asked, where something is.
    public var question: Question?
    /// What the controls depend on.
    public var switches: Switches

    /// A picture of a moment; see the properties.
    public init(
        title: String, kind: String, phase: String, elapsed: String, left: String, share: Double,
        infusionEnd: Double?, infusion: String?, now: Piece?, next: Piece?, course: Course,
        readings: [Reading] = [], outputs: [Output], notices: [String], question: Question?,
        switches: Switches
    ) {
        self.title = title
        self.kind = kind
        self.phase = phase
        self.elapsed = elapsed
        self.left = left
        self.share = share
        self.infusionEnd = infusionEnd
        self.infusion = infusion
        self.now = now
        self.next = next
        self.course = course
        self.readings = readings
        self.outputs = outputs
        self.notices = notices
        self.question = question
        self.switches = switches
    }
}
