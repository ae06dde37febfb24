/// All parties that a node knows, by the origins of their logs.
public struct PartyDirectory: Sendable, Equatable {
    public private(set) var records: [String: PartyRecord]

    public init(_ records: [PartyRecord] = []) {
        self.records = Dictionary(records.map { ($0.origin, $0) }, uniquingKeysWith: { $1 })
    }

    /// The party whose log has this origin.
    public func record(origin: String) -> PartyRecord? { records[origin] }

    /// The logs of a party, `role:code`, the ended ones too.
    public func records(of party: String) -> [PartyRecord] {
        records.values.filter { $0.party == party }.sorted { $0.origin < $1.origin }
    }
}
