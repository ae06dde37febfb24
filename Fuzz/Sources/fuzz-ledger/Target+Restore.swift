import Foundation
import FuzzDriver
import Glibc

@testable import Ledger

extension FuzzTarget {
    /// A backup file, restored into a folder of its own: as it comes, and with its hashes and signatures put right.
    static let restore = FuzzTarget.onArray("restore", longest: 16_384) { bytes in
        if !restores(bytes), let mended = MendedBackup(bytes)?.bytes { _ = restores(mended) }
    }

    private static func restores(_ backup: [UInt8]) -> Bool {
        let folder = Scratch.folder
        let file = "\(folder)/backup"
        Scratch.write(backup, to: file)
        let directory = DataDirectory(path: "\(folder)/node")
        defer { Scratch.remove(directory.path) }
        do {
            let summary = try Ledger.restore(from: file, to: directory)
            readAll(directory, entries: summary.entries)
            return true
        } catch {
            demand(error is LedgerError, "a backup is refused by a number, not by \(error)")
            show(error)
            demand(access("\(directory.path).restoring", F_OK) != 0, "a refused restore leaves nothing")
            return false
        }
    }

    /// What was restored can be opened and read, every entry of it.
    private static func readAll(_ directory: DataDirectory, entries: UInt64) {
        must("a restored node can be read") {
            var options = Ledger.Options()
            options.readOnly = true
            try Ledger(directory, decider: { _ in "" }, options: options).closing { ledger in
                demand(try ledger.end() == entries, "all entries were restored")
                demand(try ledger.verify().ok, "a restored node verifies")
                for position in 0..<entries { demand(try ledger.entry(at: position) != nil, "an entry can be read") }
            }
        }
    }
}

/// A folder in memory for the files of one run.
enum Scratch {
    static let folder: String = {
        var template = Array(
            "\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/triplicate-fuzz-XXXXXX\0".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no folder can be made for the files of a run") }
        let folder = String(cString: made)
        atexit { Scratch.remove(Scratch.folder) }
        return folder
    }()

    static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0, bytes.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, bytes.count) }) == bytes.count else {
            fatalError("\(path) cannot be written")
        }
        close(file)
    }

    /// Removes a file or a folder with all that is in it.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
