/// Numbers from a seed: SplitMix64 (Steele, Lea and Flood, 2014), written out so that a seed means the
/// same in every version of Swift. It is no `RandomNumberGenerator`, because what the standard library
/// makes of one may change with a version.
struct CurationGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `count`, each as probable (Lemire, *ACM Transactions on Modeling and
    /// Computer Simulation* 29, 2019, algorithm 5).
    ///
    /// - Parameter count: At least 1.
    mutating func index(below count: Int) -> Int {
        precondition(count > 0, "there is nothing to choose from")
        let bound = UInt64(count)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            // 2⁶⁴ modulo the bound: so many low halves would favour some numbers.
            let excess = (0 &- bound) % bound
            while product.low < excess { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// A nearly normal number: twelve uniform ones less six, never beyond six.
    mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
    }
}
