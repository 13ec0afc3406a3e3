public import MusikModel

extension Programme {
    /// How long an excerpt comes in, and goes out, in seconds.
    static let excerptFades = (incoming: 2.0, outgoing: 3.0)
    /// The quiet between two excerpts, in seconds.
    static let excerptPause = 1.5

    /// Excerpts one after the other, all equally loud: one to be judged, or two to choose between.
    ///
    /// Each has the wanted integrated loudness (ITU-R BS.1770-4) as it sounds, its fades included.
    /// Where the true peak of one allows less, all are that much softer, so that none is preferred
    /// for being louder.
    ///
    /// - Parameters:
    ///   - excerpts: the files and their stretches, at least one, each within its file.
    ///   - kind: what they are, music or cues.
    ///   - loudness: the wanted loudness, in LUFS.
    public init(
        excerpts: [(track: PlannedTrack, excerpt: Excerpt)], kind: Clip.Kind,
        loudness: Decibels = -23, rate: SampleRate = .standard
    ) {
        precondition(!excerpts.isEmpty, "something is to be heard")
        var clips: [Clip] = []
        var levels: [Double] = []
        var common = loudness.value
        for (track, excerpt) in excerpts {
            let start = clips.last.map {
                $0.end + FrameCount(seconds: Self.excerptPause, at: rate)
            }
            let clip = Self.clip(
                of: track, excerpt, kind: kind, id: clips.count, at: start ?? 0, rate: rate)
            let level = track.analysis.gatedLoudness(of: clip, at: rate)
            if level.isFinite {
                let allowed = PlanSettings.peak - track.analysis.truePeak
                common = min(common, level + allowed.value)
            }
            clips.append(clip)
            levels.append(level)
        }
        for (place, level) in levels.enumerated() where level.isFinite {
            clips[place].gain = GainLine(constant: Decibels(common - level))
        }
        self.init(rate: rate, clips: clips, end: clips[clips.count - 1].end, openingEnd: 0)
    }

    /// What is left of excerpts from one of them on, as loud as before.
    public func excerpts(from place: Int) -> Programme {
        let first = clips[place].start
        let left = clips[place...].map { clip in
            var moved = clip
            moved.start = clip.start - first
            moved.fades = clip.fades.map { fade in
                var moved = fade
                moved.start = fade.start - first
                return moved
            }
            return moved
        }
        return Programme(rate: rate, clips: left, end: end - first, openingEnd: 0)
    }

    private static func clip(
        of track: PlannedTrack, _ excerpt: Excerpt, kind: Clip.Kind, id: Int,
        at start: FrameCount, rate: SampleRate
    ) -> Clip {
        let own = track.analysis.rate
        let first = FrameCount(seconds: excerpt.start, at: own)
        precondition(first >= 0 && first < track.analysis.frames, "an excerpt is of its file")
        let length = min(
            FrameCount(seconds: excerpt.seconds, at: rate),
            (track.analysis.frames - first).converted(from: own, to: rate))
        return Clip(
            id: id, kind: kind, source: track.reference, title: track.title, sourceRate: own,
            sourceStart: first, start: start, length: length, gain: GainLine(constant: 0),
            fades: Fade.edges(from: start, length: length, seconds: excerptFades, at: rate))
    }
}

extension TrackAnalysis {
    /// The integrated loudness (ITU-R BS.1770-4) of what a clip without gain takes from this track,
    /// under its fades, in LUFS; minus infinity where nothing passes the gate.
    ///
    /// Four blocks of 100 ms make one of the standard's blocks, which overlap by three quarters.
    fileprivate func gatedLoudness(of clip: Clip, at rate: SampleRate) -> Double {
        let first = clip.sourceStart.seconds(at: clip.sourceRate) / Self.blockSeconds
        let count = clip.length.seconds(at: rate) / Self.blockSeconds
        let low = min(blocks.count, Int(first.rounded()))
        let high = max(low, min(blocks.count, Int((first + count).rounded())))
        let powers = (low..<high).enumerated().map { place, block -> Double in
            guard blocks[block] > Self.silentBlock else { return 0 }
            let seconds = (Double(place) + 0.5) * Self.blockSeconds
            let middle = clip.start + FrameCount(seconds: seconds, at: rate)
            let gain = clip.fades.reduce(1.0) { $0 * $1.gain(at: middle) }
            return Decibels(Double(blocks[block]) / 100).power * gain * gain
        }
        var heard = powers.indices.dropLast(3).map { powers[$0...$0 + 3].reduce(0, +) / 4 }
        func mean() -> Double { heard.isEmpty ? 0 : heard.reduce(0, +) / Double(heard.count) }
        // Shorter than one block of the standard: its plain mean.
        if heard.isEmpty, !powers.isEmpty {
            heard = [powers.reduce(0, +) / Double(powers.count)]
        }
        heard.removeAll { $0 <= Decibels(-70).power }
        let gate = mean() * Decibels(-10).power
        heard.removeAll { $0 <= gate }
        return Decibels(power: mean()).value
    }
}
