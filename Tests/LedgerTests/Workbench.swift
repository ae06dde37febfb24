import EntryFormat
import Foundation
import Synchronization
import Testing

@testable import Ledger

/// A temporary node for a test, removed when the test ends.
final class Workbench {
    static let center = "center:210200"
    static let hospital = "hospital:H11010500001"

    let directory: DataDirectory
    let folder: String
    let clock = TestClock()

    init(parties: [(role: String, code: String)] = [("center", "210200")]) throws {
        folder = "\(NSTemporaryDirectory())triplicate-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        directory = DataDirectory(path: "\(folder)/node")
        for party in parties {
            try Ledger.addParty(
                in: directory, role: party.role, code: party.code, name: "Test \(party.code)",
                origin: "triplicate.example/\(party.role)-\(party.code)", logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open(
        projections: [any Projection] = [], readOnly: Bool = false, flushEntries: Int = 50_000,
        streamsOfRun: Int = 16_384, bytesOfRuns: Int = 64 << 20
    ) throws -> Ledger {
        var options = Ledger.Options()
        options.readOnly = readOnly
        options.flushEntries = flushEntries
        options.streamsOfRun = streamsOfRun
        options.bytesOfRuns = bytesOfRuns
        let clock = clock
        options.clock = { clock.now() }
        return try Ledger(
            directory, projections: projections,
            decider: { $0.kind == "stay" ? "hospital:\($0.decider)" : "center:\($0.decider)" }, options: options)
    }
}

/// A clock that moves by a millisecond whenever it is read.
final class TestClock: Sendable {
    private let time = Mutex<Int64>(1_700_000_000_000)
    func now() -> Int64 {
        time.withLock { time in
            time += 1
            return time
        }
    }
    func set(_ value: Int64) { time.withLock { $0 = value } }
}

/// Counts the entries of each stream: the simplest view there is.
struct CountView: Projection {
    var name = "counts"
    var version: UInt32 = 1
    func covers(kind: String) -> Bool { kind == "claim" }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}

extension Ledger {
    /// Appends one event of type 1 with a text as its payload.
    @discardableResult
    func add(
        _ text: String, to stream: String, by party: String = Workbench.center, id: EventID? = nil,
        expected: UInt64? = nil, readers: Set<String> = [], basis: [String] = []
    ) throws -> Committed {
        let name = try StreamName(stream)
        let event = Proposal.Event(
            stream: name, type: 1, payload: Array(text.utf8), id: id, readers: readers,
            basis: try basis.map { try StreamName($0) })
        let proposal = Proposal(
            party: party, operatorName: "clerk.wang", events: [event], expected: expected.map { [name: $0] } ?? [:])
        return try appendAndWait(proposal)[0]
    }

    /// Appends many events of type 1 in one commit, each a number, to nine claims in turn.
    func add(
        _ numbers: Range<Int>, by party: String = Workbench.center, readers: (Int) -> Set<String> = { _ in [] }
    ) throws {
        let events = try numbers.map { number in
            Proposal.Event(
                stream: try StreamName("claim/210200/\(number % 9)"), type: 1, payload: Array("\(number)".utf8),
                readers: readers(number))
        }
        _ = try appendAndWait(Proposal(party: party, operatorName: "clerk.wang", events: events))
    }

    func texts(_ stream: String, asOf limit: StreamLimit = .now) throws -> [String] {
        try contents(of: StreamName(stream), asOf: limit).ordered.map {
            String(decoding: $0.entry.fields.payload, as: UTF8.self)
        }
    }
}
