import LMDB

/// Which generation of a view is live, which version of its code made it, and up to where it is built.
///
/// A view has two generations at most: the one that is read, and one that is being built beside it. Stored in `meta` under
/// `view.NAME`: version (4), generation (4), end (8), order (8), CRC-32C (4).
struct GenerationRecord: Equatable {
    let version: UInt32
    let generation: UInt32
    /// One past the newest position that the rows reflect. Less than the base's end where a process that did not know the view
    /// has flushed since.
    let end: UInt64
    /// The order of logs (``LogList/order``) in which the streams were read when the generation was begun.
    let order: UInt64

    init(version: UInt32, generation: UInt32, end: UInt64, order: UInt64) {
        self.version = version
        self.generation = generation
        self.end = end
        self.order = order
    }

    /// What the store says of a view, or nil where it was never built, or by a program that did not note the order.
    init?<T: Transaction & ~Copyable>(view: String, store: ViewStore, in transaction: borrowing T) throws {
        guard let record = try transaction.get(store.meta, key: Self.key(view).span.bytes) else { return nil }
        guard let bytes = record.checked(), [16, 24].contains(bytes.byteCount) else {
            throw store.damaged("the view \(view)")
        }
        guard bytes.byteCount == 24 else { return nil }
        version = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self))
        generation = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self))
        end = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
        order = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt64.self))
    }

    func write(view: String, store: ViewStore, in transaction: inout WriteTransaction) throws {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: generation)
        bytes.append(littleEndian: end)
        bytes.append(littleEndian: order)
        bytes.appendChecksum()
        try transaction.put(store.meta, key: Self.key(view).span.bytes, value: bytes.span.bytes)
    }

    private static func key(_ view: String) -> [UInt8] { Array("view.\(view)".utf8) }
}
