import MusikModel
import MusikProgramme
import Testing

/// Checks what every plan must keep, whatever it was planned from.
struct Invariants {
    let plan: Plan
    let request: PlanRequest
    var label: Comment = ""
    /// Clips whose source failed: they may end as abruptly as they must.
    var failed: Set<Int> = []
    /// Where nothing need sound: from an end that passed to the extension after it.
    var quiet: [Range<FrameCount>] = []

    private var programme: Programme { plan.programme }
    private var tracks: [PlannedTrack] {
        var tracks = request.main + request.reserve
        if case .recorded(let opening) = request.opening { tracks.append(opening) }
        if let bed = request.bed { tracks.append(bed.track) }
        if let cues = request.cues {
            tracks += cues.cues + [cues.closing, cues.bell].compactMap { $0 }
        }
        return tracks
    }

    func check(joins: Bool = false) {
        let ids = programme.clips.map(\.id)
        #expect(Set(ids).count == ids.count, label)
        #expect((ids.max() ?? -1) < plan.nextID, label)
        let order = programme.clips.map { [Int($0.start.value), $0.id] }
        #expect(order == order.sorted { $0.lexicographicallyPrecedes($1) }, label)
        let last = programme.clips.filter { $0.kind != .bed }.map(\.end).max() ?? 0
        // Cues may be followed by quiet where a closing was skipped or has no room.
        #expect(request.arm == .music ? last == programme.end : last <= programme.end, label)
        for clip in programme.clips { check(clip, joins: joins) }
        if request.arm == .music { checkNoHole() }
        if !joins { checkEnvelopes() }
    }

    private func check(_ clip: Clip, joins: Bool) {
        #expect(clip.length > 0, label)
        let track = tracks.first { $0.reference.digest == clip.source.digest }!
        let rest = (track.analysis.frames - clip.sourceStart).converted(
            from: clip.sourceRate, to: programme.rate)
        #expect(clip.length <= rest + (clip.continues == nil ? 0 : 1), label)
        for fade in clip.fades {
            #expect(fade.start >= clip.start && fade.start < clip.end, label)
        }
        let points = clip.gain.points
        let allowed = -1.2 - track.analysis.truePeak.value + 1e-9
        if request.loudness != nil, clip.kind != .bed || clip.start >= programme.end {
            #expect(points.allSatisfy { $0.gain.value <= allowed }, label)
        }
        if joins { return }
        for (left, right) in zip(points, points.dropFirst()) {
            let seconds = (right.frame - left.frame).seconds(at: programme.rate)
            #expect(abs((right.gain - left.gain).value) <= 0.2 * seconds + 1e-6, label)
        }
    }

    /// At every frame of the programme some clip sounds.
    private func checkNoHole() {
        var covered: FrameCount = 0
        for clip in programme.clips where clip.kind != .bed || clip.start < programme.end {
            if let gap = quiet.first(where: { $0.contains(covered) }) { covered = gap.upperBound }
            if clip.start > covered { break }
            covered = max(covered, clip.end)
        }
        #expect(covered >= programme.end, label)
    }

    static func envelope(_ clip: Clip, _ frame: FrameCount) -> Double {
        if frame < clip.start || frame >= clip.end { return 0 }
        return clip.fades.reduce(clip.gain.gain(at: frame).amplitude) { $0 * $1.gain(at: frame) }
    }

    /// No clip's gain moves faster than in a fade of 4 ms, its beginning and end included.
    private func checkEnvelopes() {
        for clip in programme.clips {
            var frames = [clip.start, clip.end] + clip.gain.points.map(\.frame)
            for fade in clip.fades {
                frames += [
                    fade.start, fade.end, FrameCount((fade.start + fade.end).value / 2),
                ]
            }
            for frame in frames {
                if failed.contains(clip.id), frame == clip.end { continue }
                for offset: Int64 in -1...0 {
                    let at = frame + FrameCount(offset)
                    let peak = clip.gain.gain(at: at).amplitude
                    let step = abs(
                        Self.envelope(clip, at + 1) - Self.envelope(clip, at))
                    let limit = 2.2 / (0.004 * Double(programme.rate.hertz)) * peak * 1.01
                    #expect(step <= limit, "\(label): \(clip.title) at \(at.value)")
                }
            }
        }
    }
}
