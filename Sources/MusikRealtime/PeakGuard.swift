/// A true-peak limiter that looks ahead: the last guard before a device, not a means of loudness.
///
/// Works on blocks of 256 stereo frames and answers one block late. Where nothing exceeds the
/// ceiling the samples pass untouched, bit for bit. The gain that brings a peak to the ceiling is
/// reached in a straight line over 4 ms at 48 kHz (192 frames) before it and released with a time
/// constant of 150 ms.
@safe struct PeakGuard: ~Copyable {
    /// Frames of a block.
    static let block = 256

    /// What a later restore needs, beside the memory of `storageCount` floats.
    struct State: BitwiseCopyable, Sendable {
        /// The release-limited gain of the last frame.
        var released: Float = 1
        /// The sum of the last `attack` values of it.
        var sum = Double(PeakGuard.attack)
        /// Blocks without a peak and at unity gain in a row; after three nothing of a reduction is
        /// left in any history.
        var restingBlocks = 3
    }

    /// Frames over which the gain falls.
    private static let attack = 192
    /// Frames of the past kept before the two blocks, enough for the interpolation filter.
    private static let history = 32
    /// By how many frames peaks lag behind the newest frame.
    private static let lag = 16

    var state = State()
    private let isEnabled: Bool
    private let ceiling: Float
    private let release: Float
    private let bound: Float
    private let coefficients: UnsafeMutablePointer<Float>
    /// Everything that is state: window, one peak, gains, gain history.
    private let storage: UnsafeMutablePointer<Float>
    private let window: UnsafeMutablePointer<Float>
    private let gains: UnsafeMutablePointer<Float>
    private let releases: UnsafeMutablePointer<Float>
    private let lastPeak: UnsafeMutablePointer<Float>
    private let peaks: UnsafeMutablePointer<Float>
    private let minima: UnsafeMutablePointer<Float>

    /// Floats of the window and the peak, which are all there is to keep of a resting guard.
    private static let restingCount = (history + 2 * block) * 2 + 1
    /// Floats of state in `storage`.
    static let storageCount = restingCount + 2 * block + attack + block

    /// A guard at rest. Not for an audio thread.
    ///
    /// - Parameters:
    ///   - ceiling: the largest true peak it lets through, linear; nil switches it off.
    ///   - hertz: the sample rate.
    init(ceiling: Float?, hertz: Int) {
        isEnabled = ceiling != nil
        self.ceiling = ceiling ?? 1
        // One-pole release: 1 - e^(-1 / (0.15 s x rate)), by its first-order term, which is exact
        // to a part in ten thousand at these rates.
        release = 1 / (0.15 * Float(hertz))
        let filter = PeakFilter.taps * PeakFilter.phases
        unsafe coefficients = .allocate(capacity: filter)
        unsafe PeakFilter.fill(coefficients)
        bound = unsafe PeakFilter.gainBound(coefficients)
        unsafe storage = .allocate(capacity: Self.storageCount)
        unsafe storage.initialize(repeating: 0, count: Self.storageCount)
        unsafe window = storage
        unsafe lastPeak = window + (Self.history + 2 * Self.block) * 2
        unsafe gains = lastPeak + 1
        unsafe releases = gains + 2 * Self.block
        unsafe gains.update(repeating: 1, count: 2 * Self.block)
        unsafe releases.update(repeating: 1, count: Self.attack + Self.block)
        unsafe peaks = .allocate(capacity: Self.block + 1)
        unsafe peaks.initialize(repeating: 0, count: Self.block + 1)
        unsafe minima = .allocate(capacity: Self.block)
        unsafe minima.initialize(repeating: 1, count: Self.block)
    }

    deinit {
        unsafe coefficients.deallocate()
        unsafe storage.deallocate()
        unsafe peaks.deallocate()
        unsafe minima.deallocate()
    }

    /// Where the next block is to be written before `advance`: `block` stereo frames.
    var input: UnsafeMutablePointer<Float> {
        unsafe window + (Self.history + Self.block) * 2
    }

    /// Keeps what `restore` needs beside `state`, in memory for `storageCount` floats. Audio thread.
    func save(to memory: UnsafeMutablePointer<Float>) {
        let count = state.restingBlocks >= 3 ? Self.restingCount : Self.storageCount
        unsafe copyFloats(from: storage, to: memory, count: count)
    }

    /// Returns to what `save` kept and to its state. Audio thread.
    mutating func restore(_ state: State, from memory: UnsafePointer<Float>) {
        self.state = state
        guard state.restingBlocks >= 3 else {
            unsafe copyFloats(from: memory, to: storage, count: Self.storageCount)
            return
        }
        unsafe copyFloats(from: memory, to: storage, count: Self.restingCount)
        unsafe gains.update(repeating: 1, count: Self.storageCount - Self.restingCount)
    }

    /// Makes room for the next block: what was new becomes what is given out next. Audio thread.
    mutating func shift() {
        let block = Self.block
        unsafe copyFloats(from: window + block * 2, to: window, count: (Self.history + block) * 2)
        // Of a resting guard all of them are 1.
        guard state.restingBlocks < 3 else { return }
        unsafe copyFloats(from: gains + block, to: gains, count: block)
        unsafe copyFloats(from: releases + block, to: releases, count: Self.attack)
    }

    /// Takes the block at `input` and gives out the one before it. Audio thread.
    mutating func advance(into output: UnsafeMutablePointer<Float>) {
        let block = Self.block
        unsafe copyFloats(from: window + Self.history * 2, to: output, count: block * 2)
        guard isEnabled else { return }
        findGains()
        if state.restingBlocks >= 3 {
            unsafe (releases + Self.attack).update(repeating: 1, count: block)
            return
        }
        unsafe slidingMinimum(minima, gains, block, reach: Self.attack)
        for n in 0..<block {
            let wanted = unsafe minima[n]
            if wanted < state.released {
                state.released = wanted
            } else {
                state.released += (wanted - state.released) * release
                // The last 0.004 dB are one step, spread over the attack time by the mean below:
                // nearer to 1 the float's own steps would stop the approach.
                if wanted == 1, state.released > 0.9995 { state.released = 1 }
            }
            unsafe releases[Self.attack + n] = state.released
            state.sum += unsafe Double(state.released) - Double(releases[n])
            unsafe minima[n] = Float(state.sum * (1 / Double(Self.attack)))
        }
        unsafe apply(minima, to: output, block)
    }

    /// Computes the wanted gains of the frames that have become known.
    private mutating func findGains() {
        let block = Self.block
        let first = Self.history + block - Self.lag
        let taps = PeakFilter.taps
        let source = unsafe window + (first - (taps / 2 - 1)) * 2
        let fresh = unsafe gains + block - Self.lag
        if unsafe absolutePeak(source, (block + taps - 1) * 2) * bound <= ceiling,
            unsafe lastPeak[0] <= ceiling
        {
            unsafe fresh.update(repeating: 1, count: block)
            unsafe lastPeak[0] = 0
            if state.restingBlocks < 3, state.released == 1 { state.restingBlocks += 1 }
            return
        }
        unsafe peaks[0] = lastPeak[0]
        unsafe truePeaks(
            peaks + 1, source, block, coefficients, bound: bound, floor: ceiling)
        unsafe peakGains(fresh, peaks + 1, block, ceiling: ceiling)
        unsafe lastPeak[0] = peaks[block]
        if unsafe absolutePeak(peaks, block + 1) > ceiling {
            state.restingBlocks = 0
        } else if state.restingBlocks < 3, state.released == 1 {
            state.restingBlocks += 1
        }
    }
}
