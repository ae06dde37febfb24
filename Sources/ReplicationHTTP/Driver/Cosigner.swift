public import Ledger
public import TransparencyLog

/// Signs what a node has seen of others' logs.
///
/// A node is one witness, however many parties it hosts: it signs as the first of them. Signing as each would let one machine count for
/// several in a policy.
public struct Cosigner: Sendable {
    private let witness: SignerKey
    private let mirror: SignerKey
    /// Seconds since 1970.
    private let clock: @Sendable () -> Int64

    /// - Throws: `LedgerError` `missingKey`, `unknownLog` where the log is not hosted here.
    public init(_ ledger: Ledger, as log: LogIdentity, clock: @escaping @Sendable () -> Int64) throws {
        witness = try ledger.signerKey(.witness, of: log)
        mirror = try ledger.signerKey(.mirror, of: log)
        self.clock = clock
    }

    /// The verifier keys of its cosignatures.
    public var verifierKeys: [VerifierKey] { [witness.verifierKey, mirror.verifierKey] }

    /// A cosignature of the head that a note states. The caller has verified, committed and remembered it.
    /// - Parameter asMirror: says, beyond "it is the largest consistent head that I have seen", that every entry below it is held.
    /// - Throws: `TransparencyError` where the note is no checkpoint.
    public func cosign(_ note: Note, asMirror: Bool) throws -> NoteSignature {
        let key = asMirror ? mirror : witness
        return try key.cosign(Checkpoint(note.text), at: UInt64(max(1, clock())))
    }

    /// What is sent to `POST …/cosignatures`: the checkpoint's text, an empty line, signature lines.
    static func body(_ note: Note, _ signatures: [NoteSignature]) -> [UInt8] {
        Array("\(note.text)\n\(signatures.map { "\($0.line)\n" }.joined())".utf8)
    }
}
