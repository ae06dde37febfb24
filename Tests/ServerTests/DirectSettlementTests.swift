import Claims
import ClaimsLedger
import Foundation
import ReplicationHTTP
import Testing

@testable import Server

@Suite("S14: a direct settlement between two nodes", .timeLimit(.minutes(5)))
struct DirectSettlementTests {
    private static let settlement = "settlement/210200/H31019900001202405201015000001"
    private static let filing = "filing/210200/2024-000301"

    /// The center's and the hospital's nodes, in a folder of their own that goes away.
    private final class Folders: Sendable {
        private let folder = "\(NSTemporaryDirectory())triplicate-direct-\(UUID().uuidString)"
        var center: String { "\(folder)/center" }
        var hospital: String { "\(folder)/hospital" }
        var agency: String { "\(folder)/agency" }

        /// - Parameter isApart: whether the agency has a node of its own; else it is on the hospital's.
        init(agency isApart: Bool = false) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let parties = try String(contentsOf: Self.example.appending(path: "parties.tsv"), encoding: .utf8)
            for line in parties.split(separator: "\n") {
                let fields = line.split(separator: "\t").map(String.init)
                let isThere = fields[0] == "center" || fields[0] == "unit"
                let other = isApart && fields[0] == "agency" ? agency : hospital
                _ = try Node.initialize(
                    isThere ? center : other, role: fields[0], code: fields[1], name: fields[2], origin: fields[3])
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/direct-settlement")
    }

    /// Records the batch of this name.
    private func play(_ name: String, on live: LiveNode, as code: String) throws {
        let text = try String(contentsOf: Folders.example.appending(path: "\(name).jsonl"), encoding: .utf8)
        _ = try live.node.record(
            batch: RecordRequest.lines(text), by: live.node.actor(as: code, operatorName: "clerk"), atomic: false)
    }

    private func until(_ condition: () throws -> Bool) async throws {
        while !(try condition()) { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func count(_ stream: String, _ type: EventType, on live: LiveNode) throws -> Int {
        try live.node.state(of: stream).entries.count { $0.type == UInt32(type.rawValue) }
    }

    private func status(on live: LiveNode) throws -> SettlementState.Status? {
        guard case .settlement(let state)? = try live.node.state(of: Self.settlement).subject else { return nil }
        return state.status
    }

    /// What there is before the first request, each step on its party's node.
    private func prepare(
        _ center: LiveNode, _ hospital: LiveNode, _ others: [Peer] = [], pollMilliseconds: Int64 = 3_600_000,
        isStayed: Bool = true
    ) async throws {
        try await center.mirror(hospital.peers() + others)
        try await hospital.mirror(center.peers() + others, pollMilliseconds: pollMilliseconds)
        try play("1-center-register", on: center, as: "210200")
        try play("2-unit-application", on: center, as: "91210299MA0TRPLC2Y")
        try await until { try count(Self.filing, .applicationSubmitted, on: hospital) == 1 }
        try play("3-hospital-stamp", on: hospital, as: "H31019900001")
        try await until { try count(Self.filing, .formStamped, on: center) == 1 }
        try play("4-center-record", on: center, as: "210200")
        if isStayed { try play("5-hospital-stay", on: hospital, as: "H31019900001") }
    }

    @Test("A request recorded on the hospital's node is answered on it; no node looks by itself.")
    func answered() async throws {
        let folders = try Folders()
        let (center, hospital) = (try await LiveNode(folders.center), try await LiveNode(folders.hospital))
        center.react()
        try await prepare(center, hospital)
        try play("6-hospital-preview", on: hospital, as: "H31019900001")
        try await until { try status(on: hospital) == .previewed }
        try play("7-hospital-request", on: hospital, as: "H31019900001")
        try await until { try status(on: hospital) == .priced }
        guard case .settlement(let state)? = try hospital.node.state(of: Self.settlement).subject else { return }
        #expect(state.pricing.split.fundTotal == 756_500 && state.pricing.split.account == 150_000)
        await hospital.stop()
        await center.stop()
    }

    @Test("A center's node that goes before it has answered, and one that goes after, answers once when it is back.")
    func restarted() async throws {
        let folders = try Folders()
        var center = try await LiveNode(folders.center)
        let hospital = try await LiveNode(folders.hospital)
        try await prepare(center, hospital, pollMilliseconds: 1_000)
        // Nobody answers on the center's node.
        try play("7-hospital-request", on: hospital, as: "H31019900001")
        try await until { try count(Self.settlement, .settlementRequested, on: center) == 1 }
        let port = center.port
        let peers = try hospital.peers()
        for _ in 0..<2 {
            await center.stop()
            center = try await LiveNode(folders.center, port: port)
            center.react()
            try await center.mirror(peers)
            // The hospital's node looks again, since nobody tells it that the center is back.
            try await until { try status(on: hospital) == .priced }
        }
        #expect(try count(Self.settlement, .settlementPriced, on: center) == 1)
        #expect(try count(Self.settlement, .settlementPriced, on: hospital) == 1)
        #expect(try center.node.react().recorded.isEmpty)
        await hospital.stop()
        await center.stop()
    }

    @Test(
        "16: a stay that the hospital never recorded is found by the center, once its receipts cover the request, and by the hospital; the agency, who is not sent the stays, finds nothing."
    )
    func neverStayed() async throws {
        let folders = try Folders(agency: true)
        let center = try await LiveNode(folders.center)
        let hospital = try await LiveNode(folders.hospital)
        let agency = try await LiveNode(folders.agency)
        center.react()
        try await prepare(center, hospital, agency.peers(), isStayed: false)
        try await agency.mirror(center.peers() + hospital.peers())
        try play("7-hospital-request", on: hospital, as: "H31019900001")
        try await until { try status(on: hospital) == .priced }
        guard case .settlement(let priced)? = try hospital.node.state(of: Self.settlement).subject else { return }
        var confirmation = SettlementConfirmed()
        (confirmation.priced, confirmation.cash) = (priced.priced.entry, priced.pricing.split.cash)
        confirmation.paidOn = "2024-05-20"
        var event = Event()
        event.kind = .settlementConfirmed(confirmation)
        _ = try hospital.node.record(
            RecordRequest(stream: Self.settlement, type: "SettlementConfirmed", event: event.payloadJSON()),
            by: hospital.node.actor(as: "H31019900001", operatorName: "clerk"))
        try await until { try status(on: agency) == .recorded && status(on: hospital) == .recorded }
        func findings(_ live: LiveNode) throws -> [Finding] { try live.node.findings(on: Self.settlement) }
        // The receipt follows a moment later.
        try await until { try findings(center).map(\.number) == [16] }
        let found = try #require(try findings(center).first)
        // The newest entry that the receipt covers may be the request itself.
        #expect(found.evidence.first == priced.requested.entry)
        #expect(found.evidence.last?.origin == "triplicate.example/center-210200", "its receipt")
        #expect(try findings(hospital).map(\.number) == [16] && findings(hospital)[0].evidence.count == 2)
        #expect(try findings(agency).isEmpty)
        func departing(_ live: LiveNode) throws -> [Reconciliation.Departing] {
            try live.node.reconcile(month: "2024-05").flatMap { $0.result.differences.map(\.departing) }
        }
        #expect(try departing(agency) == [.agency], "it has not listed anything yet")
        _ = try agency.node.openClearing(
            of: "2024-05", at: "210200", by: agency.node.actor(as: "310100", operatorName: "settler"))
        try await until { try departing(center) == [.institution] }
        // The hospital's node hears of the clearing by its own road.
        try await until { try departing(hospital) == [.institution] }
        #expect(try departing(agency).isEmpty)
        // Recorded late, it is there.
        try play("5-hospital-stay", on: hospital, as: "H31019900001")
        try await until { try findings(center).isEmpty }
        #expect(try departing(center).isEmpty)
        for live in [agency, hospital, center] { await live.stop() }
    }
}
