/// The lower triangular L of a symmetric positive definite A = L Lᵀ, its rows one after another.
struct PreferenceCholesky: Sendable {
    /// How many rows there are.
    let size: Int
    private var rows: [Double]

    /// Factors a matrix given by its lower triangle.
    ///
    /// - Precondition: it is positive definite.
    init(size: Int, _ lower: (_ row: Int, _ column: Int) -> Double) {
        self.size = size
        rows = [Double](repeating: 0, count: size * (size + 1) / 2)
        for row in 0..<size {
            let start = Self.start(of: row)
            for column in 0..<row {
                let other = Self.start(of: column)
                let rest = lower(row, column) - dot(rows, start, rows, other, count: column)
                rows[start + column] = rest / rows[other + column]
            }
            let square = lower(row, row) - dot(rows, start, rows, start, count: row)
            precondition(square > 0, "the matrix is not positive definite")
            rows[start + row] = square.squareRoot()
        }
    }

    /// L⁻¹ b.
    func halfSolved(_ right: [Double]) -> [Double] {
        var solution = right
        for row in 0..<size {
            let start = Self.start(of: row)
            solution[row] =
                (solution[row] - dot(rows, start, solution, 0, count: row)) / rows[start + row]
        }
        return solution
    }

    /// A⁻¹ b.
    func solved(_ right: [Double]) -> [Double] {
        var solution = halfSolved(right)
        for row in (0..<size).reversed() {
            let start = Self.start(of: row)
            solution[row] /= rows[start + row]
            let value = solution[row]
            for column in 0..<row { solution[column] -= value * rows[start + column] }
        }
        return solution
    }

    /// The logarithm of A's determinant.
    var logDeterminant: Double {
        (0..<size).reduce(0) { $0 + 2 * PreferenceNormal.log(rows[Self.start(of: $1) + $1]) }
    }

    private static func start(of row: Int) -> Int { row * (row + 1) / 2 }
}

/// The sum of products of two stretches of numbers, in four sums so that none waits for another.
@inline(__always)
func dot(
    _ first: borrowing [Double], _ firstStart: Int, _ second: borrowing [Double],
    _ secondStart: Int, count: Int
) -> Double {
    var sums = SIMD4<Double>.zero
    var place = 0
    while place + 4 <= count {
        let a = SIMD4(
            first[firstStart + place], first[firstStart + place + 1],
            first[firstStart + place + 2], first[firstStart + place + 3])
        let b = SIMD4(
            second[secondStart + place], second[secondStart + place + 1],
            second[secondStart + place + 2], second[secondStart + place + 3])
        sums += a * b
        place += 4
    }
    var sum = sums.sum()
    while place < count {
        sum += first[firstStart + place] * second[secondStart + place]
        place += 1
    }
    return sum
}

/// The sum of products of two vectors of one length.
@inline(__always)
func dot(_ first: borrowing [Double], _ second: borrowing [Double]) -> Double {
    dot(first, 0, second, 0, count: first.count)
}
