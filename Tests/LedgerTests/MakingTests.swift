import Foundation
import Testing

@testable import Ledger

@Suite("Making a log's store")
struct MakingTests {
    private let files = FileManager.default

    private func addCenter(_ directory: DataDirectory) throws {
        try Ledger.addParty(
            in: directory, role: "center", code: "210200", name: "x", origin: "triplicate.example/center-210200",
            logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
    }

    /// What stands in a log's folder, apart from locks.
    private func names(_ directory: DataDirectory) throws -> [String] {
        try files.contentsOfDirectory(atPath: directory.log).filter { $0 != "lock.mdb" }
    }

    @Test(
        "One that was interrupted is begun anew, whatever it has left.",
        arguments: [nil, 0, 4_096, 6_144, 8_192] as [Int?])
    func interrupted(bytes: Int?) throws {
        let bench = try Workbench(parties: [])
        try bench.directory.create(settings: NodeSettings(logMapBytes: 1 << 34, viewsMapBytes: 1 << 34))
        let workshop = "\(bench.directory.log)/making.part"
        try files.createDirectory(atPath: workshop, withIntermediateDirectories: false)
        if let bytes {
            try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: "\(workshop)/data.mdb"))
            try Data(repeating: 7, count: bytes).write(to: URL(fileURLWithPath: "\(workshop)/lock.mdb"))
        }
        try addCenter(bench.directory)
        #expect(try names(bench.directory) == ["data.mdb"])
        let ledger = try bench.open()
        try ledger.add("first", to: "claim/210200/1")
        ledger.close()
        #expect(try Ledger.verify(bench.directory).ok)
    }

    @Test("One that was ended after it had made the store leaves nothing that the next call does not remove.")
    func ended() throws {
        let bench = try Workbench(parties: [])
        try bench.directory.create(settings: NodeSettings(logMapBytes: 1 << 34, viewsMapBytes: 1 << 34))
        try LogStore(path: bench.directory.log, mapBytes: 1 << 34, access: .making).close()
        let workshop = "\(bench.directory.log)/making.part"
        try files.createDirectory(atPath: workshop, withIntermediateDirectories: false)
        try Data([1]).write(to: URL(fileURLWithPath: "\(workshop)/lock.mdb"))
        try addCenter(bench.directory)
        #expect(try names(bench.directory) == ["data.mdb"])
    }

    @Test("A store that is there is never begun anew, not even in a node without keys, and not where it was cut short.")
    func kept() throws {
        let bench = try Workbench()
        let ledger = try bench.open()
        for step in 0..<5 { try ledger.add("\(step)", to: "claim/210200/1") }
        _ = try ledger.backUp(to: "\(bench.folder)/backup")
        ledger.close()
        let restored = DataDirectory(path: "\(bench.folder)/restored")
        _ = try Ledger.restore(
            from: "\(bench.folder)/backup", to: restored, logMapBytes: 1 << 34, viewsMapBytes: 1 << 34)
        func addHospital() throws {
            try Ledger.addParty(
                in: restored, role: "hospital", code: "H11010500001", name: "x",
                origin: "triplicate.example/hospital-H11010500001")
        }
        let data = URL(fileURLWithPath: "\(restored.log)/data.mdb")
        let sound = try Data(contentsOf: data)
        for length in [1, 4_096, 6_144, 8_192] {
            try sound.prefix(length).write(to: data)
            let error = #expect(throws: LedgerError.self) { try addHospital() }
            #expect(error?.code == .damaged, "\(length) bytes")
            #expect(try Data(contentsOf: data) == sound.prefix(length))
        }
        try sound.write(to: data)
        try addHospital()
        let report = try Ledger.verify(restored)
        #expect(report.ok && report.entries == 5)
    }
}
