/// An exact rational number: what every rate, factor and unrounded amount of a settlement is.
///
/// Amounts of money are fen in `Int64` at the edges of a settlement and yuan in `Exact` inside it, so that a
/// payment is rounded where its policy says and nowhere else. A fraction is kept in lowest terms with a positive
/// denominator, both in 128 bits; an operation whose result does not fit is refused, never wrapped.
public struct Exact: Hashable, Sendable {
    /// The numerator, in lowest terms; it carries the sign.
    public let numerator: Int128
    /// The denominator, in lowest terms; always positive.
    public let denominator: Int128

    public static let zero = Exact(0)
    public static let one = Exact(1)
    public static let hundred = Exact(100)

    /// A whole number.
    public init(_ whole: Int) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// An amount of `fen` hundredths of a yuan, as yuan.
    public init(fen: Int64) {
        self.init(reducing: Int128(fen), 100)
    }

    /// A fraction.
    ///
    /// - Throws: `SettlementError.Code.divisionByZero`, or `.overflow` where a sign cannot be turned.
    public init(_ numerator: Int128, over denominator: Int128) throws(SettlementError) {
        guard denominator != 0 else { throw .divisionByZero }
        guard numerator != .min, denominator != .min else { throw .overflow }
        if denominator < 0 {
            self.init(reducing: -numerator, -denominator)
        } else {
            self.init(reducing: numerator, denominator)
        }
    }

    private init(reducing numerator: Int128, _ denominator: Int128) {
        let divisor = Exact.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        if divisor <= 1 {
            self.numerator = numerator
            self.denominator = denominator
        } else if let small = Int64(exactly: numerator), let below = Int64(exactly: denominator),
            let by = Int64(exactly: divisor)
        {
            self.numerator = Int128(small / by)
            self.denominator = Int128(below / by)
        } else {
            self.numerator = numerator / Int128(divisor)
            self.denominator = denominator / Int128(divisor)
        }
    }

    public var isNegative: Bool { numerator < 0 }
    public var isZero: Bool { numerator == 0 }
    public var isWhole: Bool { denominator == 1 }

    /// Euclid's algorithm, in 64 bits as soon as both numbers fit (they nearly always do).
    private static func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var (a, b) = (first, second)
        while b != 0 {
            if var x = UInt64(exactly: a), var y = UInt64(exactly: b) {
                while y != 0 { (x, y) = (y, x % y) }
                return UInt128(x)
            }
            (a, b) = (b, a % b)
        }
        return a
    }
}

// MARK: - Arithmetic

extension Exact {
    public static func + (a: Exact, b: Exact) throws(SettlementError) -> Exact {
        if a.denominator == b.denominator {
            let (sum, over) = a.numerator.addingReportingOverflow(b.numerator)
            guard !over else { throw .overflow }
            return a.denominator == 1 ? Exact(whole: sum) : Exact(reducing: sum, a.denominator)
        }
        let (left, one) = a.numerator.multipliedReportingOverflow(by: b.denominator)
        let (right, two) = b.numerator.multipliedReportingOverflow(by: a.denominator)
        let (sum, three) = left.addingReportingOverflow(right)
        let (below, four) = a.denominator.multipliedReportingOverflow(by: b.denominator)
        guard !one, !two, !three, !four, sum != .min else { throw .overflow }
        return Exact(reducing: sum, below)
    }

    public static func - (a: Exact, b: Exact) throws(SettlementError) -> Exact {
        try a + (try b.negated())
    }

    public static func * (a: Exact, b: Exact) throws(SettlementError) -> Exact {
        let (above, one) = a.numerator.multipliedReportingOverflow(by: b.numerator)
        let (below, two) = a.denominator.multipliedReportingOverflow(by: b.denominator)
        guard !one, !two, above != .min else { throw .overflow }
        return Exact(reducing: above, below)
    }

    public static func / (a: Exact, b: Exact) throws(SettlementError) -> Exact {
        let (above, one) = a.numerator.multipliedReportingOverflow(by: b.denominator)
        let (below, two) = a.denominator.multipliedReportingOverflow(by: b.numerator)
        guard !one, !two else { throw .overflow }
        return try Exact(above, over: below)
    }

    public func negated() throws(SettlementError) -> Exact {
        guard numerator != .min else { throw .overflow }
        return Exact(lowest: -numerator, denominator)
    }

    private init(whole: Int128) {
        self.init(lowest: whole, 1)
    }

    private init(lowest numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The number held between two bounds.
    public func clamped(_ low: Exact, _ high: Exact) -> Exact {
        self < low ? low : (self > high ? high : self)
    }
}

extension Exact: Comparable {
    public static func < (a: Exact, b: Exact) -> Bool {
        if a.denominator == b.denominator { return a.numerator < b.numerator }
        let left = a.numerator.multipliedFullWidth(by: b.denominator)
        let right = b.numerator.multipliedFullWidth(by: a.denominator)
        return (left.high, left.low) < (right.high, right.low)
    }
}

// MARK: - Rounding

extension Exact {
    /// The whole number of `unit`s that `mode` rounds this number to.
    ///
    /// - Parameter unit: what is counted, above zero: 0.01 for fen.
    /// - Throws: `.overflow` where the count does not fit 64 bits.
    public func rounded(_ mode: Policy.Rounding.Mode, to unit: Exact) throws(SettlementError) -> Int64 {
        let count = try self / unit
        var (quotient, remainder) = count.numerator.quotientAndRemainder(dividingBy: count.denominator)
        if remainder < 0 {
            quotient -= 1
            remainder += count.denominator
        }
        // `remainder` lies in 0 ..< denominator: compare it with the half without doubling, which could overflow.
        let rest = count.denominator - remainder
        let up =
            switch mode {
            case .halfUp: remainder >= rest
            case .halfDown: remainder > rest
            case .down: false
            case .up: remainder > 0
            }
        guard let whole = Int64(exactly: up ? quotient + 1 : quotient) else { throw .overflow }
        return whole
    }

    /// This amount of yuan in whole fen, half up.
    public func fen() throws(SettlementError) -> Int64 {
        try rounded(.halfUp, to: Exact.fenUnit)
    }

    static let fenUnit = Exact(fen: 1)
}
