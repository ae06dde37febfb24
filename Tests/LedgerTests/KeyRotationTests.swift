import EntryFormat
import Foundation
import LMDB
import Testing
import TransparencyLog

@testable import Ledger

@Suite("Keys that are replaced")
struct KeyRotationTests {
    private static let origin = "triplicate.example/center-210200"

    /// The size of a log's newest checkpoint, and the verifier keys that have signed it.
    private struct Signed: Equatable {
        let size: UInt64
        let keys: [String]

        init(_ size: UInt64, _ keys: [String]) {
            self.size = size
            self.keys = keys
        }
    }

    private func signers(_ ledger: Ledger) throws -> Signed {
        let log = try #require(ledger.log(origin: Self.origin))
        let note = try Note(try #require(try ledger.checkpoint(of: log)))
        let keys = try log.logKeys().filter { (try? note.verified(by: [$0])) != nil }
        return Signed(try Checkpoint(note.text).size, keys.map(\.text))
    }

    private func open(_ directory: DataDirectory) throws -> Ledger {
        try Ledger(directory, decider: { "center:\($0.decider)" })
    }

    @Test(
        "A head is signed by the old key, and the next one by the new key; both verify, however often the node is opened."
    )
    func logKey() throws {
        let bench = try Workbench()
        let first = try bench.open().closing { ledger in
            try ledger.add("one", to: "claim/210200/1")
            return try signers(ledger).keys
        }
        let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
        #expect(replaced.oldKey == first[0])
        #expect(replaced.fromSize == 2)
        for _ in 0..<2 {
            try bench.open().closing { ledger in
                #expect(try signers(ledger) == Signed(1, [replaced.oldKey]))
                let log = try #require(ledger.log(origin: Self.origin))
                #expect(log.verifierKeys[0] == replaced.newKey)
                #expect(log.keyReplacements == [replaced])
            }
        }
        try bench.open().closing { ledger in
            try ledger.add("two", to: "claim/210200/1")
            #expect(try signers(ledger) == Signed(2, [replaced.newKey]))
        }
        #expect(try Ledger.verify(bench.directory).problems.isEmpty)
        #expect(try bench.open().closing { try signers($0) } == Signed(2, [replaced.newKey]))
        // And once more.
        let again = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
        #expect(again.oldKey == replaced.newKey)
        #expect(again.fromSize == 3)
        try bench.open().closing { ledger in
            try ledger.add("three", to: "claim/210200/1")
            #expect(try signers(ledger) == Signed(3, [again.newKey]))
            #expect(try #require(ledger.log(origin: Self.origin)).keyReplacements == [replaced, again])
        }
        #expect(try Ledger.verify(bench.directory).problems.isEmpty)
    }

    @Test("A key that counts from a later size on signs no head below it.")
    func laterSize() throws {
        let bench = try Workbench()
        let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory, from: 3)
        try bench.open().closing { ledger in
            for size in 1...4 as ClosedRange<UInt64> {
                try ledger.add("\(size)", to: "claim/210200/1")
                #expect(try signers(ledger) == Signed(size, [size < 3 ? replaced.oldKey : replaced.newKey]))
            }
        }
        #expect(try Ledger.verify(bench.directory).problems.isEmpty)
    }

    @Test("A stored head that the wrong key has signed does not verify, and nothing more is signed.")
    func wrongKey() throws {
        let bench = try Workbench()
        try bench.open().closing { _ = try $0.add("one", to: "claim/210200/1") }
        let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
        let note = try bench.open().closing { ledger in
            try ledger.add("two", to: "claim/210200/1")
            let log = try #require(ledger.log(origin: Self.origin))
            let old = try #require(
                try LogKeys(folder: bench.directory.keys).key(replaced.oldKey, of: log)
            ).key
            let tree = try ledger.tree(of: log).frontier
            return try Checkpoint(origin: Self.origin, size: 2, root: tree.root).signed(by: old).encoded
        }
        let store = try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .writing)
        try store.write { try $0.put(store.tables.checkpoints, key: 0, value: note.utf8.span.bytes) }
        store.close()
        #expect(throws: LedgerError(.damaged, "", remedy: "")) { try bench.open().close() }
        #expect(try !Ledger.verify(bench.directory).problems.isEmpty)
    }

    @Test("What is signed already, an ended log, an unknown one and an open one are refused, and nothing changes.")
    func refusals() throws {
        let bench = try Workbench()
        try bench.open().closing { ledger in
            try ledger.add("one", to: "claim/210200/1")
            #expect(throws: LedgerError(.secondWriter, "", remedy: "")) {
                _ = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
            }
        }
        #expect(throws: LedgerError(.badName, "", remedy: "")) {
            _ = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory, from: 1)
        }
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
            _ = try Ledger.replaceKey(.log, of: "triplicate.example/other", in: bench.directory)
        }
        let log = try bench.open().closing { $0.log(origin: Self.origin) }
        #expect(try #require(log).keyReplacements.isEmpty)
        let other = "triplicate.example/center-210200-2"
        try Ledger.addParty(
            in: bench.directory, role: "center", code: "210200", name: "Test", origin: other,
            continues: (Self.origin, 1))
        #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
            _ = try Ledger.replaceKey(.witness, of: Self.origin, in: bench.directory)
        }
    }

    @Test("A key whose base64 has plus signs is found like any other.")
    func plusSigns() throws {
        let bench = try Workbench()
        var keys: Set<String> = []
        // About half of all keys have one.
        while !keys.contains(where: { $0.split(separator: "+").count > 3 }) || keys.count < 4 {
            let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
            keys.insert(replaced.newKey)
            let file = "\(bench.directory.keys)/center-210200/log-\(replaced.newKey.split(separator: "+")[1])"
            #expect(FileManager.default.fileExists(atPath: file))
        }
        try bench.open().closing { _ = try $0.add("one", to: "claim/210200/1") }
    }

    @Test("The new key that is missing stops the writer; an old one that signs nothing any more may be gone.")
    func missingKeys() throws {
        let bench = try Workbench()
        let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
        let folder = "\(bench.directory.keys)/center-210200"
        let new = "\(folder)/log-\(replaced.newKey.split(separator: "+")[1])"
        try FileManager.default.moveItem(atPath: new, toPath: "\(new).away")
        #expect(throws: LedgerError(.missingKey, "", remedy: "")) { try bench.open().close() }
        try FileManager.default.moveItem(atPath: "\(new).away", toPath: new)
        try bench.open().closing { _ = try $0.add("one", to: "claim/210200/1") }
        try FileManager.default.removeItem(atPath: "\(folder)/log")
        try bench.open().closing { ledger in
            try ledger.add("two", to: "claim/210200/1")
            #expect(try signers(ledger) == Signed(2, [replaced.newKey]))
            let log = try #require(ledger.log(origin: Self.origin))
            #expect(
                try Ledger.signRotation(
                    "triplicate/key-rotation/1\n", by: replaced.oldKey, of: log, in: bench.directory)
                    == nil)
            #expect(throws: LedgerError(.badName, "", remedy: "")) {
                _ = try Ledger.signRotation("\(Self.origin)\n2\n", by: replaced.newKey, of: log, in: bench.directory)
            }
        }
    }

    @Test("A witness key is replaced at once; a restored node has new witness and mirror keys, and its log's key.")
    func witnessAndRestore() throws {
        let bench = try Workbench()
        let witness = try Ledger.replaceKey(.witness, of: Self.origin, in: bench.directory)
        let backup = "\(bench.folder)/backup"
        try bench.open().closing { ledger in
            try ledger.add("one", to: "claim/210200/1")
            let log = try #require(ledger.log(origin: Self.origin))
            #expect(try ledger.signerKey(.witness, of: log).verifierKey.text == witness.newKey)
            _ = try ledger.backUp(to: backup)
        }
        let replaced = try Ledger.replaceKey(.log, of: Self.origin, in: bench.directory)
        try bench.open().closing { ledger in
            try ledger.add("two", to: "claim/210200/1")
            // The backup goes on over the change of keys.
            _ = try ledger.backUp(to: backup)
        }
        let restored = DataDirectory(path: "\(bench.folder)/restored")
        _ = try Ledger.restore(
            from: backup, to: restored, keys: bench.directory.keys, logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
        try open(restored).closing { ledger in
            #expect(try signers(ledger) == Signed(2, [replaced.newKey]))
            let log = try #require(ledger.log(origin: Self.origin))
            #expect(log.keyReplacements.map(\.role) == [.witness, .log, .witness, .mirror])
            #expect(log.keyReplacements[0] == witness)
            #expect(try ledger.signerKey(.witness, of: log).verifierKey.text != witness.newKey)
            try ledger.add("three", to: "claim/210200/1")
            #expect(try signers(ledger) == Signed(3, [replaced.newKey]))
        }
        #expect(try Ledger.verify(restored).problems.isEmpty)
    }

    @Test("A log that ends decides up to its end, and the one that goes on from it after that; both keys stay apart.")
    func succession() throws {
        let bench = try Workbench()
        try bench.open().closing { ledger in
            for text in ["one", "two", "disputed"] { try ledger.add(text, to: "claim/210200/1") }
        }
        let next = "triplicate.example/center-210200-2"
        #expect(throws: LedgerError(.badName, "", remedy: "")) {
            try Ledger.addParty(
                in: bench.directory, role: "center", code: "210200", name: "Test", origin: next,
                continues: (Self.origin, 4))
        }
        #expect(throws: LedgerError(.alreadyHosted, "", remedy: "")) {
            try Ledger.addParty(in: bench.directory, role: "center", code: "210200", name: "Test", origin: next)
        }
        try Ledger.addParty(
            in: bench.directory, role: "center", code: "210200", name: "Test", origin: next,
            continues: (Self.origin, 2))
        try bench.open().closing { ledger in
            let committed = try ledger.add("three", to: "claim/210200/1")
            #expect(committed.number == 0)
            let contents = try ledger.contents(of: StreamName("claim/210200/1"))
            #expect(
                contents.sequence.deciders == [
                    DecidingLog(origin: Self.origin, size: 2), DecidingLog(origin: next),
                ])
            let old = try #require(ledger.log(origin: Self.origin))
            let new = try #require(ledger.log(origin: next))
            #expect(Set(old.verifierKeys).isDisjoint(with: new.verifierKeys))
            #expect(new.history.continues == Self.origin)
            #expect(throws: LedgerError(.unknownLog, "", remedy: "")) {
                try ledger.noteSuccession(of: "triplicate.example/none", end: 1, continues: nil)
            }
            try ledger.noteSuccession(of: Self.origin, end: 2, continues: nil)
        }
        #expect(try Ledger.verify(bench.directory).problems.isEmpty)
        let ended = try bench.open(readOnly: true).closing { $0.log(origin: Self.origin) }
        #expect(try #require(ended).history.end == 2)
    }
}
