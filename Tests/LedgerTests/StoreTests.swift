import EntryFormat
import Foundation
import Testing
import TransparencyLog

@testable import Ledger

@Suite("What stands in the store")
struct StoreTests {
    @Test(
        "CRC-32C gives the published values (RFC 3720, appendix B.4; the check value of the Rocksoft catalogue).",
        arguments: [
            (Array("123456789".utf8), 0xE306_9283),
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xff, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            ((0..<32).reversed(), 0x113F_DB5C),
            ([], 0),
        ] as [([UInt8], UInt32)])
    func checksum(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C.checksum(bytes.span.bytes) == expected)
    }

    @Test("CRC-32C of any number of bytes is what one bit after the other gives.")
    func plainChecksum() {
        var random = SeededGenerator(1)
        for count in 0..<80 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            var value: UInt32 = ~0
            for byte in bytes {
                value ^= UInt32(byte)
                for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
            }
            #expect(CRC32C.checksum(bytes.span.bytes) == ~value)
        }
    }

    @Test("Local fields are read as they were written, and not where a bit is flipped or a byte is missing.")
    func localFields() {
        var random = SeededGenerator(2)
        for _ in 0..<50 {
            let fields = LocalFields(
                receivedAt: Int64(bitPattern: random.next()), number: random.next(),
                previous: Bool.random(using: &random) ? random.next() >> 1 : nil,
                log: UInt32(truncatingIfNeeded: random.next()))
            var bytes: [UInt8] = [9]
            fields.append(to: &bytes)
            bytes.removeFirst()
            #expect(bytes.count == LocalFields.size && LocalFields(bytes.span.bytes) == fields)
            let bit = Int.random(in: 0..<256, using: &random)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(LocalFields(bytes.span.bytes) == nil)
            bytes.removeLast()
            #expect(LocalFields(bytes.span.bytes) == nil)
        }
    }

    @Test("Heads and chains are read as they were written, under their own name only.")
    func heads() throws {
        var random = SeededGenerator(3)
        for others in 0..<5 {
            var head = StreamHead(stream: random.next(), log: 7, number: random.next(), position: random.next())
            for log in 0..<others { head.extend(log: UInt32(log), number: random.next(), position: random.next()) }
            let name = try StreamName("claim/210200/\(others)")
            let record = head.record(name: name)
            #expect(self.head(record, name.text) == head && self.head(record, "claim/210200/9") == nil)
            let named = try #require(self.named(record))
            #expect(named.0 == name && named.1 == head && head.count == UInt64(others) + 1)
            #expect(self.named(record.dropLast()) == nil && self.head(record.dropLast(), name.text) == nil)
        }
        #expect(newest(ReaderChain.record(newest: 5)) == 5)
        #expect(newest([UInt8](repeating: 0, count: 12)) == nil && newest([]) == nil)
    }

    private func head(_ record: [UInt8], _ name: String) -> StreamHead? {
        StreamHead(record: record.span.bytes, name: name.utf8.span.bytes)
    }

    private func named(_ record: [UInt8]) -> (StreamName, StreamHead)? { StreamHead.named(record.span.bytes) }

    private func newest(_ record: [UInt8]) -> UInt64? { ReaderChain.newest(record.span.bytes) }

    @Test("A log's rows and their keys hold over the borders of rows, tiles and levels, for several logs at once.")
    func rows() throws {
        let bench = try Workbench(parties: [("center", "210200"), ("hospital", "H11010500001")])
        let ledger = try bench.open()
        defer { ledger.close() }
        var frontiers = [Frontier(), Frontier()]
        var roots: [[Digest]] = [[], []]
        let stream = try StreamName("claim/210200/1")
        // Past two full tiles of 256 hashes, in commits of all sizes around the length of a row.
        for count in [1, 30, 1, 1, 31, 32, 33, 63, 64, 65, 127, 100, 7] {
            for (log, party) in [Workbench.center, Workbench.hospital].enumerated() {
                let events = (0..<count).map { Proposal.Event(stream: stream, type: 1, payload: [UInt8($0)]) }
                for committed in try ledger.appendAndWait(Proposal(party: party, events: events)) {
                    let entry = try #require(try ledger.entry(at: committed.position))
                    frontiers[log].append(Digest(entry.leaf))
                    roots[log].append(frontiers[log].root)
                }
                let checkpoint = try Checkpoint(Note(#require(try ledger.checkpoint(of: ledger.logs[log]))).text)
                #expect(checkpoint.size == frontiers[log].size && checkpoint.root == frontiers[log].root)
            }
        }
        try ledger.store.read { transaction in
            for log in 0..<2 {
                for (index, root) in roots[log].enumerated() {
                    let stored = try ledger.store.tables.root(
                        log: UInt32(log), size: UInt64(index) + 1, in: transaction)
                    #expect(stored == root)
                }
            }
        }
        #expect(try ledger.verify().ok)
        #expect(try ledger.sizes() == [555, 555])
    }

    @Test("A blob is stored once, read back, and healed when it was damaged; many may store the same one.")
    func blobs() async throws {
        let bench = try Workbench()
        let blobs = BlobStore(folder: bench.directory.blobs)
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let digests = try await withThrowingTaskGroup(of: Digest.self) { group in
            for _ in 0..<16 { group.addTask { try blobs.store(content) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(digests == [Digest.sha256(content)])
        #expect(try blobs.list().blobs == Array(digests) && blobs.list().strangers.isEmpty)
        #expect(try blobs.content(of: digests.first!) == content && blobs.holds(digests.first!))
        #expect(try blobs.content(of: Digest.sha256([1])) == nil && !blobs.holds(Digest.sha256([1])))
        #expect(try blobs.store([]) == Digest.sha256([]) && blobs.content(of: Digest.sha256([])) == [])
        let hex = digests.first!.hex
        let path = "\(bench.directory.blobs)/\(hex.prefix(2))/\(hex.dropFirst(2))"
        for damage in [content.dropLast() + [0], Array(content.dropLast()), content + [1]] {
            try Data(damage).write(to: URL(fileURLWithPath: path))
            #expect(throws: LedgerError(.blobDamaged, "", remedy: "")) { try blobs.content(of: digests.first!) }
            _ = try blobs.store(content)
            #expect(try blobs.content(of: digests.first!) == content)
        }
    }
}
