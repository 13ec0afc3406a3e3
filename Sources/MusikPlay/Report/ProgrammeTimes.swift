internal import MusikModel
internal import MusikRecord

/// Which moment of the day each frame of a programme was heard at.
///
/// Between two moments that the player logged, frames follow one another at the programme's rate;
/// where it held the timeline, they go on from the moment at which it was resumed.
struct ProgrammeTimes: Hashable, Sendable {
    /// A frame and the moment it was heard at.
    struct Anchor: Hashable, Sendable {
        var frame: FrameCount
        var moment: WallTime
    }

    /// The programme's rate.
    let rate: SampleRate
    /// The moments that were logged, by frame; of two at one frame the later one comes last.
    private(set) var anchors: [Anchor] = []

    /// Knows no moment yet.
    init(rate: SampleRate) { self.rate = rate }

    /// Adds a moment that comes after all others.
    mutating func add(_ frame: FrameCount, at moment: WallTime) {
        anchors.append(Anchor(frame: frame, moment: moment))
    }

    /// Forgets the moments of frames that were taken back unheard.
    mutating func forget(after frame: FrameCount) { anchors.removeAll { $0.frame > frame } }

    /// The moment of a frame; nil where nothing was played.
    func moment(of frame: FrameCount) -> WallTime? {
        let anchor = anchors.last { $0.frame <= frame } ?? anchors.first
        return anchor.map {
            $0.moment.adding(seconds: (frame - $0.frame).seconds(at: rate))
        }
    }

    /// The frame at a moment, also before the first and after the last; nil where nothing was
    /// played. While the timeline was held, its frame stays.
    func frame(at moment: WallTime) -> FrameCount? {
        guard let place = anchors.lastIndex(where: { $0.moment <= moment }) else {
            return anchors.first.map { frame(from: $0, at: moment) }
        }
        let reached = frame(from: anchors[place], at: moment)
        return place + 1 < anchors.count ? min(reached, anchors[place + 1].frame) : reached
    }

    private func frame(from anchor: Anchor, at moment: WallTime) -> FrameCount {
        anchor.frame + FrameCount(seconds: moment.seconds(since: anchor.moment), at: rate)
    }
}
