internal import MusikModel
internal import MusikProgramme

extension Programme {
    /// The stretches in which music is planned that is heard: clips of music but for the first half
    /// of what lets them come and the last half of what lets them go, in order, joined where they
    /// touch. Not cues, bells and words, which nothing may stand in for, nor the landing bed.
    var musicRanges: [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        let heard = clips.filter { $0.kind == .music }.map { clip in
            let start = clip.fades.reduce(clip.start.value) {
                $1.direction == .incoming ? max($0, $1.start.value + $1.length.value / 2) : $0
            }
            let end = clip.fades.reduce(clip.end.value) {
                $1.direction == .outgoing ? min($0, $1.start.value + $1.length.value / 2) : $0
            }
            return start..<max(start, end)
        }
        for range in heard.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }
}
