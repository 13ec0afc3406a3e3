internal import CMusikKernels
internal import Glibc

/// The bands of `TrackFeatures`: triangles, evenly spaced on the mel scale.
///
/// Two sums over all bins stand after them: the power, and the power times the frequency in kHz.
struct MelBands {
    static let count = 40
    /// All sums of one window.
    static let sums = count + 2
    static let powerSum = count
    static let momentSum = count + 1

    /// The bands in whose middle most of a voice lies, 300 to 3400 Hz.
    static let voice: Range<Int> = {
        let inside = (0..<count).filter { (300..<3400).contains(edges[$0 + 1]) }
        return inside[0]..<inside[inside.count - 1] + 1
    }()

    /// Where the triangles begin, culminate and end, in Hz.
    static let edges: [Double] = {
        func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
        let (low, high) = (mel(30), mel(10_500))
        return (0..<count + 2).map { index in
            let value = low + (high - low) * Double(index) / Double(count + 1)
            return 700 * (pow(10, value / 2595) - 1)
        }
    }()

    private var weights: [Float] = []
    private var first: [Int32] = []
    private var counts: [Int32] = []

    init(rate: Double) {
        let width = rate / Double(SpectrumStream.size)
        let bins = SpectrumStream.size / 2
        func add(_ range: Range<Int>, _ weight: (Int) -> Double) {
            first.append(Int32(range.lowerBound))
            counts.append(Int32(range.count))
            weights += range.map { Float(weight($0)) }
        }
        for band in 0..<Self.count {
            let (low, middle, high) = (
                Self.edges[band], Self.edges[band + 1], Self.edges[band + 2]
            )
            let start = Int((low / width).rounded(.up))
            let end = min(bins, Int((high / width).rounded(.up)))
            if start < end {
                add(start..<end) { bin in
                    let hertz = Double(bin) * width
                    return max(
                        0, min((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
                }
            } else {
                // The lowest bands can be narrower than a bin, the highest above what there is.
                let bin = Int((middle / width).rounded())
                add(min(bin, bins - 1)..<min(bin, bins - 1) + 1) { _ in bin < bins ? 1 : 0 }
            }
        }
        // Two bins and less are below 20 Hz.
        add(2..<bins) { _ in 1 }
        add(2..<bins) { Double($0) * width / 1000 }
    }

    /// Writes the sums of a power spectrum.
    func add(_ power: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>) {
        unsafe weights.withUnsafeBufferPointer { weights in
            unsafe first.withUnsafeBufferPointer { first in
                unsafe counts.withUnsafeBufferPointer { counts in
                    unsafe musik_band_sums(
                        sums, power, weights.baseAddress!, first.baseAddress!,
                        counts.baseAddress!, Self.sums)
                }
            }
        }
    }
}
