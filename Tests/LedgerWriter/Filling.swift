import EntryFormat
import Foundation
import Glibc
import Ledger

/// Appends until a file may not grow any more, then once more with the limit lifted: prints `acknowledged N`, the error, and
/// `went on N`.
struct Filling {
    private let directory: DataDirectory
    private let fileBytes: Int

    init(_ directory: DataDirectory, fileBytes: Int) {
        self.directory = directory
        self.fileBytes = fileBytes
    }

    func run() throws {
        signal(SIGXFSZ, SIG_IGN)
        let ledger = try Ledger(directory, projections: [Counts()], decider: { "center:\($0.decider)" })
        defer { ledger.close() }
        setLimit(fileBytes)
        var acknowledged = try ledger.end()
        var refusals = 0
        // Several times: the ledger must not be worse for having been refused.
        while refusals < 3 {
            do {
                acknowledged += UInt64(try append(to: ledger).count)
            } catch let error as LedgerError {
                Output.line("error \(error.code.rawValue) \(error)")
                refusals += 1
            }
        }
        Output.line("acknowledged \(acknowledged) \(try ledger.end())")
        setLimit(nil)
        acknowledged += UInt64(try append(to: ledger).count)
        Output.line("went on \(acknowledged) \(try ledger.end())")
    }

    private func append(to ledger: Ledger) throws -> [Committed] {
        let party = ledger.logs[0].party
        let events = try (0..<20).map { index in
            Proposal.Event(
                stream: try StreamName("claim/210200/\(index)"), type: 1, payload: [UInt8](repeating: 7, count: 3_000))
        }
        return try ledger.appendAndWait(Proposal(party: party, events: events))
    }

    private func setLimit(_ bytes: Int?) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    }
}
