internal import Glibc
internal import MusikModel

/// How much of a piece lies at each pitch class, in tenths of a semitone, and the key it speaks for.
///
/// Counted are the spectrum's peaks over four octaves from C3 (130.8 Hz, less a quarter tone for
/// other tunings) on, each at its place
/// between the bins (a parabola through the logarithms), with its amplitude over its frequency: so
/// noise, which has more peaks to an octave the higher it is, favours no pitch class. Semitones are
/// those of the piece's own tuning, the mean deviation from A 440. The profiles are the probe-tone
/// ratings of Krumhansl and Kessler (1982).
struct Chroma {
    private var counts = [Double](repeating: 0, count: 120)
    private let width: Double
    private let bins: Range<Int>

    private static let lowest = 440 * pow(2, -21.5 / 12)
    private static let major = [
        6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
    ]
    private static let minor = [
        6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
    ]

    init(rate: Double) {
        width = rate / Double(SpectrumStream.size)
        let last = min(SpectrumStream.size / 2 - 2, Int((16 * Self.lowest / width).rounded(.up)))
        bins = max(1, Int(Self.lowest / width))..<last
    }

    /// Takes a power spectrum.
    mutating func add(_ power: UnsafePointer<Float>) {
        for bin in bins {
            let (before, here, after) = unsafe (power[bin - 1], power[bin], power[bin + 1])
            // Below -120 dBFS is nothing but rounding.
            guard here > before, here >= after, here > 1e-12 else { continue }
            let (a, b, c) = (
                Double(logf(before + 1e-20)), Double(logf(here)), Double(logf(after + 1e-20))
            )
            let hertz = (Double(bin) + 0.5 * (a - c) / (a - 2 * b + c)) * width
            let octaves = log2(hertz / Self.lowest)
            guard octaves >= 0, octaves < 4 else { continue }
            let place = Int(octaves * 120) + 115
            counts[place % 120] += Double(here).squareRoot() / hertz
        }
    }

    /// The key; nil where no pitch class stands out.
    var centre: TrackFeatures.TonalCentre? {
        let classes = pitchClasses
        let mean = classes.reduce(0, +) / 12
        guard mean > 0 else { return nil }
        let contrast = Self.deviation(classes) / mean
        guard contrast >= 0.2 else { return nil }
        var best: [(fit: Double, isMinor: Bool)] = []
        for centre in 0..<12 {
            let turned = (0..<12).map { classes[(centre + $0) % 12] }
            let (major, minor) = (
                Self.correlation(turned, Self.major), Self.correlation(turned, Self.minor)
            )
            best.append((max(major, minor), minor > major))
        }
        let order = best.indices.sorted { best[$0].fit > best[$1].fit }
        let (first, second) = (best[order[0]], best[order[1]])
        let confidence =
            max(0, first.fit) * min(1, (first.fit - second.fit) / 0.2) * min(1, contrast / 0.5)
        return TrackFeatures.TonalCentre(
            semitone: order[0], isMinor: first.isMinor, confidence: confidence)
    }

    /// The counts of whole semitones, of the piece's own tuning.
    private var pitchClasses: [Double] {
        var (x, y) = (0.0, 0.0)
        for (place, count) in counts.enumerated() {
            let turn = 2 * Double.pi * (Double(place) + 0.5) / 10
            x += count * cos(turn)
            y += count * sin(turn)
        }
        let tuning = atan2(y, x) / (2 * Double.pi)
        var classes = [Double](repeating: 0, count: 12)
        for (place, count) in counts.enumerated() {
            let semitone = Int(((Double(place) + 0.5) / 10 - tuning).rounded())
            classes[(semitone + 12) % 12] += count
        }
        return classes
    }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(values.count)).squareRoot()
    }

    private static func correlation(_ one: [Double], _ two: [Double]) -> Double {
        let (first, second) = (one.reduce(0, +) / 12, two.reduce(0, +) / 12)
        let product = zip(one, two).reduce(0) { $0 + ($1.0 - first) * ($1.1 - second) } / 12
        return product / (deviation(one) * deviation(two))
    }
}
