internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// A clip that sounded, from its first frame that was heard to its last.
struct DeliveredClip: Hashable, Sendable {
    /// Why a clip stopped sounding.
    enum Ending: Hashable, Sendable {
        /// As it was planned at first, or later than that.
        case planned
        /// Earlier, because the plan changed for reasons of the player, such as `skip`, in order.
        case cut(reasons: [String])
        /// With the sound as a whole.
        case soundEnded
        /// Not known: it sounded still when the last line was written.
        case open
    }

    /// Counted from 1 in the order in which clips began.
    var number: Int
    /// The clip, as the last plan has it.
    var clip: Clip
    /// The first frame that was heard, on the programme's clock.
    var start: FrameCount
    /// One past the last.
    var end: FrameCount
    /// When the first frame was heard.
    var began: WallTime?
    /// When the last one was.
    var ended: WallTime?
    /// Why it ended.
    var ending: Ending

    /// The lowest and the highest planned gain between its ends, in dB, fades aside.
    var gain: ClosedRange<Double> {
        let inside = clip.gain.points.filter { start < $0.frame && $0.frame < end }
        let values =
            inside.map(\.gain.value)
            + [start, end].map { clip.gain.gain(at: $0).value }
        return (values.min() ?? 0)...(values.max() ?? 0)
    }

    /// The fades that were heard, of a direction.
    func fades(_ direction: Fade.Direction) -> [Fade] {
        clip.fades.filter { $0.direction == direction && $0.start < end && $0.end > start }
    }
}

extension DeliveredSound {
    /// Every clip that sounded, in the order of their starts.
    var clips: [DeliveredClip] {
        guard let first else { return [] }
        let heard = programme.clips.filter { $0.start < last && $0.end > first }
        return heard.enumerated().map { place, clip in
            let (start, end) = (max(clip.start, first), min(clip.end, last))
            return DeliveredClip(
                number: place + 1, clip: clip, start: start, end: end,
                began: times.moment(of: start), ended: times.moment(of: end),
                ending: ending(of: clip))
        }
    }

    private func ending(of clip: Clip) -> DeliveredClip.Ending {
        if clip.end > last { return isOver ? .soundEnded : .open }
        var end: FrameCount?
        var cuts: [String] = []
        for step in plans {
            guard let now = step.programme.clips.first(where: { $0.id == clip.id })?.end else {
                continue
            }
            if let before = end, now < before { cuts.append(step.reason) }
            end = now
        }
        return cuts.isEmpty ? .planned : .cut(reasons: cuts)
    }
}
