import Glibc
import LMDB

/// Turns the store's errors into the ledger's, with the remedy that a ledger's operator needs.
enum LMDBFailure {
    /// Runs `body`; an `LMDBError` comes out as a `LedgerError`, anything else as it is.
    static func translating<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as LMDBError { throw translate(error) }
    }

    static func translate(_ error: LMDBError) -> LedgerError {
        let store = "The store \(error.path)"
        let reason = "\(error.operation): \(error.message)"
        switch error {
        case .mapFull:
            return LedgerError(
                .noSpace, "\(store) is full (\(reason)).",
                remedy: "Enlarge its map in config and start again; nothing that was acknowledged is lost.")
        case LMDBError.closed: return .ledgerClosed
        case .readersFull:
            return LedgerError(.busy, "\(store) has no room for another reader (\(reason)).", remedy: error.remedy)
        case .alreadyOpen:
            return LedgerError(
                .secondWriter, "\(store) is open in this process already.", remedy: "Share the ledger that is open.")
        case LMDBError.readOnly:
            return LedgerError(.readOnly, "\(store) was opened for reading only.", remedy: error.remedy)
        case .vanished:
            return LedgerError(.directoryUnusable, "\(store) was removed or replaced.", remedy: error.remedy)
        default: break
        }
        // LMDB 0.9 calls a write that was cut short an input/output error, also where the disk was full.
        if isOutOfSpace(error.code) || error.code == EIO && DurableFile.isFull("\(error.path)/data.mdb") {
            return LedgerError(
                .noSpace, "No space is left for the store \(error.path) (\(reason)).",
                remedy: "Free space on that disk; nothing that was acknowledged is lost.")
        }
        if error.code > 0 {
            return LedgerError(.directoryUnusable, "\(store) cannot be used (\(reason)).", remedy: error.remedy)
        }
        return LedgerError(
            .damaged, "\(store) failed (\(reason)).",
            remedy: error == .corrupted ? "Restore the node from a backup." : error.remedy)
    }

    /// The system's errors that mean that nothing more can be written here. A limit on the file's size counts as a full disk.
    private static func isOutOfSpace(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    /// Any error as a ledger's: what is none is shown as damage.
    static func ledgerError(_ error: any Error) -> LedgerError {
        if let error = error as? LedgerError { return error }
        if let error = error as? LMDBError { return translate(error) }
        return LedgerError(.damaged, "\(error)", remedy: "Run verify.")
    }
}
