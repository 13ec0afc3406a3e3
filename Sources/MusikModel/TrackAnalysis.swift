/// What one whole decoding of a sound file found, kept by the file's digest.
public struct TrackAnalysis: Hashable, Sendable, Codable {
    /// The file's content digest.
    public var digest: ContentDigest
    /// The file's own sample rate.
    public var rate: SampleRate
    /// The file's channel count before folding to stereo, 1 to 8.
    public var channels: Int
    /// Frames decoded at the file's own rate, encoder delay and padding removed.
    public var frames: FrameCount
    /// Gated loudness of the whole (ITU-R BS.1770-4) after folding to stereo, in LUFS;
    /// minus infinity where nothing passes the gate.
    public var integrated: Decibels
    /// Loudness range (EBU Tech 3342), in LU.
    public var loudnessRange: Double
    /// True peak after folding to stereo, in dBTP; minus infinity for digital silence.
    public var truePeak: Decibels
    /// K-weighted loudness of each consecutive block of `blockSeconds`, in hundredths of a LUFS;
    /// `silentBlock` stands for anything quieter than -120 LUFS.
    public var blocks: [Int16]

    /// The length of one loudness block, in seconds.
    public static let blockSeconds = 0.1
    /// The value of a block without measurable sound.
    public static let silentBlock: Int16 = -12_000

    /// Holds the figures of one analysis.
    public init(
        digest: ContentDigest, rate: SampleRate, channels: Int, frames: FrameCount,
        integrated: Decibels, loudnessRange: Double, truePeak: Decibels, blocks: [Int16]
    ) {
        self.digest = digest
        self.rate = rate
        self.channels = channels
        self.frames = frames
        self.integrated = integrated
        self.loudnessRange = loudnessRange
        self.truePeak = truePeak
        self.blocks = blocks
    }

    /// The length in seconds.
    public var seconds: Double { frames.seconds(at: rate) }

    /// Ungated loudness between two moments in seconds, from the block powers, in LUFS.
    ///
    /// The bounds are limited to the track; an empty range is minus infinity.
    public func loudness(from start: Double, to end: Double) -> Decibels {
        let first = max(0, Int((start / Self.blockSeconds).rounded(.down)))
        let last = min(blocks.count, Int((end / Self.blockSeconds).rounded(.up)))
        guard first < last else { return Decibels(-.infinity) }
        var power = 0.0
        for block in blocks[first..<last] where block > Self.silentBlock {
            power += Decibels(Double(block) / 100).power
        }
        return Decibels(power: power / Double(last - first))
    }

    /// The integrated loudness, or the ungated loudness of the whole where nothing passes the
    /// gate (a file below 400 ms); minus infinity for silence.
    public var referenceLoudness: Decibels {
        integrated.value.isFinite
            ? integrated : loudness(from: 0, to: Double(blocks.count) * Self.blockSeconds)
    }

    /// How intense a piece is, as far as its loudness tells; only good for comparing pieces.
    ///
    /// Its integrated loudness as mastered, in LUFS, at least -70, plus twice the mean step from
    /// one 100-ms block to the next, in LU: a drone moves little, a pulse much. Blocks below
    /// -70 LUFS do not count.
    public var intensity: Double {
        let reference = max(referenceLoudness.value, -70)
        let heard = blocks.filter { $0 > -7_000 }
        var steps = 0.0
        for (left, right) in zip(heard, heard.dropFirst()) {
            steps += abs(Double(right) - Double(left)) / 100
        }
        return heard.count > 1 ? reference + 2 * steps / Double(heard.count - 1) : reference
    }

    /// Short-term loudness (EBU Tech 3341): of the last 3 s at the end of each block, in LUFS,
    /// from the third second on; empty for a shorter track.
    public var shortTerm: [Decibels] {
        let count = Int(3 / Self.blockSeconds)
        guard blocks.count >= count else { return [] }
        return (count...blocks.count).map { end in
            let power = blocks[(end - count)..<end].reduce(0.0) { sum, block in
                block > Self.silentBlock ? sum + Decibels(Double(block) / 100).power : sum
            }
            return Decibels(power: power / Double(count))
        }
    }
}
