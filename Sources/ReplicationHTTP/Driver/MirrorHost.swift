public import Replication
public import TransparencyLog

/// What a mirror needs to know of the domain, and has done in it: whoever knows the events answers.
///
/// Calls may wait for the disk. They come from threads that may wait, several at a time.
public protocol MirrorHost: Sendable {
    /// The types of entries that are receipts: a receipt calls for none.
    var receiptTypes: Set<UInt16> { get }

    /// The blobs that an entry of a mirrored log names: without them the entry's content is not whole.
    func blobs(namedIn entry: [UInt8]) -> [Digest]

    /// The numbers of those entries among this one that open further entries to a party hosted here: its own number where it is a
    /// `Disclosed`, else none.
    func grants(in entry: [UInt8], number: UInt64) -> [UInt64]

    /// Records in the reader's own log that it holds all entries of a log that are addressed to it, up to this one, with their blobs.
    /// The same again is no change.
    /// - Parameters:
    ///   - reader: `role:code`, hosted here.
    ///   - log: the mirrored log's origin.
    func recordReceipt(reader: String, log: String, number: UInt64, leaf: Digest) throws

    /// All parties that the registrars' logs admit, as far as they are mirrored here.
    /// - Parameter registrars: the origins of the logs whose admissions are believed.
    func directory(registrars: [String]) throws -> PartyDirectory
}
