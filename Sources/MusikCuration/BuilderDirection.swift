/// One trait, up or down: how a further list may differ from the ones there are.
struct BuilderDirection {
    var trait: Int
    var sign: Double
    /// The mean of that trait in the lists there are.
    var middle: Double

    /// How far an option goes in this direction, in standard deviations.
    func height(of option: Int, _ objective: PlaylistObjective) -> Double {
        sign * (objective.columns.trait(trait, of: option) - middle)
    }

    /// All directions, the one with the most of the promising options first.
    ///
    /// - Parameter ranked: options by how promising they are.
    static func all(
        _ objective: PlaylistObjective, beside lists: [[Int]], among ranked: [Int]
    ) -> [BuilderDirection] {
        let means = lists.map { PlaylistDifference.means($0, objective) }
        let directions = (0..<objective.columns.traitCount).flatMap { trait in
            let middle = means.reduce(0) { $0 + $1[trait] } / Double(means.count)
            return [1.0, -1].map { sign in
                BuilderDirection(trait: trait, sign: sign, middle: middle)
            }
        }
        let weighed = directions.map { direction in
            let first = ranked.prefix(40)
            let far = first.count {
                direction.height(of: $0, objective) >= PlaylistDifference.leastTrait
            }
            return (direction: direction, far: far)
        }
        return weighed.enumerated().sorted {
            ($0.element.far, $1.offset) > ($1.element.far, $0.offset)
        }
        .map(\.element.direction)
    }
}
