/// The chance that decides one allocation: 32 bytes nobody sees before it is needed.
///
/// With the design and what was allocated before, a draw gives the arm; alone it gives nothing.
public struct TrialDraw: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// How many bytes a draw has.
    public static let length = 32

    /// Takes 32 bytes; nil for any other number of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// The numbers that the draw stands for.
    var chance: TrialChance { TrialChance(key: bytes) }
}

/// Numbers from a key: the key stream of ChaCha20, eight bytes a number, the low byte first.
///
/// It is no `RandomNumberGenerator`, because what the standard library makes of one may change from
/// one version of Swift to the next.
struct TrialChance {
    private let cipher: ChaCha20
    private var counter: UInt32 = 0
    private var stock: ArraySlice<UInt8> = []

    init(key: [UInt8]) { cipher = ChaCha20(key: key) }

    mutating func next() -> UInt64 {
        if stock.isEmpty {
            stock = cipher.block(counter)[...]
            counter += 1
        }
        let number = stock.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        stock = stock.dropFirst(8)
        return number
    }

    /// A number from 0 to below `count`, each as probable: numbers of the last, broken round are
    /// passed over.
    mutating func index(below count: Int) -> Int {
        precondition(count > 0, "there is nothing to choose from")
        let bound = UInt64(count)
        let rest = (0 &- bound) % bound
        var number = next()
        while number < rest { number = next() }
        return Int(number % bound)
    }

    /// One of some places, each as probable as its weight; weights are whole and not all nought.
    mutating func place(byWeight weights: [Int]) -> Int {
        var left = index(below: weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            if left < weight { return place }
            left -= weight
        }
        preconditionFailure("weights add up to their sum")
    }

    /// A number from 0 to below 1, one of 2⁵³.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
