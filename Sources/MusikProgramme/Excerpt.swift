public import MusikModel

/// A stretch of a piece by which somebody judges it before it is chosen, or remembers it afterwards.
public struct Excerpt: Hashable, Sendable, Codable {
    /// How long an excerpt may be that is offered, in seconds.
    public static let offered = 20.0...40.0
    /// How long one usually is, in seconds.
    public static let usualSeconds = 30.0
    /// How long a piece is heard again at the debrief, in seconds.
    public static let againSeconds = 10.0

    /// Where it begins, in seconds from the file's first frame.
    public var start: Double
    /// How long it is, in seconds.
    public var seconds: Double

    /// A stretch of a file.
    public init(start: Double, seconds: Double) {
        self.start = start
        self.seconds = seconds
    }

    /// Where it ends, in seconds from the file's first frame.
    public var end: Double { start + seconds }

    /// The first seconds of it, all where it is no longer than that.
    public func prefix(_ most: Double) -> Excerpt {
        Excerpt(start: start, seconds: min(seconds, most))
    }

    /// The beginning of what is heard of a file: what is spoken is understood from its beginning.
    /// Nil where nothing is audible.
    public static func opening(
        of analysis: TrackAnalysis, seconds: Double = usualSeconds
    ) -> Excerpt? {
        guard analysis.referenceLoudness.value > LoudnessProfile.floor else { return nil }
        let points = CuePoints(analysis)
        let (start, end) = (
            points.audibleStart.seconds(at: analysis.rate),
            points.audibleEnd.seconds(at: analysis.rate)
        )
        return end > start ? Excerpt(start: start, seconds: min(seconds, end - start)) : nil
    }

    /// The stretch of a piece that tells what most of it is like, and not its climax.
    ///
    /// Within what is audible (`CuePoints`) and outside the climax (`TrackClimax`), of all stretches of this
    /// length that begin at a half second, the one with the least
    ///
    ///     |L - median L| - rise / 2 + max(0, S - (P - 3))
    ///
    /// in LU. L is the stretch's mean loudness, its median that of all stretches of this length:
    /// a piece's usual level. The rise is by how much the first two seconds are louder
    /// than the two before, between 0 and 6 LU: phrases begin so. S is the stretch's loudest short
    /// term (3 s, EBU Tech 3341), P the piece's: a second climax is passed over where there is
    /// anything else. The first stretch counts where several are equal. The measure is our own;
    /// finding what recurs, as audio thumbnailing does (Bartsch and Wakefield, 2001), would need
    /// more than the levels that are kept of every file.
    ///
    /// Shorter than asked for where neither side of the climax has room; in a minute there are
    /// always 20 s, in a minute and a half 30 s. Below 20 s there is no room for both: such a piece is
    /// heard from its beginning. Nil where nothing is audible.
    public static func telling(
        of analysis: TrackAnalysis, seconds: Double = usualSeconds
    ) -> Excerpt? {
        precondition(seconds > 0, "an excerpt has a length")
        guard analysis.referenceLoudness.value > LoudnessProfile.floor else { return nil }
        guard let climax = TrackClimax(analysis) else {
            return opening(of: analysis, seconds: seconds)
        }
        return TellingSearch(analysis, climax, blocks: Int((seconds * 10).rounded())).best
    }
}

/// Looks for the stretch that tells most; in blocks of 100 ms.
private struct TellingSearch {
    private let profile: LoudnessProfile
    private let climax: TrackClimax
    private let length: Int
    /// The mean loudness of the stretch that begins at each block.
    private let levels: [Double]
    private let median: Double

    init(_ analysis: TrackAnalysis, _ climax: TrackClimax, blocks: Int) {
        profile = LoudnessProfile(analysis)
        self.climax = climax
        let longest = climax.sides.map(\.count).max() ?? 0
        length = max(1, min(blocks, longest))
        let last = climax.heard.upperBound - length
        levels = (climax.heard.lowerBound...max(climax.heard.lowerBound, last)).map {
            [profile, length] in profile.loudness(block: $0, count: length)
        }
        median = levels.sorted()[levels.count / 2]
    }

    var best: Excerpt? {
        var best: (cost: Double, start: Int)?
        for side in climax.sides where side.count >= length {
            for start in stride(from: side.lowerBound, through: side.upperBound - length, by: 5) {
                let cost = cost(start)
                if best == nil || cost < best!.cost { best = (cost, start) }
            }
        }
        return best.map {
            Excerpt(
                start: Double($0.start) * TrackAnalysis.blockSeconds,
                seconds: Double(length) * TrackAnalysis.blockSeconds)
        }
    }

    private func cost(_ start: Int) -> Double {
        let before = profile.loudness(block: start - 20, count: 20)
        let rise = min(6, max(0, profile.loudness(block: start, count: 20) - before))
        let last = start + max(0, length - TrackClimax.termBlocks)
        let loudest = (start...last).reduce(-Double.infinity) {
            max($0, profile.loudness(block: $1, count: TrackClimax.termBlocks))
        }
        return abs(levels[start - climax.heard.lowerBound] - median) - rise / 2
            + max(0, loudest - (climax.level - TrackClimax.range))
    }
}
