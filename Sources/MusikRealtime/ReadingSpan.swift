/// The readings of half a second, of which only the foremost counts.
///
/// A stamp that is too old makes a reading seem ahead: one that is ahead of the line by more than a
/// clock can be counts only where a quarter of them are. Plain arithmetic. Audio thread.
struct ReadingSpan: BitwiseCopyable, Sendable {
    /// Further ahead of the line than this is more than a clock can be within half a second: 1 ms.
    private static let tolerance = 0.001

    private var best = LeadEnvelope.Point()
    private var bestHeight = -Double.infinity
    /// Of those too far ahead the one that is least so.
    private var least = LeadEnvelope.Point()
    private var leastHeight = Double.infinity
    private var start = 0.0
    private var sum = 0.0
    private var count = 0
    private var aheadCount = 0

    /// Forgets all.
    mutating func clear() { self = ReadingSpan() }

    /// Takes in a reading that is so far ahead of a line, in seconds.
    mutating func add(_ point: LeadEnvelope.Point, height: Double) {
        if count == 0 { start = point.time }
        count += 1
        sum += height
        if height > Self.tolerance {
            aheadCount += 1
            if height < leastHeight {
                leastHeight = height
                least = point
            }
        } else if height > bestHeight {
            bestHeight = height
            best = point
        }
    }

    /// Whether it is long enough at a time; readings that are rare make it longer.
    func isFull(at time: Double) -> Bool {
        count >= 8 ? time - start >= 0.5 : count >= 3 && time - start >= 2
    }

    /// Whether the line is behind, and not some stamps wrong.
    private var isAhead: Bool { aheadCount * 4 >= count }

    /// By how much the readings are behind the foremost, in the mean.
    var meanLag: Double { max(0, (isAhead ? leastHeight : bestHeight) - sum / Double(count)) }

    /// The foremost reading; where the line is behind, the next one above it.
    var foremost: LeadEnvelope.Point { isAhead ? least : best }
}
