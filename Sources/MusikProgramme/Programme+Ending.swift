public import MusikModel

extension Programme {
    /// The programme with everything ending under one fade from a frame on.
    public func ending(at frame: FrameCount, fade length: FrameCount) -> Programme {
        var programme = self
        let last = frame + length
        programme.clips = clips.compactMap { clip in
            guard clip.start < frame else { return nil }
            var clip = clip
            if clip.end > frame {
                clip.length = min(clip.end, last) - clip.start
                clip.fades.append(
                    Fade(.outgoing, start: frame, length: length, correlation: 1))
            }
            return clip
        }
        programme.end = min(end, last)
        return programme
    }
}
