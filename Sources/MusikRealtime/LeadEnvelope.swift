/// The straight line above all readings of a clock that lies nearest to them.
///
/// A pointer that moves in bursts, a late thread and an old stamp all make a card seem to have
/// played less than it has, never more: the readings lie below the truth, by anything from nothing
/// to a burst, and the line along their upper edge is the clock, whatever lies below it. That line
/// minimises the sum of its distances under the condition that no reading lies above it, and touches
/// the edge of the readings' convex hull over their mean time: Moon, Skelly and Towsley, "Estimation
/// and removal of clock skew from network delay measurements" (INFOCOM 1999), by the hull of Zhang,
/// Liu and Xia (INFOCOM 2002). Plain arithmetic on memory of its own size. Audio thread.
struct LeadEnvelope: BitwiseCopyable, Sendable {
    /// A reading: by how many seconds the card was ahead of nominal, and when.
    struct Point: BitwiseCopyable, Sendable {
        var time = 0.0
        var lead = 0.0
    }

    /// A line, and by how much the readings lie below it in the mean.
    struct Fit: BitwiseCopyable, Sendable {
        var slope: Double
        var meanGap: Double
        /// Seconds from the first reading to the last.
        var length: Double
        /// The line's value at the last reading.
        var lead: Double
    }

    static let capacity = 128

    private var points = InlineArray<128, Point>(repeating: Point())
    private var hull = InlineArray<128, Int>(repeating: 0)
    private var next = 0
    private(set) var count = 0

    /// Forgets all but the newest readings.
    mutating func keep(_ newest: Int) { count = min(count, newest) }

    /// Adds a reading later than all before; the oldest of more than `capacity` is forgotten.
    mutating func append(_ point: Point) {
        points[next] = point
        next = (next + 1) % Self.capacity
        count = min(Self.capacity, count + 1)
    }

    /// The newest reading.
    var newest: Point { points[(next + Self.capacity - 1) % Self.capacity] }

    /// A kept reading, the newest of `newest` last.
    private func point(_ index: Int, of newest: Int) -> Point {
        points[(next - newest + index + Self.capacity) % Self.capacity]
    }

    /// The line above the newest readings; nil for fewer than two.
    mutating func fit(newest: Int = capacity) -> Fit? {
        let used = min(newest, count)
        guard used >= 2 else { return nil }
        let origin = point(used - 1, of: used)
        var meanTime = 0.0
        var meanLead = 0.0
        var size = 0
        for index in 0..<used {
            let new = point(index, of: used)
            meanTime += (new.time - origin.time) / Double(used)
            meanLead += (new.lead - origin.lead) / Double(used)
            // The upper hull: what lies below the way to the new reading is no corner.
            while size >= 2 {
                let last = point(hull[size - 1], of: used)
                let before = point(hull[size - 2], of: used)
                let here = (last.lead - before.lead) * (new.time - before.time)
                if here > (new.lead - before.lead) * (last.time - before.time) { break }
                size -= 1
            }
            hull[size] = index
            size += 1
        }
        var edge = 1
        while edge < size - 1, point(hull[edge], of: used).time - origin.time < meanTime {
            edge += 1
        }
        let left = point(hull[edge - 1], of: used)
        let right = point(hull[edge], of: used)
        let slope = (right.lead - left.lead) / (right.time - left.time)
        let level = right.lead + slope * (origin.time - right.time)
        return Fit(
            slope: slope, meanGap: level + slope * meanTime - (meanLead + origin.lead),
            length: origin.time - point(0, of: used).time, lead: level)
    }

    /// At the newest reading's time, the lowest line of a given slope that no reading lies above.
    func lead(slope: Double) -> Double {
        let origin = point(count - 1, of: count)
        var lead = origin.lead
        for index in 0..<count {
            let reading = point(index, of: count)
            lead = max(lead, reading.lead + slope * (origin.time - reading.time))
        }
        return lead
    }
}
