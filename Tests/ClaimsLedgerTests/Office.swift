import Foundation
import Synchronization

@testable import ClaimsLedger

/// A temporary node with the three parties of the forged invoice, removed when the test ends.
final class Office: Sendable {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let claim = "claim/210200/2019-000123"

    let folder: String
    var path: String { "\(folder)/node" }

    init() throws {
        folder = "\(NSTemporaryDirectory())triplicate-office-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (role, code) in [("center", "210200"), ("unit", "91210299MA0TRPLC1U"), ("hospital", "H11019900001")] {
            _ = try Node.initialize(
                path, role: role, code: code, name: "测试 \(code)", origin: "triplicate.example/\(role)-\(code)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open(readOnly: Bool = false, clock: Clock? = nil) throws -> Node {
        guard let clock else { return try Node(path, readOnly: readOnly) }
        return try Node(path, readOnly: readOnly, clock: { clock.time })
    }

    /// The batches of the forged invoice, in order, with who plays each.
    static func batches() throws -> [(party: String, requests: [RecordRequest])] {
        let folder = root.appending(path: "Examples/forged-invoice")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }
            .sorted()
        return try files.map { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let role = file.split(separator: "-")[1]
            let code = role == "center" ? "210200" : role == "unit" ? "91210299MA0TRPLC1U" : "H11019900001"
            return (code, try RecordRequest.lines(text))
        }
    }

    /// Stores the papers and plays the batches up to `last`.
    static func play(_ node: Node, through last: Int = .max, atomic: Bool = false) throws {
        let papers = root.appending(path: "Examples/forged-invoice/papers")
        for file in try FileManager.default.subpathsOfDirectory(atPath: papers.path) where file.hasSuffix(".txt") {
            _ = try node.storeBlob([UInt8](Data(contentsOf: papers.appending(path: file))))
        }
        for (party, requests) in try batches().prefix(last) {
            _ = try node.record(batch: requests, by: node.actor(as: party, operatorName: "clerk"), atomic: atomic)
        }
    }
}

/// A wall clock that moves by a millisecond whenever it is read, and by days where it is set.
final class Clock: Sendable {
    private let milliseconds: Atomic<Int64>

    /// At noon of a day, in Asia/Shanghai.
    init(_ day: String) { milliseconds = Atomic(Clock.noon(day)) }

    var time: Int64 { milliseconds.add(1, ordering: .relaxed).newValue }

    func set(_ day: String) { milliseconds.store(Clock.noon(day), ordering: .relaxed) }

    private static func noon(_ day: String) -> Int64 { Instant.milliseconds("\(day)T12:00:00+08:00") ?? 0 }
}
