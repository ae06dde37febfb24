import Foundation

/// A file that a command writes: whole, or not at all.
enum OutputFile {
    /// - Throws: ``Misuse`` if it cannot be written.
    static func write(_ text: String, to path: String) throws(Misuse) { try write(Array(text.utf8), to: path) }

    static func write(_ bytes: [UInt8], to path: String) throws(Misuse) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Misuse(
                "\(path) cannot be written.", remedy: "Check that its folder is there, may be written, and has space.")
        }
    }
}
