import CurationSimulator
import Foundation
import MusikTestSupport

/// How far the exact learner's expectation propagation is from the exact posterior, by draws from the
/// one weighed to be draws from the other: an importance sampler over hypotheses and felt values.
struct ImportanceCheck {
    /// The root mean square distance of expected likings over the library, in points, the draws'
    /// own error included.
    private(set) var distance = 0.0
    /// How many independent draws the weighed ones are worth.
    private(set) var worth = 0.0
    /// What the list chosen by expectation propagation loses, in points, by the exact expectation.
    private(set) var loss = 0.0

    private let learner: ExactLearner
    private let shared: SharedCovariance
    private let session: Int

    /// Compares what is expected for a session, with lists of the ten best of the library.
    init(_ learner: ExactLearner, session: Int, seed: UInt64, draws: Int = 20_000) {
        self.learner = learner
        self.session = session
        shared = SharedCovariance(learner)
        var random = Generator(seed: seed)
        let all = ExactLearner.hypotheses.map { ExactPosterior($0, learner, shared) }
        let logs = all.map { log($0.hypothesis.share) + $0.logEvidence }
        let sizes = logs.map { exp($0 - logs.max()!) }
        let sum = sizes.reduce(0, +)
        var weighed = [Double](repeating: 0, count: learner.world.tracks.count)
        var total = 0.0
        var squares = 0.0
        for (posterior, size) in zip(all, sizes) {
            let count = Int((size / sum * Double(draws)).rounded())
            guard count > 0 else { continue }
            let drawn = draw(count, from: posterior, using: &random)
            let means = posterior.means(
                learner, shared, session: session, pull: posterior.pull(towards: drawn.mean))
            for track in means.indices { weighed[track] += drawn.weight * means[track] }
            total += drawn.weight
            squares += drawn.squares
        }
        let exact = weighed.map { $0 / total }
        worth = total * total / squares
        let approximate = learner.expectedLiking(session: session)
        let square = zip(exact, approximate).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        distance = (square / Double(exact.count)).squareRoot()
        loss = best(by: exact, judged: exact) - best(by: approximate, judged: exact)
    }

    private func best(by scores: [Double], judged: [Double]) -> Double {
        let list = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(10)
        return list.reduce(0) { $0 + judged[$1] } / 10
    }

    private typealias Drawn = (weight: Double, squares: Double, mean: [Double])

    /// Draws from a posterior, weighed by likelihood over what stood in for it.
    private func draw(
        _ count: Int, from posterior: ExactPosterior, using random: inout Generator
    ) -> Drawn {
        let size = posterior.mean.count
        let root = posterior.covarianceRoot()
        var drawn: Drawn = (0, 0, [Double](repeating: 0, count: size))
        for _ in 0..<count {
            let normals = (0..<size).map { _ in random.normal() }
            var felt = posterior.mean
            for row in 0..<size {
                for column in 0...row { felt[row] += root[row][column] * normals[column] }
            }
            let weight = exp(posterior.logRatio(at: felt, learner.observations))
            drawn.weight += weight
            drawn.squares += weight * weight
            for place in 0..<size { drawn.mean[place] += weight * felt[place] }
        }
        for place in 0..<size { drawn.mean[place] /= drawn.weight }
        return drawn
    }
}

extension ExactPosterior {
    /// Added to variances, in square points, so that what is certain doesn't divide by nought.
    private static let jitter = 1e-3

    /// The lower triangle whose square is the posterior's covariance.
    func covarianceRoot() -> [[Double]] {
        Self.root(of: covariance, count: mean.count)
    }

    /// K⁻¹ (f - m) for the expected f.
    func pull(towards felt: [Double]) -> [Double] {
        let root = Self.root(of: prior, count: mean.count)
        var solution = zip(felt, priorMean).map { $0 - $1 }
        for row in solution.indices {
            for column in 0..<row { solution[row] -= root[row][column] * solution[column] }
            solution[row] /= root[row][row]
        }
        for row in solution.indices.reversed() {
            solution[row] /= root[row][row]
            for column in 0..<row { solution[column] -= root[row][column] * solution[row] }
        }
        return solution
    }

    /// The logarithm of likelihood over sites at some felt values.
    func logRatio(at felt: [Double], _ observations: [ExactLearner.Observation]) -> Double {
        var sum = 0.0
        for (place, observation) in observations.enumerated() {
            guard case .between(let low, let high) = observation.form else { continue }
            let value = felt[observation.felt]
            let tilt = Tilt(value, 0, errorVariance(observation.source), low, high)
            let site = sites[place]
            sum += log(tilt.probability) - site.logScale
            sum -= site.shift * value - site.precision * value * value / 2
        }
        return sum
    }

    private static func root(of matrix: [Double], count: Int) -> [[Double]] {
        var root = [[Double]](
            repeating: [Double](repeating: 0, count: count), count: count)
        for row in 0..<count {
            for column in 0...row {
                var rest = matrix[row * count + column] + (row == column ? jitter : 0)
                for place in 0..<column { rest -= root[row][place] * root[column][place] }
                root[row][column] =
                    row == column ? max(rest, 1e-9).squareRoot() : rest / root[column][column]
            }
        }
        return root
    }
}
