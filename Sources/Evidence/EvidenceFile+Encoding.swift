import TransparencyLog

extension EvidenceFile {
    /// The one form of the file.
    ///
    /// - Complexity: O(bytes of the file).
    public func encoded() -> [UInt8] {
        var writer = EvidenceWriter()
        writer.line(version == .one ? EvidenceLine.version : EvidenceLine.secondVersion)
        if let stream { writer.line("stream \(stream)") }
        for name in related { writer.line("related \(name)") }
        for line in policy?.lines ?? [] { writer.line("policy \(line)") }
        for log in logs { writer.log(log) }
        for exhibit in exhibits {
            writer.line("exhibit \(exhibit.origin)")
            for head in [exhibit.smaller, exhibit.larger] {
                writer.line("key \(head.key.text)")
                writer.checkpoint(head.checkpoint)
            }
            writer.hashes(exhibit.opening)
        }
        writer.line(EvidenceLine.end)
        return writer.output
    }
}

private struct EvidenceWriter {
    var output: [UInt8] = []

    mutating func line(_ text: String) {
        output += text.utf8
        output.append(UInt8(ascii: "\n"))
    }

    mutating func log(_ log: EvidenceFile.Log) {
        line("log \(log.origin)")
        line("key \(log.key.text)")
        for witness in log.witnesses { line("witness \(witness.text)") }
        if let quorum = log.quorum { line("quorum \(quorum)") }
        checkpoint(log.checkpoint)
        var hidden = log.hidden[...]
        for shown in log.entries {
            while let next = hidden.first, next.number < shown.number {
                self.hidden(next)
                hidden.removeFirst()
            }
            entry(shown)
        }
        for one in hidden { self.hidden(one) }
    }

    mutating func checkpoint(_ note: Note) {
        line("checkpoint")
        output += note.encoded.utf8
    }

    mutating func hashes(_ hashes: [Digest]) {
        for hash in hashes { line("hash \(hash.base64)") }
    }

    private mutating func entry(_ entry: EvidenceFile.Entry) {
        line("entry \(entry.number)")
        output += "bytes ".utf8
        Base64.encode(entry.bytes, into: &output)
        output.append(UInt8(ascii: "\n"))
        hashes(entry.proof)
        for blob in entry.blobs { line("blob \(blob.hex)") }
    }

    private mutating func hidden(_ entry: EvidenceFile.HiddenEntry) {
        line("hidden \(entry.number)")
        line("leaf \(entry.leaf.base64)")
        hashes(entry.proof)
    }
}
