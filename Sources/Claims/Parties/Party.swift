/// What an organisation is in this ledger.
public enum Role: String, CaseIterable, Sendable, Hashable {
    /// The medical-insurance center of the insured place. It pays.
    case center
    /// The agency of the treating place.
    case agency
    case hospital
    case pharmacy
    /// The employer, which files and claims for its people.
    case unit
    /// Admits parties.
    case registrar
    /// Rules on disputes between parties.
    case arbiter

    /// The role's name in Chinese.
    public var chinese: String {
        switch self {
        case .center: "医保中心"
        case .agency: "就医地经办机构"
        case .hospital: "医院"
        case .pharmacy: "药店"
        case .unit: "单位"
        case .registrar: "登记机构"
        case .arbiter: "裁决机构"
        }
    }
}

/// An organisation: its role and its code, written `role:code`.
public struct Party: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let role: Role
    public let code: String
    /// `role:code`.
    public let description: String

    /// - Throws: ``Refusal/Rule/malformedParty`` if the code has not the shape of the role: a region for center, agency,
    ///   registrar and arbiter, an institution code for hospital and pharmacy, a unified credit code for a unit.
    public init(role: Role, code: String) throws(Refusal) {
        let fits =
            switch role {
            case .center, .agency, .registrar, .arbiter: RegionCode(code) != nil
            case .hospital, .pharmacy: InstitutionCode(code)?.role == role
            case .unit: UnifiedCreditCode(code) != nil
            }
        guard fits else {
            throw Refusal(.malformedParty, "\"\(code)\" is no code of a party with the role \(role.rawValue).")
        }
        self.init(unchecked: role, code)
    }

    /// Reads `role:code`.
    /// - Throws: ``Refusal/Rule/malformedParty``.
    public init(_ text: String) throws(Refusal) {
        guard let colon = text.firstIndex(of: ":"), let role = Role(rawValue: String(text[..<colon])) else {
            throw Refusal(.malformedParty, "\"\(text)\" is no party.")
        }
        try self.init(role: role, code: String(text[text.index(after: colon)...]))
    }

    private init(unchecked role: Role, _ code: String) {
        self.role = role
        self.code = code
        description = "\(role.rawValue):\(code)"
    }

    public static func == (left: Party, right: Party) -> Bool { left.description == right.description }

    public func hash(into hasher: inout Hasher) { description.hash(into: &hasher) }

    /// The party of that role and code if the code fits.
    static func optional(_ role: Role, _ code: String) -> Party? { try? Party(role: role, code: code) }

    /// The hospital or pharmacy of that code.
    static func institution(_ code: String) -> Party? {
        InstitutionCode(code).map { Party(unchecked: $0.role, code) }
    }

    /// Ascending by the bytes of the written form, as the readers of an entry stand.
    public static func < (a: Party, b: Party) -> Bool {
        a.description.utf8.lexicographicallyPrecedes(b.description.utf8)
    }
}

/// Who acts: an operator at a party, perhaps on behalf of somebody else.
public struct Actor: Hashable, Sendable {
    public let party: Party
    /// The person or system that acts, a name local to the party.
    public let operatorName: String
    /// The party (`role:code`) or person for whom; empty for the own party.
    public let onBehalfOf: String

    public init(party: Party, operatorName: String, onBehalfOf: String = "") {
        self.party = party
        self.operatorName = operatorName
        self.onBehalfOf = onBehalfOf
    }
}
