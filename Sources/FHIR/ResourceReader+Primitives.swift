import Claims
import SwiftProtobuf

/// FHIR's primitive types. Source: HL7 FHIR R4 (4.0.1), data types.
extension ResourceReader {
    /// A `string`, `code` or `uri`: not empty, no control characters but tab, line feed and carriage return.
    func string(_ node: Int) throws(FHIRError) -> String {
        guard document.nodes[node].kind == .string else { throw wrongShape(node, "a text") }
        let text = document.text(of: node)
        guard !text.isEmpty else { throw wrongShape(node, "a text that is not empty") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else {
            throw wrongShape(node, "a text without control characters")
        }
        return text
    }

    func boolean(_ node: Int) throws(FHIRError) -> Bool {
        guard document.nodes[node].kind == .boolean else { throw wrongShape(node, "true or false") }
        return document.printed(node) == "true"
    }

    /// A `positiveInt`: 1 to 2,147,483,647.
    func positive(_ node: Int) throws(FHIRError) -> UInt32 {
        guard document.nodes[node].kind == .number, let value = UInt32(document.printed(node)),
            (1...2_147_483_647).contains(value)
        else { throw wrongShape(node, "a whole number from 1 to 2147483647") }
        return value
    }

    /// A `decimal`, as printed.
    func decimal(_ node: Int) throws(FHIRError) -> String {
        _ = try printedDecimal(node)
        return document.printed(node)
    }

    private func printedDecimal(_ node: Int) throws(FHIRError) -> PrintedDecimal {
        guard document.nodes[node].kind == .number else { throw wrongShape(node, "a number") }
        guard let decimal = PrintedDecimal(document.printed(node)) else {
            throw refusal(
                .invalidNumber, at: node, "\(document.kindName(of: node)) is beyond any bill",
                remedy:
                    "Correct it: at most \(PrintedDecimal.longestText) characters, exponents from "
                    + "-\(PrintedDecimal.largestExponent) to \(PrintedDecimal.largestExponent).")
        }
        return decimal
    }

    /// A `date`: year, month or day.
    func date(_ node: Int) throws(FHIRError) -> String {
        try instant(node, allowsTime: false)
    }

    /// A `dateTime`: a `date`, or an instant with its zone.
    func dateTime(_ node: Int) throws(FHIRError) -> String {
        try instant(node, allowsTime: true)
    }

    private func instant(_ node: Int, allowsTime: Bool) throws(FHIRError) -> String {
        let text = try string(node)
        guard FHIRInstant(text, allowsTime: allowsTime) != nil else {
            throw refusal(
                .invalidDate, at: node, "\(FHIRError.quoted(text)) is no \(allowsTime ? "date or instant" : "date")",
                remedy: allowsTime
                    ? "Write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a zone (Z, +08:00)."
                    : "Write YYYY, YYYY-MM or YYYY-MM-DD.")
        }
        return text
    }

    /// A `code` out of a set that FHIR R4 requires.
    func code(_ node: Int, of allowed: [String]) throws(FHIRError) -> String {
        let text = try string(node)
        guard allowed.contains(text) else {
            throw refusal(
                .notInValueSet, at: node, "the code \(FHIRError.quoted(text)) is unknown",
                remedy: "FHIR R4 allows \(allowed.joined(separator: ", ")).")
        }
        return text
    }

    /// A resource's `id`, fit to stand in a stream's name: 1 to 64 of `A-Z a-z 0-9 . -`, neither `.` nor `..`.
    func resourceID(_ node: Int) throws(FHIRError) -> String {
        let text = try string(node)
        let isFit = text.utf8.allSatisfy { byte in
            byte.isDecimalDigit || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
        guard isFit, text.utf8.count <= 64, text != ".", text != ".." else {
            throw refusal(
                .invalidID, at: node, "the id \(FHIRError.quoted(text)) does not fit",
                remedy: "An id has 1 to 64 letters, digits, points and hyphens, and is neither “.” nor “..”.")
        }
        return text
    }

    /// A `Money`, in minor units of its currency.
    func money(_ node: Int) throws(FHIRError) -> MinorAmount {
        var amount: Int?
        var currency: Int?
        for member in try members(node) {
            switch member.name {
            case "value": amount = member.value
            case "currency": currency = member.value
            default: try keep(member)
            }
        }
        try require(amount != nil, "value", in: node)
        guard let currency, let amount else {
            throw refusal(
                .missingCurrency, at: node, "the amount has no currency",
                remedy: "Add its ISO 4217 code as the element currency: without it the minor unit is unknown.")
        }
        let code = try string(currency)
        guard let places = Currency.minorDigits(of: code) else {
            throw refusal(
                .unknownCurrency, at: currency, "\(FHIRError.quoted(code)) is no currency with a minor unit",
                remedy: "Write the ISO 4217 code in capital letters, as CNY.")
        }
        guard let (minor, isExact) = try printedDecimal(amount).rounded(places: places) else {
            throw refusal(
                .amountTooLarge, at: amount, "\(document.kindName(of: amount)) is too large for an amount of money",
                remedy: "Correct it: at most 9223372036854775807 minor units.")
        }
        return .with {
            $0.minor = minor
            $0.currency = code
            if !isExact { $0.printed = document.printed(amount) }
        }
    }
}
