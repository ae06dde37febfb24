import Evidence
import Foundation
import TransparencyLog

/// What the user trusts: a file of verifier keys, one a line, or one key as it is.
enum TrustFile {
    /// - Throws: `Misuse` if there is no such file, `EvidenceError` if it holds something else than keys, or none.
    static func keys(_ text: String) throws -> (keys: [VerifierKey], registrars: [VerifierKey]) {
        if !FileManager.default.fileExists(atPath: text), let key = try? VerifierKey(text) { return ([key], []) }
        let bytes = try InputFile.beginning(text, what: "trusted keys", upTo: TrustedKeys.maximumByteCount + 1)
        let trusted = try TrustedKeys(parsing: bytes)
        guard !trusted.keys.isEmpty || !trusted.registrars.isEmpty else {
            throw Misuse(
                "\(text) holds no verifier key.", remedy: "Write one key a line, as init and evidence keys print them.")
        }
        return (trusted.keys, trusted.registrars)
    }
}
