internal import MusikModel
internal import Synchronization

/// What an output thread publishes for everybody else, without locks.
struct FeedStatus: ~Copyable, Sendable {
    /// Counts urgent commands.
    let urgent = Atomic<UInt32>(0)
    /// The next programme frame the chain takes.
    let programmeFrame = Atomic<Int64>(0)
    /// The programme frame of delivered frame 0, if nothing had held the timeline since.
    let programmeOffset = Atomic<Int64>(0)
    /// Frames delivered since `play`.
    let deliveredFrame = Atomic<Int64>(0)
    /// Rendered frames at the moment `play` took effect; -1 before.
    let playedFrom = Atomic<Int64>(-1)
    /// Whether the timeline is held.
    let isHeld = Atomic<Bool>(false)
    /// Mean squares of the last tenth of a second, as float bits: what came in, what went out.
    let inputPower = Atomic<UInt32>(0)
    let outputPower = Atomic<UInt32>(0)

    /// How the output's thread fares.
    let gauge = ThreadGauge()

    /// The card's error in parts per million and its skew in seconds, as double bits; no number while
    /// unknown.
    let cardRate = Atomic<UInt64>(Double.nan.bitPattern)
    let cardSkew = Atomic<UInt64>(Double.nan.bitPattern)

    /// What is known of the card's clock; nil before the first second.
    var card: CardReport? {
        let rate = Double(bitPattern: cardRate.load(ordering: .relaxed))
        let skew = Double(bitPattern: cardSkew.load(ordering: .relaxed))
        return rate.isNaN
            ? nil : CardReport(partsPerMillion: rate, skew: skew.isNaN ? nil : skew)
    }

    /// Weighted squares of what was given out, as double bits.
    private let exposureLeft = Atomic<UInt64>(0)
    private let exposureRight = Atomic<UInt64>(0)

    /// Writes the weighted squares of what was given out. Audio thread.
    func publish(exposure: SIMD2<Double>) {
        exposureLeft.store(exposure.x.bitPattern, ordering: .relaxed)
        exposureRight.store(exposure.y.bitPattern, ordering: .relaxed)
    }

    /// What was given out so far, by a number of frames in each second.
    func exposure(hertz: Int) -> SoundExposure {
        SoundExposure(
            left: Double(bitPattern: exposureLeft.load(ordering: .relaxed)) / Double(hertz),
            right: Double(bitPattern: exposureRight.load(ordering: .relaxed)) / Double(hertz))
    }

    private let sequence = Atomic<UInt64>(0)
    private let heard = Atomic<Int64>(0)
    private let heardAt = Atomic<UInt64>(0)

    /// Writes the pair that must be read together. Audio thread.
    func publish(heardFrames: Int64, at nanoseconds: UInt64) {
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
        heard.store(heardFrames, ordering: .sequentiallyConsistent)
        heardAt.store(nanoseconds, ordering: .sequentiallyConsistent)
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    /// Reads the pair; tries again while it is being written. Any thread but an audio thread.
    func heardPosition() -> (frames: Int64, nanoseconds: UInt64) {
        while true {
            let before = sequence.load(ordering: .sequentiallyConsistent)
            let frames = heard.load(ordering: .sequentiallyConsistent)
            let nanoseconds = heardAt.load(ordering: .sequentiallyConsistent)
            if before % 2 == 0, sequence.load(ordering: .sequentiallyConsistent) == before {
                return (frames, nanoseconds)
            }
        }
    }
}
