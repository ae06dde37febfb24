import EntryFormat
import Foundation
import Ledger
import Replication
import Synchronization
import TransparencyLog

@testable import ReplicationHTTP

/// Serves a node's logs as `Docs/protocol.md` says, to whoever asks, and may be told to misbehave.
final class ServedNode: Sendable {
    let ledger: Ledger
    /// The parties that `visible` is answered for.
    private let readers: Set<String>
    private let cosignatures = Mutex<[String]>([])
    /// Called with each request before it is answered; a reply of its own goes instead.
    private let interrupt = Mutex<(@Sendable (TestServer.Asked) -> TestServer.Reply?)?>(nil)

    init(_ ledger: Ledger, readers: Set<String> = []) {
        self.ledger = ledger
        self.readers = readers
    }

    /// The bodies that came to `POST …/cosignatures`.
    var received: [String] { cosignatures.withLock { $0 } }

    func interrupt(_ body: (@Sendable (TestServer.Asked) -> TestServer.Reply?)?) { interrupt.withLock { $0 = body } }

    func reply(_ asked: TestServer.Asked) -> TestServer.Reply {
        if let reply = interrupt.withLock({ $0 })?(asked) { return reply }
        return (try? answer(asked)) ?? .answer(500, [], [])
    }

    private func answer(_ asked: TestServer.Asked) throws -> TestServer.Reply {
        let missing = TestServer.Reply.answer(404, [], [])
        if asked.path == "/api/v1/heads" {
            let lines = try ledger.logs.compactMap { log in
                try ledger.checkpoint(of: log).map { PeerHead(origin: log.origin, checkpoint: $0).line + "\n" }
            }
            return .ok(Array(lines.joined().utf8))
        }
        guard let log = ledger.logs.first(where: { asked.path.hasPrefix("/log/\($0.origin)/") }) else { return missing }
        let rest = asked.path.dropFirst("/log/\(log.origin)/".count)
        if rest == "checkpoint" { return try ledger.checkpoint(of: log).map { .ok(Array($0.utf8)) } ?? missing }
        if rest == "cosignatures" {
            cosignatures.withLock { $0.append(String(decoding: asked.body, as: UTF8.self)) }
            return .answer(204, [], [])
        }
        if rest.hasPrefix("tile/") { return try ledger.tile(Tile(path: rest), of: log).map { .ok($0) } ?? missing }
        if let number = rest.wholeMatch(of: /visible\?after=(\d+)/).flatMap({ UInt64($0.1) }) {
            let page = try ledger.visible(to: readers, in: log, from: number)
            return .ok(VisiblePage(through: page.through, entries: page.entries).bytes)
        }
        return missing
    }
}

/// Knows no events: no entry opens another, and all name the same blob or none. Receipts are counted.
final class PlainHost: MirrorHost {
    private let blob: Digest?
    let receiptTypes: Set<UInt16> = [333]
    private let receipts = Mutex<[String: UInt64]>([:])

    var recorded: [String: UInt64] { receipts.withLock { $0 } }

    init(naming blob: Digest? = nil) { self.blob = blob }

    func blobs(namedIn entry: [UInt8]) -> [Digest] { blob.map { [$0] } ?? [] }
    func grants(in entry: [UInt8], number: UInt64) -> [UInt64] { [] }
    func recordReceipt(reader: String, log: String, number: UInt64, leaf: Digest) {
        receipts.withLock { $0[reader] = number }
    }
    func directory(registrars: [String]) -> PartyDirectory { PartyDirectory() }
}

extension TestNode {
    var log: LogIdentity { ledger.logs[0] }

    /// Appends so many entries; every third is addressed to the readers.
    func append(_ count: Int, to readers: Set<String> = []) throws {
        let stream = try StreamName("claim/210200/2026-000001")
        for start in stride(from: 0, to: count, by: 1_000) {
            let events = (start..<min(count, start + 1_000)).map { number in
                Proposal.Event(
                    stream: stream, type: 7, payload: Array("entry \(number)".utf8),
                    readers: number.isMultiple(of: 3) ? readers : [])
            }
            _ = try ledger.appendAndWait(Proposal(party: log.party, events: events))
        }
    }

    /// As the other side is told of it.
    func peer(at port: Int, mode: Peer.Mode) throws -> Peer {
        let keys = try log.verifierKeys.map { try VerifierKey($0) }
        return Peer(
            origin: log.origin, party: log.party, name: log.name, address: try PeerAddress("http://127.0.0.1:\(port)"),
            keys: Peer.Keys(log: keys[0], witness: keys[1], mirror: keys[2], transport: keys[3]), mode: mode)
    }
}
