private import CMusikKernels

// The only calls into C that an audio thread makes from this module. The compiler cannot see into
// C, so its real-time check is switched off for exactly these functions; each of them takes no
// lock, allocates nothing and calls nothing (CMusikKernels/kernels.c), which the sanitizer test
// confirms while it runs.

/// The constants of the true-peak filter.
enum PeakFilter {
    static let taps = Int(MUSIK_PEAK_TAPS)
    static let phases = Int(MUSIK_PEAK_PHASES)

    /// Fills `taps * phases` coefficients. Not for an audio thread.
    static func fill(_ coefficients: UnsafeMutablePointer<Float>) {
        unsafe musik_peak_coefficients(coefficients)
    }
}

@_semantics("no_performance_analysis")
@inline(never)
func absolutePeak(_ samples: UnsafePointer<Float>, _ count: Int) -> Float {
    unsafe musik_absolute_peak(samples, count)
}

@_semantics("no_performance_analysis")
@inline(never)
func truePeaks(
    _ peaks: UnsafeMutablePointer<Float>, _ frames: UnsafePointer<Float>, _ count: Int,
    _ coefficients: UnsafePointer<Float>, bound: Float, floor: Float
) {
    unsafe musik_true_peaks(frames, count, coefficients, bound, floor, peaks)
}

@_semantics("no_performance_analysis")
@inline(never)
func peakGains(
    _ gains: UnsafeMutablePointer<Float>, _ peaks: UnsafePointer<Float>, _ count: Int,
    ceiling: Float
) {
    unsafe musik_peak_gains(gains, peaks, count, ceiling)
}

@_semantics("no_performance_analysis")
@inline(never)
func slidingMinimum(
    _ minimum: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, _ count: Int,
    reach: Int
) {
    unsafe musik_sliding_minimum(minimum, values, count, reach)
}

@_semantics("no_performance_analysis")
@inline(never)
func apply(
    _ envelope: UnsafePointer<Float>, to samples: UnsafeMutablePointer<Float>, _ frames: Int
) {
    unsafe musik_apply(samples, envelope, frames)
}

/// `sum[n] += gains[n] * source[n]` over stereo frames.
@_semantics("no_performance_analysis")
@inline(never)
func mix(
    _ source: UnsafePointer<Float>, under gains: UnsafePointer<Float>,
    to sum: UnsafeMutablePointer<Float>, _ frames: Int
) {
    unsafe musik_mix(sum, source, gains, frames)
}

@_semantics("no_performance_analysis")
@inline(never)
func energy(_ samples: UnsafePointer<Float>, _ count: Int) -> Double {
    unsafe musik_energy(samples, count)
}

/// Converts stereo frames into a device's format. `index` numbers the first frame for the dither.
@_semantics("no_performance_analysis")
@inline(never)
func convert(
    _ samples: UnsafePointer<Float>, _ frames: Int, to format: SampleFormat,
    at destination: UnsafeMutableRawPointer, index: Int64, dither: Bool
) {
    let dither: Int32 = dither ? 1 : 0
    switch format {
    case .s16:
        unsafe musik_to_s16(
            destination.assumingMemoryBound(to: Int16.self), samples, frames, index, dither)
    case .s24in3:
        unsafe musik_to_s24in3(
            destination.assumingMemoryBound(to: UInt8.self), samples, frames, index, dither)
    case .s24in4:
        unsafe musik_to_s24in4(
            destination.assumingMemoryBound(to: Int32.self), samples, frames, index, dither)
    case .s32:
        unsafe musik_to_s32(destination.assumingMemoryBound(to: Int32.self), samples, frames)
    case .float32:
        unsafe destination.copyMemory(from: samples, byteCount: frames * 8)
    }
}

/// The constants of the follower's resampler.
enum ResampleFilter {
    /// A table for a number of taps and a Kaiser window's `beta`. Not for an audio thread.
    static func makeTable(taps: Int, beta: Double) -> UnsafeMutablePointer<Float> {
        precondition(
            taps % Int(MUSIK_RESAMPLE_LANES) == 0 && taps <= Int(MUSIK_RESAMPLE_MOST_TAPS))
        let count = Int(MUSIK_RESAMPLE_SEGMENTS) * Int(MUSIK_RESAMPLE_TERMS) * taps
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
        let table = unsafe memory.bindMemory(to: Float.self, capacity: count)
        unsafe musik_resample_table(table, taps, beta)
        return unsafe table
    }
}

@_semantics("no_performance_analysis")
@inline(never)
func deinterleave(
    _ frames: UnsafePointer<Float>, into planes: UnsafePointer<UnsafeMutablePointer<Float>>,
    channels: Int, frames count: Int
) {
    unsafe musik_deinterleave(
        UnsafeRawPointer(planes).assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self),
        frames, channels, count)
}

@_semantics("no_performance_analysis")
@inline(never)
func resamplePlanes(
    _ planes: UnsafePointer<UnsafeMutablePointer<Float>>, _ channels: Int,
    _ table: UnsafePointer<Float>, _ taps: Int, into output: UnsafeMutablePointer<Float>,
    _ frames: Int, from start: Double, along ratio: FollowerRatio
) {
    unsafe musik_resample(
        output, UnsafeRawPointer(planes).assumingMemoryBound(to: UnsafePointer<Float>?.self),
        channels, frames, table, taps, start, ratio.first, ratio.bend)
}

/// The conversion into a device's format, for what renders without a device.
public enum SampleConversion {
    /// Converts stereo frames as an output does: `index` numbers the first frame since `play`, and
    /// the dither of each frame depends on its number alone. Any thread.
    public static func convert(
        _ samples: UnsafePointer<Float>, frames: Int, to format: SampleFormat,
        at destination: UnsafeMutableRawPointer, index: Int64, dither: Bool
    ) {
        unsafe MusikRealtime.convert(
            samples, frames, to: format, at: destination, index: index, dither: dither)
    }
}

/// Mixing on the mixer's thread: the same arithmetic live and to a file.
public enum MixKernel {
    /// `envelope[n] *=` the gain of a crossfade; see `Fade` for the law. Any thread.
    public static func fade(
        _ envelope: UnsafeMutablePointer<Float>, frames: Int, position: Int64, length: Int64,
        correlation: Double, isIncoming: Bool
    ) {
        unsafe musik_fade(envelope, frames, position, length, correlation, isIncoming ? 1 : 0)
    }

    /// `envelope[n] =` a straight line of `length` frames from one linear gain to another, from
    /// its frame `position` on. Any thread.
    public static func line(
        _ envelope: UnsafeMutablePointer<Float>, frames: Int, position: Int64, length: Int64,
        from: Float, to: Float
    ) {
        unsafe musik_line(envelope, frames, position, length, from, to)
    }

    /// `sum[n] += envelope[n] * source[n]` over stereo frames. Any thread.
    public static func add(
        _ source: UnsafePointer<Float>, under envelope: UnsafePointer<Float>,
        to sum: UnsafeMutablePointer<Float>, frames: Int
    ) {
        unsafe musik_mix(sum, source, envelope, frames)
    }

    /// The largest absolute sample. Any thread.
    public static func peak(_ samples: UnsafeBufferPointer<Float>) -> Float {
        guard let start = samples.baseAddress else { return 0 }
        return unsafe absolutePeak(start, samples.count)
    }
}
