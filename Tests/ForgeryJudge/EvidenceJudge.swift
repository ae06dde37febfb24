import EntryFormat
import Evidence
import TransparencyLog

/// What the module Evidence says of a file.
struct EvidenceJudge {
    let planted: Judge.Planted?

    /// - Returns: what the file shows, in a form that another verifier can print too.
    func accept(_ bytes: [UInt8], trust: [UInt8]) throws -> String {
        let file = try EvidenceFile(parsing: bytes)
        let trusted = try TrustedKeys(parsing: trust)
        var keys = trusted.keys
        if planted == .trust { keys += file.logs.map(\.key) }
        let verdict = try file.verify(trust: keys, registrars: trusted.registrars)
        let streams = (verdict.stream.map { [$0] } ?? []) + verdict.related
        var parts = [streams.map(\.text).joined(separator: " ")]
        for head in verdict.heads {
            let numbers = verdict.entries.filter { $0.fields.origin == head.origin }.map { "\($0.number)" }
            var part = "\(head.origin) \(head.size) \(numbers.joined(separator: ","))"
            for witness in head.cosignatures { part += " +\(witness.key.text)@\(witness.timestamp ?? 0)" }
            for witness in head.otherWitnesses { part += " -\(witness.text)" }
            let hidden = verdict.hidden.filter { $0.origin == head.origin }
            for one in hidden { part += " hidden \(one.number) \(hex(one.leaf.bytes))" }
            if let range = head.range {
                part += " key \(range.from) \(range.until.map { "\($0)" } ?? "-") \(range.isRevoked) \(range.registrar)"
            }
            if let party = head.party { part += " party \(party)" }
            if verdict.policy != nil { part += " policy \(time(head.quorum)) \(time(head.trustedQuorum))" }
            if head.isRegistrar { part += " registrar" }
            if head.isWhole { part += " whole" }
            parts.append(part)
        }
        for outside in verdict.outside {
            let kind = outside.isBasis ? "basis" : "after"
            let to = outside.reference
            parts.append(
                "\(outside.origin) \(outside.number) \(kind) \(to.origin) \(to.number) \(hex(to.leaf.bytes))")
        }
        for receipt in verdict.receipts {
            let to = receipt.acknowledged
            let covered = receipt.covered.map { "\($0)" }.joined(separator: ",")
            parts.append(
                "receipt \(receipt.reader) \(receipt.origin) \(receipt.number) \(to.origin) \(to.number) "
                    + "\(hex(to.leaf.bytes)) \(covered)")
        }
        for conviction in verdict.convictions {
            parts.append(
                "convicted \(conviction.origin) \(conviction.smaller.size) \(conviction.smaller.root.hex) "
                    + "\(conviction.larger.size) \(conviction.larger.root.hex) \(conviction.party ?? "-")")
        }
        return parts.joined(separator: "; ")
    }

    private func time(_ time: UInt64?) -> String { time.map { "\($0)" } ?? "-" }

    private func hex(_ bytes: [UInt8]) -> String { Digest(bytes)?.hex ?? "" }
}
