public import Claims
import EntryFormat
public import Ledger

extension Node {
    /// The blobs that an entry names: what a mirror fetches before it says that it holds the entry.
    ///
    /// - Parameter bytes: an entry; whatever is no entry, or of a type that this program does not know, names none.
    /// - Returns: SHA-256 in hexadecimal digits, each once, in the order in which the event names them.
    public static func blobNames(inEntry bytes: [UInt8]) -> [String] {
        guard let event = event(inEntry: bytes) else { return [] }
        var seen: Set<String> = []
        return event.documents.map(\.sha256).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// What an entry opens to a further party, if it is a `Disclosed`.
    ///
    /// - Returns: the party, `role:code`, and the entries; none means all of the entry's own log in its stream before it. Nil for
    ///   whatever else, or where the party is none.
    public static func disclosure(inEntry bytes: [UInt8]) -> (to: String, entries: [EntryReference])? {
        guard case .disclosed(let disclosure)? = event(inEntry: bytes)?.kind, (try? Party(disclosure.to)) != nil else {
            return nil
        }
        return (disclosure.to, disclosure.entries)
    }

    private static func event(inEntry bytes: [UInt8]) -> Event? {
        guard let fields = try? EntryFields(bytes) else { return nil }
        return try? Event(type: EventType(rawValue: fields.type), payload: fields.payload)
    }

    /// Whether an entry may be read by one of these parties: it is addressed to it, is its own, or was disclosed to it by the log that
    /// it stands in; a registrar's log is public.
    ///
    /// - Parameter readers: as `role:code`.
    /// - Returns: false, too, where this node does not hold the entry.
    /// - Throws: `LedgerError` `damaged`.
    /// - Complexity: of an entry that is not addressed to them, linear in the entries of its stream.
    public func mayRead(_ readers: Set<String>, entry number: UInt64, of log: LogIdentity) throws -> Bool {
        guard let entry = try ledger.entry(number: number, in: log) else { return false }
        if log.role == Role.registrar.rawValue || readers.contains(log.party) { return true }
        if entry.fields.readers.contains(where: { readers.contains($0.party) }) { return true }
        guard let name = try? StreamName(entry.fields.stream) else { return false }
        let own = EntryReference(entry)
        for other in try ledger.contents(of: name).entries
        where other.origin == log.origin && other.fields.type == EventType.disclosed.rawValue {
            guard case .disclosed(let disclosure)? = try? Event(type: .disclosed, payload: other.fields.payload).kind,
                readers.contains(disclosure.to)
            else { continue }
            let isOpened = disclosure.entries.isEmpty ? number < other.number : disclosure.entries.contains(own)
            if isOpened { return true }
        }
        return false
    }
}

extension Node {
    /// The numbers of the entries that an entry, a `Disclosed` to one of these parties, opens to it: those of its own log, in order.
    ///
    /// - Returns: nil where this node does not hold the entry, it is none such, or it is addressed to somebody else.
    /// - Throws: `LedgerError` `damaged`.
    /// - Complexity: linear in the entries of its stream.
    public func disclosed(by number: UInt64, in log: LogIdentity, to readers: Set<String>) throws -> [UInt64]? {
        guard let entry = try ledger.entry(number: number, in: log), entry.fields.type == EventType.disclosed.rawValue,
            case .disclosed(let disclosure)? = try? Event(type: .disclosed, payload: entry.fields.payload).kind,
            readers.contains(disclosure.to)
        else { return nil }
        let named = Set(disclosure.entries)
        return try ledger.contents(of: StreamName(entry.fields.stream)).entries
            .filter { $0.origin == log.origin && $0.number < number }
            .filter { named.isEmpty || named.contains(EntryReference($0)) }
            .map(\.number).sorted()
    }
}
