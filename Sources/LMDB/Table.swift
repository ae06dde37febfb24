/// How the keys of a table are given and ordered.
public enum KeyKind: Sendable, Hashable {
    /// 1 to 511 bytes, ordered byte by byte (`memcmp`), a prefix before what it begins.
    case bytes
    /// An unsigned integer of 64 bits, ordered by value.
    case integer
}

/// A named table of an environment: a small value that may be kept and shared between threads.
///
/// It is valid for the environment that opened it, from the commit of the transaction that created it (within that
/// transaction, at once) until the table is dropped or the environment is closed. Every operation checks that and throws
/// `LMDBError.badTable` otherwise.
public struct Table: Sendable, Hashable {
    /// How the table's keys are given.
    public let keys: KeyKind

    /// LMDB's handle, an index into the environment's tables.
    let index: UInt32

    /// Unique in the process to this opening of this table, so that a stale or foreign `Table` is told apart from
    /// another table that was given the same index.
    let generation: UInt64
}
