import EntryFormat
import Evidence
import TransparencyLog

/// What the module Evidence says of a file.
struct EvidenceJudge {
    let planted: Judge.Planted?

    /// - Returns: what the file shows, in a form that another verifier can print too.
    func accept(_ bytes: [UInt8], trust: [UInt8]) throws -> String {
        let file = try EvidenceFile(parsing: bytes)
        var keys = try TrustedKeys(parsing: trust).keys
        if planted == .trust { keys += file.logs.map(\.key) }
        let verdict = try file.verify(trust: keys)
        var parts = [([verdict.stream] + verdict.related).map(\.text).joined(separator: " ")]
        for head in verdict.heads {
            let numbers = verdict.entries.filter { $0.fields.origin == head.origin }.map { "\($0.number)" }
            var part = "\(head.origin) \(head.size) \(numbers.joined(separator: ","))"
            for witness in head.cosignatures { part += " +\(witness.key.text)@\(witness.timestamp ?? 0)" }
            for witness in head.otherWitnesses { part += " -\(witness.text)" }
            parts.append(part)
        }
        for outside in verdict.outside {
            let kind = outside.isBasis ? "basis" : "after"
            let to = outside.reference
            parts.append(
                "\(outside.origin) \(outside.number) \(kind) \(to.origin) \(to.number) \(hex(to.leaf.bytes))")
        }
        return parts.joined(separator: "; ")
    }

    private func hex(_ bytes: [UInt8]) -> String { Digest(bytes)?.hex ?? "" }
}
