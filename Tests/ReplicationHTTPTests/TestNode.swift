import EntryFormat
import Foundation
import Ledger
import TransparencyLog

/// A node in a folder of its own.
struct TestNode {
    let directory: DataDirectory
    private(set) var ledger: Ledger
    private let folder: TestFolder

    init(_ code: String = "210200", role: String = "center") throws {
        folder = TestFolder()
        directory = DataDirectory(path: "\(folder.path)/node")
        try Ledger.addParty(
            in: directory, role: role, code: code, name: "Invented \(role)", origin: "test.example/\(role)-\(code)",
            logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
        ledger = try Self.open(directory)
    }

    /// Closes it and opens it again, as after a restart.
    mutating func reopen() throws {
        ledger.close()
        ledger = try Self.open(directory)
    }

    /// Ends it.
    func close() { ledger.close() }

    private static func open(_ directory: DataDirectory) throws -> Ledger {
        try Ledger(directory, decider: { "center:\($0.decider)" })
    }
}

/// Goes away with its owner.
final class TestFolder: Sendable {
    let path = "\(NSTemporaryDirectory())triplicate-\(UUID().uuidString)"

    init() { try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
