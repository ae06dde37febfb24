import ClaimsLedger
import Ledger
import Measuring

/// `verify` of a whole log. Its peer, Benchmarks/peers/openssl_sha256.py, says how long the same hashing takes at least.
enum VerifyLog {
    static func run(_ arguments: Arguments) throws -> Measured {
        let entries = try arguments.number("entries")
        let node = try WorkNode.open(arguments)
        defer { node.close() }
        // Once unmeasured, so that the pages are in memory.
        _ = try node.ledger.verify()
        var bytes: UInt64 = 0
        var measurement = try Measured("verify") {
            let result = try node.ledger.verify()
            guard result.ok, result.entries == UInt64(entries) else {
                throw Misuse(message: "verify found \(result.problemCount) problems in \(result.entries) entries")
            }
            bytes = result.bytes
            return entries
        }
        measurement.figures = ["bytes": Double(bytes)]
        return measurement
    }
}
