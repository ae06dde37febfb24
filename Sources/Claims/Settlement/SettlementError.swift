/// Why a bill cannot be priced: a sentence that names the thing, a number, and what to do about it.
///
/// Two errors are equal when their codes are. Where the cause lies in the policy, `place` is its line and column in
/// the policy's text; where it lies in a line of the bill, `billLine` counts from 1.
public struct SettlementError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The numbered reason.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// The bill states neither a total, nor what is in scope, nor lines.
        public static let noAmount = Code(rawValue: 1401)
        /// The parts of the bill do not add up to what it states.
        public static let doesNotAddUp = Code(rawValue: 1402)
        /// An amount below zero or beyond a hundred billion yuan, or a quantity not above zero.
        public static let amountOutOfRange = Code(rawValue: 1403)
        /// A line or sum of the bill has a class that the policy does not know.
        public static let unknownClass = Code(rawValue: 1404)
        /// The policy asks for a fact that the bill does not state.
        public static let missingFact = Code(rawValue: 1405)
        /// No row of a table fits the bill.
        public static let noRow = Code(rawValue: 1406)
        /// A fact has a value that it cannot have.
        public static let badFact = Code(rawValue: 1407)
        /// The policy was not in effect on the day that decides.
        public static let notInEffect = Code(rawValue: 1408)
        /// No version of the policy, or more than one, was in effect on the day that decides.
        public static let noVersion = Code(rawValue: 1409)
        /// The history does not say how far a stage has come this year.
        public static let missingHistory = Code(rawValue: 1410)
        /// A formula uses a name that is not known where it stands.
        public static let unknownName = Code(rawValue: 1411)
        /// A formula divides by zero.
        public static let divisionByZero = Code(rawValue: 1412)
        /// A number grew beyond what exact arithmetic in 128 bits holds.
        public static let overflow = Code(rawValue: 1413)
        /// Bands that overlap, run backwards or leave a gap.
        public static let badBands = Code(rawValue: 1414)
        /// Named values that refer to each other in a circle.
        public static let circle = Code(rawValue: 1415)
        /// A formula that cannot be read.
        public static let badFormula = Code(rawValue: 1416)
        /// The settlement broke its own invariant: a defect of this program, never of the bill.
        public static let broken = Code(rawValue: 1499)
    }

    public let code: Code
    public let message: String
    public let remedy: String
    /// Where in the policy's text the cause stands, if it stands there.
    public private(set) var place: Policy.Place?
    /// The line of the bill that cannot be priced, counted from 1.
    public private(set) var billLine: Int?

    public init(
        _ code: Code, _ message: String, remedy: String, place: Policy.Place? = nil, billLine: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.place = place
        self.billLine = billLine
    }

    public static func == (a: SettlementError, b: SettlementError) -> Bool { a.code == b.code }

    public var description: String {
        var text = ""
        if let place, place.line > 0 { text += "policy line \(place.line), column \(place.column): " }
        if let billLine { text += "bill line \(billLine): " }
        return text + "\(message) (\(code.rawValue)). \(remedy)"
    }

    /// The same error with its place in the policy, unless a more exact one is known already.
    func at(_ place: Policy.Place) -> SettlementError {
        var copy = self
        if copy.place == nil || copy.place?.line == 0 { copy.place = place }
        return copy
    }

    /// The same error with the line of the bill that it concerns.
    func inBillLine(_ line: Int) -> SettlementError {
        var copy = self
        if copy.billLine == nil { copy.billLine = line }
        return copy
    }

    static let overflow = SettlementError(
        .overflow, "a number is too large or too finely divided to be kept exact",
        remedy: "Check the amounts and rates for a slipped decimal point; round earlier with `rounding`.")

    static let divisionByZero = SettlementError(
        .divisionByZero, "a formula divides by zero",
        remedy: "Guard the divisor, as in `amount / max(quantity, 1)`.")
}
