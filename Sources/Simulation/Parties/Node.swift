import Replication
import TransparencyLog

/// One node of a federation: its disk, its mirrors, and what the program around them holds in memory.
final class Node {
    let index: Int
    let member: Roster.Member
    /// Others' logs are mirrored so; nil at its own place.
    let modes: [MirrorMode?]
    /// From whom it pulls each log: its party, or somebody who mirrors it.
    let sources: [Int]
    /// Milliseconds that its wall clock is ahead.
    let skew: Int64
    var adversary: Adversary?

    var disk: Disk
    var backup: Disk?
    var isUp = true
    /// Goes up with each start: what was planned before concerns nobody any more.
    var incarnation = 0

    // In memory, gone at a stop.
    var machines: [Mirror?]
    /// Requests that were neither answered nor given up.
    var inFlight: Set<InFlightKey> = []
    var wakes: [Int64?]
    var writing: [WriteJob] = []
    var isWriting = false
    /// The own head that is shown: signed after its commit.
    var published: Head?
    /// Answers to the question for its own head at the start; it may append once all have come.
    var asked: [Int: Head?] = [:]
    var mayAppend = false
    /// The largest own head that each witness has cosigned, by place.
    var cosignatures: [Int: UInt64] = [:]
    /// Notes that others showed and that its mirrors have seen.
    var seenNotes: [Set<String>]

    // What the checks know of it.
    /// Entries of its own that a client was told are kept.
    var acknowledged: [Acknowledgement] = []
    /// Heads that it cosigned, by log, with the generation of the witness key.
    var cosigned: [[CosignedHead]]
    /// Sizes that it cosigned as a mirror, by log.
    var mirrored: [UInt64]
    var problems: [Set<MirrorProblem.Code>]
    var exhibits: [ForkExhibit?]
    /// Whether it came back with an old backup.
    var wasRewound = false
    /// Whether it came back with an old backup and was not let append since.
    var awaitsRecovery = false
    /// The own log's size when it was let append again.
    var recoveredSize: UInt64 = 0
    /// Whether it could not get back what it had signed: it only reads from then on.
    var isReadOnly = false
    var damageReported = 0

    struct Head: Equatable {
        let size: UInt64
        let root: Digest
        let note: String
    }

    struct InFlightKey: Hashable {
        let log: Int
        let id: RequestID
    }

    struct Acknowledgement {
        let number: UInt64
        let leaf: Digest
    }

    struct CosignedHead {
        let generation: Int
        let size: UInt64
        let root: Digest
    }

    init(
        index: Int, member: Roster.Member, modes: [MirrorMode?], sources: [Int], skew: Int64, disk: Disk
    ) {
        self.index = index
        self.member = member
        self.modes = modes
        self.sources = sources
        self.skew = skew
        self.disk = disk
        let count = modes.count
        machines = Array(repeating: nil, count: count)
        wakes = Array(repeating: nil, count: count)
        seenNotes = Array(repeating: [], count: count)
        cosigned = Array(repeating: [], count: count)
        mirrored = Array(repeating: 0, count: count)
        problems = Array(repeating: [], count: count)
        exhibits = Array(repeating: nil, count: count)
    }

    var party: String { member.party }
    var origin: String { member.origin }
    var isHonest: Bool { adversary == nil }
    var own: LogHistory { disk.current.own }

    func store(_ log: Int) -> MirrorStore? { disk.current.mirrors[log] }

    /// Forgets what a stop forgets.
    func stop() {
        isUp = false
        incarnation += 1
        for log in machines.indices {
            machines[log] = nil
            wakes[log] = nil
            seenNotes[log] = []
        }
        inFlight = []
        writing = []
        isWriting = false
        published = nil
        asked = [:]
        mayAppend = false
        cosignatures = [:]
    }
}

/// Something that waits for the node's one writer.
enum WriteJob {
    /// Entries for the own log, as what they say; then who is to be told how it went.
    case append([Draft], (_ numbers: [UInt64]?) -> Void)
    /// A mirror's package.
    case package(log: Int, MirrorPackage)
    case repair(log: Int, number: UInt64, [UInt8])
}

/// An entry before it has a number.
struct Draft {
    let stream: String
    /// Who may read it, by place, without the author.
    let readers: [Int]
    let event: SimulatedEvent
}
