import EntryFormat
import Foundation
import Glibc
import Ledger
import Synchronization

/// A view that the node did not have: it is built as the node is opened, with pages that the list of free ones names.
private struct NewView: Projection {
    var name = "new"
    var version: UInt32 = 1
    func covers(kind: String) -> Bool { true }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}

/// Flips the bits whose numbers are read from standard input, one line each, in the views of a node, opens the node, and tries to record every
/// entry once more under its event id.
///
/// Prints for each `BIT`, before it is flipped, and then `found` where every event was found, `mended` where the views were built again as well,
/// `refused NUMBER`, or `twice`, after which the process ends: the log is another then.
struct ViewFlips {
    private let directory: DataDirectory
    /// Whether pages are compared with their sums.
    private let checked: Bool
    private let sound: [(path: String, content: [UInt8])]

    init(_ directory: DataDirectory, checked: Bool = true) throws {
        self.checked = checked
        self.directory = directory
        sound = try ["data.mdb", "sums"].map { name in
            let path = "\(directory.path)/views/\(name)"
            return (path, [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        }
    }

    func run() throws {
        while let line = readLine(), let bit = Int(line) {
            Output.line("\(bit)")
            try put(bit)
            let answer = look()
            Output.line(answer)
            if answer == "twice" { exit(0) }
        }
        try put(nil)
    }

    /// Flips one bit, and says what comes of it.
    func run(bit: Int) throws {
        try put(bit)
        Output.line(look())
    }

    private func put(_ bit: Int?) throws {
        for (place, file) in sound.enumerated() {
            var content = file.content
            if let bit, place == 0 { content[bit / 8] ^= 1 << UInt8(bit % 8) }
            try Data(content).write(to: URL(fileURLWithPath: file.path))
        }
        unlink("\(directory.path)/views/lock.mdb")
    }

    private func look() -> String {
        let notices = Atomic(0)
        do {
            var options = Ledger.Options()
            options.checksViews = checked
            options.notice = { _ in notices.add(1, ordering: .relaxed) }
            return try Ledger(
                directory, projections: [NewView()], decider: { "center:\($0.decider)" }, options: options
            ).closing { ledger in
                for position in 0..<(try ledger.end()) {
                    guard let entry = try ledger.entry(at: position) else { continue }
                    let fields = entry.fields
                    let event = Proposal.Event(
                        stream: try StreamName(fields.stream), type: fields.type, payload: fields.payload, id: fields.id
                    )
                    let proposal = Proposal(
                        party: entry.party, operatorName: fields.operatorName, onBehalfOf: fields.onBehalfOf,
                        events: [event])
                    guard try ledger.appendAndWait(proposal)[0].wasPresent else { return "twice" }
                }
                return notices.load(ordering: .relaxed) == 0 ? "found" : "mended"
            }
        } catch {
            return "refused \((error as? LedgerError)?.code.rawValue ?? 0)"
        }
    }
}
