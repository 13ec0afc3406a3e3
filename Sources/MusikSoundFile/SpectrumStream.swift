internal import CMusikKernels
internal import Glibc
internal import MusikModel

/// Cuts stereo frames into overlapping windows at a reduced rate and takes the power spectrum of
/// each; see `TrackFeatures`. The first window's middle is the first frame.
struct SpectrumStream: ~Copyable {
    static let size = Int(MUSIK_SPECTRUM_SIZE)
    static let hop = 512
    /// The lowest rate that windows are cut at.
    static let lowestRate = 22_050

    /// Frames per second within the windows.
    let rate: Double
    private let step: Int
    private let taps: FloatBuffer
    private let tapCount: Int
    private let tables = FloatBuffer(count: 3 * size)
    private let work = FloatBuffer(count: 4 * size)
    private let power = FloatBuffer(count: size / 2)
    private let left = FloatBuffer(count: capacity)
    private let right = FloatBuffer(count: capacity)
    private let incoming: FloatBuffer
    private var waiting: Int
    private var filled = size / 2

    private static let capacity = 2 * size
    private static let block = 1024

    init(rate hertz: SampleRate) {
        step = max(1, hertz.hertz / Self.lowestRate)
        rate = Double(hertz.hertz) / Double(step)
        let shape = Self.lowpass(step)
        tapCount = shape.count
        taps = FloatBuffer(count: 2 * tapCount)
        for (index, tap) in shape.enumerated() {
            unsafe taps.start[2 * index] = tap
            unsafe taps.start[2 * index + 1] = tap
        }
        incoming = FloatBuffer(count: 2 * (tapCount + step + Self.block))
        // Silence before the first frame, so that the filter's middle is over it.
        waiting = tapCount / 2
        unsafe musik_spectrum_tables(tables.start)
    }

    /// Takes interleaved stereo frames, and hands on the power spectrum of each window.
    mutating func add(
        _ frames: UnsafePointer<Float>, count: Int, _ body: (UnsafePointer<Float>) -> Void
    ) {
        var done = 0
        while done < count {
            let some = min(Self.block, count - done)
            unsafe (incoming.start + 2 * waiting).update(from: frames + 2 * done, count: 2 * some)
            waiting += some
            done += some
            reduce()
            unsafe cut(body)
        }
    }

    /// Hands on the last windows, as if silence followed.
    mutating func finish(_ body: (UnsafePointer<Float>) -> Void) {
        let silence = FloatBuffer(count: 2 * Self.block)
        let rest = Self.size / 2 * step + tapCount / 2
        for start in stride(from: 0, to: rest, by: Self.block) {
            unsafe add(silence.start, count: min(Self.block, rest - start), body)
        }
    }

    private mutating func reduce() {
        guard waiting >= tapCount else { return }
        let made = (waiting - tapCount) / step + 1
        unsafe musik_decimate(
            left.start + filled, right.start + filled, incoming.start, made, step, taps.start,
            tapCount)
        filled += made
        waiting -= made * step
        unsafe memmove(
            incoming.start, incoming.start + 2 * made * step,
            2 * waiting * MemoryLayout<Float>.size)
    }

    private mutating func cut(_ body: (UnsafePointer<Float>) -> Void) {
        var start = 0
        while filled - start >= Self.size {
            unsafe musik_power_spectrum(
                power.start, left.start + start, right.start + start, tables.start, work.start)
            unsafe body(power.start)
            start += Self.hop
        }
        filled -= start
        unsafe memmove(left.start, left.start + start, filled * MemoryLayout<Float>.size)
        unsafe memmove(right.start, right.start + start, filled * MemoryLayout<Float>.size)
    }

    /// A low pass for every `step`-th frame: sinc under a Blackman window, 32 taps for each frame
    /// that is left, half its gain at nine tenths of half the new rate.
    private static func lowpass(_ step: Int) -> [Float] {
        guard step > 1 else { return [1] }
        let count = 32 * step
        let cutoff = 0.45 / Double(step)
        let shape = (0..<count).map { index -> Double in
            let time = Double(index) - Double(count - 1) / 2
            let turn = 2 * Double.pi * (Double(index) + 0.5) / Double(count)
            let window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn)
            return window * sin(2 * Double.pi * cutoff * time) / (Double.pi * time)
        }
        let sum = shape.reduce(0, +)
        return shape.map { Float($0 / sum) }
    }
}
