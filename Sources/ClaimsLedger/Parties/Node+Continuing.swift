import Claims
import EntryFormat
import Ledger
import TransparencyLog

/// The log of a party that has ended: it is convicted of two histories, or lost.
public struct Forerunner: Sendable {
    public var origin: String
    /// The size of its last undisputed head.
    public var size: UInt64
    /// That head's root, 64 lower-case hexadecimal digits; nil: the one that the log has here at that size.
    public var root: String?
    /// Who admits the party: `registrar:210000` or the code alone; nil: whoever has admitted it, as far as this node knows, or the only
    /// registrar that it knows.
    public var registrar: String?
    /// Registrars, as `registrar:210000`, whose logs may not be here yet.
    public var namedRegistrars: [String] = []
    public var reason: String

    public init(origin: String, size: UInt64, root: String?, registrar: String?, reason: String) {
        self.origin = origin
        self.size = size
        self.root = root
        self.registrar = registrar
        self.reason = reason
    }
}

extension Node {
    /// Makes a log in which a party goes on under a new origin, with keys of its own, and records as its first entry, `LogContinued`, the
    /// head that it goes on from. Where this node hosts the log before, that one ends there.
    ///
    /// A call that was interrupted is completed by the next one: until then nothing else is recorded in the new log.
    /// - Returns: the party, with the head.
    /// - Throws: `Refusal` where the party's or the registrar's code, or the head, is none, or the registrar has said something else;
    ///   `LedgerError` `unknownLog` where root or registrar are not known, and as `Ledger.addParty` and `record`.
    public static func initialize(
        _ path: String, role: String, code: String, name: String, origin: String, continues forerunner: Forerunner,
        operatorName: String
    ) throws -> NodeParty {
        let party = try Party("\(role):\(code)")
        let actor = Actor(party: party, operatorName: operatorName)
        // Before anything is made.
        let first = try firstEntry(of: origin, after: forerunner, by: actor, in: DataDirectory(path: path))
        let log = try Ledger.addParty(
            in: DataDirectory(path: path), role: party.role.rawValue, code: party.code, name: name, origin: origin,
            continues: (forerunner.origin, forerunner.size))
        let node = try Node(path, readOnly: false)
        defer { node.close() }
        let request = RecordRequest(
            stream: first.stream, type: EventType.logContinued.description, event: try first.event.payloadJSON())
        _ = try node.record(request, by: actor, atLogSize: 0)
        var made = NodeParty(log)
        let last = first.event.logContinued.last
        made.previous = .init(origin: last.origin, size: "\(last.size)", root: last.root)
        return made
    }

    /// What the first entry of a log that goes on from another one says, and where; by the rules.
    private static func firstEntry(
        of origin: String, after forerunner: Forerunner, by actor: Actor, in directory: DataDirectory
    ) throws -> (stream: String, event: Event) {
        let node = directory.holdsNode ? try Node(directory.path, readOnly: true) : nil
        defer { node?.close() }
        let registrar = try registrar(of: actor.party, forerunner, on: node)
        let stream = StreamAddress.party(actor.party, at: registrar.code)
        var event = Event()
        event.logContinued.last.origin = forerunner.origin
        event.logContinued.last.size = forerunner.size
        event.logContinued.last.root = try root(of: forerunner, on: node)
        event.logContinued.reason = forerunner.reason
        var context = Context()
        context.next = EntryReference(origin: origin, number: 0)
        let state = try node?.state(of: stream) ?? StreamState(StreamAddress(stream))
        _ = try propose(event, on: state, context: context, by: actor, at: node?.now() ?? 0)
        return (stream, event)
    }

    private static func registrar(of party: Party, _ forerunner: Forerunner, on node: Node?) throws -> Party {
        var name = forerunner.registrar
        if name == nil { name = try node?.registrar(of: party.description) }
        if name == nil, Set(forerunner.namedRegistrars).count == 1 { name = forerunner.namedRegistrars.first }
        if name == nil, party.role == .registrar { name = party.description }
        guard let name else {
            throw LedgerError(
                .unknownLog, "It is not known who admits \(party), and the new log's first entry is addressed to it.",
                remedy: "Name it with --registrar CODE.")
        }
        let registrar = try Party(name.contains(":") ? name : "registrar:\(name)")
        guard registrar.role == .registrar else {
            throw Refusal(.malformedParty, "\(name) is no registrar.", remedy: "Give it as registrar:210000.")
        }
        return registrar
    }

    private static func root(of forerunner: Forerunner, on node: Node?) throws -> String {
        let held = try node.flatMap { node in
            try node.ledger.log(origin: forerunner.origin).flatMap {
                try node.ledger.root(of: $0, size: forerunner.size)
            }
        }
        guard let root = forerunner.root ?? held?.hex else {
            throw LedgerError(
                .unknownLog,
                "The log \(forerunner.origin) is not held here up to size \(forerunner.size), and its root there is not known.",
                remedy: "Give it with --last-root, as the registrar's LogEnded has it.")
        }
        guard held == nil || held?.hex == root else {
            throw LedgerError(
                .badName,
                "The log \(forerunner.origin) has the root \(held?.hex ?? "") at size \(forerunner.size) here, not \(root).",
                remedy: "Give size and root of the last undisputed head, as the registrar's LogEnded has them.")
        }
        return root
    }
}
