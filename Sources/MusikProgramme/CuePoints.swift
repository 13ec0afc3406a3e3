public import MusikModel

/// Where a track begins and ends to the ear, measured, not read from tags.
///
/// A 100-ms block is audible when it is not quieter than `audibleRange` below the track's
/// integrated loudness or than `audibleFloor`, whichever is quieter: a natural fade keeps about
/// its last 30 dB, while run-out noise and digital silence go. One block more is kept on either
/// side. The body is what lies between the first and the last block above `bodyRange` below the
/// integrated loudness: a planner may take away from the audible range, but never from the body.
public struct CuePoints: Hashable, Sendable {
    /// How far below the integrated loudness sound still counts, in LU.
    public static let audibleRange: Decibels = 30
    /// The loudness above which sound always counts, in LUFS.
    public static let audibleFloor: Decibels = -50
    /// How far below the integrated loudness the outer ends are, in LU.
    public static let bodyRange: Decibels = 15

    /// The first audible frame, at the file's own rate.
    public var audibleStart: FrameCount
    /// One past the last audible frame, at the file's own rate.
    public var audibleEnd: FrameCount
    /// The first frame of the body.
    public var bodyStart: FrameCount
    /// One past the last frame of the body.
    public var bodyEnd: FrameCount

    /// Finds the cue points of a track; a track with nothing audible keeps all its frames.
    public init(_ analysis: TrackAnalysis) {
        let blocks = analysis.blocks
        let reference = analysis.referenceLoudness
        audibleStart = 0
        audibleEnd = analysis.frames
        bodyStart = 0
        bodyEnd = analysis.frames
        guard reference.value.isFinite else { return }
        func edges(_ level: Decibels) -> (first: Int, last: Int)? {
            let threshold = level.value * 100
            guard let first = blocks.firstIndex(where: { Double($0) >= threshold }),
                let last = blocks.lastIndex(where: { Double($0) >= threshold })
            else { return nil }
            return (first, last)
        }
        func frame(ofBlock index: Int) -> FrameCount {
            if index >= blocks.count { return analysis.frames }
            let frame = FrameCount(Int64(max(0, index)) * Int64(analysis.rate.hertz) / 10)
            return min(frame, analysis.frames)
        }
        let threshold = min(reference - Self.audibleRange, Self.audibleFloor)
        guard let audible = edges(threshold) else { return }
        audibleStart = frame(ofBlock: audible.first - 1)
        audibleEnd = frame(ofBlock: audible.last + 2)
        let body = edges(reference - Self.bodyRange) ?? audible
        bodyStart = max(audibleStart, frame(ofBlock: body.first))
        bodyEnd = min(audibleEnd, frame(ofBlock: body.last + 1))
    }
}
