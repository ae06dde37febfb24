import Foundation

/// A file that a command writes: whole, or not at all.
enum OutputFile {
    /// - Parameter replaces: whether a file that is there already may be written over.
    /// - Throws: ``Misuse`` if it is there and may not, or cannot be written.
    static func write(_ bytes: [UInt8], to path: String, replaces: Bool) throws(Misuse) {
        try requireFree(path, replaces: replaces)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Misuse(
                "\(path) cannot be written.", remedy: "Check that its folder is there, may be written, and has space.")
        }
    }

    /// Refuses early, before what is to be written has been made.
    static func requireFree(_ path: String, replaces: Bool) throws(Misuse) {
        guard !replaces, FileManager.default.fileExists(atPath: path) else { return }
        throw Misuse(
            "\(path) is there already; nothing was written.",
            remedy: "Name another file, or write over it with --replace.")
    }
}
