import Foundation
import Synchronization
import Testing

@testable import LMDB

@Suite("Sums of pages")
struct SumsTests {
    @Test(
        "XXH64 gives the published values.",
        arguments: [
            ("", 0, 0xEF46_DB37_51D8_E999), ("a", 0, 0xD24E_C4F1_A98C_6E5B), ("abc", 0, 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0, 0xFBCE_A83C_8A37_8BF1),
            ("xxhash", 20_141_025, 0xB559_B98D_844E_0635),
        ] as [(String, UInt64, UInt64)])
    func vectors(text: String, seed: UInt64, hash: UInt64) {
        let found = Array(text.utf8).withUnsafeBytes { XXH64.hash($0, seed: seed) }
        #expect(found == hash)
    }

    // MARK: A store

    private struct Store {
        let scratch: ScratchDirectory
        var data: String { "\(scratch.path)/data.mdb" }
        var sums: String { "\(scratch.path)/sums" }

        init() throws {
            scratch = try ScratchDirectory()
            let environment = try scratch.open(sums: true)
            defer { environment.close() }
            for round in 0..<5 { try write(environment, round) }
        }

        func write(_ environment: Environment, _ round: Int) throws {
            let rows = try environment.create("rows")
            let names = try environment.create("names", keys: .bytes)
            try environment.write { transaction in
                for key in 0..<150 as Range<UInt64> {
                    let value = [UInt8](repeating: UInt8(round), count: Int(key % 7) * 60 + round)
                    try transaction.put(rows, key: key * 3 + UInt64(round), value: value.span.bytes)
                    try transaction.put(
                        names, key: Array("name \(key * 31 % 97)".utf8).span.bytes, value: value.span.bytes)
                }
                try transaction.put(rows, key: 1 << 40, value: [UInt8](repeating: 9, count: 9_000 + round).span.bytes)
                for key in 0..<40 as Range<UInt64> { try transaction.delete(rows, key: key * 5) }
            }
        }

        func contents(_ environment: Environment) throws -> [[UInt8]] {
            let names: [(String, KeyKind)] = [("rows", .integer), ("names", .bytes)]
            var found: [[UInt8]] = []
            for (name, keys) in names {
                try environment.read { transaction in
                    guard let table = try transaction.openTable(name, keys: keys) else { return }
                    var cursor = try transaction.cursor(table)
                    while try cursor.next() { found.append(cursor.key.array + [0] + cursor.value.array) }
                }
            }
            return found
        }

        /// What is found; nil where it is refused.
        func look(readOnly: Bool = false, writing: Int? = nil) throws -> [[UInt8]]? {
            do {
                try Environment.checkHeads(in: scratch.path)
                let environment = try scratch.open(readOnly: readOnly, sums: true)
                defer { environment.close() }
                try environment.provePages()
                if let writing { try write(environment, writing) }
                return try contents(environment)
            } catch LMDBError.corrupted, LMDBError.unproven {
                return nil
            }
        }
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    private func put(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: [])
    }

    // MARK: Damage

    @Test("Whatever bit of the data file is flipped, what is found is right or refused, also after another commit.")
    func flips() throws {
        let store = try Store()
        let (data, sums) = (try bytes(store.data), try bytes(store.sums))
        let before = try #require(try store.look())
        let after = try #require(try store.look(writing: 7))
        var random = SplitMix(state: 5)
        var refused = 0
        // Every bit of the list of free pages, and some of all others.
        let free = freePages(data)
        #expect(!free.isEmpty)
        var bits = free.flatMap { page in stride(from: page * 32_768, to: (page + 1) * 32_768, by: 61) }
        bits += (0..<400).map { _ in Int.random(in: 0..<data.count * 8, using: &random) }
        for bit in bits {
            var damaged = data
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try put(damaged, store.data)
            try put(sums, store.sums)
            let found = try store.look()
            #expect(found == before || found == nil, "bit \(bit)")
            refused += found == nil ? 1 : 0
            guard found != nil else { continue }
            let later = try store.look(writing: 7)
            #expect(later == after || later == nil, "bit \(bit)")
        }
        #expect(refused > bits.count / 4)
    }

    /// The leaves of the newest commit's list of free pages, which is one page or two levels here.
    private func freePages(_ data: [UInt8]) -> [Int] {
        func word(_ at: Int) -> UInt64 { data[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        let head = word(144) > word(4096 + 144) ? 0 : 4096
        let root = Int(word(head + 80))
        return root > 0 && root * 4096 < data.count ? [root] : []
    }

    @Test("Whatever bit of the sums is flipped, what is found is right or refused.")
    func sumsFlipped() throws {
        let store = try Store()
        let sums = try bytes(store.sums)
        let data = try bytes(store.data)
        let before = try #require(try store.look())
        for bit in stride(from: 0, to: sums.count * 8, by: 97) {
            var damaged = sums
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try put(damaged, store.sums)
            try put(data, store.data)
            let found = try store.look(readOnly: bit % 2 == 0)
            #expect(found == before || found == nil, "bit \(bit)")
        }
        for length in stride(from: 0, to: sums.count, by: 311) {
            try put(Array(sums[..<length]), store.sums)
            try put(data, store.data)
            let found = try store.look()
            #expect(found == before || found == nil, "\(length) bytes")
        }
    }

    @Test("Two threads that write leave sums that are those of the newest commit.")
    func twoWriters() throws {
        let scratch = try ScratchDirectory()
        for round in 0..<6 as Range<UInt64> {
            let environment = try scratch.open(sums: true)
            defer { environment.close() }
            let rows = try environment.create("rows")
            let failed = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                do {
                    for turn in 0..<60 as Range<UInt64> {
                        // Many pages: the file of sums is written anew again and again.
                        try environment.write { transaction in
                            for row in 0..<120 as Range<UInt64> {
                                let key = (row * 7919 + turn * 31 + round) % 4_096 * 2 + UInt64(thread)
                                let value = [UInt8](repeating: UInt8(truncatingIfNeeded: turn), count: 900)
                                try transaction.put(rows, key: key, value: value.span.bytes)
                            }
                        }
                    }
                } catch { failed.withLock { $0.append("\(error)") } }
            }
            #expect(failed.withLock { $0 } == [])
        }
        let environment = try scratch.open(readOnly: true, sums: true)
        defer { environment.close() }
        try environment.provePages()
        #expect(!environment.isDamaged)
    }

    @Test("Sums that are one commit behind are brought up; older ones, none and another file's are refused.")
    func behind() throws {
        let store = try Store()
        let older = try bytes(store.sums)
        _ = try #require(try store.look(writing: 5))
        let old = try bytes(store.sums)
        let wanted = try #require(try store.look(writing: 6))
        let (data, new) = (try bytes(store.data), try bytes(store.sums))
        for readOnly in [true, false] {
            try put(old, store.sums)
            #expect(try store.look(readOnly: readOnly) == wanted)
        }
        // Written anew or extended: as if nothing had happened.
        #expect(try store.look() == wanted)
        #expect(try store.look(writing: 8) != nil)
        try put(data, store.data)
        #expect(try store.look() == nil)
        for sums in [older, [], Array(new.dropLast(new.count / 2))] {
            for readOnly in [true, false] {
                try put(data, store.data)
                try put(sums, store.sums)
                #expect(try store.look(readOnly: readOnly) == nil)
            }
        }
        try put(new, store.sums)
        #expect(try store.look() == wanted)
    }

    @Test("No sums, and those of the version before, are told from damage; sums that cannot be read are damage.")
    func unproven() throws {
        let store = try Store()
        let (data, sums) = (try bytes(store.data), try bytes(store.sums))
        var older = sums
        older[7] = UInt8(ascii: "1")
        for readOnly in [true, false] {
            for beginning in [nil, older] {
                try put(data, store.data)
                try? FileManager.default.removeItem(atPath: store.sums)
                if let beginning { try put(beginning, store.sums) }
                #expect(throws: LMDBError.unproven) { try store.scratch.open(readOnly: readOnly, sums: true) }
            }
            for damaged in [[], [0] + sums.dropFirst()] as [[UInt8]] {
                try put(data, store.data)
                try put(damaged, store.sums)
                #expect(throws: LMDBError.corrupted) { try store.scratch.open(readOnly: readOnly, sums: true) }
            }
        }
    }

    @Test("Sums that were begun anew are read from their beginning, also where their file has the old one's inode.")
    func nodeUsedAgain() throws {
        let scratch = try ScratchDirectory()
        func record(_ commit: UInt64, whole: Bool, pages: UInt64) -> SumsRecord {
            var record = SumsRecord(isWhole: whole, commit: commit, head: commit * 7)
            for page in 0..<pages { record.use(page, page * commit) }
            return record
        }
        let writer = SumsFile(folder: scratch.path)
        let reader = SumsFile(folder: scratch.path)
        try writer.replace(record(5, whole: true, pages: 200))
        #expect(writer.append(record(6, whole: false, pages: 3)))
        #expect(try reader.load(pages: 1_000).map(\.commit) == [5, 6])
        #expect(try reader.load(pages: 1_000).isEmpty)
        // What a reader knows of the file is its inode, as a file system gives it out again: shorter, as long, and longer.
        for (turn, pages) in [(1, 20), (2, 200), (3, 900)] as [(UInt64, UInt64)] {
            let first = 10 * turn
            try writer.replace(record(first, whole: true, pages: pages))
            #expect(writer.append(record(first + 1, whole: false, pages: 3)))
            let new = try bytes("\(scratch.path)/sums")
            let other = SumsFile(folder: scratch.path)
            _ = try other.load(pages: 1_000)
            try writer.replace(record(first + 2, whole: true, pages: 150))
            #expect(try reader.load(pages: 1_000).map(\.commit) == [first + 2])
            // In place: the same inode.
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(scratch.path)/sums"))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: new)
            try file.close()
            #expect(try reader.load(pages: 1_000).map(\.commit) == [first, first + 1])
        }
    }

    @Test("A record of another file is none of this one's.")
    func recordOfAnotherFile() throws {
        let scratch = try ScratchDirectory()
        let path = "\(scratch.path)/sums"
        let writer = SumsFile(folder: scratch.path)
        try writer.replace(SumsRecord(isWhole: true, commit: 1, head: 1))
        let first = try bytes(path)
        #expect(writer.append(SumsRecord(isWhole: false, commit: 2, head: 2)))
        let second = try bytes(path).dropFirst(first.count)
        try writer.replace(SumsRecord(isWhole: true, commit: 1, head: 1))
        try put(try bytes(path) + second, path)
        #expect(try SumsFile(folder: scratch.path).load(pages: 10).map(\.commit) == [1])
    }

    @Test(
        "A page that rots while the environment is open is noticed at the next commit, and nothing is believed after it."
    )
    func rot() throws {
        let store = try Store()
        let environment = try store.scratch.open(sums: true)
        defer { environment.close() }
        try environment.provePages()
        let data = try bytes(store.data)
        let pattern = Array("name 31".utf8)
        let places = data.indices.filter { data[$0...].starts(with: pattern) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: store.data))
        for place in places {
            try file.seek(toOffset: UInt64(place))
            try file.write(contentsOf: [data[place] ^ 4])
        }
        #expect(!environment.isDamaged)
        #expect(throws: LMDBError.corrupted) { try store.write(environment, 9) }
        #expect(environment.isDamaged)
        #expect(throws: LMDBError.corrupted) { try store.contents(environment) }
        #expect(!FileManager.default.fileExists(atPath: store.sums))
    }
}
