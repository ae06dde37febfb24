import FuzzDriver
import Glibc

@testable import Ledger

extension FuzzTarget {
    /// A backup file, restored into a folder of its own: as it comes, and with its checksums, hashes and signatures put right.
    static let restore = FuzzTarget.onArray("restore", longest: 16_384) { bytes in
        if !restores(bytes), let mended = MendedBackup(bytes)?.bytes { _ = restores(mended) }
    }

    private static func restores(_ backup: [UInt8]) -> Bool {
        let file = "\(Scratch.folder)/backup"
        Scratch.write(backup, to: file)
        let directory = DataDirectory(path: "\(Scratch.folder)/node")
        defer { Scratch.remove(directory.path) }
        do {
            let summary = try Ledger.restore(from: file, to: directory, logMapBytes: 1 << 30, viewsMapBytes: 1 << 30)
            must("a restored node can be read") { try readAll(directory, entries: summary.entries) }
            return true
        } catch {
            demand(error is LedgerError, "a backup is refused by a number, not by \(error)")
            show(error)
            demand(Scratch.holdsOnly("backup"), "a refused restore leaves nothing")
            return false
        }
    }

    /// What was restored can be opened and read, every entry and every stream of it.
    private static func readAll(_ directory: DataDirectory, entries: UInt64) throws {
        var options = Ledger.Options()
        options.readOnly = true
        let ledger = try Ledger(directory, decider: { _ in "" }, options: options)
        defer { ledger.close() }
        demand(try ledger.end() == entries, "all entries were restored")
        var count: UInt64 = 0
        for stream in try ledger.streams(prefix: "", limit: 1000) {
            let contents = try ledger.contents(of: stream)
            demand(
                contents.version == UInt64(contents.entries.count), "a stream has as many entries as its version says")
            count += contents.version
        }
        demand(count == entries, "every entry is of a stream")
    }
}
