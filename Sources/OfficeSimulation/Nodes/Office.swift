import Claims
import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import Replication
import Synchronization

/// One office: its node, its mirrors of the others' logs, and what the program around them holds in memory.
final class Office {
    let index: Int
    let member: Founding.Member
    /// Milliseconds that its wall clock is ahead.
    let skew: Int64
    /// Where its node's files are now: somewhere else after each stop.
    var path: String
    /// Nil while the node is down.
    var node: Node?
    /// Goes up with each start: what was planned before concerns nobody any more.
    var incarnation = 0

    // In memory, gone at a stop.
    var machines: [Mirror?] = []
    var logs: [LogIdentity?] = []
    var inFlight: Set<InFlightKey> = []
    var wakes: [Int64?] = []
    /// Receipts that are to be given, by log.
    var owed: [Int: (number: UInt64, leaf: LeafHash)] = [:]
    var willReact = false
    /// What mirrors said of the own log since the start, by place.
    var heads: [Int: Head] = [:]

    /// A backup's file, and how many entries the own log had then.
    var backup: String?
    /// Whether it came back with an old backup and may not append yet.
    var isHeld = false
    /// Whether it came back with an old backup at any time.
    var wasRewound = false

    /// States of streams by how many entries they have, so that a desk that finds nothing new folds nothing.
    private var states: [String: (version: UInt64, state: StreamState)] = [:]

    // At its desk, which outlives the node.
    /// What was asked of the node and not answered: it is asked again.
    var unanswered: Errand?

    // What the checks know of it.
    var acknowledged: [Acknowledgement] = []
    /// Entries up to this position were looked at.
    var checked: UInt64 = 0

    struct InFlightKey: Hashable {
        let log: Int
        let id: RequestID
    }

    struct Head {
        let size: UInt64
        let note: String
    }

    /// What somebody wants recorded, all of it or nothing.
    struct Errand {
        let requests: [RecordRequest]
        /// Whether it goes past the rules: what an office does wrong on purpose.
        var isRaw = false
    }

    /// What a client was told to be recorded.
    struct Acknowledgement {
        let request: RecordRequest
        /// Its number in the own log, where the node said so.
        let number: UInt64?
    }

    init(index: Int, member: Founding.Member, skew: Int64, path: String) {
        self.index = index
        self.member = member
        self.skew = skew
        self.path = path
    }

    var party: String { member.party }
    var code: String { member.code }
    var isUp: Bool { node != nil }
    /// Its node, where it may append now.
    var writer: Node? { node.flatMap { $0.ledger.holdsAppends ? nil : $0 } }

    /// What is in memory only is gone.
    func forget() {
        states = [:]
        inFlight = []
        owed = [:]
        heads = [:]
        willReact = false
    }

    /// The state of a stream on its node.
    func state(of stream: String) throws -> StreamState {
        guard let node else { return StreamFold(try StreamAddress(stream)).state }
        let version = try node.ledger.version(of: StreamName(stream))
        if let known = states[stream], known.version == version { return known.state }
        let state = try node.state(of: stream)
        states[stream] = (version, state)
        return state
    }

    /// Its own log on its own node.
    func ownLog(on node: Node) -> LogIdentity? { node.ledger.log(origin: member.origin) }
}

/// The time of a run, which nodes read from their own threads.
final class SharedClock: Sendable {
    private let milliseconds = Atomic<Int64>(Calendar.start)

    func set(_ time: Int64) { milliseconds.store(Calendar.start + time, ordering: .releasing) }

    var time: Int64 { milliseconds.load(ordering: .acquiring) }
}
