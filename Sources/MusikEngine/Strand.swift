internal import MusikModel
internal import MusikProgramme

/// One decoding stream on the timeline: a clip, or several clips that share one resampler.
///
/// All members are used under the decoders' monitor, except `source`, which belongs to the decoder
/// thread that has claimed the strand, and `current`, `offset` and `mixedTo`, which belong to the
/// mixer's thread.
final class Strand: @unchecked Sendable {
    // Safe to share: see above.
    /// The id of its first clip.
    let id: Int
    /// The timeline frame of its first frame.
    let start: FrameCount
    /// What it decodes, in order.
    let segments: [SourceSegment]
    /// Whether its sample rate is converted, which takes longer than decoding it.
    let isConverted: Bool
    /// The decoding stream, once opened.
    var source: (any AudioSource)?
    /// Decoded and not yet mixed, after `current`.
    var chunks: [Chunk] = []
    /// The chunk that is being mixed.
    var current: Chunk?
    /// Frames of it already mixed.
    var offset = 0
    /// Timeline frame up to which it is decoded.
    var decodedTo: FrameCount
    /// Timeline frame up to which it is mixed.
    var mixedTo: FrameCount
    /// One past the last timeline frame anybody wants of it.
    var neededTo: FrameCount
    /// Whether a decoder thread works on it.
    var isClaimed = false
    /// Whether nothing more comes.
    var hasEnded = false

    init(
        id: Int, start: FrameCount, segments: [SourceSegment], isConverted: Bool,
        neededTo: FrameCount
    ) {
        self.id = id
        self.start = start
        self.segments = segments
        self.isConverted = isConverted
        self.neededTo = neededTo
        decodedTo = start
        mixedTo = start
    }

    /// Counts frames of the current chunk as mixed.
    func advance(_ frames: Int) {
        offset += frames
        mixedTo += FrameCount(frames)
    }

    /// Whether decoding it further is of use.
    var wantsMore: Bool { !hasEnded && decodedTo < neededTo }
}

extension Programme {
    /// The strands of a programme in order of their start: clips that continue one another are one.
    func strands() -> [Strand] {
        var strands: [Strand] = []
        var place: [Int: Int] = [:]
        var segments: [[SourceSegment]] = []
        var ends: [FrameCount] = []
        var heads: [Clip] = []
        for clip in clips where clip.length > 0 {
            let segment = SourceSegment(source: clip.source, start: clip.sourceStart, frames: nil)
            if let previous = clip.continues, let index = place[previous] {
                segments[index].append(segment)
                ends[index] = max(ends[index], clip.end)
                place[clip.id] = index
            } else {
                place[clip.id] = heads.count
                heads.append(clip)
                segments.append([segment])
                ends.append(clip.end)
            }
        }
        for (index, head) in heads.enumerated() {
            strands.append(
                Strand(
                    id: head.id, start: head.start, segments: segments[index],
                    isConverted: head.sourceRate != rate, neededTo: ends[index]))
        }
        return strands
    }
}
