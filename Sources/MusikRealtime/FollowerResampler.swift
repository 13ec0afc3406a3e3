/// Resamples the programme for a card with a clock of its own, by a ratio near one that may change
/// with every call.
///
/// A windowed sinc of 64 taps (96 below 47 kHz) whose every tap is a parabola over each 128th of the
/// way between two frames: flat and without images up to 20 kHz, 140 dB below the sound. Above, up to
/// half the rate, sound is let down and mirrored there, where nobody hears it. Owned by one thread.
@safe public struct FollowerResampler: ~Copyable {
    /// Interleaved channels.
    public let channels: Int
    /// Frames of the programme around a position that its value is made of.
    public let taps: Int
    /// How many output frames one call computes at most.
    public let mostFrames: Int
    /// Where between two frames of the programme the next output frame lies, 0 up to 1.
    public private(set) var phase = 0.0

    private let table: UnsafeMutablePointer<Float>
    private let planes: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let ends: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let memory: UnsafeMutablePointer<Float>

    /// A resampler of silence. Allocates and touches all its memory; not for an audio thread.
    public init(channels: Int = 2, hertz: Int, mostFrames: Int = 256) {
        precondition(channels > 0 && mostFrames > 0)
        self.channels = channels
        self.mostFrames = mostFrames
        let isLow = hertz < 47_000
        taps = isLow ? 96 : 64
        unsafe table = ResampleFilter.makeTable(taps: taps, beta: isLow ? 14 : 15)
        let room = taps + mostFrames + mostFrames / 256 + 2
        unsafe memory = .allocate(capacity: room * channels)
        unsafe memory.initialize(repeating: 0, count: room * channels)
        unsafe planes = .allocate(capacity: channels)
        unsafe ends = .allocate(capacity: channels)
        for channel in 0..<channels {
            unsafe (planes + channel).initialize(to: memory + channel * room)
            unsafe (ends + channel).initialize(to: memory + channel * room + taps)
        }
    }

    deinit {
        unsafe table.deallocate()
        unsafe memory.deallocate()
        unsafe planes.deallocate()
        unsafe ends.deallocate()
    }

    /// Begins anew at a position between two frames, with the frames around it: `taps` of them,
    /// interleaved, of which the one before the position is number `taps / 2 - 1`; silence where nil.
    /// Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func restart(phase: Double, around frames: UnsafePointer<Float>? = nil) {
        self.phase = phase
        if let frames = unsafe frames {
            unsafe deinterleave(frames, into: planes, channels: channels, frames: taps)
        } else {
            for channel in 0..<channels {
                unsafe planes[channel].update(repeating: 0, count: taps)
            }
        }
    }

    /// How many frames of the programme the next call takes: those the position passes. Audio thread.
    public func inputFrames(for frames: Int, along ratio: FollowerRatio) -> Int {
        Int(phase + ratio.advance(frames))
    }

    /// Computes output frames from the position on; `input` holds `inputFrames(for:along:)` frames,
    /// which follow those of the calls before. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func resample(
        _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, frames: Int,
        along ratio: FollowerRatio
    ) {
        let end = phase + ratio.advance(frames)
        let taken = Int(end)
        precondition(frames <= mostFrames && taken <= mostFrames + mostFrames / 256 + 2)
        unsafe deinterleave(input, into: ends, channels: channels, frames: taken)
        unsafe resamplePlanes(
            planes, channels, table, taps, into: output, frames, from: phase, along: ratio)
        for channel in 0..<channels {
            unsafe copyFloats(
                from: planes[channel] + taken, to: planes[channel], count: taps)
        }
        phase = end - Double(taken)
    }
}
