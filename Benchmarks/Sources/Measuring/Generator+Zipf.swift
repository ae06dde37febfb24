import Glibc

extension Generator {
    /// A rank from 1 to `count`, each with a chance in proportion to 1 / rank, but for rounding: the inverse of the continuous
    /// distribution's sum, `count` to the power of a uniform number.
    package mutating func rank(_ count: UInt64) -> UInt64 {
        let uniform = Double(next() >> 11) / Double(1 << 53)
        return min(count, UInt64(exp(uniform * log(Double(count) + 1))))
    }
}
