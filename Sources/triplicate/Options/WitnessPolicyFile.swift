import Foundation
import TransparencyLog

/// The witness policy of a node: the file `policy` in its directory.
enum WitnessPolicyFile {
    /// Its text; nil if the node has none.
    /// - Throws: `Misuse` if it is there and cannot be read.
    static func text(in directory: String) throws -> String? {
        let path = URL(filePath: directory).appending(path: "policy").path()
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try InputFile.beginning(path, what: "a witness policy", upTo: TLogPolicy.maximumByteCount + 1)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Misuse("\(path) is not UTF-8.", remedy: "Write the policy as C2SP tlog-policy has it.")
        }
        return text
    }
}
