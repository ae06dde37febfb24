import EntryFormat
import TransparencyLog

extension EvidenceFile {
    /// Reads a file. Only its form is checked here: see ``verify(trust:)``.
    ///
    /// - Throws: The reasons 1101 to 1121 of ``EvidenceError/Code``: the first that applies, with its line.
    /// - Complexity: O(bytes of the file).
    public init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= EvidenceLimit.fileBytes else {
            throw EvidenceError(.size, at: "file", "the file has more than 67108864 bytes")
        }
        var parser = EvidenceParser(bytes)
        self = try parser.file()
    }
}

/// Reads an evidence file from its first line to its last.
private struct EvidenceParser {
    private let bytes: [UInt8]
    private var line: EvidenceLine
    private var entriesCount = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        line = EvidenceLine(bytes)
    }

    mutating func file() throws(EvidenceError) -> EvidenceFile {
        try line.advance()
        guard line.reads(EvidenceLine.version) else {
            throw line.error(.version, "the first line is “\(line.readable)”, not \(EvidenceLine.version)")
        }
        try line.advance()
        let stream = try streamName(try line.required("stream"))
        try line.advance()
        let related = try relatedStreams(of: stream)
        var logs: [EvidenceFile.Log] = []
        repeat {
            let origin = try line.required("log")
            guard logs.count < EvidenceLimit.logs else { throw line.error(.limit, "there are more than 256 logs") }
            logs.append(try log(origin, after: logs.last?.origin))
        } while !line.reads(EvidenceLine.end)
        guard line.isLast else { throw line.error(.trailing, "something follows the last line") }
        return EvidenceFile(unchecked: stream, related, logs)
    }

    private mutating func relatedStreams(of stream: StreamName) throws(EvidenceError) -> [StreamName] {
        var related: [StreamName] = []
        while let value = line.value(of: "related") {
            guard related.count < EvidenceLimit.related else {
                throw line.error(.limit, "there are more than 256 related streams")
            }
            let name = try streamName(value)
            guard name != stream, related.last.map({ $0 < name }) ?? true else {
                throw line.error(.relatedOrder, "“\(name)” is out of order, stands twice, or is the stream itself")
            }
            related.append(name)
            try line.advance()
        }
        return related
    }

    private func streamName(_ value: ArraySlice<UInt8>) throws(EvidenceError) -> StreamName {
        do {
            return try StreamName(value.span.bytes)
        } catch {
            throw line.error(.stream, error.message)
        }
    }

    /// A log's part; ends on the line after it.
    private mutating func log(
        _ value: ArraySlice<UInt8>, after before: String?
    ) throws(EvidenceError) -> EvidenceFile.Log {
        guard OriginName.isValid(value.span.bytes) else {
            throw line.error(.origin, "“\(line.readable)” names no log")
        }
        let origin = String(decoding: value, as: UTF8.self)
        guard before.map({ $0 < origin }) ?? true else {
            throw line.error(.logOrder, "the log \(origin) is out of order, or stands twice")
        }
        try line.advance()
        let value = try line.required("key")
        // By bytes: `==` of texts takes names for one that only look alike.
        guard let key = key(value, .ed25519), key.name.utf8.elementsEqual(origin.utf8) else {
            throw line.error(.key, "“\(line.readable)” is not the verifier key of a log \(origin) in its one form")
        }
        try line.advance()
        let witnesses = try witnesses()
        guard line.reads("checkpoint") else {
            throw line.error(.line, "a line “checkpoint” must stand here, not “\(line.readable)”")
        }
        let checkpoint = try checkpoint(of: origin, signedBy: [key] + witnesses)
        var entries: [EvidenceFile.Entry] = []
        repeat {
            let number = try line.required("entry")
            entriesCount += 1
            guard entriesCount <= EvidenceLimit.entries else {
                throw line.error(.limit, "there are more than 65536 entries")
            }
            entries.append(try entry(number, after: entries.last?.number))
        } while !line.reads(EvidenceLine.end) && line.value(of: "log") == nil
        return EvidenceFile.Log(unchecked: key, witnesses, checkpoint, entries)
    }

    /// A verifier key of a type in its one form; `nil` for anything else.
    private func key(_ value: ArraySlice<UInt8>, _ type: SignatureType) -> VerifierKey? {
        guard let text = String(validating: value, as: UTF8.self), let key = try? VerifierKey(text), key.type == type,
            key.text.utf8.elementsEqual(value)
        else { return nil }
        return key
    }

    private mutating func witnesses() throws(EvidenceError) -> [VerifierKey] {
        var witnesses: [VerifierKey] = []
        var before: ArraySlice<UInt8> = []
        while let value = line.value(of: "witness") {
            guard witnesses.count < EvidenceLimit.witnesses else {
                throw line.error(.limit, "there are more than 99 witnesses of one log")
            }
            guard let key = key(value, .cosignature), before.lexicographicallyPrecedes(value) else {
                throw line.error(
                    .witness, "“\(line.readable)” is not the verifier key of a witness in its one form, or out of order"
                )
            }
            witnesses.append(key)
            before = value
            try line.advance()
        }
        return witnesses
    }

    /// The note after the line `checkpoint`; ends on the line after it.
    private mutating func checkpoint(
        of origin: String, signedBy keys: [VerifierKey]
    ) throws(EvidenceError) -> Note {
        let first = line
        let start = line.next
        repeat { try line.advance() } while !line.text.isEmpty
        repeat { try line.advance() } while line.text.starts(with: [0xE2, 0x80, 0x94, 0x20])
        let raw = bytes[start..<line.start]
        let checkpoint: Checkpoint
        let note: Note
        do {
            note = try Note(raw.span.bytes)
            checkpoint = try Checkpoint(note.text)
        } catch {
            throw first.error(.checkpoint, error.message)
        }
        guard note.encoded.utf8.elementsEqual(raw), checkpoint.text.utf8.elementsEqual(note.text.utf8) else {
            throw first.error(.checkpoint, "the checkpoint is not in its one form")
        }
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw first.error(.checkpointOrigin, "the checkpoint is of the log \(checkpoint.origin), not \(origin)")
        }
        guard note.signatures.count == keys.count, zip(note.signatures, keys).allSatisfy({ $0.names($1) }) else {
            throw first.error(.signers, "the signature lines are not of the log's key and its witnesses, in this order")
        }
        return note
    }

    /// An entry with its proof; ends on the line after it.
    private mutating func entry(
        _ value: ArraySlice<UInt8>, after before: UInt64?
    ) throws(EvidenceError) -> EvidenceFile.Entry {
        guard let number = Decimal.number(value), number <= EntryLimit.number else {
            throw line.error(.number, "“\(line.readable)” has no number of an entry")
        }
        guard before.map({ $0 < number }) ?? true else {
            throw line.error(.entryOrder, "entry \(number) is out of order, or stands twice")
        }
        try line.advance()
        guard let entry = Base64.decode(try line.required("bytes")) else {
            throw line.error(.base64, "the bytes of entry \(number) are not base64 in its one form")
        }
        guard entry.count <= EntryLimit.entryBytes else {
            throw line.error(.limit, "entry \(number) has more than 65535 bytes")
        }
        try line.advance()
        let proof = try proof()
        let blobs = try blobs()
        return EvidenceFile.Entry(number: number, bytes: entry, proof: proof, blobs: blobs)
    }

    private mutating func proof() throws(EvidenceError) -> [Digest] {
        var proof: [Digest] = []
        while let value = line.value(of: "hash") {
            guard proof.count < EvidenceLimit.proofHashes else {
                throw line.error(.limit, "there are more than 63 hashes in a proof")
            }
            guard let bytes = Base64.decode(value), let hash = Digest(bytes) else {
                throw line.error(.hash, "“\(line.readable)” is not the base64 of 32 bytes")
            }
            proof.append(hash)
            try line.advance()
        }
        return proof
    }

    private mutating func blobs() throws(EvidenceError) -> [Digest] {
        var blobs: [Digest] = []
        while let value = line.value(of: "blob") {
            guard blobs.count < EvidenceLimit.blobs else {
                throw line.error(.limit, "there are more than 256 blobs of one entry")
            }
            guard let blob = Digest(hex: String(decoding: value, as: UTF8.self)), blob.hex.utf8.elementsEqual(value)
            else { throw line.error(.blob, "“\(line.readable)” is not 64 lower-case hexadecimal digits") }
            guard blobs.last.map({ $0 < blob }) ?? true else {
                throw line.error(.blobOrder, "the blob \(blob.hex) is out of order, or stands twice")
            }
            blobs.append(blob)
            try line.advance()
        }
        return blobs
    }
}

/// Decimal numbers in their one form.
enum Decimal {
    /// The number that digits spell, without sign or leading zeros; `nil` if they spell none, or none of 64 bits.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            number = sum
        }
        return number
    }
}
