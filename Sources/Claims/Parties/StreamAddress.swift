/// What a stream is about.
public enum StreamKind: String, CaseIterable, Sendable, Hashable {
    case person, institution, filing, stay, claim, invoice, policy
    case item, account, history, admission, audit, review, catalogue
    /// A party as its registrar admits it, and what a party says that it holds of another's log.
    case party, receipt
    /// A bill that is settled directly.
    case settlement
    /// What one party demands of another before an arbiter.
    case dispute
    /// What a center paid an agency in advance, and what the two clear of a month.
    case reserve, clearing
    /// Imported FHIR resources.
    case fhirClaim = "fhir-claim"
    case fhirExplanation = "fhir-explanation"

    /// The roles that the decider may have. A code of a hospital and one of a pharmacy never look alike.
    public var deciderRoles: [Role] {
        switch self {
        case .stay: [.hospital, .pharmacy]
        case .party: [.registrar]
        case .receipt: Role.allCases
        case .dispute: [.arbiter]
        case .policy: [.center, .arbiter]
        default: [.center]
        }
    }

    /// Who may read a stream of this kind, besides its decider and those to whom it was disclosed.
    public var readers: String {
        switch self {
        case .person: "the person's unit"
        case .institution: "the institution"
        case .filing: "the unit and every chosen hospital"
        case .stay: "the center of the insured place"
        case .claim: "the unit"
        case .item: "the unit and every institution of it"
        case .account: "nobody else; an institution what is decided about its own requests"
        case .admission: "the unit and the hospital"
        case .party: "everybody: a registrar's log is public"
        case .receipt: "the party whose log is received"
        case .settlement: "the institution and the agency of the treating place"
        case .dispute: "both sides and those whom the opening names; an institution the inquiries to it"
        case .reserve, .clearing: "the agency"
        case .history, .audit, .review, .invoice, .policy, .catalogue, .fhirClaim, .fhirExplanation: "nobody else"
        }
    }
}

/// The name of a stream, `kind/decider/number`, of a kind that this module knows.
public struct StreamAddress: Hashable, Sendable, CustomStringConvertible {
    public let kind: StreamKind
    /// The one party whose entries decide in the stream.
    public let decider: Party
    /// What follows the second slash.
    public let number: String

    /// Reads a stream's name.
    /// - Throws: ``Refusal/Rule/unknownStreamKind``, ``Refusal/Rule/malformedStreamName`` or
    ///   ``Refusal/Rule/deciderDoesNotFit``.
    public init(_ text: String) throws(Refusal) {
        let bytes = text.utf8
        let first = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        guard let kind = StreamKind(rawValue: String(text[..<first])) else {
            throw Refusal(.unknownStreamKind, "\"\(text[..<first])\" in \"\(text)\" is no kind of stream.")
        }
        guard bytes.count <= 200, first < bytes.endIndex,
            let second = bytes[bytes.index(after: first)...].firstIndex(of: UInt8(ascii: "/")),
            StreamAddress.hasSegments(bytes)
        else { throw Refusal(.malformedStreamName, "\"\(text)\" is no name of a stream.") }
        let code = String(text[bytes.index(after: first)..<second])
        let number = String(text[bytes.index(after: second)...])
        let found = try StreamAddress.deciderRoles(of: kind, number, in: text).lazy
            .compactMap { Party.optional($0, code) }.first
        guard let found else {
            let roles = kind.deciderRoles.map(\.rawValue).joined(separator: " or ")
            let isInstitution = kind.deciderRoles.contains { $0 == .hospital || $0 == .pharmacy }
            let form = isInstitution ? "an institution's code, as H11010500001" : "six digits of GB/T 2260, as 210200"
            throw Refusal(
                .deciderDoesNotFit, "\"\(code)\" in \"\(text)\" is no code of a \(roles).",
                remedy: kind == .receipt
                    ? nil : "Write \(kind.rawValue)/CODE/…, where CODE is that of the \(roles): \(form).")
        }
        self.kind = kind
        self.decider = found
        self.number = number
    }

    /// The address `kind/decider/number`; the decider's role must be one that the kind takes.
    /// - Throws: as ``init(_:)``.
    public init(_ kind: StreamKind, _ decider: String, _ number: String) throws(Refusal) {
        try self.init("\(kind.rawValue)/\(decider)/\(number)")
    }

    public var description: String { "\(kind.rawValue)/\(decider.code)/\(number)" }

    /// Whether the name is segments of letters, digits, '.', '_' and '-', none of them empty, "." or "..".
    private static func hasSegments(_ bytes: String.UTF8View) -> Bool {
        var length = 0
        var dots = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "/"):
                guard length > 0, dots != length || dots > 2 else { return false }
                length = 0
                dots = 0
                continue
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                break
            default: return false
            }
            length += 1
        }
        return length > 0 && (dots != length || dots > 2)
    }
}

extension StreamAddress {
    /// The roles that the decider may have, by what the number says.
    ///
    /// A code of a center, an agency, a registrar and an arbiter look alike, so the number of a receipt begins with its reader's role.
    private static func deciderRoles(
        of kind: StreamKind, _ number: String, in text: String
    ) throws(Refusal) -> [Role] {
        switch kind {
        case .party:
            guard party(named: Substring(number)) != nil else {
                throw Refusal(
                    .malformedStreamName, "\"\(text)\" does not end in a party, as hospital-H11010500001.")
            }
        case .receipt:
            let parts = number.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, let role = Role(rawValue: String(parts[0])), party(named: parts[1]) != nil,
                CalendarDate(String(parts[2])) != nil
            else {
                throw Refusal(
                    .malformedStreamName,
                    "\"\(text)\" is not receipt/CODE/ROLE/SENDER/DAY, as receipt/210200/center/hospital-H11010500001/2026-03-01."
                )
            }
            return [role]
        case .reserve, .clearing:
            let parts = number.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, Party.optional(.agency, String(parts[0])) != nil,
                CalendarDate(kind == .reserve ? "\(parts[1])-01-01" : "\(parts[1])-01") != nil
            else {
                throw Refusal(
                    .malformedStreamName,
                    kind == .reserve
                        ? "\"\(text)\" is not reserve/CENTER/AGENCY/YEAR, as reserve/210200/310100/2026."
                        : "\"\(text)\" is not clearing/CENTER/AGENCY/MONTH, as clearing/210200/310100/2026-03.")
            }
        case .settlement:
            guard MessageID(number) != nil else {
                throw Refusal(
                    .malformedStreamName,
                    "\"\(text)\" does not end in a message id, as H11010500001201810111430000001.")
            }
        // A code of a center and of an arbiter look alike too.
        case .policy: return number == arbiterProcedure ? [.arbiter] : [.center]
        default: break
        }
        return kind.deciderRoles
    }

    /// Reads `role-code`.
    private static func party(named text: Substring) -> Party? {
        guard let hyphen = text.firstIndex(of: "-"), let role = Role(rawValue: String(text[..<hyphen])) else {
            return nil
        }
        return Party.optional(role, String(text[text.index(after: hyphen)...]))
    }

    /// The party that the stream's number names: the one that is admitted, the one whose log is received, the institution
    /// whose message it is, or the agency of a reserve or a clearing; `nil` in streams of other kinds.
    public var namedParty: Party? {
        switch kind {
        case .party: StreamAddress.party(named: Substring(number))
        case .receipt: number.split(separator: "/").dropFirst().first.flatMap { StreamAddress.party(named: $0) }
        case .reserve, .clearing: number.split(separator: "/").first.flatMap { Party.optional(.agency, String($0)) }
        case .settlement: MessageID(number).flatMap { Party.institution($0.institution.text) }
        default: nil
        }
    }

    /// The day that a stream of receipts is of; `nil` in streams of other kinds.
    public var day: CalendarDate? {
        kind == .receipt ? number.split(separator: "/").last.flatMap { CalendarDate(String($0)) } : nil
    }

    /// The stream in which a registrar, by its code, admits a party.
    public static func party(_ party: Party, at registrar: String) -> String {
        "party/\(registrar)/\(party.role.rawValue)-\(party.code)"
    }

    /// The stream of a reader's receipts of a sender's log on a day: a live mirror may record one every second, so a year would
    /// be too long a stream.
    public static func receipt(of sender: Party, by reader: Party, on day: CalendarDate) -> String {
        receipts(of: sender, by: reader) + day.description
    }

    /// What the names of a reader's streams of receipts of a sender's log begin with, of all days.
    public static func receipts(of sender: Party, by reader: Party) -> String {
        "receipt/\(reader.code)/\(reader.role.rawValue)/\(sender.role.rawValue)-\(sender.code)/"
    }

    /// The stream in which a center keeps the settings of procedure.
    public static func procedure(of center: String) -> String { "policy/\(center)/procedure" }
    /// The stream in which an arbiter keeps the settings of procedure: the days of its disputes.
    public static func procedure(ofArbiter code: String) -> String { "policy/\(code)/\(arbiterProcedure)" }
    /// The number of the stream in which an arbiter keeps its settings.
    static let arbiterProcedure = "arbiter/procedure"
    /// Whether the stream is one of settings of procedure.
    var isProcedure: Bool { kind == .policy && (number == "procedure" || number == StreamAddress.arbiterProcedure) }
    /// The stream that makes an invoice unique at a center.
    public static func invoice(_ invoice: Invoice, at center: String) -> String {
        "invoice/\(center)/\(invoice.code)-\(invoice.number)"
    }
    /// The stream of an institution in a center's register.
    public static func institution(_ code: String, at center: String) -> String { "institution/\(center)/\(code)" }
}
