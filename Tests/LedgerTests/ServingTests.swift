import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Serving a log")
struct ServingTests {
    private static let readers = ["hospital:H1", "pharmacy:7", "unit:9"]

    /// A node with a hosted log of 600 entries, each for some readers.
    private func node(_ seed: UInt64 = 3) throws -> (bench: Workbench, ledger: Ledger, audiences: [Set<String>]) {
        let bench = try Workbench()
        let ledger = try bench.open()
        var random = SeededGenerator(seed)
        let audiences = (0..<600).map { _ in
            Set(Self.readers.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
        }
        try ledger.add(0..<600) { audiences[$0] }
        return (bench, ledger, audiences)
    }

    @Test(
        "Tiles have the bytes of tlog-tiles, as far as the published checkpoint covers them, and partial ones are beginnings."
    )
    func tiles() throws {
        let (bench, ledger, _) = try node()
        defer { withExtendedLifetime(bench) {} }
        defer { ledger.close() }
        let log = ledger.logs[0]
        let entries = try (0..<600 as Range<UInt64>).map { try ledger.bytes(of: $0, in: log) }
        let leaves = entries.map { TreeHash.leaf($0) }
        for width in [1, 31, 32, 88, 255, 256] {
            for index in 0..<4 as Range<UInt64> {
                let start = 256 * Int(index)
                let isThere = start + width <= 600
                let hashes = try ledger.tile(#require(Tile(.hashes(level: 0), index: index, width: width)), of: log)
                let bundle = try ledger.tile(#require(Tile(.entries, index: index, width: width)), of: log)
                #expect((hashes != nil) == isThere && (bundle != nil) == isThere, "\(index) \(width)")
                guard isThere, let hashes, let bundle else { continue }
                #expect(hashes == Tile.bytes(of: Array(leaves[start..<start + width])))
                var parsed: [[UInt8]] = []
                try EntryBundle(bundle.span.bytes, count: width).forEachEntry { (_, entry) in
                    parsed.append(Array(copying: entry))
                }
                #expect(parsed == Array(entries[start..<start + width]))
            }
        }
        let above = try ledger.tile(#require(Tile(.hashes(level: 1), index: 0, width: 2)), of: log)
        #expect(above == Tile.bytes(of: [0, 256].map { MerkleTree.root(of: Array(leaves[$0..<$0 + 256])) }))
        #expect(try ledger.tile(#require(Tile(.hashes(level: 1), index: 0, width: 3)), of: log) == nil)
        #expect(try ledger.tile(#require(Tile(.hashes(level: 60), index: 0)), of: log) == nil)
        #expect(try ledger.tile(#require(Tile(.hashes(level: 0), index: .max)), of: log) == nil)
    }

    @Test("A mirror serves what it holds: hashes of the tiles that it has, bundles only where no entry is missing.")
    func mirrored() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        var foreign = try ForeignLog()
        try foreign.add(0..<1000)
        let log = try ledger.mirror(foreign)
        #expect(try ledger.tile(#require(Tile(.hashes(level: 0), index: 0, width: 1)), of: log) == nil)
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 1000, entries: Array(256..<512) + [600]))
        func hashes(_ level: UInt8, _ index: UInt64, _ width: Int) throws -> [UInt8]? {
            try ledger.tile(#require(Tile(.hashes(level: level), index: index, width: width)), of: log)
        }
        #expect(try hashes(0, 0, 256) == nil && hashes(0, 0, 1) == nil)
        #expect(try hashes(0, 1, 256) == Tile.bytes(of: Array(foreign.leaves[256..<512])))
        #expect(try hashes(0, 2, 200) == Tile.bytes(of: Array(foreign.leaves[512..<712])))
        #expect(try hashes(0, 3, 232) == Tile.bytes(of: Array(foreign.leaves[768...])) && hashes(0, 3, 233) == nil)
        #expect(try hashes(1, 0, 3) == Tile.bytes(of: foreign.levels(1000)[1]))
        #expect(try ledger.tile(#require(Tile(.entries, index: 1)), of: log) != nil)
        #expect(try ledger.tile(#require(Tile(.entries, index: 2)), of: log) == nil)
        // What follows a hole is not known to be all that a reader may see.
        let page = try ledger.visible(to: ["hospital:H1"], in: log, from: 300)
        #expect(page.through == 512 && page.entries.isEmpty)
        #expect(try ledger.visible(to: ["hospital:H1"], in: log, from: 600).through == 601)
        #expect(try ledger.visible(to: ["hospital:H1"], in: log, from: 0).through == 0)
    }

    @Test("Bundles are the same however the entries came, one behind the other or not.")
    func scattered() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        defer { ledger.close() }
        var foreign = try ForeignLog()
        try foreign.add(0..<1000)
        let log = try ledger.mirror(foreign)
        let odd = (0..<1000).filter { $0 % 3 == 1 }
        try ledger.commitAndWait(try foreign.commit(log, from: 0, to: 1000, entries: odd))
        let bundles = try (0..<4 as Range<UInt64>).map {
            try #require(Tile(.entries, index: $0, width: $0 < 3 ? 256 : 232))
        }
        for bundle in bundles { #expect(try ledger.tile(bundle, of: log) == nil) }
        let others = (0..<1000).filter { $0 % 3 != 1 }
        try ledger.commitAndWait(try foreign.commit(log, from: 1000, to: 1000, entries: others))
        for (index, bundle) in bundles.enumerated() {
            var expected: [UInt8] = []
            for entry in foreign.entries[256 * index..<min(1000, 256 * index + 256)] {
                try EntryBundle.append(entry.span.bytes, to: &expected)
            }
            #expect(try ledger.tile(bundle, of: log) == expected)
        }
    }

    @Test(
        "What is visible is what a dumb filter gives, whatever the limits, and pages join without gaps.",
        arguments: [1, 2, 3] as [UInt64])
    func visible(seed: UInt64) throws {
        let (bench, ledger, audiences) = try node(seed)
        defer { withExtendedLifetime(bench) {} }
        defer { ledger.close() }
        let log = ledger.logs[0]
        var random = SeededGenerator(seed)
        for _ in 0..<12 {
            let readers = Set(Self.readers.filter { _ in Bool.random(using: &random) })
            var limits = VisibleLimits()
            limits.entries = Int.random(in: 1...40, using: &random)
            limits.bytes = Int.random(in: 1...3_000, using: &random)
            limits.scanned = Int.random(in: 1...200, using: &random)
            var next: UInt64 = UInt64.random(in: 0...20, using: &random)
            let expected = (Int(next)..<600).filter { !audiences[$0].isDisjoint(with: readers) }.map(UInt64.init)
            var found: [UInt64] = []
            while next < 600 {
                let page = try ledger.visible(to: readers, in: log, from: next, limits: limits)
                #expect(page.through > next && page.through <= next + UInt64(limits.scanned))
                #expect(page.entries.count <= limits.entries)
                #expect(page.entries.count == 1 || page.entries.reduce(0) { $0 + $1.bytes.count } <= limits.bytes)
                #expect(page.entries.allSatisfy { next <= $0.number && $0.number < page.through })
                for (number, bytes) in page.entries {
                    #expect(try bytes == ledger.bytes(of: number, in: log))
                    found.append(number)
                }
                next = page.through
            }
            #expect(found == expected)
        }
        let end = try ledger.visible(to: Set(Self.readers), in: log, from: 600)
        #expect(end.through == 600 && end.entries.isEmpty)
        #expect(try ledger.visible(to: Set(Self.readers), in: log, from: .max).through == .max)
    }

    @Test("Cosigned heads are kept with all their cosignatures, the older ones by the hour, and come in order of size.")
    func cosigned() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        let log = ledger.logs[0]
        let witnesses = try (0..<3 as Range<UInt8>).map {
            try SignerKey(
                name: "witness.example/\($0)", type: .cosignature, seed: [UInt8](repeating: $0 + 1, count: 32))
        }
        let start: UInt64 = 1_800_000_000
        func head(_ by: [(Int, UInt64)]) throws -> (note: String, size: UInt64) {
            let plain = try Note(#require(try ledger.checkpoint(of: log)))
            let checkpoint = try Checkpoint(plain.text)
            let own = plain.signatures.filter { $0.keyName == log.origin }
            let cosignatures = try by.map { try witnesses[$0.0].cosign(checkpoint, at: start + $0.1) }
            return (try Note(text: plain.text, signatures: own + cosignatures).encoded, checkpoint.size)
        }
        var sizes: [UInt64] = []
        for (step, by) in [[(0, 0)], [(0, 5), (1, 6)], [(1, 7)], [(0, 9), (1, 9)], [(0, 4_000)], [(0, 4_001)]]
            .enumerated()
        {
            try ledger.add("\(step)", to: "claim/210200/1")
            let head = try head(by.map { ($0.0, UInt64($0.1)) })
            try ledger.keepCosigned(head.note, of: log, size: head.size)
            sizes.append(head.size)
        }
        func kept(_ number: UInt64 = 0, _ limit: Int = 100) throws -> [UInt64] {
            try ledger.cosigned(of: log, covering: number, limit: limit).map { try Checkpoint(Note($0).text).size }
        }
        // 1, 2 and 3 say nothing that 4 does not say within the hour; 5 nothing that 6 does not.
        #expect(try kept() == [4, 6] && kept(3) == [4, 6] && kept(4) == [6] && kept(6) == [] && kept(0, 1) == [4])
        // A further cosignature of the same head is added, and shown with the checkpoint.
        let more = try head([(2, 4_050)])
        try ledger.keepCosigned(more.note, of: log, size: 6)
        #expect(try Note(#require(try ledger.cosigned(of: log, covering: 5, limit: 1).first)).signatures.count == 3)
        #expect(try Note(#require(try ledger.checkpoint(of: log))).signatures.count == 3)
        func refused(_ note: String, _ size: UInt64) {
            #expect(throws: LedgerError(.badMirror, "", remedy: "")) {
                try ledger.keepCosigned(note, of: log, size: size)
            }
        }
        refused(more.note, 5)
        refused(try head([]).note, 6)
        refused("nonsense", 6)
        refused(try ForeignLog().checkpoint(0), 0)
        let forged = try Checkpoint(origin: log.origin, size: 6, root: TreeHash.empty)
            .signed(by: LogKeys(folder: bench.directory.keys).signer(of: log, at: 0)).encoded
        refused(forged, 6)
        let ahead = try Checkpoint(origin: log.origin, size: 7, root: TreeHash.empty)
            .signed(by: LogKeys(folder: bench.directory.keys).signer(of: log, at: 0)).encoded
        refused(ahead, 7)
        #expect(try kept() == [4, 6] && ledger.verify().ok)
        ledger.close()
        let again = try bench.open(readOnly: true)
        defer { again.close() }
        #expect(try again.cosigned(of: log, covering: 0, limit: 9).count == 2)
        #expect(try Note(#require(try again.checkpoint(of: log))).signatures.count == 3)
    }
}

extension Ledger {
    /// The bytes of an entry as they are stored.
    func bytes(of number: UInt64, in log: LogIdentity) throws -> [UInt8] {
        try store.read { transaction in
            let position = try #require(
                try store.tables.position(log: log.local, number: number, in: transaction))
            return try store.tables.withEntry(at: position, in: transaction) { (_, view) in Array(copying: view.bytes) }
        }
    }
}
