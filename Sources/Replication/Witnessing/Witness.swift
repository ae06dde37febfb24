public import TransparencyLog

/// The calls of C2SP tlog-witness, without network and storage: what a witness reads, decides and answers, and what a log asks
/// and reads.
///
/// A witness has one memory for each origin and key, whoever shows it heads: mirrors' cosigning and `add-checkpoint` must share it.
/// Comparing with the memory, and storing what ``decide(_:remembered:keys:)`` gives, must be one step, durable before anything
/// is signed.
public enum Witness {
    /// The most hashes of a proof.
    public static let maximumProofCount = 63
    /// The longest request body that is read: 128 KiB.
    public static let maximumByteCount = 128 << 10

    /// What stands in an `add-checkpoint` request.
    public struct Request: Sendable, Equatable {
        /// The size that the log believes the witness remembers.
        public let oldSize: UInt64
        /// An RFC 6962 consistency proof from it.
        public let proof: [Digest]
        /// The checkpoint: a signed note.
        public let note: String

        public init(oldSize: UInt64, proof: [Digest], note: String) {
            self.oldSize = oldSize
            self.proof = proof
            self.note = note
        }

        /// The request's body.
        public var body: String {
            "old \(oldSize)\n" + proof.map { $0.base64 + "\n" }.joined() + "\n" + note
        }

        /// Reads a body.
        ///
        /// - Throws: ``Refusal`` with status 400.
        public init(body: [UInt8]) throws(Refusal) {
            guard body.count <= Witness.maximumByteCount else {
                throw Refusal(400, "The request has \(body.count) bytes, and \(Witness.maximumByteCount) are the most")
            }
            guard let text = String(validating: body, as: UTF8.self) else { throw Refusal(400, "It is not UTF-8") }
            var rest = text.utf8[...]
            func line() -> Substring? {
                guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                defer { rest = rest[rest.index(after: end)...] }
                return Substring(rest[..<end])
            }
            guard let first = line(), first.utf8.starts(with: "old ".utf8),
                let oldSize = Witness.number(Substring(first.utf8.dropFirst(4)))
            else { throw Refusal(400, "The first line is not old and a size") }
            var proof: [Digest] = []
            while true {
                guard let next = line() else { throw Refusal(400, "No empty line stands before the checkpoint") }
                if next.utf8.isEmpty { break }
                guard proof.count < Witness.maximumProofCount else {
                    throw Refusal(400, "The proof has more than \(Witness.maximumProofCount) hashes")
                }
                guard let hash = Digest(base64: next) else {
                    throw Refusal(400, "Line \(proof.count + 2) is not the base64 of a hash")
                }
                proof.append(hash)
            }
            self.init(oldSize: oldSize, proof: proof, note: String(Substring(rest)))
        }
    }

    /// Why a witness does not cosign.
    public struct Refusal: Error, Sendable, Equatable {
        /// The HTTP status: 400, 403, 404, 409 or 422.
        public let status: Int
        /// Why, in a sentence.
        public let message: String
        /// For 409: the size that the witness remembers. The response's body is then ``conflictBody`` of type
        /// `text/x.tlog.size`.
        public let rememberedSize: UInt64?

        init(_ status: Int, _ message: String, rememberedSize: UInt64? = nil) {
            self.status = status
            self.message = message
            self.rememberedSize = rememberedSize
        }

        /// The body of a 409.
        public var conflictBody: String? { rememberedSize.map { "\($0)\n" } }
    }

    /// A head that the witness is to remember, durably, and then to cosign.
    public struct Decision: Sendable, Equatable {
        public let head: MirrorState.Head
        public let checkpoint: Checkpoint
        /// The note as it came; with the cosignature it is what the witness serves.
        public let note: Note
    }

    /// Decides on a request.
    ///
    /// - Parameters:
    ///   - remembered: the head of the checkpoint's origin that the witness cosigned last; nil if it never did.
    ///   - keys: gives the keys with which the log of an origin may sign a head of a size; nil for an origin that is not known.
    /// - Throws: ``Refusal``: 404 for an unknown origin, 403 without a good signature, 400, 409 and 422 as tlog-witness has them.
    public static func decide(
        _ request: Request, remembered: (_ origin: String) -> MirrorState.Head?,
        keys: (_ origin: String, _ size: UInt64) -> [VerifierKey]?
    ) throws(Refusal) -> Decision {
        let note: Note
        do { note = try Note(request.note) } catch { throw Refusal(400, error.message) }
        let lines = note.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard lines.count > 3, let size = number(lines[1]) else { throw Refusal(400, "It is no checkpoint") }
        let origin = String(lines[0])
        guard let known = keys(origin, size) else { throw Refusal(404, "The log is not known here") }
        do { _ = try note.verified(by: known) } catch { throw Refusal(403, error.message) }
        if size == 0, let root = Digest(base64: lines[2]), root != TreeHash.empty {
            throw Refusal(422, "A tree without leaves has another root")
        }
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(note.text) } catch { throw Refusal(400, error.message) }
        guard request.oldSize <= size else {
            throw Refusal(400, "The old size \(request.oldSize) is larger than the checkpoint's, \(size)")
        }
        let last = remembered(origin) ?? MirrorState.Head(size: 0, root: TreeHash.empty)
        guard request.oldSize == last.size else {
            throw Refusal(409, "The head cosigned last has the size \(last.size)", rememberedSize: last.size)
        }
        // Two roots of one size are a conflict; no proof could settle it.
        guard size != last.size || last.size == 0 || checkpoint.root == last.root else {
            throw Refusal(
                409, "Another root of the size \(last.size) was cosigned", rememberedSize: last.size)
        }
        do {
            try MerkleTree.verifyConsistency(
                from: last.size, last.root, to: size, checkpoint.root, proof: request.proof)
        } catch {
            throw Refusal(422, error.message)
        }
        return Decision(
            head: MirrorState.Head(size: size, root: checkpoint.root), checkpoint: checkpoint, note: note)
    }

    /// The body of a 200: the witness's cosignature lines.
    public static func body(of cosignatures: [NoteSignature]) -> String {
        cosignatures.map { $0.line + "\n" }.joined()
    }

    /// Reads the body of a 200: the cosignatures of known witnesses; those of others are ignored.
    ///
    /// - Throws: ``TransparencyError`` if the lines are no signature lines, one of a known witness does not verify, or none is of
    ///   a known one.
    public static func cosignatures(
        in body: [UInt8], of note: Note, witnesses: [VerifierKey]
    ) throws(TransparencyError) -> [VerifiedSignature] {
        let bare = Array((note.text + "\n").utf8) + body
        return try Note(bare).verified(by: witnesses).filter { $0.key.type == .cosignature }
    }

    /// Reads the body of a 409: the size that the witness remembers; nil if it is none.
    public static func rememberedSize(in body: [UInt8]) -> UInt64? {
        guard body.last == UInt8(ascii: "\n"), let text = String(validating: body.dropLast(), as: UTF8.self) else {
            return nil
        }
        return number(text[...])
    }

    /// A decimal number below 2^63 without sign or leading zeros.
    private static func number(_ text: Substring) -> UInt64? {
        guard let number = UInt64(text), number <= UInt64(Int64.max), String(number).utf8.elementsEqual(text.utf8)
        else {
            return nil
        }
        return number
    }
}
