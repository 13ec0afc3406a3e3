internal import MusikEngine
internal import MusikModel
internal import MusikRealtime

/// Where an engine goes on that takes over from one that was killed.
///
/// From the board of the one before: which programme frame was heard when. The programme did not wait,
/// unless it was held.
struct EngineTakeover {
    /// The frame that the mix begins at, a multiple of 512.
    var start: FrameCount = 0
    /// What each output's chain goes on with.
    var outputs: [FeedResumption]
    /// What the programme's clock shows; nil where nobody knows.
    var clock: ClockLine?
    /// Seconds since the engine before wrote its last page.
    var awaySeconds = 0.0

    /// A frame of an output's chain, a multiple of this.
    private static let block = Int64(OutputFeed.blockFrames)

    /// - Parameters:
    ///   - page: the board's page; nil where the engine before wrote none.
    ///   - positions: where the outputs were then.
    ///   - now: nanoseconds of CLOCK_MONOTONIC.
    init(
        _ state: EngineState, page: EngineBoard.Page?, positions: [FeedPosition], hertz: Int,
        now: UInt64
    ) {
        outputs = state.outputs.map { known in
            var output = FeedResumption()
            output.level = known.level
            output.ceiling = known.ceiling
            output.trim = known.trim
            output.isMuted = known.isMuted
            output.isQuiet = known.isQuiet
            output.isTalkingOver = known.isTalkingOver
            output.lostAt = page?.moment ?? now
            return output
        }
        guard let page, let reference = positions.first, reference.isPlaying else {
            // Not started, or killed before the first page of it: it begins.
            return
        }
        let away = Double(now &- page.moment) * 1e-9
        awaySeconds = away
        let passed = Int64(away * Double(hertz))
        if !state.outputs[0].isPaused { clock = Self.clock(page, reference, hertz) }
        let due = clock.map { Int64($0.frame(at: now)) } ?? reference.programmeFrame.value
        for index in outputs.indices {
            let position = positions[index]
            let known = state.outputs[index]
            outputs[index].isPlaying = true
            outputs[index].exposure =
                SIMD2(position.exposure.left, position.exposure.right) * Double(hertz)
            outputs[index].isPaused = known.isPaused
            let delivered =
                known.isPaused
                ? position.deliveredFrame.value + passed : due - position.programmeOffset.value
            let next = (delivered + Self.block - 1) / Self.block * Self.block
            outputs[index].deliveredFrame = next
            outputs[index].programmeFrame =
                known.isPaused
                ? position.programmeFrame.value : next + position.programmeOffset.value
            outputs[index].unheardFrames = max(0, next - (position.heardFrame?.value ?? next))
        }
        let first = outputs.map(\.programmeFrame).min() ?? 0
        start = FrameCount(max(0, first) / 512 * 512)
    }

    /// The clock that the engine before published; without one, what its reference output had heard.
    private static func clock(
        _ page: EngineBoard.Page, _ reference: FeedPosition, _ hertz: Int
    ) -> ClockLine? {
        if page.clock.rate > 0 { return page.clock }
        guard let heard = reference.heardFrame else { return nil }
        return ClockLine(
            frame: Double((heard + reference.programmeOffset).value), moment: reference.heardAt,
            rate: Double(hertz))
    }
}
