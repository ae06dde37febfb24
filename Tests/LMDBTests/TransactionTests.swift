import Foundation
import LMDB
import Testing

struct TransactionTests {
    let directory: ScratchDirectory
    let environment: Environment
    let table: Table

    init() throws {
        directory = try ScratchDirectory()
        environment = try directory.open()
        table = try environment.create("entries")
    }

    private func stored(_ key: UInt64) throws -> [UInt8]? {
        try environment.read { transaction in try transaction.bytes(table, key) }
    }

    @Test("What is committed is there for the next reader, and after the environment is opened again.")
    func commit() throws {
        try environment.write { transaction in try transaction.put(table, 7, [1, 2, 3]) }
        #expect(try stored(7) == [1, 2, 3])
        environment.close()
        let again = try directory.open()
        let read = try again.read { transaction in
            let table = try #require(try transaction.openTable("entries", keys: .integer))
            return try transaction.bytes(table, 7)
        }
        #expect(read == [1, 2, 3])
    }

    @Test("A transaction that is committed by hand stores its changes.")
    func explicitCommit() throws {
        var transaction = try environment.beginWrite()
        try transaction.put(table, 1, [1])
        try transaction.commit()
        #expect(try stored(1) == [1])
    }

    @Test("A transaction that is aborted stores nothing.")
    func abort() throws {
        var transaction = try environment.beginWrite()
        try transaction.put(table, 1, [1])
        transaction.abort()
        #expect(try stored(1) == nil)
    }

    @Test("A transaction that is released without a commit stores nothing and frees the writer.")
    func release() throws {
        func leave() throws {
            var transaction = try environment.beginWrite()
            try transaction.put(table, 1, [1])
        }
        try leave()
        #expect(try stored(1) == nil)
        try environment.write { transaction in try transaction.put(table, 2, [2]) }
        #expect(try stored(2) == [2])
    }

    @Test("An error thrown inside a write aborts it and is passed on.")
    func thrown() throws {
        struct Refused: Error {}
        #expect(throws: Refused.self) {
            try environment.write { transaction in
                try transaction.put(table, 1, [1])
                throw Refused()
            }
        }
        #expect(try stored(1) == nil)
    }

    @Test("A writer sees its own changes; a reader sees the state of before until it begins anew.")
    func isolation() throws {
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
        var reader = try environment.beginRead()
        try environment.write { transaction in
            try transaction.put(table, 1, [2])
            try transaction.put(table, 2, [2])
            let own = try transaction.bytes(table, 1)
            #expect(own == [2])
            let beside = try reader.bytes(table, 1)
            #expect(beside == [1])
        }
        let old = try reader.bytes(table, 1)
        let absent = try reader.bytes(table, 2)
        let count = try reader.count(table)
        #expect(old == [1])
        #expect(absent == nil)
        #expect(count == 1)
        #expect(try stored(2) == [2])
        try reader.renew()
        let new = try reader.bytes(table, 1)
        #expect(new == [2])
    }

    @Test("A reader that was reset reads nothing until it is renewed, and lets old pages be used again.")
    func resetAndRenew() throws {
        var reader = try environment.beginRead()
        reader.reset()
        reader.reset()
        var code: Int32 = 0
        do {
            _ = try reader.bytes(table, 1)
        } catch {
            code = error.code
        }
        #expect(code == LMDBError.badTransaction.code)
        // Were the reader's view still held, every round would need new pages.
        for round in 0..<100 {
            try environment.write { transaction in
                try transaction.put(table, 1, [UInt8](repeating: UInt8(round), count: 100_000))
            }
        }
        let lastPage = try environment.info.lastPage
        #expect(lastPage < 200)
        try reader.renew()
        let newest = try reader.bytes(table, 1)
        #expect(newest?.first == 99)
    }

    @Test("A reader that stays open keeps its view whole while the data are written over many times.")
    func pinnedReader() throws {
        let old = [UInt8](repeating: 0xAA, count: 50_000)
        try environment.write { transaction in try transaction.put(table, 1, old) }
        let reader = try environment.beginRead()
        for round in 0..<20 {
            try environment.write { transaction in
                try transaction.put(table, 1, [UInt8](repeating: UInt8(round), count: 50_000))
            }
        }
        let seen = try reader.bytes(table, 1)
        #expect(seen == old)
    }

    @Test("A second writer on the same thread is refused instead of waiting for itself for ever.")
    func secondWriterOnThread() throws {
        let first = try environment.beginWrite()
        #expect(throws: LMDBError.writerOnThisThread) { _ = try environment.beginWrite() }
        first.abort()
        try environment.write { transaction in try transaction.put(table, 1, [1]) }
    }

    @Test("A writer on another thread waits, and no change is lost.")
    func writersTakeTurns() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    try await onThread {
                        for _ in 0..<50 { try self.increment() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try stored(0) == [200])
    }

    private func increment() throws {
        try environment.write { transaction in
            let old = try transaction.bytes(table, 0)?[0] ?? 0
            try transaction.put(table, 0, [old + 1])
        }
    }

    @Test("A writer can read beside its own transaction on the same thread.")
    func readerBesideWriter() throws {
        try environment.write { transaction in
            try transaction.put(table, 1, [1])
            #expect(try stored(1) == nil)
        }
        #expect(try stored(1) == [1])
    }

    @Test("An empty value is a value.")
    func emptyValue() throws {
        try environment.write { transaction in try transaction.put(table, 1, []) }
        #expect(try stored(1) == [])
        #expect(try stored(2) == nil)
    }

    @Test("Values larger than a page come back whole.", arguments: [1, 2_000, 4_096, 70_000, 3_000_000])
    func largeValue(size: Int) throws {
        let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try environment.write { transaction in try transaction.put(table, 1, value) }
        #expect(try stored(1) == value)
    }

    @Test("A reserved value holds what was written to it, and zero where nothing was.", arguments: [0, 3, 8, 5_000])
    func reserve(written: Int) throws {
        try environment.write { transaction in
            // Dirty pages first, so that reserved room is not clean by chance.
            for key in 0..<50 { try transaction.put(table, UInt64(key), [UInt8](repeating: 0xFF, count: 300)) }
            try transaction.clear(table)
            try transaction.reserve(table, key: 1, size: 8_000, append: true) { output in
                for index in 0..<written { output.append(UInt8(truncatingIfNeeded: index | 1)) }
            }
        }
        let expected = (0..<8_000).map { $0 < written ? UInt8(truncatingIfNeeded: $0 | 1) : 0 }
        #expect(try stored(1) == expected)
    }

    @Test("A value is reserved under a byte key, in order if it is appended.")
    func reserveBytes() throws {
        let names = try environment.create("names", keys: .bytes)
        let first: [UInt8] = [1]
        let second: [UInt8] = [1, 0]
        try environment.write { transaction in
            try transaction.reserve(names, key: second.span.bytes, size: 3, append: true) { $0.append(7) }
            do throws(LMDBError) {
                try transaction.reserve(names, key: first.span.bytes, size: 1, append: true) { _ in }
                Issue.record("appended out of order")
            } catch {
                #expect(error == .keyExists)
            }
            try transaction.reserve(names, key: first.span.bytes, size: 0) { _ in }
        }
        try environment.read { transaction in
            let keys = try transaction.byteKeys(names)
            #expect(keys == [first, second])
            let value = try transaction.bytes(names, second)
            #expect(value == [7, 0, 0])
        }
    }

    @Test("A deleted key is gone, and deleting an absent one says so.")
    func delete() throws {
        try environment.write { transaction in
            try transaction.put(table, 1, [1])
            let present = try transaction.delete(table, key: 1)
            let absent = try transaction.delete(table, key: 1)
            #expect(present)
            #expect(!absent)
        }
        #expect(try stored(1) == nil)
    }

    @Test("An append that is not greater than the last key is refused and leaves the transaction usable.")
    func appendOutOfOrder() throws {
        try environment.write { transaction in
            try transaction.put(table, 5, [5], append: true)
            for key: UInt64 in [5, 4, 0] {
                do throws(LMDBError) {
                    try transaction.put(table, key, [0], append: true)
                    Issue.record("appended \(key) after 5")
                } catch {
                    #expect(error == .keyExists)
                    #expect(error.operation == "put in table \"entries\"")
                }
            }
            try transaction.put(table, 256, [6], append: true)
        }
        #expect(try environment.read { transaction in try transaction.integerKeys(table) } == [5, 256])
    }
}

/// Runs a function on a thread of its own, so that a wait for LMDB's lock holds up no thread of the cooperative pool.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Result { try body() })
        }
    }
}
