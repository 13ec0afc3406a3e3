import CurationSimulator
import MusikTestSupport

/// A figure of all patients and the bounds between which 95 % of resampled patients put it.
struct Interval {
    let value: Double
    let low: Double
    let high: Double
}

/// Patients drawn again with replacement, within each kind of taste.
struct Bootstrap {
    private let draws: [[Int]]

    init(kinds: [SimulatedKind], seed: UInt64, draws count: Int = 1000) {
        var random = Generator(seed: seed)
        let groups = SimulatedKind.allCases.map { kind in
            kinds.indices.filter { kinds[$0] == kind }
        }
        draws = (0..<count).map { _ in
            groups.flatMap { group in group.map { _ in group[random.index(below: group.count)] } }
        }
    }

    /// A ratio of two sums over patients; nil for a patient leaves it out.
    func ratio(_ parts: [(Double, Double)?]) -> Interval {
        func ratio(_ patients: some Sequence<Int>) -> Double {
            var above = 0.0
            var below = 0.0
            for patient in patients {
                guard let part = parts[patient] else { continue }
                above += part.0
                below += part.1
            }
            return below == 0 ? .nan : above / below
        }
        let sorted = draws.map(ratio).filter { !$0.isNaN }.sorted()
        guard !sorted.isEmpty else { return Interval(value: .nan, low: .nan, high: .nan) }
        return Interval(
            value: ratio(parts.indices), low: sorted[sorted.count * 25 / 1000],
            high: sorted[min(sorted.count - 1, sorted.count * 975 / 1000)])
    }

    /// A mean over patients.
    func mean(_ values: [Double?]) -> Interval { ratio(values.map { $0.map { ($0, 1) } }) }
}
