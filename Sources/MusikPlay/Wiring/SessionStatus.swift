internal import MusikModel
internal import MusikRecord

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

    /// Sums up what the screen shows.
    init(_ state: SessionScreenState) {
        phase = "\(state.phase)"
        arm = state.arm.rawValue
        elapsedSeconds = (state.elapsed * 10).rounded() / 10
        totalSeconds = (state.total * 10).rounded() / 10
        current = state.current?.title
        next = state.next?.title
        infusionMinute = state.infusion.map { ($0 / 6).rounded() / 10 }
        talkOver = state.isTalkingOver
        quiet = state.isQuiet
        outputs = state.outputs.map {
            Output(
                purpose: "\($0.purpose)", device: $0.device, condition: "\($0.condition)",
                levelDb: $0.level.value, muted: $0.isMuted, underruns: $0.underruns,
                clockPPM: $0.clockError.map { ($0 * 10).rounded() / 10 },
                skewMs: $0.skew.map { ($0 * 1_000_000).rounded() / 1000 })
        }
    }
}
