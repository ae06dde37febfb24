/// What a stream is about.
public enum StreamKind: String, CaseIterable, Sendable, Hashable {
    case person, institution, filing, stay, claim, invoice, policy
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
        case .invoice, .policy, .fhirClaim, .fhirExplanation: "nobody else"
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
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let kind = StreamKind(rawValue: String(segments[0])) else {
            throw Refusal(.unknownStreamKind, "\"\(segments[0])\" in \"\(text)\" is no kind of stream.")
        }
        guard segments.count >= 3, text.utf8.count <= 200, segments.allSatisfy(StreamAddress.isSegment) else {
            throw Refusal(.malformedStreamName, "\"\(text)\" is no name of a stream.")
        }
        let code = String(segments[1])
        let found = kind.deciderRoles.lazy.compactMap { Party.optional($0, code) }.first
        guard let found else {
            let roles = kind.deciderRoles.map(\.rawValue).joined(separator: " or ")
            throw Refusal(.deciderDoesNotFit, "\"\(code)\" in \"\(text)\" is no code of a \(roles).")
        }
        self.kind = kind
        self.decider = found
        self.number = segments[2...].joined(separator: "/")
    }

    /// The address `kind/decider/number`; the decider's role must be one that the kind takes.
    /// - Throws: as ``init(_:)``.
    public init(_ kind: StreamKind, _ decider: String, _ number: String) throws(Refusal) {
        try self.init("\(kind.rawValue)/\(decider)/\(number)")
    }

    public var description: String { "\(kind.rawValue)/\(decider.code)/\(number)" }

    private static func isSegment(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment != ".", segment != ".." else { return false }
        return segment.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
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
