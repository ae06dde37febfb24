import TransparencyLog

/// A disk that keeps what was synced, and of what was not whatever chance leaves.
///
/// Transactions go to a journal: records with a number and a checksum, several for one transaction, of which the last commits it. A crash may lose any of the records that were not synced,
/// tear one, or keep a later one without an earlier one. Opening it again takes the records in order up to the first that is
/// missing or torn. Blobs are files of their own, in any order to the journal.
struct Disk {
    private struct Record {
        let number: Int
        /// What the transaction does; nil in all its records but the last.
        let write: DiskWrite?
        var isTorn = false
    }

    private struct BlobFile {
        var bytes: [UInt8]
        var isSynced: Bool
    }

    /// What a crash did to records and blobs that were not synced.
    struct CrashMarks {
        var lost = 0
        var torn = 0
        var reordered = 0
        var blobsLost = 0
        var blobsTorn = 0
    }

    /// What survives a crash for certain.
    private(set) var durable: DiskImage
    /// What the program reads.
    private(set) var current: DiskImage
    private var journal: [Record] = []
    /// How many records were written, and how many of them synced, since the disk was new.
    private var written = 0
    private var synced = 0
    private var blobs: [Digest: BlobFile] = [:]
    /// While set, nothing can be written.
    var isFull = false

    init(_ image: DiskImage) {
        durable = image
        current = image
    }

    mutating func write(_ write: DiskWrite) {
        for place in 1...Self.recordsOfTransaction {
            journal.append(Record(number: written, write: place == Self.recordsOfTransaction ? write : nil))
            written += 1
        }
        current.apply(write)
    }

    private static let recordsOfTransaction = 3

    /// Makes all that was written durable, blobs aside.
    mutating func sync() {
        journal = []
        synced = written
        durable = current
    }

    /// The power goes: what was not synced is kept, lost, torn or kept out of order.
    mutating func crash(_ random: inout SeededRandom) -> CrashMarks {
        var marks = CrashMarks()
        var kept: [Record] = []
        for record in journal {
            var record = record
            switch random.draw(0...3) {
            case 0: marks.lost += 1
            case 1:
                record.isTorn = true
                marks.torn += 1
                kept.append(record)
            default:
                if (kept.last?.number ?? synced - 1) + 1 != record.number { marks.reordered += 1 }
                kept.append(record)
            }
        }
        journal = kept
        for name in blobs.keys.sorted() where blobs[name]?.isSynced == false {
            switch random.draw(0...2) {
            case 0:
                blobs[name] = nil
                marks.blobsLost += 1
            case 1:
                blobs[name]?.bytes.removeLast()
                marks.blobsTorn += 1
            default: break
            }
        }
        return marks
    }

    /// Reads the journal after a crash.
    mutating func recover() {
        var next = synced
        for record in journal {
            guard record.number == next, !record.isTorn else { break }
            if let write = record.write { durable.apply(write) }
            next += 1
        }
        journal = []
        synced = written
        current = durable
        // What was not synced and is whole is synced now; what is torn is no blob.
        for name in blobs.keys.sorted() where blobs[name]?.isSynced == false {
            if blob(name) == nil { blobs[name] = nil } else { blobs[name]?.isSynced = true }
        }
    }

    /// Brings an old backup back in place of all that is stored.
    mutating func restore(_ backup: Disk) {
        self = backup
        isFull = false
        journal = []
        synced = written
        current = durable
    }

    // MARK: Blobs

    /// Writes a blob that is not held whole yet.
    mutating func writeBlob(_ name: Digest, _ bytes: [UInt8]) {
        if blob(name) == nil || blob(name) != bytes { blobs[name] = BlobFile(bytes: bytes, isSynced: false) }
    }

    mutating func syncBlob(_ name: Digest) { blobs[name]?.isSynced = true }

    /// A blob, if it is held whole: its hash is checked on every read.
    func blob(_ name: Digest) -> [UInt8]? {
        guard let bytes = blobs[name]?.bytes, Digest.sha256(bytes) == name else { return nil }
        return bytes
    }

    /// Whether a blob is held whole, and stays so whatever happens to the power.
    func holdsDurably(_ name: Digest) -> Bool { blobs[name]?.isSynced == true && blob(name) != nil }

    /// The blobs that are damaged.
    var damagedBlobs: [Digest] { blobs.keys.sorted().filter { blob($0) == nil } }

    /// The names of all blobs, ascending.
    var blobNames: [Digest] { blobs.keys.sorted() }

    /// Turns one bit of a blob.
    mutating func flipBlob(_ name: Digest, bit: Int) {
        guard var bytes = blobs[name]?.bytes, !bytes.isEmpty else { return }
        bytes[bit / 8 % bytes.count] ^= 1 << UInt8(bit % 8)
        blobs[name]?.bytes = bytes
    }

    /// Turns one bit of an entry that is mirrored.
    mutating func flipEntry(_ log: Int, _ number: UInt64, bit: Int) {
        durable.mirrors[log]?.flip(number, bit: bit)
        current.mirrors[log]?.flip(number, bit: bit)
    }
}
