/// Why a bundle was refused: the reason's number, the place, and what to do about it.
///
/// Two errors are equal if their codes are. A refused bundle is refused whole: nothing of it is imported.
public struct FHIRError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A numbered reason. New reasons get new numbers; a number never changes its meaning.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// 1: the file is not JSON (RFC 8259).
        public static let notJSON = Code(rawValue: 1301)
        /// 2: the file ends too early.
        public static let truncated = Code(rawValue: 1302)
        /// 3: the file is not UTF-8.
        public static let notUTF8 = Code(rawValue: 1303)
        /// 4: a member stands twice in one object.
        public static let duplicateName = Code(rawValue: 1304)
        /// 5: values are nested too deep.
        public static let tooDeep = Code(rawValue: 1305)
        /// 6: the file is too large, or has too many values.
        public static let tooLarge = Code(rawValue: 1306)
        /// 7: the file is not a FHIR Bundle.
        public static let notABundle = Code(rawValue: 1307)
        /// 8: an element is not of the type that FHIR R4 gives it, or is empty.
        public static let wrongShape = Code(rawValue: 1308)
        /// 9: an element that FHIR R4 requires is missing.
        public static let missingElement = Code(rawValue: 1309)
        /// 10: a resource has no id.
        public static let missingID = Code(rawValue: 1310)
        /// 11: an id is not one of FHIR's, or cannot name a stream.
        public static let invalidID = Code(rawValue: 1311)
        /// 12: two resources of one type have the same id, or two have the same fullUrl.
        public static let duplicateID = Code(rawValue: 1312)
        /// 13: a code outside the set that FHIR R4 binds it to.
        public static let notInValueSet = Code(rawValue: 1313)
        /// 14: a claim has no total.
        public static let missingTotal = Code(rawValue: 1314)
        /// 15: an amount has no currency.
        public static let missingCurrency = Code(rawValue: 1315)
        /// 16: a currency that ISO 4217 does not list, or that has no minor unit.
        public static let unknownCurrency = Code(rawValue: 1316)
        /// 17: a number that no bill has, as 1e400.
        public static let invalidNumber = Code(rawValue: 1317)
        /// 18: an amount or a sum is too large for 64 bits of minor units.
        public static let amountTooLarge = Code(rawValue: 1318)
        /// 19: a claim's total is below zero.
        public static let negativeTotal = Code(rawValue: 1319)
        /// 20: a date or an instant that is none.
        public static let invalidDate = Code(rawValue: 1320)
        /// 21: a period ends before it starts.
        public static let reversedPeriod = Code(rawValue: 1321)
        /// 22: a modifier extension or implicit rules: they may turn the meaning round, so FHIR forbids to ignore them.
        public static let notUnderstood = Code(rawValue: 1322)
        /// 23: a resource is too large for one entry of a log.
        public static let resourceTooLarge = Code(rawValue: 1323)
    }

    public let code: Code
    /// The name that the caller gave the bundle.
    public let file: String
    /// Line and column, both from 1; the column counts characters.
    public let line: Int
    public let column: Int
    /// The path of the element, as `entry[12].resource.item[3].net.value`; empty for the whole file.
    public let path: String
    /// What is wrong: a clause without a full stop.
    public let message: String
    /// What to do about it: a sentence.
    public let remedy: String

    public static func == (left: FHIRError, right: FHIRError) -> Bool {
        left.code == right.code
    }

    /// One line: place, path, what is wrong, the reason's number, the remedy.
    public var description: String {
        let element = path.isEmpty ? "" : "\(path): "
        return "\(file):\(line):\(column): \(element)\(message) [\(code.rawValue)]. \(remedy)"
    }
}

extension FHIRError {
    static func quoted(_ text: String) -> String {
        "“\(printable(text))”"
    }

    /// A foreign text for a message of ours: at most 64 characters, none of them a control character.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(64) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result) + (text.unicodeScalars.count > 64 ? "…" : "")
    }
}
