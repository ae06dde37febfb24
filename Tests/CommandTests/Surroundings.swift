import Foundation
import Glibc
import Testing

/// A disk of four megabytes that goes away with its owner.
final class SmallDisk {
    /// Whether this user may mount one.
    static let isPossible: Bool = {
        guard let disk = try? SmallDisk() else { return false }
        return FileManager.default.fileExists(atPath: disk.folder)
    }()

    private let scratch: Scratch
    private var folder: String { scratch.path("disk") }

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("disk"), withIntermediateDirectories: true)
        guard mount("none", scratch.path("disk"), "tmpfs", 0, "size=4m") == 0 else { throw POSIXError(.EPERM) }
    }

    deinit { umount2(folder, Int32(MNT_DETACH)) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Takes all space that is left.
    func fill() throws {
        let file = open(path("filler"), O_WRONLY | O_CREAT, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let page = [UInt8](repeating: 1, count: 4096)
        while write(file, page, page.count) > 0 {}
    }

    func clear() { unlink(path("filler")) }
}

/// A user who may read a node and not write it: the one who runs the tests, or `nobody` if that is root.
struct OtherUser {
    private let scratch: Scratch
    private let program: String

    init(owning node: String) throws {
        scratch = try Scratch()
        // A program in the home of root is out of others' reach.
        program = scratch.path("triplicate")
        try FileManager.default.copyItem(atPath: Tool.path, toPath: program)
        chmod(scratch.folder, 0o755)
        chmod(program, 0o755)
        chmod((node as NSString).deletingLastPathComponent, 0o755)
        for file in try FileManager.default.subpathsOfDirectory(atPath: node) + [""] where !file.hasPrefix("keys/") {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(node)/\(file)", isDirectory: &isFolder)
            chmod("\(node)/\(file)", isFolder.boolValue ? 0o555 : 0o444)
        }
    }

    func run(_ arguments: [String], node: String, input: String = "") throws -> Tool.Run {
        guard getuid() == 0 else { return try Tool.start(program, arguments, node: node, input: input) }
        return try Tool.start(
            "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", program] + arguments, node: node,
            input: input)
    }
}
