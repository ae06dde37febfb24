import Claims
import ClaimsLedger
import Foundation
import Logging
import Synchronization
import Testing

@testable import Server

@Suite("What waits for a day", .timeLimit(.minutes(5)))
struct NextDayTests {
    private static let settlement = "settlement/210200/H31019900001202405201015000001"
    private static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/direct-settlement")

    /// A clock that is set by hand.
    private final class HandClock: Sendable {
        private let instant: Mutex<Int64>

        init(_ day: String, _ time: Int64) { instant = Mutex(Self.instant(day, time)) }

        var now: Int64 { instant.withLock(\.self) }

        /// - Parameter time: milliseconds of the day in Asia/Shanghai.
        func set(_ day: String, _ time: Int64) { instant.withLock { $0 = Self.instant(day, time) } }

        private static func instant(_ day: String, _ time: Int64) -> Int64 {
            (CalendarDate(day)?.startOfDay ?? 0) + time
        }
    }

    /// Each batch a second after the one before.
    private func play(_ numbers: ClosedRange<Int>, on node: Node, _ clock: HandClock) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.example.path).sorted() {
            guard file.hasSuffix(".jsonl"), let number = Int(file.prefix(1)), numbers.contains(number) else { continue }
            clock.set("2024-05-20", 43_200_000 + Int64(number) * 1_000)
            let text = try String(contentsOf: Self.example.appending(path: file), encoding: .utf8)
            let codes = ["center": "210200", "unit": "91210299MA0TRPLC2Y", "hospital": "H31019900001"]
            let role = file.split(separator: "-")[1]
            let actor = try node.actor(as: codes[String(role)], operatorName: "clerk")
            _ = try node.record(batch: RecordRequest.lines(text), by: actor, atomic: false)
        }
    }

    private func status(on node: Node) throws -> SettlementState.Status? {
        guard case .settlement(let state)? = try node.state(of: Self.settlement).subject else { return nil }
        return state.status
    }

    @Test("A payment of a day to come is recorded when the day begins in Asia/Shanghai, though no entry comes.")
    func nextDay() async throws {
        let folder = "\(NSTemporaryDirectory())triplicate-day-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let parties = try String(contentsOf: Self.example.appending(path: "parties.tsv"), encoding: .utf8)
        for line in parties.split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            _ = try Node.initialize(folder, role: fields[0], code: fields[1], name: fields[2], origin: fields[3])
        }
        let clock = HandClock("2024-05-20", 43_200_000)
        let node = try Node(folder, readOnly: false, clock: { clock.now })
        defer { node.close() }
        try play(1...6, on: node, clock)
        _ = try node.react()
        try play(7...7, on: node, clock)
        _ = try node.react()
        try play(8...8, on: node, clock)
        // The center's clock is behind the hospital's, half a minute before midnight.
        clock.set("2024-05-19", 86_370_000)
        #expect(try node.react().recorded.isEmpty)
        let pauses = Mutex<[Duration]>([])
        let reacting = Reacting(node, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { pause in
            pauses.withLock { if $0.last != pause { $0.append(pause) } }
            try await Task.sleep(for: .milliseconds(2))
        }
        reacting.start()
        while pauses.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(2)) }
        clock.set("2024-05-19", 86_399_999)
        while pauses.withLock(\.count) < 2 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(try status(on: node) == .confirmed)
        clock.set("2024-05-20", 0)
        while try status(on: node) != .recorded { try await Task.sleep(for: .milliseconds(2)) }
        // Until midnight, to the millisecond; then no longer than until the clock may have been set.
        while pauses.withLock(\.count) < 3 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(pauses.withLock(\.self) == [.seconds(30), .milliseconds(1), .seconds(60)])
        await reacting.stop()
    }
}
