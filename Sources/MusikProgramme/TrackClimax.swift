internal import MusikModel

/// Where a piece is at its loudest, and what leads right up to it; in blocks of 100 ms.
///
/// It grows from the loudest 3 s to either side, the louder one first, for as long as
/// the short-term loudness (3 s, EBU Tech 3341) stays within `range` of the loudest; a piece of one
/// loudness is all climax by that, so that it takes no more than a fifth of what is heard
/// and a minute. What leads up to it are the 15 s before, or an eighth of what is heard.
struct TrackClimax {
    /// The blocks of one short term.
    static let termBlocks = 30
    /// How far below the loudest short term its neighbours still belong to it, in LU.
    static let range = 3.0
    /// The shortest piece that is looked at.
    static let shortest = 200
    private static let longest = 600
    private static let longestLead = 150

    /// The audible blocks (`CuePoints`).
    let heard: Range<Int>
    /// The climax with what leads up to it.
    let blocks: Range<Int>
    /// The loudest short term, in LUFS.
    let level: Double

    /// Finds the climax of a piece; nil where less is heard than `shortest`.
    init?(_ analysis: TrackAnalysis) {
        let points = CuePoints(analysis)
        func block(_ frame: FrameCount) -> Int {
            let place = frame.seconds(at: analysis.rate) / TrackAnalysis.blockSeconds
            return min(Int(place + 1e-6), analysis.blocks.count)
        }
        let first = block(points.audibleStart)
        heard = first..<max(first, block(points.audibleEnd))
        guard heard.count >= Self.shortest else { return nil }
        let profile = LoudnessProfile(analysis)
        func term(_ start: Int) -> Double {
            profile.loudness(block: start, count: Self.termBlocks)
        }
        var (top, peak) = (first, term(first))
        for start in heard.dropLast(Self.termBlocks - 1) where term(start) > peak {
            (top, peak) = (start, term(start))
        }
        level = peak
        var (low, high) = (top, top + Self.termBlocks)
        let most = max(Self.termBlocks, min(Self.longest, heard.count / 5))
        while high - low < most {
            let before = low > heard.lowerBound ? term(low - 1) : -.infinity
            let after = high < heard.upperBound ? term(high - Self.termBlocks + 1) : -.infinity
            guard max(before, after) >= peak - Self.range else { break }
            if before >= after { low -= 1 } else { high += 1 }
        }
        low = max(heard.lowerBound, low - min(Self.longestLead, heard.count / 8))
        blocks = low..<high
    }

    /// What is heard before and after it.
    var sides: [Range<Int>] {
        [heard.lowerBound..<blocks.lowerBound, blocks.upperBound..<heard.upperBound]
    }
}
