import EntryFormat
import Foundation
import Ledger

/// What a reader must never see.
struct Wrong: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Reads beside a writer for a while. At each look the view must say of every claim what its stream holds, and nothing may
/// go back. Prints `looked N, entries N`, or throws what it found wrong.
struct Watch {
    private let ledger: Ledger

    init(_ directory: DataDirectory) throws {
        var options = Ledger.Options()
        options.readOnly = true
        ledger = try Ledger(
            directory, projections: [Counts()], decider: { "center:\($0.decider)" }, options: options)
    }

    func run(milliseconds: Int) throws {
        defer { ledger.close() }
        let until = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
        var newest: [String: UInt64] = [:]
        var looks = 0
        var end: UInt64 = 0
        while Date() < until {
            let rows = try ledger.rows(of: "counts")
            var sum: UInt64 = 0
            for row in rows {
                let name = String(decoding: row.key, as: UTF8.self)
                let count = UInt64(String(decoding: row.value, as: UTF8.self)) ?? 0
                let held = try ledger.version(of: StreamName(name))
                if count < newest[name] ?? 0 { throw Wrong("\(name) went back to \(count)") }
                if held < count { throw Wrong("\(name) has \(held) entries and a row that says \(count)") }
                newest[name] = count
                sum += count
            }
            if Set(rows.map(\.key)).count != rows.count { throw Wrong("a key stands twice") }
            if rows.count < newest.count { throw Wrong("rows have vanished") }
            let now = try ledger.end()
            if now < end { throw Wrong("the log went back") }
            end = now
            for row in rows.prefix(5) {
                let stream = try StreamName(String(decoding: row.key, as: UTF8.self))
                let contents = try ledger.contents(of: stream)
                if contents.version < newest[stream.text] ?? 0 { throw Wrong("\(stream) was read short") }
            }
            looks += 1
        }
        Output.line("looked \(looks), entries \(end)")
    }
}
