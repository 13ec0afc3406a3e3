#if canImport(Glibc)
    private import Glibc
#endif

extension Generator {
    /// A generator for one purpose among many: the same numbers give the same stream, whatever
    /// was drawn elsewhere.
    public init(seed: UInt64, purpose: UInt64...) {
        self.init(seed: seed)
        for number in purpose { self = Generator(seed: next() ^ (number &* 0xd6e8_feb8_6659_fd93)) }
    }

    /// A uniform number in 0..<1, of 53 bits; unlike `Double.random`, the same in every Swift.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A whole number in `0..<bound`; its bias is below `bound` in 2^53.
    public mutating func index(below bound: Int) -> Int { Int(uniform() * Double(bound)) }

    /// A number from the standard normal distribution, by the method of Box and Muller.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }
}
