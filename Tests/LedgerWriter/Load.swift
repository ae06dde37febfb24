import EntryFormat
import Foundation
import Ledger
import Synchronization

/// Counts the entries of each claim.
struct Counts: Projection {
    let name = "counts"
    let version: UInt32 = 1
    func covers(kind: String) -> Bool { kind == "claim" }
    func rows(of stream: StreamContents) throws -> [ViewRow] {
        [ViewRow(key: Array(stream.name.text.utf8), value: Array("\(stream.version)".utf8))]
    }
}

/// Appends from several threads until it is killed, and prints each entry once it is acknowledged:
/// `entry STREAM ORIGIN NUMBER POSITION ID`, and now and then `checkpoint BASE64`, a signed note.
final class Load: Sendable {
    private static let callers = 4
    private let ledger: Ledger

    init(_ directory: DataDirectory) throws {
        var options = Ledger.Options()
        options.flushEntries = 200
        ledger = try Ledger(
            directory, projections: [Counts()], decider: { "center:\($0.decider)" }, options: options)
    }

    func run() throws {
        Output.line("open")
        let parties = ledger.logs.filter(\.isHosted).map(\.party)
        for caller in 0..<Self.callers {
            Thread.detachNewThread { [self] in
                var step = 0
                while true {
                    step += 1
                    append(by: parties[(caller + step) % parties.count], events: 1 + step % 7)
                    if step % 13 == 0 { printCheckpoints() }
                }
            }
        }
        while true { sleep(1_000) }
    }

    private func append(by party: String, events: Int) {
        var random = SystemRandomNumberGenerator()
        var proposed: [Proposal.Event] = []
        for _ in 0..<events {
            let kind = Bool.random(using: &random) ? "claim" : "audit"
            guard let stream = try? StreamName("\(kind)/210200/\(Int.random(in: 0..<60, using: &random))") else {
                exit(3)
            }
            let payload = [UInt8](
                repeating: .random(in: 0...255, using: &random), count: .random(in: 0...400, using: &random))
            proposed.append(
                .init(
                    stream: stream, type: 1, payload: payload,
                    id: EventID(words: (random.next(), random.next())),
                    readers: Bool.random(using: &random) ? ["unit:1"] : []))
        }
        do {
            for committed in try ledger.appendAndWait(Proposal(party: party, events: proposed)) {
                Output.line(
                    "entry \(committed.stream) \(committed.origin) \(committed.number) \(committed.position) \(committed.id)"
                )
            }
        } catch {
            Output.line("error \(error)")
            exit(3)
        }
    }

    private func printCheckpoints() {
        for log in ledger.logs {
            guard let note = try? ledger.checkpoint(of: log) else { continue }
            Output.line("checkpoint \(Data(note.utf8).base64EncodedString())")
        }
    }
}
