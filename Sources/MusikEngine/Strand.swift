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
    /// What the plan has of it, in order.
    let segments: [SourceSegment]
    /// What is decoded of that: less, where the mix begins in the middle of it.
    let decodedSegments: [SourceSegment]
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
        id: Int, start: FrameCount, segments: [SourceSegment],
        decodedSegments: [SourceSegment]? = nil, isConverted: Bool, neededTo: FrameCount
    ) {
        self.id = id
        self.start = start
        self.segments = segments
        self.decodedSegments = decodedSegments ?? segments
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
    ///
    /// - Parameter head: where the mix begins; what lies before it isn't decoded.
    func strands(from head: FrameCount = 0) -> [Strand] {
        var strands: [Strand] = []
        var place: [Int: Int] = [:]
        var segments: [[SourceSegment]] = []
        var ends: [FrameCount] = []
        var clipsOf: [[Clip]] = []
        for clip in clips where clip.length > 0 {
            let segment = SourceSegment(source: clip.source, start: clip.sourceStart, frames: nil)
            if let previous = clip.continues, let index = place[previous] {
                segments[index].append(segment)
                ends[index] = max(ends[index], clip.end)
                clipsOf[index].append(clip)
                place[clip.id] = index
            } else {
                place[clip.id] = clipsOf.count
                clipsOf.append([clip])
                segments.append([segment])
                ends.append(clip.end)
            }
        }
        for (index, clips) in clipsOf.enumerated() {
            let first = clips[0]
            var start = first.start
            var decoded = segments[index]
            if first.start < head, let part = clips.lastIndex(where: { $0.start <= head }) {
                // The clip that the mix begins in is decoded from near there on.
                let skipped = clips[part].framesBefore(head, rate)
                start = clips[part].start + skipped.timeline
                decoded.removeFirst(part)
                decoded[0].start = decoded[0].start + skipped.source
            }
            strands.append(
                Strand(
                    id: first.id, start: start, segments: segments[index],
                    decodedSegments: decoded, isConverted: first.sourceRate != rate,
                    neededTo: ends[index]))
        }
        return strands
    }
}

extension Clip {
    /// How much of a clip can be left out before a frame of the timeline, on the timeline and in its
    /// file: only there do frames of both rates meet.
    fileprivate func framesBefore(
        _ head: FrameCount, _ rate: SampleRate
    ) -> (timeline: FrameCount, source: FrameCount) {
        var (larger, smaller) = (sourceRate.hertz, rate.hertz)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        let step = Int64(rate.hertz / larger)
        let steps = max(0, (head - start).value) / step
        return (FrameCount(steps * step), FrameCount(steps * Int64(sourceRate.hertz / larger)))
    }
}
