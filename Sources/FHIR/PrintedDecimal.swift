/// A decimal exactly as a JSON text prints it, and its rounding to minor units.
///
/// Never by way of binary floating point: some sources print 112.42000000000002 where 112.42 is meant, and a `Double`
/// adds noise of its own.
struct PrintedDecimal {
    /// No amount of money needs more; a text beyond this is damage or an attack.
    static let longestText = 64
    static let largestExponent = 64

    let isNegative: Bool
    /// Digits without leading zeros; empty for zero.
    let digits: [UInt8]
    /// The value is `digits` times ten to this power.
    let exponent: Int

    /// - Parameter text: a number that fits JSON's grammar.
    /// - Returns: nil for a text of more than 64 characters or with an exponent beyond ±64.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        var digits: [UInt8] = []
        var fraction = 0
        var inFraction = false
        var power = 0
        var rest = Substring(text).utf8
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        while let byte = rest.popFirst() {
            if byte.isDecimalDigit {
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - 0x30) }
                if inFraction { fraction += 1 }
            } else if byte == UInt8(ascii: ".") {
                inFraction = true
            } else {
                guard let value = Int(Substring(rest)), abs(value) <= Self.largestExponent else { return nil }
                power = value
                break
            }
        }
        self.digits = digits
        exponent = power - fraction
    }

    /// The value in units of ten to the power of `-places`, a half rounded away from zero.
    ///
    /// - Parameter places: decimal places of the unit, as 2 for cents.
    /// - Returns: the rounded value and whether nothing was lost; nil if it does not fit 64 bits.
    func rounded(places: Int) -> (value: Int64, isExact: Bool)? {
        let shift = exponent + places
        var magnitude: UInt64 = 0
        // Digits before the unit's place; a positive shift appends zeros.
        for index in 0..<max(0, digits.isEmpty ? 0 : digits.count + shift) {
            let digit = index < digits.count ? UInt64(digits[index]) : 0
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow, product < UInt64.max - 9 else { return nil }
            magnitude = product + digit
        }
        let dropped = shift < 0 ? digits.suffix(-shift) : []
        let isExact = dropped.allSatisfy { $0 == 0 }
        // The first dropped digit decides, if it stands right behind the unit's place.
        if dropped.count == -shift, let first = dropped.first, first >= 5 { magnitude += 1 }
        guard let value = Int64(exactly: magnitude) else { return nil }
        return (isNegative ? -value : value, isExact)
    }
}
