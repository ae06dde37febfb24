public import Claims
import EntryFormat
public import Ledger
import TransparencyLog

/// One node as its users see it: the rules of `Claims` over the storage of `Ledger`.
///
/// ```swift
/// _ = try Node.initialize("data", role: "center", code: "210200", name: "大连市医保中心", origin: "example.org/center-210200")
/// let node = try Node("data", readOnly: false)
/// defer { node.close() }
/// let clerk = try node.actor(as: nil, operatorName: "clerk.wang")
/// let done = try node.record(request, by: clerk)
/// ```
///
/// Methods read and wait for the disk; they do not belong on Swift's cooperative threads under load.
public final class Node: Sendable {
    /// The node's storage.
    public let ledger: Ledger
    /// Every party whose log is on this node now, hosted and mirrored.
    public var parties: [NodeParty] { ledger.logs.map(NodeParty.init) }
    /// What was read of registrars' and receipts' streams.
    let known = KnownParties()
    /// Streams that decisions have read lately.
    let foldedStreams = FoldedStreams()
    /// Policies that have priced lately.
    let readPolicies = ReadPolicies()
    /// What was read of catalogues.
    let knownCatalogues = KnownCatalogues()
    /// The wall clock, in milliseconds since 1970.
    let clock: @Sendable () -> Int64
    /// Through whom it appends, where another process writes the node's files.
    let remote: RemoteWriter?

    /// Opens the node in the directory `path`.
    ///
    /// - Parameters:
    ///   - readOnly: opens beside a writer, if there is one, and refuses to record.
    ///   - holdsAppends: refuses to append until `ledger.allowAppends()`.
    ///   - remote: with `readOnly`: through whom it appends all the same. Decisions are made here, on what the files hold.
    ///   - progress: told about long work at the start, such as building views again.
    ///   - notice: told where something damaged is put right by itself: the views.
    ///   - clock: the wall clock, in milliseconds since 1970; nil for the machine's.
    /// - Throws: `LedgerError`, as `Ledger.init` says.
    public init(
        _ path: String, readOnly: Bool, checksPages: Bool = false, holdsAppends: Bool = false,
        remote: RemoteWriter? = nil,
        progress: @escaping @Sendable (Ledger.Progress) -> Void = { _ in },
        notice: @escaping @Sendable (LedgerError) -> Void = { _ in }, clock: (@Sendable () -> Int64)? = nil
    ) throws {
        var options = Ledger.Options()
        options.readOnly = readOnly
        options.checksPages = checksPages
        options.holdsAppends = holdsAppends
        if let clock { options.clock = clock }
        self.clock = options.clock
        self.remote = remote
        options.progress = progress
        options.notice = notice
        ledger = try Ledger(
            DataDirectory(path: path), projections: [SearchProjection()], decider: { StreamDecider.party(of: $0) },
            options: options)
    }

    /// Finishes what waits and closes the files. Idempotent.
    public func close() { ledger.close() }

    /// Makes a node with its first party, or adds a hosted party to the node that is there.
    ///
    /// - Throws: `Refusal` `malformedParty` where the code has not the shape that its role wants; `LedgerError`, as
    ///   `Ledger.addParty` says. Nothing is made then.
    public static func initialize(
        _ path: String, role: String, code: String, name: String, origin: String
    ) throws -> NodeParty {
        let party = try Party("\(role):\(code)")
        return NodeParty(
            try Ledger.addParty(
                in: DataDirectory(path: path), role: party.role.rawValue, code: party.code, name: name, origin: origin))
    }

    /// Who acts: a hosted party, and a person or system of it.
    ///
    /// - Parameter code: the party's code, or `role:code` where two hosted parties share a code; nil for the only one.
    /// - Throws: `LedgerError` `unknownLog`, which names the choices.
    public func actor(as code: String?, operatorName: String, onBehalfOf: String = "") throws -> Actor {
        let hosted = ledger.logs.filter { $0.isHosted && $0.history.end == nil }.map(NodeParty.init)
        let matches = code.map { code in hosted.filter { $0.code == code || $0.party == code } } ?? hosted
        guard matches.count == 1, let party = party(named: matches[0].party) else {
            let choices = hosted.map(\.party).joined(separator: ", ")
            let wanted = code.map { "“\($0)”" } ?? "Nobody"
            throw LedgerError(
                .unknownLog,
                matches.isEmpty
                    ? "\(wanted) is no party that this node hosts."
                    : code == nil
                        ? "This node hosts several parties." : "\(wanted) names several parties of this node.",
                remedy: hosted.isEmpty ? "Add a party with init." : "Say who acts with --as: \(choices).")
        }
        return Actor(party: party, operatorName: operatorName, onBehalfOf: onBehalfOf)
    }

    /// Stores a document's bytes durably and returns the name under which events name it.
    /// - Returns: the SHA-256 of the bytes, 64 hexadecimal digits.
    public func storeBlob(_ bytes: [UInt8]) throws -> String {
        if let remote { return try remote.storeBlob(bytes) }
        return try ledger.blobs.store(bytes).hex
    }

    /// The party of a log on this node.
    func party(named name: String) -> Party? {
        ledger.logs.contains { $0.party == name } ? try? Party(name) : nil
    }
}

/// A party whose log is on this node.
public struct NodeParty: Sendable, Codable, Equatable {
    /// `role:code`.
    public let party: String
    public let role: String
    public let code: String
    public let name: String
    /// The origin of its log.
    public let origin: String
    /// Whether this node writes the log.
    public let hosted: Bool
    public let verifierKeys: VerifierKeys
    /// Of a log that was just made to go on from another one: the head that it goes on from, as its first entry has it.
    public internal(set) var previous: LastHead?

    /// The last undisputed head of a log, in the form in which events name it.
    public struct LastHead: Sendable, Codable, Equatable {
        public let origin: String
        public let size: String
        /// 64 lower-case hexadecimal digits.
        public let root: String
    }

    /// The party's four public keys, as C2SP signed-note writes them.
    public struct VerifierKeys: Sendable, Codable, Equatable {
        public let log: String
        public let witness: String
        public let mirror: String
        public let transport: String
    }

    init(_ log: LogIdentity) {
        party = log.party
        role = log.role
        code = log.code
        name = log.name
        origin = log.origin
        hosted = log.isHosted
        let keys = log.verifierKeys + Array(repeating: "", count: max(0, 4 - log.verifierKeys.count))
        verifierKeys = VerifierKeys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3])
    }
}

/// The party that decides in a stream.
enum StreamDecider {
    /// As `role:code`; for a stream of a kind that is not known here, no party decides.
    static func party(of stream: StreamName) -> String {
        (try? StreamAddress(stream.text))?.decider.description ?? ""
    }
}
