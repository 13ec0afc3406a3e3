#if canImport(Glibc)
    private import Glibc
#endif

/// Functions of the normal distribution.
enum PreferenceNormal {
    /// The natural logarithm.
    static func log(_ value: Double) -> Double {
        #if canImport(Glibc)
            Glibc.log(value)
        #endif
    }

    /// The exponential function.
    static func exp(_ value: Double) -> Double {
        #if canImport(Glibc)
            Glibc.exp(value)
        #endif
    }

    /// The density at a place of the standard distribution.
    static func density(_ place: Double) -> Double {
        place.isInfinite ? 0 : 0.398942280401432678 * exp(-place * place / 2)
    }

    /// The probability between two places, exact in both tails.
    static func probability(from lower: Double, to upper: Double) -> Double {
        if lower > 0 { return above(lower) - above(upper) }
        if upper < 0 { return above(-upper) - above(-lower) }
        return 1 - above(-lower) - above(upper)
    }

    private static func above(_ place: Double) -> Double {
        0.5 * erfc(place * 0.707106781186547524)
    }
}
