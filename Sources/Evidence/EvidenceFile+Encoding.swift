import TransparencyLog

extension EvidenceFile {
    /// The one form of the file.
    ///
    /// - Complexity: O(bytes of the file).
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        func line(_ text: String) {
            output += text.utf8
            output.append(UInt8(ascii: "\n"))
        }
        line(EvidenceLine.version)
        line("stream \(stream)")
        for name in related { line("related \(name)") }
        for log in logs {
            line("log \(log.origin)")
            line("key \(log.key.text)")
            for witness in log.witnesses { line("witness \(witness.text)") }
            line("checkpoint")
            output += log.checkpoint.encoded.utf8
            for entry in log.entries {
                line("entry \(entry.number)")
                output += "bytes ".utf8
                Base64.encode(entry.bytes, into: &output)
                output.append(UInt8(ascii: "\n"))
                for hash in entry.proof { line("hash \(hash.base64)") }
                for blob in entry.blobs { line("blob \(blob.hex)") }
            }
        }
        line(EvidenceLine.end)
        return output
    }
}
