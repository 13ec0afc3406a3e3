internal import MusikModel

/// The block powers of a track summed up, so that the loudness of any stretch costs one
/// subtraction.
struct LoudnessProfile: Sendable {
    /// The loudness that stands for anything quieter, in LUFS.
    static let floor = -70.0

    /// The power of every loudness a block can have, by hundredths above `silentBlock`.
    private static let powers: [Double] = (Int(TrackAnalysis.silentBlock)...3_000).map {
        $0 == Int(TrackAnalysis.silentBlock) ? 0 : Decibels(Double($0) / 100).power
    }

    private let sums: [Double]

    init(_ analysis: TrackAnalysis) {
        var sums = [0.0]
        sums.reserveCapacity(analysis.blocks.count + 1)
        var sum = 0.0
        for block in analysis.blocks {
            let index = Int(block) - Int(TrackAnalysis.silentBlock)
            sum += Self.powers[min(max(index, 0), Self.powers.count - 1)]
            sums.append(sum)
        }
        self.sums = sums
    }

    /// The loudness of `seconds` from a moment of the track, in LUFS, at least `floor`; the stretch
    /// is limited to the track.
    func loudness(at start: Double, seconds: Double) -> Double {
        let first = Int((start / TrackAnalysis.blockSeconds).rounded())
        return loudness(
            block: first, count: Int((seconds / TrackAnalysis.blockSeconds).rounded()))
    }

    /// The loudness of so many blocks from one of them, in LUFS, at least `floor`; those that the
    /// track does not have are left out.
    func loudness(block first: Int, count: Int) -> Double {
        let last = first + count
        let (low, high) = (min(max(first, 0), sums.count - 1), min(max(last, 0), sums.count - 1))
        guard low < high else { return Self.floor }
        return max(Self.floor, Decibels(power: (sums[high] - sums[low]) / Double(high - low)).value)
    }
}
