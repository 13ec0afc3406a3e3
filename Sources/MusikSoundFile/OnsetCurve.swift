internal import Glibc
internal import MusikModel

/// How suddenly the spectrum rises, window by window; its onsets and its pulse. See `TrackFeatures`.
struct OnsetCurve {
    private let perSecond: Double
    /// The flux above the mean around it, in dB.
    private let rise: [Double]
    private let heights: [Double]
    private let seconds: Double
    /// The windows that aren't an edge of the track: a hard one spreads over all bands.
    private let inner: Range<Int>

    /// The least height of an onset, in dB.
    private static let least = 1.2
    /// What a steady sound's flux moves by, in dB, in time with the windows.
    private static let still = 0.25
    private static let lag = 2
    private static let reach = 2

    init(_ windows: SpectralWindows) {
        perSecond = windows.perSecond
        seconds = windows.audibleSeconds
        let flux = Self.flux(windows)
        let around = Int((0.5 * windows.perSecond).rounded())
        var sums = [0.0]
        for value in flux { sums.append(sums[sums.count - 1] + value) }
        rise = flux.indices.map { index in
            let (low, high) = (max(0, index - around), min(flux.count, index + around + 1))
            return flux[index] - (sums[high] - sums[low]) / Double(high - low)
        }
        var heights: [Double] = []
        var last = -1
        let edge = Int((0.1 * windows.perSecond).rounded(.up))
        let first = windows.audible.lowerBound + edge
        inner = first..<max(first, windows.audible.upperBound - edge)
        for index in inner {
            let range = max(0, index - Self.reach)..<min(flux.count, index + Self.reach + 1)
            guard rise[index] >= Self.least, index - last > Self.reach,
                flux[index] >= flux[range].max() ?? 0
            else { continue }
            heights.append(rise[index])
            last = index
        }
        self.heights = heights
    }

    private static func flux(_ windows: SpectralWindows) -> [Double] {
        var earlier: [[Float]] = []
        return (0..<windows.count).map { window in
            let levels = windows.levels(window)
            defer {
                earlier.append(levels)
                if earlier.count > lag { earlier.removeFirst() }
            }
            guard earlier.count == lag else { return 0 }
            var sum: Float = 0
            for band in levels.indices { sum += max(0, levels[band] - earlier[0][band]) }
            return Double(sum) / Double(levels.count)
        }
    }

    /// Onsets per audible second.
    var density: Double { seconds > 0 ? Double(heights.count) / seconds : 0 }

    /// See `TrackFeatures.percussiveness`.
    var percussiveness: Double {
        guard seconds > 0 else { return 0 }
        let perSecond = heights.reduce(0, +) / seconds
        return perSecond / (perSecond + 6)
    }

    /// The tempo with the highest mean autocorrelation at one to four beats; tempos far from 110
    /// count for less, because every slower multiple of a beat fits as well.
    var tempo: TrackFeatures.Tempo? {
        let longest = Int(4.2 * perSecond)
        let curve = autocorrelation(to: longest + 2)
        guard !curve.isEmpty else { return nil }
        var best = (score: 0.0, beats: 0.0, fit: 0.0)
        for half in 80...416 {
            let beats = Double(half) / 2
            let lag = 60 / beats * perSecond
            let lags = (1...4).map { Double($0) * lag }.filter { $0 < Double(longest) }
            guard !lags.isEmpty else { continue }
            let fit =
                lags.reduce(0) { $0 + max(curve[Int($1)], curve[Int($1) + 1]) }
                / Double(lags.count)
            let octaves = log2(beats / 110) / 1.2
            let score = fit * exp(-0.5 * octaves * octaves)
            if score > best.score { best = (score, beats, fit) }
        }
        guard best.fit > 0.25 else { return nil }
        return TrackFeatures.Tempo(
            beatsPerMinute: refined(best.beats, curve), confidence: min(1, best.fit))
    }

    /// The tempo from the top of the parabola over the farthest of up to four beats.
    private func refined(_ beats: Double, _ curve: [Double]) -> Double {
        let lag = 60 / beats * perSecond
        guard let multiple = (1...4).last(where: { Int(Double($0) * lag) + 4 < curve.count })
        else { return beats }
        let middle = Int((Double(multiple) * lag).rounded())
        let range = max(1, middle - 2)...min(curve.count - 2, middle + 2)
        guard let top = range.max(by: { curve[$0] < curve[$1] }) else { return beats }
        let (before, here, after) = (curve[top - 1], curve[top], curve[top + 1])
        let bend = before - 2 * here + after
        let place = Double(top) + (bend < 0 ? 0.5 * (before - after) / bend : 0)
        return 60 * perSecond * Double(multiple) / place
    }

    /// The mean of the curve's autocorrelation over stretches of 12 s, weighted by their energy;
    /// 1 at no lag, empty where nothing rises by more than a steady sound does.
    private func autocorrelation(to longest: Int) -> [Double] {
        let positive = rise.indices.map { index in
            inner.contains(index) ? max(0, rise[index] - Self.still) : 0
        }
        let length = Int(12 * perSecond)
        var sums = [Double](repeating: 0, count: longest)
        for start in stride(from: 0, to: max(1, positive.count - length / 2), by: length / 2) {
            var part = Array(positive[start..<min(positive.count, start + length)])
            // Shorter ones hold too few beats at the longest lag.
            guard part.count > longest + Int(2 * perSecond) else { continue }
            let mean = part.reduce(0, +) / Double(part.count)
            for index in part.indices { part[index] -= mean }
            for lag in 0..<longest {
                var sum = 0.0
                for index in 0..<part.count - lag { sum += part[index] * part[index + lag] }
                sums[lag] += sum * Double(part.count) / Double(part.count - lag)
            }
        }
        guard let energy = sums.first, energy > 1e-6 else { return [] }
        return sums.map { $0 / energy }
    }
}
