import Foundation

@testable import ClaimsLedger

/// A temporary node with the parties of Examples/direct-settlement, removed when the test ends.
final class SettlementOffice: Sendable {
    static let folder = Office.root.appending(path: "Examples/direct-settlement")
    static let settlement = "settlement/210200/H31019900001202405201015000001"
    static let account = "account/210200/000301"

    let folder: String
    var path: String { "\(folder)/node" }

    /// - Parameter role: of parties that are not on the node.
    init(without role: String = "") throws {
        folder = "\(NSTemporaryDirectory())triplicate-settlement-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let parties = try String(contentsOf: Self.folder.appending(path: "parties.tsv"), encoding: .utf8)
        for line in parties.split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            guard fields[0] != role else { continue }
            _ = try Node.initialize(path, role: fields[0], code: fields[1], name: fields[2], origin: fields[3])
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open() throws -> Node { try Node(path, readOnly: false) }

    /// Plays the batches of these numbers, each by the party that its name says.
    static func play(_ node: Node, _ numbers: ClosedRange<Int>) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".jsonl") }
        for file in files.sorted() {
            guard let number = Int(file.prefix(1)), numbers.contains(number) else { continue }
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let role = file.split(separator: "-")[1]
            let code = role == "center" ? "210200" : role == "unit" ? "91210299MA0TRPLC2Y" : "H31019900001"
            _ = try node.record(
                batch: try RecordRequest.lines(text), by: node.actor(as: code, operatorName: "clerk"), atomic: false)
        }
    }
}
