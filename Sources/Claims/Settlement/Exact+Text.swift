extension Exact {
    /// Reads a decimal number: an optional minus sign, digits, and digits after an optional point. Nothing else: no
    /// exponent, no thousands separator, no plus sign.
    public init?(decimal text: some StringProtocol) {
        var value: Int128 = 0
        var scale: Int128 = 1
        var (digits, pointed, negative) = (0, false, false)
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0: negative = true
            case UInt8(ascii: ".") where !pointed && digits > 0: pointed = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                guard digits <= 24 else { return nil }
                value = value * 10 + Int128(byte - UInt8(ascii: "0"))
                if pointed { scale *= 10 }
            default: return nil
            }
        }
        guard digits > 0, !text.hasSuffix(".") else { return nil }
        guard let number = try? Exact(negative ? -value : value, over: scale) else { return nil }
        self = number
    }

    /// Reads an amount of yuan with at most two decimals, as fen.
    public static func fen(decimal text: some StringProtocol) -> Int64? {
        guard let yuan = Exact(decimal: text), let fen = try? yuan * .hundred, fen.isWhole else { return nil }
        return Int64(exactly: fen.numerator)
    }

    /// The number as a plain decimal; one that does not end is cut after eight places and marked with "…".
    public var decimalText: String { text(leastPlaces: 0) }

    /// An amount of yuan with at least two decimals: "300.00", "24564.514".
    public var amountText: String { text(leastPlaces: 2) }

    /// A rate as a percentage: "80%", "92.5%".
    public var percentText: String {
        guard let percent = try? self * .hundred else { return decimalText }
        return percent.decimalText + "%"
    }

    private func text(leastPlaces: Int) -> String {
        var places = 0
        var scale: Int128 = 1
        while scale % denominator != 0, places < Self.mostPlaces {
            scale *= 10
            places += 1
        }
        let ends = scale % denominator == 0
        while ends && places < leastPlaces {
            scale *= 10
            places += 1
        }
        let (whole, rest) = numerator.magnitude.quotientAndRemainder(dividingBy: denominator.magnitude)
        var out = isNegative ? "-" : ""
        out += String(whole)
        if places > 0 {
            out += "."
            var remainder = rest
            for _ in 0..<places {
                let (ten, over) = remainder.multipliedReportingOverflow(by: 10)
                guard !over else { break }
                let (digit, left) = ten.quotientAndRemainder(dividingBy: denominator.magnitude)
                out += String(digit)
                remainder = left
            }
        }
        return ends ? out : out + "…"
    }

    /// Beyond eight decimals nobody reads on; amounts have two and rates rarely more than four.
    private static let mostPlaces = 8
}

extension Exact: CustomStringConvertible {
    public var description: String { decimalText }
}
