internal import MusikModel

extension Chain {
    /// How long the gain takes from one joined clip's to the next one's, in seconds.
    static let joinSeconds = 0.05

    /// Joins whole files: places counted through from native frames, so that nothing is rounded
    /// twice; one resampler over files of one rate; the gain moving on the louder side.
    func join(_ result: inout Result) {
        var clips = result.clips
        var before: Clip?
        if case .joined(let clip, _) = lead { before = clip }
        let all = (before.map { [$0] } ?? []) + clips
        let cutEnd = clips[clips.count - 1].end
        var (origin, native) = (all[0].start, wholeFrames(all[0]) - all[0].sourceStart)
        var (previous, previousEnd) = (all[0], all[0].end)
        for index in clips.indices where before != nil || index > 0 {
            let clip = clips[index]
            let continues =
                previous.sourceRate == clip.sourceRate
                && previousEnd == origin
                    + native.converted(from: clip.sourceRate, to: settings.rate)
            if continues {
                clips[index].continues = previous.id
                native += wholeFrames(clip)
            } else {
                (origin, native) = (previousEnd, wholeFrames(clip))
            }
            clips[index].start = previousEnd
            let end = origin + native.converted(from: clip.sourceRate, to: settings.rate)
            clips[index].length = end - previousEnd
            (previous, previousEnd) = (clips[index], end)
        }
        let last = clips.count - 1
        if selection.cut > 0 {
            clips[last].length = cutEnd - clips[last].start
        }
        result.clips = clips
        level(&result, before: before)
    }

    private func wholeFrames(_ clip: Clip) -> FrameCount {
        if case .joined(let opening, let frames) = lead, opening.id == clip.id { return frames }
        return book.pieces.first { $0.track.reference.digest == clip.source.digest }?.sourceEnd
            ?? clip.sourceStart
    }

    /// Moves the gain over each join within 50 ms: falling before it, rising after it, so that
    /// neither clip is ever louder than by its own gain.
    private func level(_ result: inout Result, before: Clip?) {
        let gains = selection.order.map { book.pieces[$0].gain }
        for index in result.clips.indices {
            let clip = result.clips[index]
            let previous = index > 0 ? gains[index - 1] : before?.gain.gain(at: clip.start).value
            let next = index + 1 < gains.count ? gains[index + 1] : nil
            let line = joinLine(clip, gain: gains[index], previous: previous, next: next)
            if case .running(let running, let from) = lead, index == 0 {
                result.clips[0].gain = running.gain.continued(
                    from: from, as: line, rate: settings.rate, slope: nil)
            } else {
                result.clips[index].gain = line
            }
        }
        if let before {
            let gain = before.gain.gain(at: before.start).value
            result.joinedGain = joinLine(before, gain: gain, previous: nil, next: gains[0])
        }
    }

    private func joinLine(
        _ clip: Clip, gain: Double, previous: Double?, next: Double?
    ) -> GainLine {
        let ramp = min(settings.frames(Self.joinSeconds), FrameCount(clip.length.value / 2))
        var points: [GainLine.Point] = []
        func add(_ frame: FrameCount, _ gain: Double) {
            if let last = points.last, last.frame >= frame { return }
            points.append(GainLine.Point(frame: frame, gain: Decibels(gain)))
        }
        if let previous, previous < gain { add(clip.start, previous) }
        add(clip.start + ramp, gain)
        if let next, next < gain {
            add(clip.end - ramp, gain)
            add(clip.end, next)
        }
        let line = GainLine(points: points)
        guard let arc = settings.arc, clip.kind == .music else { return line }
        return line.adding(arc, from: clip.start, to: clip.end)
    }
}
