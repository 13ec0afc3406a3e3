// Audio thread, but for `init`; see OutputLoop.swift for what it must not do.
internal import MusikModel
internal import MusikRealtime

/// The feed of one card among several: it learns the card's clock and keeps to that of the programme.
///
/// The reference's frames pass untouched, and its clock, counted in programme frames, is everybody's.
/// Every other card's frames are resampled by the ratio that keeps it in step. A frame of the feed is
/// a frame of the programme at the rate by name; what the card counts are its own.
@safe final class ClockedFeed: PulledFeed, @unchecked Sendable {
    // Safe to share: everything behind `core` belongs to whoever holds the output's gate, as the feed
    // does.
    private let feed: OutputFeed
    private let core: UnsafeMutablePointer<ClockedCore>
    private let isReference: Bool

    init(_ feed: OutputFeed, acousticDelay: Int64 = 0) {
        self.feed = feed
        isReference = feed.isReference
        unsafe core = .allocate(capacity: 1)
        unsafe core.initialize(
            to: ClockedCore(hertz: feed.rate.hertz, acousticDelay: acousticDelay))
    }

    deinit {
        unsafe core.deinitialize(count: 1)
        unsafe core.deallocate()
    }

    var rate: SampleRate { feed.rate }
    var framesAhead: Int { feed.framesAhead }
    var urgentCommands: UInt32 { feed.urgentCommands }
    var framesReady: Int { feed.framesReady }

    /// The frame of the feed that belongs to the card's next one.
    var renderedFrames: Int64 {
        isReference ? feed.renderedFrames : Int64(position.rounded(.down))
    }

    private var position: Double { unsafe core.pointee.position(after: feed.renderedFrames) }

    func setFormat(_ format: SampleFormat) {
        unsafe core.pointee.format = format
        feed.setFormat(isReference ? format : .float32)
    }

    func fill(_ destination: UnsafeMutableRawPointer, frames: Int, deviceFrame: Int64) {
        if isReference {
            unsafe feed.fill(destination, frames: frames, deviceFrame: deviceFrame)
            return tell()
        }
        var done = 0
        while done < frames {
            var count = min(frames - done, ClockedCore.part)
            let ratio = walk(count, from: deviceFrame + Int64(done))
            let place = unsafe destination + done * core.pointee.format.frameSize
            let silent = unsafe core.pointee.silentFrames
            if silent > 0 {
                count = min(count, silent)
                unsafe core.pointee.silentFrames -= count
                unsafe core.pointee.silence(count, into: place)
            } else {
                unsafe core.pointee.resample(feed, count, along: ratio, into: place)
            }
            done += count
        }
    }

    /// The next walk along the programme; straight on where a clock is missing.
    private func walk(_ frames: Int, from deviceFrame: Int64) -> FollowerRatio {
        guard let offset = feed.programmeOffset else {
            // After a pause both begin again where they are, which is not together.
            unsafe core.pointee.isPlaced = false
            unsafe core.pointee.freshFrames = feed.rate.hertz / 10
            return unsafe core.pointee.steering.walkOn()
        }
        let isFresh = unsafe core.pointee.freshFrames > 0
        unsafe core.pointee.freshFrames -= isFresh ? frames : 0
        guard let line = unsafe core.pointee.card.guess,
            unsafe feed.clock.read(into: &core.pointee.programme)
        else {
            unsafe core.pointee.isPlaced = false
            return unsafe core.pointee.steering.walkOn()
        }
        let programme = unsafe core.pointee.programme
        if unsafe !core.pointee.isPlaced {
            unsafe core.pointee.isPlaced = true
            let due = unsafe core.pointee.steering.place(
                Double(deviceFrame), card: line, programme: programme)
            // In the middle of sound the steering has to do.
            if isFresh { place(by: Int((due - position - Double(offset)).rounded())) }
        }
        guard unsafe core.pointee.silentFrames == 0 else {
            return unsafe core.pointee.steering.walkOn()
        }
        return unsafe core.pointee.steering.walk(
            from: position + Double(offset), deviceFrame: Double(deviceFrame), frames: frames,
            card: line, programme: programme)
    }

    /// Goes on so many frames further, or waits so many: at the start of sound, where neither is
    /// heard. What is further away is left to a join.
    private func place(by frames: Int) {
        if frames > 0, frames < min(feed.rate.hertz * 7 / 10, feed.framesReady) {
            _ = skip(frames: frames, takesCommands: true)
        } else if frames < 0, frames > -feed.rate.hertz {
            unsafe core.pointee.forgetSound()
            unsafe core.pointee.silentFrames = -frames
        }
    }

    func skip(frames: Int, takesCommands: Bool) -> Int {
        if !isReference { unsafe core.pointee.forgetSound() }
        let passed = feed.skip(frames: frames, takesCommands: takesCommands)
        if isReference { tell() }
        return passed
    }

    func rewind(frames: Int) -> Int {
        if !isReference { unsafe core.pointee.forgetSound() }
        let taken = feed.rewind(frames: frames)
        if isReference { tell() }
        return taken
    }

    var resumedSince: UInt64? { feed.resumedSince }

    func rise(frames: Int32) { feed.rise(frames: frames) }

    func trim(_ gain: Float) { feed.trim(gain) }

    func publish(heardFrames: Int64, at nanoseconds: UInt64) {
        feed.publish(heardFrames: heardFrames, at: nanoseconds)
    }

    func post(_ event: DeviceEvent) { feed.post(event) }

    func publish(thread: Int32) { feed.publish(thread: thread) }

    func note(lateness nanoseconds: UInt64) { feed.note(lateness: nanoseconds) }

    func note(framesLeft: Int64) { feed.note(framesLeft: framesLeft) }

    func beginStream() {
        unsafe core.pointee.card.restart()
        unsafe core.pointee.isPlaced = false
        unsafe core.pointee.isRejoining = core.pointee.own != nil
        unsafe core.pointee.silentFrames = 0
        if !isReference { unsafe core.pointee.forgetSound() }
    }

    func observe(_ reading: PointerReading) {
        unsafe core.pointee.card.observe(frame: reading.played, at: reading.moment)
        guard let line = unsafe core.pointee.card.line else { return }
        unsafe feed.publish(
            cardPartsPerMillion: core.pointee.card.partsPerMillion,
            skew: !isReference && core.pointee.isPlaced ? core.pointee.steering.skew : .nan)
        guard isReference else { return }
        // From the card's frames to the feed's: what was rendered and not handed over comes next.
        let ahead = feed.renderedFrames - reading.pending - reading.handed
        unsafe core.pointee.take(line.advanced(by: Double(ahead)), at: reading.moment)
        tell()
    }

    /// Says which programme frame is heard when, also while the card is away; nothing while the
    /// programme is held, and once all of it is rendered.
    private func tell() {
        guard let own = unsafe core.pointee.own else { return }
        if let offset = feed.programmeOffset {
            feed.clock.publish(
                unsafe own.advanced(by: Double(offset))
                    .delayed(by: core.pointee.steering.acousticDelay))
        } else {
            feed.clock.withdraw()
        }
    }

    func stoodStill() { unsafe core.pointee.card.restart() }

    var keepsStep: Bool { unsafe !isReference && core.pointee.isPlaced }

    func dueFrame(at nanoseconds: UInt64) -> Double? {
        if isReference, let own = unsafe core.pointee.own {
            return unsafe own.frame(at: nanoseconds) - core.pointee.astray
        }
        // A reference that goes on for another engine keeps to what that one's clock showed.
        guard let offset = feed.programmeOffset,
            unsafe feed.clock.read(into: &core.pointee.programme)
        else { return nil }
        let ear = nanoseconds &+ UInt64(bitPattern: unsafe core.pointee.steering.acousticDelay)
        return unsafe core.pointee.programme.frame(at: ear) - Double(offset)
    }

    var isAstray: Bool {
        unsafe !isReference && core.pointee.isPlaced && core.pointee.steering.isAstray
    }
}

/// The memory of a clocked feed.
@safe struct ClockedCore: ~Copyable {
    /// Device frames that are resampled at once, at most.
    static let part = 256

    var card: CardClock
    /// The programme's clock as it was read last.
    var programme = ClockLine(frame: 0, moment: 0, rate: 0)
    /// The reference's clock in frames of its feed.
    private(set) var own: ClockLine?
    /// Whether the stream began anew, and where it joined is not known yet.
    var isRejoining = false
    /// By how many frames the reference is ahead of where its joins should have put it.
    private(set) var astray = 0.0
    /// More than this, 2 ms, is nothing that a join makes up for.
    private let mostAstray: Double
    var steering: FollowerSteering
    var resampler: FollowerResampler
    var format = SampleFormat.s16
    /// Whether the steering knows where it began.
    var isPlaced = false
    /// Frames for which sound still counts as just begun.
    var freshFrames = 0
    /// Frames that are silent before the next one of the feed.
    var silentFrames = 0
    /// Device frames since the start, which number the dither.
    private var index: Int64 = 0
    private let input: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>

    init(hertz: Int, acousticDelay: Int64) {
        card = CardClock(hertz: hertz)
        mostAstray = Double(hertz) / 500
        steering = FollowerSteering(hertz: hertz, acousticDelay: acousticDelay)
        resampler = FollowerResampler(hertz: hertz, mostFrames: Self.part)
        let room = 2 * (Self.part + 4)
        unsafe input = .allocate(capacity: room)
        unsafe input.initialize(repeating: 0, count: room)
        unsafe output = .allocate(capacity: room)
        unsafe output.initialize(repeating: 0, count: room)
    }

    deinit {
        unsafe input.deallocate()
        unsafe output.deallocate()
    }

    /// Takes up the reference's clock, as it is known at a moment.
    ///
    /// A join sees one reading of the pointer, which is late by some tenths of a millisecond; half a
    /// second of them tell how far off it was. The next join makes up for that, so that faults of a
    /// whole session don't add up.
    mutating func take(_ line: ClockLine, at moment: UInt64) {
        if isRejoining, let before = own {
            let off = astray + line.frame(at: moment) - before.frame(at: moment)
            astray = min(mostAstray, max(-mostAstray, off))
        }
        isRejoining = false
        own = line
    }

    /// Where the resampler is, in frames of a feed of which so many were rendered: it has taken half
    /// its taps beyond.
    func position(after rendered: Int64) -> Double {
        Double(rendered - Int64(resampler.taps / 2) - 1) + resampler.phase
    }

    /// What was taken belongs to another place; what follows rises from silence.
    mutating func forgetSound() { unsafe resampler.restart(phase: resampler.phase) }

    /// Gives silent frames.
    mutating func silence(_ frames: Int, into destination: UnsafeMutableRawPointer) {
        unsafe destination.initializeMemory(
            as: UInt8.self, repeating: 0, count: frames * format.frameSize)
        index += Int64(frames)
    }

    /// Takes what is needed from a feed, and gives so many frames of the card in its format.
    mutating func resample(
        _ feed: OutputFeed, _ frames: Int, along ratio: FollowerRatio,
        into destination: UnsafeMutableRawPointer
    ) {
        let taken = resampler.inputFrames(for: frames, along: ratio)
        unsafe feed.fill(UnsafeMutableRawPointer(input), frames: taken, deviceFrame: 0)
        unsafe resampler.resample(input, into: output, frames: frames, along: ratio)
        unsafe SampleConversion.convert(
            output, frames: frames, to: format, at: destination, index: index,
            dither: feed.isDithered)
        index += Int64(frames)
    }
}
