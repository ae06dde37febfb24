import Replication

/// All that a node has stored, blobs aside: a value, so that what is durable and what is written can be kept side by side.
struct DiskImage {
    /// The node's own log.
    var own: LogHistory
    /// What it stores of the others, by the logs' places in the federation; nil at its own.
    var mirrors: [MirrorStore?]
    /// Which of its witness keys it signs with.
    var witnessGeneration = 0

    mutating func apply(_ write: DiskWrite) {
        switch write {
        case .own(let entries): for entry in entries { own.append(entry) }
        case .package(let log, let package): mirrors[log]?.apply(package)
        case .stateAlone(let log, let package): mirrors[log]?.applyState(package)
        case .entriesAlone(let log, let package): mirrors[log]?.applyEntries(package)
        case .repaired(let log, let number, let bytes): mirrors[log]?.repair(number, bytes)
        case .witness(let generation): witnessGeneration = generation
        }
    }
}

/// One transaction of the store.
enum DiskWrite {
    case own([[UInt8]])
    case package(log: Int, MirrorPackage)
    /// Halves of a package: only a planted bug writes them.
    case stateAlone(log: Int, MirrorPackage)
    case entriesAlone(log: Int, MirrorPackage)
    case repaired(log: Int, number: UInt64, [UInt8])
    case witness(generation: Int)
}
