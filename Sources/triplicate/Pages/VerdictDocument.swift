import Claims
import ClaimsLedger
import EntryFormat
import Evidence
import TransparencyLog

/// What an evidence file proves, for JSON and for people.
struct VerdictDocument: Encodable {
    struct Log: Encodable {
        let origin: String
        let key: String
        let size: UInt64
        let root: String
        let entries: Int
        let cosignatures: [String]
    }

    struct Entry: Encodable {
        let log: String
        let number: UInt64
        let leaf: String
        let stream: String
        let type: String
        let time: String
        let `operator`: String
        let onBehalfOf: String
        /// The event's proto3 JSON; nil where this program does not know the type.
        let event: JSONValue?
    }

    struct Outside: Encodable {
        let log: String
        let number: UInt64
        /// `after` or `basis`.
        let kind: String
        let toLog: String
        let toNumber: UInt64
    }

    let ok = true
    let stream: String
    let related: [String]
    let logs: [Log]
    let entries: [Entry]
    /// References to entries that are not in the file.
    let outside: [Outside]

    init(_ verdict: Verdict) {
        stream = verdict.stream.text
        related = verdict.related.map(\.text)
        logs = verdict.heads.map { head in
            Log(
                origin: head.origin, key: head.key.text, size: head.size, root: head.root.hex,
                entries: verdict.entries.count { $0.fields.origin == head.origin },
                cosignatures: head.cosignatures.map(\.key.text))
        }
        entries = verdict.entries.map { entry in
            let type = EventType(rawValue: entry.fields.type)
            let event = try? Event(type: type, payload: entry.fields.payload)
            return Entry(
                log: entry.fields.origin, number: entry.number, leaf: "\(entry.leaf)", stream: entry.fields.stream,
                type: type.description, time: Instant.text(entry.fields.time), operator: entry.fields.operatorName,
                onBehalfOf: entry.fields.onBehalfOf,
                event: (try? event?.payloadJSON()).flatMap { try? JSONValue(text: EntryReferenceJSON.whole($0)) })
        }
        outside = verdict.outside.map {
            Outside(
                log: $0.origin, number: $0.number, kind: $0.isBasis ? "basis" : "after", toLog: $0.reference.origin,
                toNumber: $0.reference.number)
        }
    }

    func write(on page: inout Page) {
        page.line(
            Style.green("The evidence holds: \(entries.count.of("entry", "entries")) of \(logs.count.of("log"))."))
        page.facts([("stream", stream), ("related", related.joined(separator: ", "))])
        page.heading("Heads, signed with keys that you trust")
        var heads = Table("log", ">size", "root", ">entries", "cosigned by")
        for log in logs {
            heads.add(
                log.origin, "\(log.size)", String(log.root.prefix(16)) + "…", "\(log.entries)",
                log.cosignatures.joined(separator: " "))
        }
        page.table(heads)
        page.heading("Entries")
        var table = Table("time (Asia/Shanghai)", "log", ">number", "event", "operator", "stream")
        for run in runs {
            let (first, last) = (run[0], run[run.count - 1])
            table.add(
                LocalTime.text(first.time), first.log,
                run.count == 1 ? "\(first.number)" : "\(first.number)–\(last.number)",
                run.count == 1 ? first.type : "\(first.type) (\(run.count))", first.operator, first.stream)
        }
        page.table(table)
        if !outside.isEmpty {
            page.line()
            page.line("  \(outside.count.of("reference")) to entries that are not in this file; they were not checked.")
        }
    }

    /// The entries in the order of their times; those of one kind that follow each other in a log and stream stand together.
    private var runs: [[Entry]] {
        var runs: [[Entry]] = []
        for entry in entries.sorted(by: { ($0.time, $0.log, $0.number) < ($1.time, $1.log, $1.number) }) {
            if let last = runs.last?.last, last.number + 1 == entry.number,
                (last.log, last.stream, last.type, last.operator) == (
                    entry.log, entry.stream, entry.type, entry.operator
                )
            {
                runs[runs.count - 1].append(entry)
            } else {
                runs.append([entry])
            }
        }
        return runs
    }
}
