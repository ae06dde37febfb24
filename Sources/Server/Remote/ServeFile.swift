import Foundation
import Glibc

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

    private static func path(in directory: String) -> String { "\(directory)/serve.json" }

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
        let file = open(path(in: directory), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        guard let data = try? handle.read(upToCount: maximumBytes) else { return nil }
        return try? JSONDecoder().decode(ServeFile.self, from: data)
    }

    /// Writes it for its owner alone, in one step.
    /// - Throws: a `CocoaError` or `POSIXError` where it cannot be written.
    func write(in directory: String) throws {
        let temporary = "\(Self.path(in: directory)).\(process).part"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: try JSONEncoder().encode(self))
            guard rename(temporary, Self.path(in: directory)) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Removes it, if it is still this one.
    func remove(in directory: String) {
        if Self.read(in: directory) == self { unlink(Self.path(in: directory)) }
    }
}
