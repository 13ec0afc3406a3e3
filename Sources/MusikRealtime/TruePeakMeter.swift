/// Measures the true peak of stereo frames: 8 points per sample interval, 32-tap interpolation.
///
/// The largest absolute value of the signal between the samples as ITU-R BS.1770-4 annex 2 means
/// it, with twice the density it asks for. One thread at a time.
@safe public struct TruePeakMeter: ~Copyable {
    /// The largest absolute value so far; 1 is full scale. Points nearer than 16 frames to the last
    /// processed frame count once `finish` was called.
    public private(set) var peak: Float = 0

    private let coefficients: UnsafeMutablePointer<Float>
    private let window: UnsafeMutablePointer<Float>
    private let peaks: UnsafeMutablePointer<Float>
    private let gainBound: Float
    private static let history = PeakFilter.taps - 1
    private static let block = 1024

    /// A meter that has seen nothing.
    public init() {
        let count = PeakFilter.taps * PeakFilter.phases
        unsafe coefficients = .allocate(capacity: count)
        unsafe PeakFilter.fill(coefficients)
        unsafe window = .allocate(capacity: (Self.block + Self.history) * 2)
        unsafe window.initialize(repeating: 0, count: (Self.block + Self.history) * 2)
        unsafe peaks = .allocate(capacity: Self.block)
        unsafe peaks.initialize(repeating: 0, count: Self.block)
        gainBound = unsafe PeakFilter.gainBound(coefficients)
    }

    deinit {
        unsafe coefficients.deallocate()
        unsafe window.deallocate()
        unsafe peaks.deallocate()
    }

    /// Takes interleaved stereo frames.
    public mutating func process(_ interleaved: UnsafePointer<Float>, frames: Int) {
        var done = 0
        while done < frames {
            let count = min(Self.block, frames - done)
            let history = Self.history * 2
            unsafe copyFloats(from: interleaved + done * 2, to: window + history, count: count * 2)
            // No interpolated point exceeds the largest sample times the filter's absolute sum:
            // a block that cannot raise the peak needs no interpolation.
            if unsafe absolutePeak(window, history + count * 2) * gainBound > peak {
                unsafe truePeaks(
                    peaks, window, count, coefficients, bound: gainBound, floor: peak)
                peak = max(peak, unsafe absolutePeak(peaks, count))
            }
            unsafe copyFloats(from: window + count * 2, to: window, count: history)
            done += count
        }
    }

    /// Counts the points around the last frames too, as if silence followed.
    public mutating func finish() {
        let silence = [Float](repeating: 0, count: PeakFilter.taps * 2)
        unsafe silence.withUnsafeBufferPointer { buffer in
            unsafe process(buffer.baseAddress!, frames: PeakFilter.taps)
        }
    }
}

extension PeakFilter {
    /// The largest factor by which an interpolated point can exceed the largest sample.
    static func gainBound(_ coefficients: UnsafePointer<Float>) -> Float {
        var bound: Float = 0
        for phase in 0..<phases {
            var sum: Float = 0
            for tap in 0..<taps { sum += unsafe abs(coefficients[phase * taps + tap]) }
            bound = max(bound, sum)
        }
        return bound
    }
}
