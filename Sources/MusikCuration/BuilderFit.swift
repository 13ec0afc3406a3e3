/// Which windows some choice of tracks fills exactly, by counting up all sums of lengths.
///
/// Lengths are rounded to quarters of a second, and what it says can be filled is certain: the
/// overlaps take up the rounding. One track alone fills its own length.
struct BuilderFit {
    /// Steps per second.
    private static let grid = 4.0
    /// The most tracks looked at, and the most in one list.
    static let most = 256
    private static let longest = 40

    let tracks: [Int]
    /// What is in every sum: the pinned tracks, and their lengths together.
    private let held: [Int]
    private let heldSeconds: Double
    private let objective: PlaylistObjective
    /// For each number of tracks and each sum, the first track that completes it; -1 for none.
    private var reached: [[Int16]] = []
    private var lengths: [Int] = []

    /// Counts up to the longest sum that a window of `seconds` could need.
    ///
    /// - Parameter held: tracks that are in every choice; those of the objective unless told.
    init(_ objective: PlaylistObjective, tracks: [Int], seconds: Double, held: [Int]? = nil) {
        self.objective = objective
        let held = held ?? objective.pinned
        self.held = held
        heldSeconds = held.reduce(0) { $0 + objective.columns.seconds[$1] }
        self.tracks = Array(tracks.filter { !held.contains($0) }.prefix(Self.most))
        lengths = self.tracks.map { Int((objective.columns.seconds[$0] * Self.grid).rounded()) }
        let shortest = lengths.min() ?? 1
        let overlap = objective.request.overlapSeconds.upperBound
        let alone = max(1, Double(shortest) / Self.grid - overlap)
        let count = min(Self.longest, self.tracks.count, Int(seconds / alone) + 2)
        let last = Int((seconds + overlap * Double(count)) * Self.grid) + 1
        reached = [[Int16]](repeating: [Int16](repeating: -1, count: last + 1), count: count + 1)
        reached[0][0] = 0
        for (place, length) in lengths.enumerated() where length <= last {
            for number in (1...max(1, count)).reversed() where number <= count {
                for sum in length...last where reached[number][sum] < 0 {
                    // Falling numbers: what is reached with one track less is without this one.
                    if reached[number - 1][sum - length] >= 0 {
                        reached[number][sum] = Int16(place)
                    }
                }
            }
        }
    }

    /// The windows, in seconds, that so many tracks with this sum fill for certain.
    private func windows(number: Int, sum: Int) -> ClosedRange<Double>? {
        let all = number + held.count
        if all == 0 { return nil }
        if all == 1 {
            let alone = held.first ?? tracks[Int(reached[1][sum])]
            let seconds = objective.columns.seconds[alone]
            return seconds...seconds
        }
        let range = objective.request.overlapSeconds
        let total = heldSeconds + Double(sum) / Self.grid
        let rounding = Double(number) / 2 / Self.grid
        let shortest = total - range.upperBound * Double(all - 1) + rounding
        let longest = total - range.lowerBound * Double(all - 1) - rounding
        return shortest <= longest ? shortest...longest : nil
    }

    /// The nearest windows below and above one that can be filled; both the same where it can.
    func nearest(to seconds: Double) -> (shorter: Double?, longer: Double?) {
        var (shorter, longer) = (Double?.none, Double?.none)
        for number in reached.indices {
            for sum in reached[number].indices where reached[number][sum] >= 0 {
                guard let range = windows(number: number, sum: sum) else { continue }
                if range.lowerBound <= seconds {
                    shorter = max(shorter ?? 0, min(seconds, range.upperBound))
                }
                if range.upperBound >= seconds {
                    longer = min(longer ?? .infinity, max(seconds, range.lowerBound))
                }
            }
        }
        return (shorter, longer)
    }

    /// A choice of tracks that fills a window, in no order.
    func choice(for seconds: Double) -> [Int]? {
        for number in reached.indices {
            for sum in reached[number].indices where reached[number][sum] >= 0 {
                if windows(number: number, sum: sum)?.contains(seconds) == true {
                    return tracks(number: number, sum: sum)
                }
            }
        }
        return nil
    }

    private func tracks(number: Int, sum: Int) -> [Int] {
        var (number, sum, chosen) = (number, sum, held)
        while number > 0 {
            let place = Int(reached[number][sum])
            chosen.append(tracks[place])
            sum -= lengths[place]
            number -= 1
        }
        return chosen
    }
}
