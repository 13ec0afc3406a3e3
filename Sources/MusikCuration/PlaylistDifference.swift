/// How far two lists are apart, and how far they must be to count as clearly different.
///
/// Clearly different: at most a third of the shorter list is in the other one too, and in the mean
/// of the time they take at least one trait differs by half a standard deviation, where there are
/// traits; what is pinned is in every list and left aside. In the cue arm: at least half of the moments differ in their kind, or the spacing or the
/// speaker does.
public struct PlaylistDifference: Hashable, Sendable {
    /// The largest share of the shorter list that may be in the other one.
    public static let mostShared = 1.0 / 3
    /// The least difference of at least one trait, in standard deviations.
    public static let leastTrait = 0.5
    /// The least share of moments that differ, in the cue arm.
    public static let leastMoments = 0.5

    /// The share of the shorter list that is in the other one, 0 to 1.
    public var shared: Double
    /// The trait that differs most, and how much higher the second list's is, in standard
    /// deviations; nil without traits.
    public var trait: Int?
    /// See `trait`.
    public var by: Double

    /// Compares two lists of options.
    public init(_ first: [Int], _ second: [Int], of objective: PlaylistObjective) {
        let pinned = Set(objective.pinned)
        let (first, second) = (
            first.filter { !pinned.contains($0) }, second.filter { !pinned.contains($0) }
        )
        let both = Set(first).intersection(second).count
        let shorter = min(first.count, second.count)
        // Lists of nothing but pins are all alike.
        shared = shorter == 0 ? 1 : Double(both) / Double(shorter)
        guard shorter > 0 else {
            (trait, by) = (nil, 0)
            return
        }
        let (left, right) = (Self.means(first, objective), Self.means(second, objective))
        (trait, by) = (nil, 0)
        for index in left.indices where trait == nil || abs(right[index] - left[index]) > abs(by) {
            (trait, by) = (index, right[index] - left[index])
        }
    }

    /// Whether the two are clearly different.
    public var isClear: Bool {
        shared <= Self.mostShared + 1e-9 && (trait == nil || abs(by) >= Self.leastTrait)
    }

    /// The traits of a list in the mean of the time its tracks take.
    static func means(_ list: [Int], _ objective: PlaylistObjective) -> [Double] {
        let columns = objective.columns
        let total = list.reduce(0) { $0 + columns.seconds[$1] }
        return (0..<columns.traitCount).map { trait in
            list.reduce(0) { $0 + columns.seconds[$1] * columns.trait(trait, of: $1) } / total
        }
    }
}
