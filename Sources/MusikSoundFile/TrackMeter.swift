internal import MusikModel
internal import MusikRealtime

/// Collects what a `TrackAnalysis` says of the sound: loudness whole and in blocks, true peak.
struct TrackMeter: ~Copyable {
    private var loudness: LoudnessMeter
    private var truePeak = TruePeakMeter()
    private let hertz: Int64
    private var frames: Int64 = 0
    private var blockEnd: Int64
    private(set) var blocks: [Int16] = []

    init(rate: SampleRate, path: String) throws(SoundFileError) {
        loudness = try LoudnessMeter(rate: rate, path: path)
        hertz = Int64(rate.hertz)
        blockEnd = (hertz + 5) / 10
    }

    /// Takes interleaved stereo frames.
    mutating func add(_ samples: UnsafePointer<Float>, frames count: Int) throws(SoundFileError) {
        unsafe truePeak.process(samples, frames: count)
        var done = 0
        while done < count {
            let now = min(count - done, Int(blockEnd - frames))
            try unsafe loudness.add(samples + 2 * done, count: now)
            done += now
            frames += Int64(now)
            if frames == blockEnd {
                try closeBlock(milliseconds: 100)
                // Counted from the start, so that rates without whole tenths don't drift.
                blockEnd = (Int64(blocks.count + 1) * hertz + 5) / 10
            }
        }
    }

    /// Ends the last, shorter block and gives the figures.
    mutating func finish() throws(SoundFileError) -> (
        integrated: Decibels, range: Double, peak: Decibels
    ) {
        let rest = frames - (Int64(blocks.count) * hertz + 5) / 10
        let milliseconds = Int(rest * 1000 / hertz)
        if milliseconds > 0 {
            try closeBlock(milliseconds: milliseconds)
        } else if rest > 0 {
            // Less than libebur128 can measure.
            blocks.append(TrackAnalysis.silentBlock)
        }
        truePeak.finish()
        return (
            try loudness.integrated(), try loudness.range(),
            Decibels(amplitude: Double(truePeak.peak))
        )
    }

    private mutating func closeBlock(milliseconds: Int) throws(SoundFileError) {
        let level = try loudness.last(milliseconds: milliseconds).value * 100
        let floor = Double(TrackAnalysis.silentBlock)
        blocks.append(Int16(max(floor, min(level.rounded(), Double(Int16.max)))))
    }
}
