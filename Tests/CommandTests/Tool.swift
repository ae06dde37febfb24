import Foundation
import Glibc

/// The built program, run as a user runs it.
enum Tool {
    /// What a run left behind.
    struct Run {
        let status: Int32
        let output: String
        let errors: String

        /// The output as one JSON value.
        var json: Any {
            get throws {
                try JSONSerialization.jsonObject(with: Data(output.utf8), options: [.fragmentsAllowed])
            }
        }

        /// The output as one JSON object.
        var object: [String: Any] {
            get throws { try json as? [String: Any] ?? [:] }
        }

        /// The output as JSON Lines.
        var objects: [[String: Any]] {
            get throws {
                try output.split(separator: "\n").map {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
                }
            }
        }

        /// The `error` of the JSON output.
        var error: [String: Any] {
            get throws { try object["error"] as? [String: Any] ?? [:] }
        }
    }

    /// The program stands beside the test bundle.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["TRIPLICATE_BINARY"] { return path }
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("triplicate").path
    }()

    /// The project's folder.
    static let project: String = {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }()

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - node: the data directory, given as TRIPLICATE_DATA.
    ///   - input: its standard input.
    @discardableResult
    static func run(
        _ arguments: [String], node: String? = nil, input: String = "", environment more: [String: String] = [:]
    ) throws -> Run {
        try start(path, arguments, node: node, input: input, environment: more)
    }

    static func start(
        _ program: String, _ arguments: [String], node: String? = nil, input: String = "",
        environment more: [String: String] = [:]
    ) throws -> Run {
        let files = try Scratch()
        try Data(input.utf8).write(to: URL(fileURLWithPath: files.path("in")))
        for name in ["out", "err"] { _ = try files.file(name, "") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment.merging(more) { $1 }
        environment["TRIPLICATE_DATA"] = node
        environment["LANG"] = more["LANG"] ?? "C.UTF-8"
        environment["LC_ALL"] = nil
        process.environment = environment
        process.standardInput = FileHandle(forReadingAtPath: files.path("in"))
        process.standardOutput = FileHandle(forWritingAtPath: files.path("out"))
        process.standardError = FileHandle(forWritingAtPath: files.path("err"))
        try process.run()
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Run(
            status: status, output: try String(contentsOfFile: files.path("out"), encoding: .utf8),
            errors: try String(contentsOfFile: files.path("err"), encoding: .utf8))
    }
}

/// A folder that goes away with its owner.
final class Scratch: Sendable {
    let folder: String

    init() throws {
        folder = "\(NSTemporaryDirectory())triplicate-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { remove() }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }
}
