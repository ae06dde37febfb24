internal import CLMDB
internal import Glibc

extension LMDBError {
    /// What a code means, and what to do about it.
    struct Explanation {
        let message: String
        let remedy: String

        init(code: Int32) {
            if let known = Self.ofLMDB(code) ?? Self.ofThisModule(code) ?? Self.ofTheSystem(code) {
                self = known
            } else {
                self.init(
                    unsafe String(cString: mdb_strerror(code)),
                    "Look the code up in lmdb.h or errno(3), and check the disk and the directory")
            }
        }

        private init(_ message: String, _ remedy: String) {
            self.message = message
            self.remedy = remedy + "."
        }

        private static func ofLMDB(_ code: Int32) -> Explanation? {
            switch code {
            case MDB_NOTFOUND:
                Explanation("there is no such table or key", "Create the table first, in a writing transaction")
            case MDB_KEYEXIST:
                Explanation(
                    "the key is not greater than the table's last key",
                    "Append only keys that ascend, or put without append")
            case MDB_MAP_FULL:
                Explanation(
                    "the map is full",
                    "Open the environment with a larger mapSize, or delete data; nothing of this transaction is stored")
            case MDB_READERS_FULL:
                Explanation(
                    "every reader slot is taken",
                    "End reading transactions sooner, call clearStaleReaders() if a process died, "
                        + "or raise maxReaders while no process has the environment open")
            case MDB_DBS_FULL:
                Explanation("there are more tables than maxTables", "Open the environment with a larger maxTables")
            case MDB_INVALID:
                Explanation(
                    "the file is not an LMDB data file, or its beginning is damaged",
                    "Check the path; if the file was damaged, restore the directory from a copy")
            case MDB_VERSION_MISMATCH:
                Explanation(
                    "the files were written by another version or build of LMDB",
                    "Use the program that wrote them, or copy the data over with that version's mdb_dump")
            case MDB_CORRUPTED, MDB_PAGE_NOTFOUND:
                Explanation(
                    "a page of the data file is damaged or missing",
                    "Check the disk, and restore the directory from a copy")
            case MDB_PANIC:
                Explanation(
                    "an earlier write of the environment's head failed, so its state is unknown",
                    "Close the environment, open it again, and compare what is stored")
            case MDB_MAP_RESIZED:
                Explanation(
                    "another process has made the data larger than this environment's map",
                    "Open the environment again with at least that process's mapSize")
            case MDB_INCOMPATIBLE:
                Explanation(
                    "the table has another kind of key, or the name is not a table's",
                    "Open the table with the kind of key that it was created with")
            case MDB_TXN_FULL, MDB_CURSOR_FULL, MDB_PAGE_FULL:
                Explanation("the transaction is too large", "Split it into several smaller transactions")
            case MDB_BAD_RSLOT:
                Explanation(
                    "the reader slot is in use or belongs to another process",
                    "Open the environment after fork(), never before it, and end each reading transaction once")
            case MDB_BAD_TXN:
                Explanation(
                    "the transaction cannot go on after an error, or was reset and not renewed",
                    "Abort it and begin a new one; renew a transaction that was reset")
            case MDB_BAD_VALSIZE:
                Explanation(
                    "a key is empty or longer than 511 bytes, or a value is too large",
                    "Use keys of 1 to 511 bytes and values below 4 GiB")
            case MDB_BAD_DBI:
                Explanation(
                    "the table is not known to this transaction",
                    "Open the table in this environment, commit the transaction that created it, "
                        + "and begin this one after that; open it again if it was dropped")
            default: nil
            }
        }

        private static func ofThisModule(_ code: Int32) -> Explanation? {
            switch code {
            case OwnCode.alreadyOpen:
                Explanation(
                    "the environment is already open in this process",
                    "Share the one Environment, or close it first: LMDB's file locks break if it is opened twice")
            case OwnCode.closed:
                Explanation("the environment was closed", "Open it again with Environment(path:)")
            case OwnCode.readOnly:
                Explanation("the environment was opened for reading only", "Open it with readOnly set to false")
            case OwnCode.writerOnThisThread:
                Explanation(
                    "this thread already has a writing transaction on the environment",
                    "Commit or abort that one first: waiting for it here would never end")
            case OwnCode.wrongThread:
                Explanation(
                    "the writing transaction was begun on another thread",
                    "Begin, use and end a writing transaction on one and the same thread")
            case OwnCode.vanished:
                Explanation(
                    "the data file was removed or replaced while it was open",
                    "Close the environment, put the directory back, and open it again: "
                        + "what is written now would be lost with the old file")
            case OwnCode.wrongKeyKind:
                Explanation(
                    "the key is not of the table's kind",
                    "Use UInt64 keys with tables of integer keys, and spans with tables of byte keys")
            case OwnCode.tableBusy:
                Explanation(
                    "another transaction is just opening, creating or dropping a table",
                    "Try again when that transaction has ended")
            case OwnCode.readersOpen:
                Explanation(
                    "reading transactions are open in this process",
                    "End them before a table is dropped, or clear the table instead")
            case OwnCode.badOption:
                Explanation(
                    "an option or a name is outside what is allowed",
                    "Use positive sizes, and table names of 1 to 511 bytes without a zero byte")
            case OwnCode.unproven:
                Explanation(
                    "there are no sums of the pages: another version wrote the file, or was interrupted as it began it",
                    "Remove the file, if what it holds can be made again")
            default: nil
            }
        }

        private static func ofTheSystem(_ code: Int32) -> Explanation? {
            switch code {
            case ENOSPC, EDQUOT:
                Explanation(
                    "the disk is full", "Free space on the disk and try again; nothing of this transaction is stored")
            case ENOENT:
                Explanation("the directory does not exist", "Create the directory first, and check the path")
            case ENOTDIR:
                Explanation("the path is not a directory", "Give the path of an existing directory")
            case EACCES, EPERM:
                Explanation(
                    "permission is denied",
                    "Let this user read and write the directory and its data.mdb and lock.mdb, or open it read-only")
            case EROFS:
                Explanation("the file system is read-only", "Open the environment with readOnly set to true")
            case EEXIST:
                Explanation("the file exists", "Give an empty directory")
            case ENOMEM:
                Explanation(
                    "there is not enough memory or address space for the map",
                    "Open the environment with a smaller mapSize, or raise the limit on address space (ulimit -v)")
            case EIO:
                Explanation(
                    "the disk failed while reading or writing, or took only a part of what was written",
                    "Check the disk and the room on it, then close the environment, open it again, and compare what is stored"
                )
            case EAGAIN, EBUSY:
                Explanation(
                    "another process has the environment locked", "Wait until that process has opened or closed it")
            case EMFILE, ENFILE:
                Explanation("too many files are open", "Close some, or raise the limit (ulimit -n)")
            case EFBIG:
                Explanation(
                    "the data file may not grow further", "Raise the limit on the size of files (ulimit -f)")
            case EINVAL:
                Explanation(
                    "LMDB does not accept the arguments",
                    "Check the options, and that the table was open before this transaction began")
            default: nil
            }
        }
    }
}
