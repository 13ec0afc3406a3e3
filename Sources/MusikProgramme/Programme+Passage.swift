public import MusikModel

extension Programme {
    /// The loudest passage of a programme as a programme of its own: the loudest clip alone, at the
    /// gain that it has there, with short fades; nil where nothing sounds.
    ///
    /// - Parameters:
    ///   - seconds: how long it is at most.
    ///   - analyses: what was measured of the files, by content.
    public func loudestPassage(
        seconds: Double, analyses: [ContentDigest: TrackAnalysis]
    ) -> Programme? {
        var best: (level: Double, clip: Clip, start: Double)?
        for clip in clips where clip.kind != .bed && clip.start < end {
            guard let analysis = analyses[clip.source.digest] else { continue }
            let profile = LoudnessProfile(analysis)
            let length = clip.length.seconds(at: rate)
            let window = min(seconds, length)
            // Steps of a second: the windows overlap by nineteen of twenty seconds.
            for start in stride(from: 0, through: length - window, by: 1) {
                let middle = clip.start + FrameCount(seconds: start + window / 2, at: rate)
                let level =
                    profile.loudness(
                        at: clip.sourceStart.seconds(at: clip.sourceRate) + start, seconds: window)
                    + clip.gain.gain(at: middle).value
                if best == nil || level > best!.level { best = (level, clip, start) }
            }
        }
        guard let best else { return nil }
        return passage(of: best.clip, from: best.start, seconds: seconds)
    }

    private func passage(of clip: Clip, from start: Double, seconds: Double) -> Programme {
        let length = min(
            FrameCount(seconds: seconds, at: rate),
            clip.length - FrameCount(seconds: start, at: rate))
        let middle =
            clip.start + FrameCount(seconds: start, at: rate) + FrameCount(length.value / 2)
        var passage = clip
        passage.id = 0
        passage.continues = nil
        passage.start = 0
        passage.length = length
        passage.sourceStart = clip.sourceStart + FrameCount(seconds: start, at: clip.sourceRate)
        passage.gain = GainLine(constant: clip.gain.gain(at: middle))
        passage.fades = Fade.edges(from: 0, length: length, seconds: (1, 1), at: rate)
        return Programme(rate: rate, clips: [passage], end: length, openingEnd: 0)
    }
}

extension Fade {
    /// The fades of a passage that comes from silence and goes back into it, over so many seconds,
    /// each a quarter of the passage at most.
    static func edges(
        from start: FrameCount, length: FrameCount, seconds: (incoming: Double, outgoing: Double),
        at rate: SampleRate
    ) -> [Fade] {
        func edge(_ seconds: Double) -> FrameCount {
            max(1, min(FrameCount(seconds: seconds, at: rate), FrameCount(length.value / 4)))
        }
        let (first, last) = (edge(seconds.incoming), edge(seconds.outgoing))
        return [
            Fade(.incoming, start: start, length: first, correlation: 1),
            Fade(.outgoing, start: start + length - last, length: last, correlation: 1),
        ]
    }
}
