import Foundation
import Ledger
import TransparencyLog

extension Node {
    /// The node's witness policy, the file `policy` in its directory; nil where there is none.
    ///
    /// - Throws: `TransparencyError` where the file is no C2SP tlog-policy; `LedgerError` `directoryUnusable` where it cannot be read.
    func witnessPolicy() throws -> TLogPolicy? {
        let path = "\(ledger.directory.path)/policy"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LedgerError(
                .directoryUnusable, "The policy file \(path) cannot be read.",
                remedy: "Let the node's user read it, or move it away.")
        }
        return try TLogPolicy([UInt8](data))
    }
}
