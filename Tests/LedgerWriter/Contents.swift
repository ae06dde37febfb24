import Glibc
import LMDB
import Ledger
import TransparencyLog

/// A digest of every key and value in the tables of a node's log.
func contents(of directory: DataDirectory) throws -> String {
    var options = Environment.Options()
    options.mapSize = 1 << 34
    options.readOnly = true
    let environment = try Environment(path: "\(directory.path)/log", options: options)
    defer { environment.close() }
    return try environment.read { transaction in
        var digest = Digest.sha256([])
        for name in [
            "entries", "sequence", "hashes", "frontiers", "logs", "checkpoints", "meta", "mirrors", "cosigned",
        ] {
            guard
                let table = try transaction.openTable(
                    name, keys: ["meta", "cosigned"].contains(name) ? .bytes : .integer)
            else {
                continue
            }
            var cursor = try transaction.cursor(table)
            while try cursor.next() {
                let key = cursor.key.withUnsafeBytes { Array($0) }
                let value = cursor.value.withUnsafeBytes { Array($0) }
                digest = Digest.sha256(digest.bytes + Digest.sha256(key).bytes + Digest.sha256(value).bytes)
            }
        }
        return digest.hex
    }
}
