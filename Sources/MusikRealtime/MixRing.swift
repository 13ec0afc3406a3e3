public import MusikModel
private import Synchronization

/// The mixed programme on its way to the outputs: one writer, any number of readers, no locks.
///
/// Frames are addressed by their number on the programme's timeline. The reference output's reader
/// holds the writer back; other readers follow, and one that falls behind the kept history jumps.
/// About a second behind the reference is kept, so that an output can take frames back.
@safe public final class MixRing: @unchecked Sendable {
    // Safe to share: a frame is written before `head` passes it, and the writer never touches the
    // frames within `history` behind the reference reader; other readers check after copying.
    let core: UnsafeMutablePointer<MixRingCore>

    /// The rate of the frames.
    public let rate: SampleRate
    /// Which programme frame is heard when, as the reference output says.
    public let clock = ProgrammeClock()
    /// How many frames the writer may be ahead of the reference reader.
    public let ahead: Int64
    /// How many frames stay readable behind the reference reader.
    public let history: Int64
    /// What stands in for music that isn't mixed in time; held here, read through `core`.
    private let bed: BedSound?

    /// An empty ring whose next frame is `start`. Memory is allocated and touched here.
    ///
    /// - Parameter bed: what stands in for music at an output that keeps time; nil for silence.
    public init(
        rate: SampleRate, aheadSeconds: Double, start: FrameCount = 0, bed: BedSound? = nil
    ) {
        self.rate = rate
        self.bed = bed
        ahead = Int64(aheadSeconds * Double(rate.hertz))
        history = Int64(rate.hertz) * 5 / 4
        var capacity: Int64 = 1024
        while capacity < ahead + history + 4096 { capacity *= 2 }
        unsafe core = .allocate(capacity: 1)
        unsafe core.initialize(
            to: MixRingCore(
                capacity: capacity, history: history, start: start.value, hertz: rate.hertz,
                bed: bed?.loop))
    }

    deinit {
        unsafe core.deinitialize(count: 1)
        unsafe core.deallocate()
    }

    /// One past the last written frame. Any thread.
    public var head: FrameCount { FrameCount(unsafe core.pointee.head.load(ordering: .acquiring)) }

    /// Where the reference reader is. Any thread.
    public var reference: FrameCount {
        FrameCount(unsafe core.pointee.reference.load(ordering: .acquiring))
    }

    /// One past the last frame that will ever come; `Int64.max` while unknown. Any thread.
    public var end: FrameCount {
        get { FrameCount(unsafe core.pointee.end.load(ordering: .acquiring)) }
        set { unsafe core.pointee.end.store(newValue.value, ordering: .releasing) }
    }

    /// Says where music is planned from a frame on: ranges of frames in order, which neither touch
    /// nor overlap. A bed may stand in there, up to a second before a range's end. One thread at a
    /// time, not an audio thread.
    public func setMusic(_ ranges: [Range<Int64>], from frame: FrameCount) {
        unsafe core.pointee.sounding.set(ranges, from: frame.value, tail: Int64(rate.hertz))
    }

    /// How many frames the writer may write now. Writer thread.
    public var room: Int {
        let limit = unsafe core.pointee.reference.load(ordering: .acquiring) + ahead
        return Int(max(0, unsafe limit - core.pointee.head.load(ordering: .relaxed)))
    }

    /// Appends frames that `body` writes, interleaved, into memory of old ones; at most `room`, and
    /// within one stretch between multiples of 512. Writer thread.
    public func write(count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        unsafe core.pointee.write(count: count, body)
    }
}
