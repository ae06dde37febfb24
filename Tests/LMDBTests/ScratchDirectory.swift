import Foundation

/// A new directory that is removed when it is released.
final class ScratchDirectory: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "triplicate-lmdb-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension RawSpan {
    /// A copy of the bytes.
    var array: [UInt8] {
        withUnsafeBytes { Array($0) }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a text.
    init(text: String) {
        self = Array(text.utf8)
    }
}
