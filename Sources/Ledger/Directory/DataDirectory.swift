import Foundation
import Glibc

/// The layout of a node's data directory: `config`, `keys/`, `log/`, `views/`, `blobs/`, `lock`.
///
/// `people/` (operators and their sessions) is made by the server that uses it.
public struct DataDirectory: Sendable, Equatable {
    /// The format that this version of the code reads and writes.
    public static let format = 1

    /// The path of the directory, as the user gave it.
    public let path: String

    public init(path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    var configuration: String { "\(path)/config" }
    var keys: String { "\(path)/keys" }
    var log: String { "\(path)/log" }
    var views: String { "\(path)/views" }
    var blobs: String { "\(path)/blobs" }

    /// Whether a node was made here.
    public var holdsNode: Bool { DurableFile.exists(configuration) }

    /// Makes the directory and its folders, and last its `config`; a crash before that leaves something that
    /// the next call completes.
    func create(settings: NodeSettings) throws(LedgerError) {
        try DurableFile.makeFolder(path, mode: 0o700)
        for folder in [keys, log, views, blobs] { try DurableFile.makeFolder(folder, mode: 0o700) }
        try settings.write(to: configuration)
    }

    /// The settings of the node that is here.
    /// - Throws: `notANode`, `newerFormat`, `damaged`, `directoryUnusable`.
    func settings() throws(LedgerError) -> NodeSettings {
        guard let bytes = try DurableFile.read(configuration, limit: NodeSettings.maximumBytes) else {
            throw LedgerError(
                .notANode,
                DurableFile.exists(path)
                    ? "The directory \(path) holds no Triplicate node." : "There is no directory \(path).",
                remedy:
                    "Check the path, or make a node there: triplicate init --data \(path) --role … --code … --name … --origin …."
            )
        }
        return try NodeSettings(bytes, path: configuration)
    }
}

/// What stands in `config`: the directory's format and the node's own settings. Parties stand in the log's store.
struct NodeSettings: Codable, Sendable, Equatable {
    /// The largest file of settings, in bytes.
    static let maximumBytes = 1 << 20

    /// The data directory's format version.
    var format = DataDirectory.format
    /// The address space reserved for the log, in bytes; the file grows only as it is written.
    var logMapBytes: Int
    /// The address space reserved for the views, in bytes.
    var viewsMapBytes: Int

    init(logMapBytes: Int, viewsMapBytes: Int) {
        self.logMapBytes = logMapBytes
        self.viewsMapBytes = viewsMapBytes
    }

    private struct Version: Decodable { var format: Int }

    init(_ bytes: [UInt8], path: String) throws(LedgerError) {
        let data = Data(bytes)
        let damaged = LedgerError(
            .damaged, "The file \(path) cannot be read as a node's settings.",
            remedy: "Restore it from a copy of the directory; the log itself is not touched.")
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else { throw damaged }
        guard version.format <= DataDirectory.format else {
            throw LedgerError.newerFormat(version.format)
        }
        guard let settings = try? JSONDecoder().decode(NodeSettings.self, from: data), settings.format >= 1,
            settings.logMapBytes > 0, settings.viewsMapBytes > 0
        else { throw damaged }
        self = settings
    }

    func write(to path: String) throws(LedgerError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(self) else {
            throw LedgerError(.directoryUnusable, "The settings cannot be written.", remedy: "Report this.")
        }
        try DurableFile.write(Array(data) + [10], to: path, mode: 0o600)
    }
}
