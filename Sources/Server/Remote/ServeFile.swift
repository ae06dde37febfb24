import Foundation
import Glibc
import Ledger

/// The file `serve.json` in a node's directory while the node is served: where, and the token of the operator on this machine. Only
/// the directory's owner can read it, who can read the node's keys too.
public struct ServeFile: Sendable, Codable, Equatable {
    /// The largest such file, in bytes.
    private static let maximumBytes = 16 << 10

    /// `http://127.0.0.1:PORT`, or `https://…`.
    public let address: String
    /// 64 hexadecimal digits.
    public let token: String
    /// The process that serves.
    public let process: Int32

    /// - Parameter token: 32 random bytes in hexadecimal digits.
    public init(address: String, token: String, process: Int32) {
        self.address = address
        self.token = token
        self.process = process
    }

    private static let name = "serve.json"

    /// A new token: 32 bytes of the system's randomness, in hexadecimal digits.
    static func newToken() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let word = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
    }

    /// The file of a directory; nil where there is none, or it cannot be read as one.
    public static func read(in directory: String) -> ServeFile? {
        guard let bytes = try? DataDirectory(path: directory).file(name, limit: maximumBytes) else { return nil }
        return try? JSONDecoder().decode(ServeFile.self, from: Data(bytes))
    }

    /// Writes it for its owner alone, in one step.
    /// - Throws: `LedgerError` `noSpace`, `directoryUnusable`.
    func write(in directory: DataDirectory) throws {
        try directory.write(try JSONEncoder.plain.encode(self).bytes + [10], to: Self.name)
    }

    /// Removes it, if it is still this one.
    func remove(in directory: DataDirectory) {
        if Self.read(in: directory.path) == self { unlink("\(directory.path)/\(Self.name)") }
    }
}
