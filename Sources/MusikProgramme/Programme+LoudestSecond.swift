public import MusikModel

extension Programme {
    /// The loudness that a clip counts for which nobody measured: more than any sound below the guard's
    /// ceiling can have, in LUFS.
    private static let unmeasured = 6.0

    /// The most that any second of the programme may be loud, in LUFS, at a level of 0 dB; minus
    /// infinity where nothing sounds.
    ///
    /// A bound from the files' loudness by blocks of a tenth of a second: fades count by their loudest
    /// side, gain lines by their highest point, and clips at the same time as if they were the same
    /// sound.
    /// - Parameter analysis: what was measured of a file; nil where nothing was.
    public func loudestSecond(
        _ analysis: (ContentDigest) -> TrackAnalysis?
    ) -> Decibels {
        let last = clips.reduce(end) { max($0, $1.end) }
        let steps = Int((last.seconds(at: rate) * 10).rounded(.up))
        var amplitudes = [Double](repeating: 0, count: max(0, steps))
        var sums: [ContentDigest: [Double]] = [:]
        for clip in clips {
            let digest = clip.source.digest
            if sums[digest] == nil, let known = analysis(digest) { sums[digest] = known.powerSums }
            add(clip, sums[digest], to: &amplitudes)
        }
        return Decibels(amplitude: amplitudes.max() ?? 0)
    }

    /// Adds what a clip may be loud in each second that begins at a tenth.
    private func add(_ clip: Clip, _ sums: [Double]?, to amplitudes: inout [Double]) {
        let start = clip.start.seconds(at: rate)
        let source = clip.sourceStart.seconds(at: clip.sourceRate)
        let first = max(0, Int((start - 1) * 10))
        let last = min(amplitudes.count, Int((clip.end.seconds(at: rate) * 10).rounded(.up)))
        guard first < last else { return }
        for step in first..<last {
            let moment = Double(step) / 10
            let from = max(clip.start, FrameCount(seconds: moment, at: rate))
            let to = min(clip.end, FrameCount(seconds: moment + 1, at: rate))
            guard from < to else { continue }
            var power = Decibels(Self.unmeasured).power
            if let sums {
                let block = Int(((source + moment - start) * 10).rounded(.down))
                // Eleven blocks hold any second that begins in the first of them.
                let low = min(max(block, 0), sums.count - 1)
                let high = min(max(block + 11, 0), sums.count - 1)
                power = (sums[high] - sums[low]) / 10
            }
            let fades = clip.fades.reduce(1.0) {
                $0 * max($1.gain(at: from), $1.gain(at: to - 1))
            }
            let gain = clip.gain.highest(from: from, to: to)
            amplitudes[step] += power.squareRoot() * fades * gain.amplitude
        }
    }
}

extension GainLine {
    /// The highest gain within a stretch.
    func highest(from start: FrameCount, to end: FrameCount) -> Decibels {
        let corners = points.filter { $0.frame > start && $0.frame < end }.map(\.gain)
        return corners.reduce(max(gain(at: start), gain(at: end)), max)
    }
}

extension TrackAnalysis {
    /// The powers of the blocks summed up, beginning with 0.
    fileprivate var powerSums: [Double] {
        var sums = [0.0]
        sums.reserveCapacity(blocks.count + 1)
        for block in blocks {
            let power = block > Self.silentBlock ? Decibels(Double(block) / 100).power : 0
            sums.append(sums[sums.count - 1] + power)
        }
        return sums
    }
}
