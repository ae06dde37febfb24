import ClaimsLedger
import Foundation
import Ledger
import Replication
import ReplicationHTTP
import TransparencyLog

/// What `peers` shows.
struct PeersReport: Encodable {
    struct Log: Encodable {
        let origin: String
        let party: String
        let name: String
        let hosted: Bool
        let mode: String?
        let url: String?
        let registrar: Bool
        /// The size of the newest verified head that is held here, and its root.
        let here: UInt64
        let root: String?
        /// The size that the log's own server states; nil where it was not asked or did not answer.
        let there: UInt64?
        let filled: UInt64
        let lag: UInt64?
        /// Signatures of witnesses and mirrors under the newest head that is here.
        let cosignatures: Int
        /// The largest head that this node has cosigned.
        let cosigned: UInt64?
        let receipts: [String: UInt64]
        let missingBlobs: Int
        let frozen: Bool
        let problems: [MirrorStatus.Problem]
        let lastContact: String?
    }

    let logs: [Log]
    let overrides: [OverrideRecord]

    init(_ node: Node, peers: [Peer], offline: Bool) throws {
        let ledger = node.ledger
        let heads = try offline ? [:] : Self.heads(of: peers, ledger)
        let running = MirrorStatusFile(ledger.directory)?.mirrors ?? []
        var logs: [Log] = []
        for log in ledger.logs where log.isHosted { logs.append(try Self.own(log, ledger)) }
        for peer in peers {
            let live = running.first { $0.origin == peer.origin }
            logs.append(try Self.mirrored(peer, ledger, live, heads[peer.origin]))
        }
        self.logs = logs
        overrides = try OverrideRecord.all(in: ledger.directory)
    }

    private static func own(_ log: LogIdentity, _ ledger: Ledger) throws -> Log {
        let head = try Self.head(log, ledger)
        return Log(
            origin: log.origin, party: log.party, name: log.name, hosted: true, mode: nil, url: nil, registrar: false,
            here: head.size, root: head.root, there: nil, filled: head.size, lag: nil, cosignatures: head.cosignatures,
            cosigned: nil, receipts: [:], missingBlobs: 0, frozen: false, problems: [], lastContact: nil)
    }

    private static func mirrored(_ peer: Peer, _ ledger: Ledger, _ live: MirrorStatus?, _ there: HeadThere?) throws
        -> Log
    {
        let log = ledger.log(origin: peer.origin)
        var status: MirrorStatus?
        var head: (size: UInt64, root: String?, cosignatures: Int) = (0, nil, 0)
        if let log {
            let (frontier, edge) = try ledger.tree(of: log)
            status = try ledger.mirrorRecord(of: log).flatMap { MirrorState(bytes: $0, frontier: frontier, edge: edge) }
                .map { MirrorStatus($0, party: log.party, name: log.name) }
            head = try Self.head(log, ledger)
        }
        var problems = live?.problems ?? []
        if case .problem(let text) = there {
            problems.append(
                .init(
                    number: MirrorProblem.Code.unreachable.rawValue, message: text,
                    remedy: "Check that its node serves, and its address.", time: 0))
        }
        var size: UInt64?
        if case .size(let stated) = there { size = stated }
        // What has come here by whichever way was there too, unless the log has gone back.
        let wentBack = problems.contains { $0.number == MirrorProblem.Code.wentBack.rawValue }
        if !wentBack { size = [size, live?.shownSize, live?.size, status?.size].compactMap { $0 }.max() }
        size = size ?? live?.shownSize
        let filled = status?.filled ?? 0
        return Log(
            origin: peer.origin, party: peer.party, name: peer.name, hosted: false, mode: peer.mode.rawValue,
            url: peer.address?.text, registrar: peer.isRegistrar, here: status?.size ?? 0, root: head.root, there: size,
            filled: filled, lag: size.map { $0 > filled ? $0 - filled : 0 }, cosignatures: head.cosignatures,
            cosigned: status?.cosigned, receipts: status?.receipted ?? [:], missingBlobs: status?.missingBlobs ?? 0,
            frozen: status?.isFrozen ?? false, problems: problems, lastContact: live?.lastContact.map(Instant.text))
    }

    private static func head(
        _ log: LogIdentity, _ ledger: Ledger
    ) throws -> (size: UInt64, root: String?, cosignatures: Int) {
        guard let text = try ledger.checkpoint(of: log), let note = try? Note(text),
            let checkpoint = try? Checkpoint(note.text)
        else { return (0, nil, 0) }
        let logKeys = Set(
            log.verifierKeys.compactMap { try? VerifierKey($0) }.filter { $0.type == .ed25519 }.map(\.keyID))
        return (checkpoint.size, checkpoint.root.hex, note.signatures.count { !logKeys.contains($0.keyID) })
    }

    /// What a log's own server says of its head.
    private enum HeadThere: Sendable {
        case size(UInt64)
        case problem(String)
    }

    private static func heads(of peers: [Peer], _ ledger: Ledger) throws -> [String: HeadThere] {
        let ways = try peers.compactMap { peer in
            try PeerAsking(ledger, peer).transport.map { (origin: peer.origin, transport: $0) }
        }
        return try Waiting.run {
            await withTaskGroup(of: (String, HeadThere).self) { group in
                for way in ways {
                    group.addTask {
                        let request = PeerRequest(
                            path: LogPath(origin: way.origin).checkpoint, audience: nil, limit: AnswerLimit.note,
                            timeoutSeconds: 5)
                        do throws(PeerFailure) {
                            let answer = try await way.transport.send(request)
                            guard answer.status == 200, let note = try? Note(answer.body),
                                let head = try? Checkpoint(note.text)
                            else { return (way.origin, .problem("It answers with no checkpoint (\(answer.status)).")) }
                            return (way.origin, .size(head.size))
                        } catch {
                            return (way.origin, .problem("\(error.text)."))
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
        }
    }
}

extension Page {
    mutating func show(_ report: PeersReport) {
        var table = Table(
            "party", "name", "log", "mode", ">here", ">there", ">lag", ">cosigned by", "receipts", "last contact", "")
        for log in report.logs {
            let receipts = log.receipts.sorted { $0.key < $1.key }.map { "\($0.key) to \($0.value)" }
            table.add(
                log.party, log.name, log.origin, log.hosted ? "own" : log.mode ?? "", "\(log.here)",
                log.there.map { "\($0)" } ?? "", log.lag.map { "\($0)" } ?? "", "\(log.cosignatures)",
                receipts.joined(separator: ", "), log.lastContact ?? "",
                log.frozen ? Style.red("two histories") : log.problems.isEmpty ? "" : Style.yellow("see below"))
        }
        self.table(table)
        for log in report.logs {
            for problem in log.problems {
                line("  \(Style.yellow(log.origin)): \(problem.message) [\(problem.number)] \(problem.remedy)")
            }
            if log.missingBlobs > 0 { line("  \(log.origin): \(log.missingBlobs.of("document")) still to come") }
        }
        guard !report.overrides.isEmpty else { return }
        heading("Overridden")
        for record in report.overrides { line("  \(record.time)  \(record.by): \(record.what) of \(record.origin)") }
    }
}
