import Foundation
import Glibc

/// A folder that is removed when nobody holds it any more.
final class TemporaryFolder: Sendable {
    let path: String

    /// Makes a folder with a new name that begins with `prefix`.
    init(prefix: String) throws(LedgerError) {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        guard template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) != nil else {
            throw DurableFile.failure("make a folder", prefix)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
