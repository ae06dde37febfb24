import Foundation

/// A file that the user names; `-` is standard input.
enum InputFile {
    /// The largest file, where nothing else is said.
    static let maximumBytes = 1 << 30

    /// Its bytes.
    /// - Throws: ``Misuse`` if it cannot be read or is larger than `limit`.
    static func bytes(_ path: String, what: String, limit: Int = maximumBytes) throws(Misuse) -> [UInt8] {
        let bytes = try beginning(path, what: what, upTo: limit + 1)
        guard bytes.count <= limit else {
            throw Misuse(
                "\(path) is larger than \(limit) bytes, which is the most for \(what).", remedy: "Give a smaller file.")
        }
        return bytes
    }

    /// Its first bytes, for whoever has a numbered reason of its own for files that are too long.
    /// - Throws: ``Misuse`` if it cannot be read.
    static func beginning(_ path: String, what: String, upTo count: Int) throws(Misuse) -> [UInt8] {
        let remedy = "Check the path; - stands for standard input."
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw Misuse("There is no file \(path) to read \(what) from.", remedy: remedy)
            }
            guard !isDirectory.boolValue, let opened = FileHandle(forReadingAtPath: path) else {
                throw Misuse("\(path) cannot be read as \(what).", remedy: remedy)
            }
            handle = opened
        }
        guard let data = try? handle.read(upToCount: count) ?? Data() else {
            throw Misuse("\(path) cannot be read as \(what).", remedy: remedy)
        }
        return [UInt8](data)
    }

    /// The file itself, or of a folder the files in it, by name; those that begin with a dot are passed over.
    /// - Throws: ``Misuse`` if it is neither.
    static func files(_ path: String, what: String) throws(Misuse) -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Misuse("There is no file \(path) to read \(what) from.", remedy: "Check the path.")
        }
        guard isDirectory.boolValue else { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Misuse("The folder \(path) cannot be listed.", remedy: "Check that it may be read.")
        }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
    }

    /// Its text.
    /// - Throws: ``Misuse`` also if it is not UTF-8.
    static func text(_ path: String, what: String, limit: Int = maximumBytes) throws(Misuse) -> String {
        guard let text = String(validating: try bytes(path, what: what, limit: limit), as: UTF8.self) else {
            throw Misuse("\(path) is not UTF-8 text.", remedy: "Save \(what) as UTF-8.")
        }
        return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
    }
}
