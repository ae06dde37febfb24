import Glibc
import LMDB

/// Turns the store's errors into the ledger's, with the remedy that a ledger's operator needs.
enum LMDBFailure {
    /// Runs `body`; an `LMDBError` comes out as a `LedgerError`, anything else as it is.
    static func translating<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as LMDBError { throw translate(error) }
    }

    static func translate(_ error: LMDBError) -> LedgerError {
        switch error.code {
        case LMDBError.mapFull.code, ENOSPC, EDQUOT:
            return LedgerError(
                .noSpace, "No space is left for the store \(error.path): \(error.message).",
                remedy: "Free space on that disk, or enlarge the map in config; nothing that was acknowledged is lost.")
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR:
            return LedgerError(
                .directoryUnusable, "The store \(error.path) cannot be used: \(error.message).", remedy: error.remedy)
        default:
            return LedgerError(.damaged, "The store \(error.path) failed: \(error.message).", remedy: error.remedy)
        }
    }
}

extension LMDBFailure {
    /// Any error as a ledger's: what is none is shown as damage.
    static func ledgerError(_ error: any Error) -> LedgerError {
        if let error = error as? LedgerError { return error }
        if let error = error as? LMDBError { return translate(error) }
        return LedgerError(.damaged, "\(error)", remedy: "Run verify.")
    }
}
