import ArgumentParser
import ClaimsLedger
import EntryFormat
import Ledger
import ReplicationHTTP
import TransparencyLog

struct PeersShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Shows each mirrored log: the head here and there, what is outstanding, cosignatures, receipts, problems.",
        discussion: """
            Asks each peer for its head, unless --offline. With --diff it compares what this node and a peer hold of a stream, and names the first entry in \
            which they differ; equal sets have equal digests. Exit code 1 if they differ.

            Examples:
              triplicate peers show --data node
              triplicate peers show --data node --diff claim/210200/2026-000123
            """)

    @OptionGroup var node: NodeOptions
    @Flag(help: "Asks nobody: shows what is known here.")
    var offline = false
    @Option(help: ArgumentHelp("Compares what is known of this stream.", valueName: "stream"))
    var diff: String?
    @Option(help: ArgumentHelp("With whom: origin, party or address. By default all.", valueName: "peer"))
    var peer: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = DataDirectory(path: try node.directory())
        let list = try PeerList(directory)
        if let diff { return try compare(diff, try chosen(list)) }
        let report = try node.withNode(readOnly: true) { node, _ in
            try PeersReport(node, peers: try chosen(list), offline: offline)
        }
        try output.emit(report) { $0.show(report) }
    }

    private func chosen(_ list: PeerList) throws -> [Peer] {
        guard let peer else { return list.peers }
        return [try list.peer(named: peer)]
    }

    private func compare(_ stream: String, _ peers: [Peer]) throws {
        guard !peers.isEmpty else {
            throw PeersError(.unknownPeer, "This node has no peers.", remedy: "Add one with peers add.")
        }
        let comparisons = try node.withNode(readOnly: true) { node, _ in
            try peers.map { try StreamComparison(stream, node, with: $0) }
        }
        try output.emit(comparisons) { page in
            for comparison in comparisons { page.show(comparison) }
        }
        if !comparisons.allSatisfy(\.equal) { throw ExitCode(1) }
    }
}

/// What two nodes know of one stream, next to each other.
struct StreamComparison: Encodable {
    let stream: String
    let peer: String
    let digestHere: String
    let digestThere: String
    let equal: Bool
    let both: Int
    let onlyHere: Int
    let onlyThere: Int
    /// The first entry that differs.
    let origin: String?
    let number: UInt64?
    let here: String?
    let there: String?

    init(_ stream: String, _ node: Node, with peer: Peer) throws {
        guard let transport = try PeerAsking(node.ledger, peer).transport else {
            throw PeersError(
                .badAddress, "\(peer.origin) has no address: it cannot be asked from here.",
                remedy: "Give its address with peers add --url … --replace, or compare on its own node.")
        }
        let theirs: Knowledge
        do {
            theirs = try Waiting.run { try await transport.knowledge(of: stream, audience: peer.origin) }
        } catch let error as PeerFailure {
            throw PeersError(.badAnswer, "\(error.text).", remedy: "Check that the peer's node serves.")
        }
        // The other node names what this one may read. Of what is here, what the other may not read is none of its knowledge.
        let mine = Knowledge(try node.entries(of: stream, sharedWith: peer.party, known: theirs))
        let counts = mine.counts(against: theirs)
        let difference = mine.firstDifference(from: theirs)
        self.stream = stream
        self.peer = peer.origin
        digestHere = mine.digest.hex
        digestThere = theirs.digest.hex
        equal = difference == nil
        (both, onlyHere, onlyThere) = (counts.both, counts.onlyHere, counts.onlyThere)
        origin = difference?.origin
        number = difference?.number
        here = difference?.here
        there = difference?.there
    }
}

extension Node {
    /// The entries of a stream that this node holds and that a party may read, or has.
    fileprivate func entries(
        of stream: String, sharedWith party: String, known: Knowledge
    ) throws -> [Knowledge.Entry] {
        let there = Set(known.entries.map { EntryReferencePlace(origin: $0.origin, number: $0.number) })
        return try ledger.contents(of: StreamName(stream)).entries.compactMap { entry in
            guard
                entry.party == party || entry.fields.readers.contains(where: { $0.party == party })
                    || there.contains(EntryReferencePlace(origin: entry.origin, number: entry.number))
            else { return nil }
            return Knowledge.Entry(origin: entry.origin, number: entry.number, leaf: entry.leaf.description)
        }
    }
}

/// A place in a log.
private struct EntryReferencePlace: Hashable {
    let origin: String
    let number: UInt64
}

extension Page {
    fileprivate mutating func show(_ comparison: StreamComparison) {
        line(
            "\(Style.bold(comparison.stream)) here and at \(comparison.peer): "
                + (comparison.equal ? Style.green("equal") : Style.red("different")))
        facts([
            ("digest here", comparison.digestHere), ("digest there", comparison.digestThere),
            (
                "entries",
                "\(comparison.both) on both, \(comparison.onlyHere) only here, \(comparison.onlyThere) only there"
            ),
            ("first difference", comparison.origin.map { "entry \(comparison.number ?? 0) of \($0)" } ?? ""),
            ("here", comparison.origin == nil ? "" : comparison.here ?? "not held"),
            ("there", comparison.origin == nil ? "" : comparison.there ?? "not held"),
        ])
    }
}
