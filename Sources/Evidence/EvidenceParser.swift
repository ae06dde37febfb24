import EntryFormat
import TransparencyLog

/// Reads an evidence file from its first line to its last.
struct EvidenceParser {
    private let bytes: [UInt8]
    private var line: EvidenceLine
    private var entriesCount = 0
    private var isFirstVersion = true
    private var hasPolicy = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        line = EvidenceLine(bytes)
    }

    mutating func file() throws(EvidenceError) -> EvidenceFile {
        try line.advance()
        let version: EvidenceFile.Version
        if line.reads(EvidenceLine.version) {
            version = .one
        } else if line.reads(EvidenceLine.secondVersion) {
            version = .two
        } else {
            throw line.error(
                .version,
                "the first line is “\(line.readable)”, not \(EvidenceLine.version) or \(EvidenceLine.secondVersion)")
        }
        isFirstVersion = version == .one
        try line.advance()
        var stream: StreamName?
        if isFirstVersion || line.value(of: "stream") != nil {
            stream = try streamName(try line.required("stream"))
            try line.advance()
        }
        let related = try relatedStreams(of: stream)
        let policy = try policy()
        hasPolicy = policy != nil
        var logs: [EvidenceFile.Log] = []
        while let origin = line.value(of: "log") {
            guard logs.count < EvidenceLimit.logs else { throw line.error(.limit, "there are more than 256 logs") }
            logs.append(try log(origin, after: logs.last?.origin))
        }
        if stream != nil, logs.isEmpty { _ = try line.required("log") }
        let exhibits = try exhibits()
        if stream == nil, exhibits.isEmpty { _ = try line.required("exhibit") }
        guard line.reads(EvidenceLine.end) else {
            throw line.error(.line, "“\(line.readable)” may not stand here")
        }
        guard line.isLast else { throw line.error(.trailing, "something follows the last line") }
        return EvidenceFile(version, stream, related, policy, logs, exhibits)
    }

    private mutating func policy() throws(EvidenceError) -> EvidencePolicy? {
        var policy = EvidencePolicy()
        while let value = second("policy") {
            guard policy.lines.count < EvidenceLimit.policyLines else {
                throw line.error(.limit, "there are more than 256 lines of the policy")
            }
            guard policy.take(value) else {
                throw line.error(.policy, "“\(line.readable)” is no line of a policy, or stands where it may not")
            }
            try line.advance()
        }
        guard policy.isWhole || policy.lines.isEmpty else {
            throw line.error(.policy, "the policy has no quorum line")
        }
        return policy.isWhole ? policy : nil
    }

    /// What follows a keyword of version 2.
    private func second(_ keyword: String) -> ArraySlice<UInt8>? { isFirstVersion ? nil : line.value(of: keyword) }

    private mutating func relatedStreams(of stream: StreamName?) throws(EvidenceError) -> [StreamName] {
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
        let origin = try self.origin(value)
        guard before.map({ $0 < origin }) ?? true else {
            throw line.error(.logOrder, "the log \(origin) is out of order, or stands twice")
        }
        try line.advance()
        let key = try logKey(of: origin)
        let witnesses = try witnesses()
        let quorum = try quorum()
        let checkpoint = try checkpoint(of: origin, signedBy: [key] + witnesses)
        var entries: [EvidenceFile.Entry] = []
        var hidden: [EvidenceFile.HiddenEntry] = []
        var last: UInt64?
        while let value = line.value(of: "entry") ?? second("hidden") {
            let isHidden = line.value(of: "entry") == nil
            entriesCount += 1
            guard entriesCount <= EvidenceLimit.entries else {
                throw line.error(.limit, "there are more than 65536 entries")
            }
            let number = try number(value, after: last)
            last = number
            if isHidden { hidden.append(try hiddenEntry(number)) } else { entries.append(try entry(number)) }
        }
        if last == nil { _ = try line.required("entry") }
        return EvidenceFile.Log(unchecked: key, witnesses, quorum, checkpoint, entries, hidden)
    }

    private mutating func quorum() throws(EvidenceError) -> UInt64? {
        guard let value = second("quorum") else { return nil }
        guard hasPolicy, let time = Decimal.number(value), time <= UInt64(Int64.max) else {
            throw line.error(.quorum, "“\(line.readable)” is no time, or the file has no policy")
        }
        try line.advance()
        return time
    }

    private mutating func exhibits() throws(EvidenceError) -> [EvidenceFile.Exhibit] {
        var exhibits: [EvidenceFile.Exhibit] = []
        while let value = second("exhibit") {
            guard exhibits.count < EvidenceLimit.exhibits else {
                throw line.error(.limit, "there are more than 256 exhibits")
            }
            let origin = try self.origin(value)
            guard exhibits.last.map({ $0.origin < origin }) ?? true else {
                throw line.error(.exhibitOrder, "the exhibit of \(origin) is out of order, or stands twice")
            }
            try line.advance()
            let first = line
            let (smaller, old) = try exhibitHead(of: origin)
            let (larger, new) = try exhibitHead(of: origin)
            guard old.size < new.size || old.size == new.size && old.root < new.root else {
                throw first.error(
                    .exhibitHeads, "the first head of the exhibit has the greater size or root, or both heads are equal"
                )
            }
            let opening = try hashes(upTo: EvidenceLimit.openingHashes)
            exhibits.append(EvidenceFile.Exhibit(unchecked: smaller, larger, opening))
        }
        return exhibits
    }

    private mutating func exhibitHead(
        of origin: String
    ) throws(EvidenceError) -> (EvidenceFile.Exhibit.Head, Checkpoint) {
        let key = try logKey(of: origin)
        let note = try checkpoint(of: origin, signedBy: [key])
        do {
            return (EvidenceFile.Exhibit.Head(key, note), try Checkpoint(note.text))
        } catch {
            throw line.error(.checkpoint, error.message)
        }
    }

    private func origin(_ value: ArraySlice<UInt8>) throws(EvidenceError) -> String {
        guard OriginName.isValid(value.span.bytes) else {
            throw line.error(.origin, "“\(line.readable)” names no log")
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The line `key`; ends on the line after it.
    private mutating func logKey(of origin: String) throws(EvidenceError) -> VerifierKey {
        // By bytes: `==` of texts takes names for one that only look alike.
        guard let key = Self.key(try line.required("key"), .ed25519), key.name.utf8.elementsEqual(origin.utf8) else {
            throw line.error(.key, "“\(line.readable)” is not the verifier key of a log \(origin) in its one form")
        }
        try line.advance()
        return key
    }

    /// A verifier key of a type in its one form; `nil` for anything else.
    static func key(_ value: ArraySlice<UInt8>, _ type: SignatureType) -> VerifierKey? {
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
            guard let key = Self.key(value, .cosignature), before.lexicographicallyPrecedes(value) else {
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

    /// The line `checkpoint` and the note after it; ends on the line after it.
    private mutating func checkpoint(
        of origin: String, signedBy keys: [VerifierKey]
    ) throws(EvidenceError) -> Note {
        guard line.reads("checkpoint") else {
            throw line.error(.line, "a line “checkpoint” must stand here, not “\(line.readable)”")
        }
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

    private func number(_ value: ArraySlice<UInt8>, after before: UInt64?) throws(EvidenceError) -> UInt64 {
        guard let number = Decimal.number(value), number <= EntryLimit.number else {
            throw line.error(.number, "“\(line.readable)” has no number of an entry")
        }
        guard before.map({ $0 < number }) ?? true else {
            throw line.error(.entryOrder, "entry \(number) is out of order, or stands twice")
        }
        return number
    }

    /// A hidden entry with its proof; ends on the line after it.
    private mutating func hiddenEntry(_ number: UInt64) throws(EvidenceError) -> EvidenceFile.HiddenEntry {
        try line.advance()
        let leaf = try hash(try line.required("leaf"))
        try line.advance()
        return EvidenceFile.HiddenEntry(
            number: number, leaf: leaf, proof: try hashes(upTo: EvidenceLimit.proofHashes))
    }

    /// An entry with its proof; ends on the line after it.
    private mutating func entry(_ number: UInt64) throws(EvidenceError) -> EvidenceFile.Entry {
        try line.advance()
        guard let entry = Base64.decode(try line.required("bytes")) else {
            throw line.error(.base64, "the bytes of entry \(number) are not base64 in its one form")
        }
        guard entry.count <= EntryLimit.entryBytes else {
            throw line.error(.limit, "entry \(number) has more than 65535 bytes")
        }
        try line.advance()
        let proof = try hashes(upTo: EvidenceLimit.proofHashes)
        let blobs = try blobs()
        return EvidenceFile.Entry(number: number, bytes: entry, proof: proof, blobs: blobs)
    }

    private mutating func hashes(upTo limit: Int) throws(EvidenceError) -> [Digest] {
        var proof: [Digest] = []
        while let value = line.value(of: "hash") {
            guard proof.count < limit else {
                throw line.error(.limit, "there are more than \(limit) hashes in a proof")
            }
            proof.append(try hash(value))
            try line.advance()
        }
        return proof
    }

    private func hash(_ value: ArraySlice<UInt8>) throws(EvidenceError) -> Digest {
        guard let bytes = Base64.decode(value), let hash = Digest(bytes) else {
            throw line.error(.hash, "“\(line.readable)” is not the base64 of 32 bytes")
        }
        return hash
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
