/// How well blinding held, from what raters or patients guessed at the end.
///
/// Rows are arms in the design's order; each has how often each arm was guessed, and how often nobody
/// dared to.
public struct BlindingIndex: Sendable {
    /// An index with its standard error.
    public struct Estimate: Hashable, Sendable {
        /// The index.
        public var value: Double
        /// Its standard error; nil where it can't be told.
        public var error: Double?

        /// Holds an index.
        public init(value: Double, error: Double?) {
            self.value = value
            self.error = error
        }
    }

    private let guesses: [[Int]]
    private let unknown: [Int]

    /// Takes counts.
    ///
    /// - Parameters:
    ///   - guesses: For each arm, how often each arm was guessed.
    ///   - unknown: For each arm, how often the answer was "don't know".
    public init(guesses: [[Int]], unknown: [Int]) {
        precondition(
            guesses.count == unknown.count && guesses.allSatisfy { $0.count == guesses.count },
            "each arm has a count for each arm")
        self.guesses = guesses
        self.unknown = unknown
    }

    /// Bang's index of an arm (Bang, Ni and Davis, *Controlled Clinical Trials* 25, 2004): the share of
    /// right guesses less that of wrong ones among all answers; 1 where all guess right, 0 where
    /// they guess by chance, -1 where all guess wrong. Nil where nobody answered.
    public func bang(arm: Int) -> Estimate? {
        let count = Double(guesses[arm].reduce(0, +) + unknown[arm])
        guard count > 0 else { return nil }
        let right = Double(guesses[arm][arm]) / count
        let wrong = Double(guesses[arm].reduce(0, +)) / count - right
        let variance = (right * (1 - right) + wrong * (1 - wrong) + 2 * right * wrong) / count
        return Estimate(value: right - wrong, error: variance.squareRoot())
    }

    /// James' index of the trial (James and others, *Statistics in Medicine* 15, 1996): 1 where nobody
    /// knows, 0.5 where guesses are by chance, 0 where all are right. Wrong guesses weigh one half.
    ///
    /// Its error is not given: with few raters its normal approximation says little. Nil where nobody
    /// answered, or where guesses and arms leave no disagreement to expect.
    public var james: Double? {
        let total = Double(guesses.joined().reduce(0, +) + unknown.reduce(0, +))
        guard total > 0 else { return nil }
        let blind = Double(unknown.reduce(0, +)) / total
        guard blind < 1 else { return 1 }
        let known = guesses.map { Double($0.reduce(0, +)) / total }
        var (observed, expected) = (0.0, 0.0)
        for arm in guesses.indices {
            for guess in guesses.indices where guess != arm {
                observed += 0.5 * Double(guesses[arm][guess]) / total / (1 - blind)
                let guessed = guesses.reduce(0.0) { $0 + Double($1[guess]) } / total
                expected += 0.5 * guessed * known[arm] / ((1 - blind) * (1 - blind))
            }
        }
        guard expected > 0 else { return nil }
        return (1 + blind + (1 - blind) * (observed - expected) / expected) / 2
    }
}
