internal import MusikEngine
internal import MusikModel
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession

/// What `musik-play status` prints.
struct SessionStatus: Encodable {
    /// One output.
    struct Output: Encodable {
        var purpose: String
        var device: String
        var condition: String
        var levelDb: Double
        var muted: Bool
        var underruns: Int
        /// By how many parts per million the card is fast, to a tenth.
        var clockPPM: Double?
        /// By how many milliseconds the programme is ahead of it, to a thousandth; only of those that
        /// follow another.
        var skewMs: Double?
        /// How its thread has fared since the programme began.
        var thread: Thread
    }

    /// How a thread that sound depends on has fared since the programme began.
    struct Thread: Encodable {
        /// By how many milliseconds it came back too late at most, to a thousandth.
        var worstLateMs: Double?
        /// The fewest frames that were left in the device, or of the mix.
        var leastFrames: Int64?
        /// Page faults without and with a disk.
        var minorFaults: Int
        var majorFaults: Int

        init(_ health: ThreadHealth) {
            worstLateMs = health.worstLateness.map { ($0 * 1_000_000).rounded() / 1000 }
            leastFrames = health.leastFrames
            minorFaults = health.minorFaults
            majorFaults = health.majorFaults
        }
    }

    /// Something that went wrong with the sound.
    struct Trouble: Encodable {
        /// Its name in the program.
        var kind: String
        /// Whose ears the output is for; nil for what concerns all.
        var purpose: String?
        /// When it happened last, in seconds of sound since the programme began.
        var atSeconds: Double
        /// How long it lasted; nil where that isn't known.
        var lastedSeconds: Double?
        /// How often within the minute before.
        var timesInLastMinute: Int
        /// The line that the screen shows.
        var text: String

        init(
            _ trouble: MusikSession.Trouble, _ places: [SessionOutputs.Place], _ language: Language
        ) {
            let place = trouble.output.map { places[$0].purpose }
            kind = trouble.kind.rawValue
            purpose = place.map { "\($0)" }
            atSeconds = (trouble.at * 10).rounded() / 10
            lastedSeconds =
                trouble.seconds > 0 ? (trouble.seconds * 1000).rounded() / 1000 : nil
            timesInLastMinute = trouble.count
            text = Phrase.trouble(trouble, place).text(language)
        }
    }

    var phase: String
    var arm: String
    var elapsedSeconds: Double
    var totalSeconds: Double
    var current: String?
    var next: String?
    var infusionMinute: Double?
    var talkOver: Bool
    var quiet: Bool
    var outputs: [Output]
    /// How the mixer's thread has fared.
    var mixer: Thread
    /// What went wrong with the sound lately, the latest last; 16 at most.
    var troubles: [Trouble]
    /// The engine's process, where it is one of its own.
    var enginePid: Int32?

    /// Sums up what the screen shows, how the threads fare and what went wrong.
    init(_ state: SessionScreenState, _ health: EngineHealth, _ troubles: [Trouble]) {
        phase = "\(state.phase)"
        arm = state.arm.rawValue
        elapsedSeconds = (state.elapsed * 10).rounded() / 10
        totalSeconds = (state.total * 10).rounded() / 10
        current = state.current?.title
        next = state.next?.title
        infusionMinute = state.infusion.map { ($0 / 6).rounded() / 10 }
        talkOver = state.isTalkingOver
        quiet = state.isQuiet
        outputs = zip(state.outputs, health.outputs).map { output, thread in
            Output(
                purpose: "\(output.purpose)", device: output.device,
                condition: "\(output.condition)", levelDb: output.level.value,
                muted: output.isMuted, underruns: output.underruns,
                clockPPM: output.clockError.map { ($0 * 10).rounded() / 10 },
                skewMs: output.skew.map { ($0 * 1_000_000).rounded() / 1000 },
                thread: Thread(thread))
        }
        mixer = Thread(health.mixer)
        self.troubles = troubles
    }
}
