/// What a stream is about.
public enum StreamKind: String, CaseIterable, Sendable, Hashable {
    case person, institution, filing, stay, claim, invoice, policy
    case item, account, history, admission, audit, review, catalogue
    /// Imported FHIR resources.
    case fhirClaim = "fhir-claim"
    case fhirExplanation = "fhir-explanation"

    /// The roles that the decider may have. A code of a hospital and one of a pharmacy never look alike.
    public var deciderRoles: [Role] { self == .stay ? [.hospital, .pharmacy] : [.center] }

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
        let found = kind.deciderRoles.lazy.compactMap { Party.optional($0, code) }.first
        guard let found else {
            let roles = kind.deciderRoles.map(\.rawValue).joined(separator: " or ")
            throw Refusal(.deciderDoesNotFit, "\"\(code)\" in \"\(text)\" is no code of a \(roles).")
        }
        self.kind = kind
        self.decider = found
        self.number = String(text[bytes.index(after: second)...])
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
    /// The stream in which a center keeps the settings of procedure.
    public static func procedure(of center: String) -> String { "policy/\(center)/procedure" }
    /// The stream that makes an invoice unique at a center.
    public static func invoice(_ invoice: Invoice, at center: String) -> String {
        "invoice/\(center)/\(invoice.code)-\(invoice.number)"
    }
    /// The stream of an institution in a center's register.
    public static func institution(_ code: String, at center: String) -> String { "institution/\(center)/\(code)" }
}
