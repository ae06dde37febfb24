import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

/// “Any single bit flipped … in the log or in a blob: 100 % reported by `verify`, with the entry where there is one; no crash.”
@Suite("A flipped bit", .serialized)
struct FlipTests {
    /// A closed node with two logs, a few streams, a full row of hashes, readers, references and a blob.
    private static func node() throws -> Workbench {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open()
        for step in 0..<40 {
            let isCenter = step % 3 > 0
            try ledger.add(
                "\(step)", to: step % 5 == 0 ? "stay/H11010500001/1" : "claim/210200/\(step % 4)",
                by: isCenter ? Workbench.center : Workbench.hospital,
                readers: step % 2 == 0 ? [isCenter ? Workbench.hospital : Workbench.center] : [],
                basis: step % 7 == 0 ? ["stay/H11010500001/1"] : [])
        }
        _ = try ledger.blobs.store(Array("a scan".utf8))
        try ledger.flushViews()
        ledger.close()
        #expect(try Ledger.verify(bench.directory).ok)
        return bench
    }

    /// The value under a key of a table of the log.
    private static func value(
        _ bench: Workbench, _ table: KeyPath<LogStore.Tables, Table>, _ key: UInt64
    ) throws -> [UInt8] {
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .reading)
        defer { store.close() }
        return try #require(try store.read { try $0.copy(store.tables[keyPath: table], key: key) })
    }

    /// Flips bits of a value one after another, and gives what `verify` then says.
    private func flip(
        _ bench: Workbench, _ pattern: [UInt8], every step: Int, _ check: (Int, Verification) throws -> Void
    ) throws {
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let places = file.places(of: pattern)
        try #require(!places.isEmpty)
        for bit in stride(from: 0, to: 8 * pattern.count, by: step) {
            try file.withFlip(bit, behind: places) {
                let result = try Ledger.verify(bench.directory)
                #expect(!result.ok, "bit \(bit) was flipped unnoticed")
                try check(bit, result)
            }
        }
        #expect(try Ledger.verify(bench.directory).ok)
    }

    @Test(
        "Of an entry or of its local fields, it is reported once, and the entry is named.", arguments: [0, 3, 15, 39])
    func entry(position: UInt64) throws {
        let bench = try Self.node()
        let record = try Self.value(bench, \.entries, position)
        let ledger = try bench.open(readOnly: true)
        let entry = try #require(try ledger.entry(at: position))
        ledger.close()
        // Every bit of one entry; of the others, some.
        try flip(bench, record, every: position == 3 ? 1 : 23) { bit, result in
            let problem = result.problems[0]
            #expect(result.problemCount == 1, "bit \(bit): \(result.problems.map(\.message))")
            #expect(problem.origin == entry.origin && problem.number == entry.number && problem.position == position)
            #expect(problem.message.contains("Entry \(entry.number) of \(entry.origin)"))
        }
    }

    @Test("Of an entry, it is noticed when the entry is read, and the entry is named.")
    func reading() throws {
        let bench = try Self.node()
        let record = try Self.value(bench, \.entries, 17)
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let places = file.places(of: record)
        for bit in stride(from: 0, to: 8 * record.count, by: 11) {
            try file.withFlip(bit, behind: places) {
                let ledger = try bench.open(readOnly: true)
                defer { ledger.close() }
                let error = #expect(throws: LedgerError.self) { try ledger.entry(at: 17) }
                #expect(error?.code == .damaged && error?.message.contains("position 17") == true)
            }
        }
    }

    @Test("Of a row of hashes, it is reported, and the entry named whose hash it is.", arguments: [0 as UInt64, 1])
    func hashes(row: UInt64) throws {
        let bench = try Self.node()
        // The center's log has 26 entries: one unfinished row; the hospital's too.
        let pattern = try Self.value(bench, \.hashes, RowKey.hashes(log: UInt32(row), tileLevel: 0, row: 0))
        try flip(bench, pattern, every: 29) { bit, result in
            #expect(result.problems.contains { $0.number == UInt64(bit / 256) })
        }
    }

    @Test(
        "Of a row of the sequence, it is reported, and the entry named whose place it is.", arguments: [0 as UInt32, 1])
    func sequence(log: UInt32) throws {
        let bench = try Self.node()
        let pattern = try Self.value(bench, \.sequence, RowKey.sequence(log: log, row: 0))
        try flip(bench, pattern, every: 11) { bit, result in
            #expect(result.problems.contains { $0.number == UInt64(bit / 64) })
        }
    }

    @Test("Of a frontier, a checkpoint or a log's record, it is reported, and the log named.")
    func logs() throws {
        let bench = try Self.node()
        for log in 0..<UInt64(2) {
            let origin = ["triplicate.example/center-210200", "triplicate.example/hospital-H11010500001"][Int(log)]
            try flip(bench, try Self.value(bench, \.frontiers, log), every: 7) { _, result in
                #expect(result.problems.allSatisfy { $0.origin == origin })
            }
            try flip(bench, try Self.value(bench, \.checkpoints, log), every: 5) { _, result in
                #expect(result.problems.allSatisfy { $0.origin == origin })
            }
            // The key stands just before the value.
            let key = withUnsafeBytes(of: log.littleEndian) { Array($0) }
            try flip(bench, key + (try Self.value(bench, \.logs, log)), every: 3) { _, _ in }
        }
        try flip(bench, Array("format".utf8) + [1], every: 1) { _, _ in }
    }

    @Test("Of a blob or of its name, it is reported.")
    func blobs() throws {
        let bench = try Self.node()
        let digest = Digest.sha256(Array("a scan".utf8))
        let folder = "\(bench.directory.blobs)/\(digest.hex.prefix(2))"
        let path = "\(folder)/\(digest.hex.dropFirst(2))"
        let file = try DataFile(path)
        for bit in 0..<8 * file.count {
            try file.withFlip(bit, behind: [0]) {
                let result = try Ledger.verify(bench.directory)
                #expect(result.problems.map(\.message).contains { $0.contains(digest.hex) })
                let blobs = BlobStore(folder: bench.directory.blobs)
                #expect(throws: LedgerError(.blobDamaged, "", remedy: "")) { try blobs.content(of: digest) }
            }
        }
        try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/\(digest.hex.dropFirst(3))0")
        #expect(try !Ledger.verify(bench.directory).ok)
        try FileManager.default.moveItem(atPath: "\(folder)/\(digest.hex.dropFirst(3))0", toPath: "\(folder)/notes.txt")
        #expect(
            try Ledger.verify(bench.directory).problems.map(\.message) == [
                "The file blobs/\(digest.hex.prefix(2))/notes.txt is no blob."
            ])
    }

    @Test(
        "Anywhere in a live page, it is reported, or ends the child that verifies, or changes nothing that is stored.")
    func anywhere() throws {
        let bench = try Self.node()
        // A compact copy has live pages only.
        let store = try Environment(path: bench.directory.log, options: .init(mapSize: 1 << 34))
        let copy = "\(bench.folder)/copy"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try store.copy(to: copy, compacting: true)
        store.close()
        try FileManager.default.removeItem(atPath: "\(bench.directory.log)/data.mdb")
        try FileManager.default.moveItem(atPath: "\(copy)/data.mdb", toPath: "\(bench.directory.log)/data.mdb")
        let file = try DataFile("\(bench.directory.log)/data.mdb")
        let sound = try Child("verify", bench.directory.path).finish()
        try #require(sound.status == 0 && sound.lines.first == "ok")
        var random = SeededGenerator(20_260_301)
        var reported = 0
        for _ in 0..<60 {
            // The first two pages say where the tables are: one of them is the older one.
            let bit = Int.random(in: 2 * 4096 * 8..<file.count * 8, using: &random)
            try file.withFlip(bit, behind: [0]) {
                let (lines, status) = try Child("verify", bench.directory.path).finish()
                if status == 0 {
                    #expect(lines.last == sound.lines.last, "bit \(bit) changed what is stored, unnoticed")
                } else {
                    reported += 1
                    #expect(status == 1 || status < 0, "bit \(bit): \(status) \(lines)")
                }
            }
        }
        #expect(reported > 0)
    }
}
