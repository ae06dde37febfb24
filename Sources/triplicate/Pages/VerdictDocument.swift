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
        /// `role:code`, if a trusted registrar admits the log.
        let party: String?
        /// Who cosigned, and when; those who are not trusted say nothing.
        let witnesses: [Witness]
        /// At which sizes a trusted registrar says that the key signs.
        let keyRange: KeyRange?
        /// By when the cosignatures met the file's policy: all of them, and those of trusted witnesses alone. Nil if they do not.
        let policyMet: String?
        let policyMetByTrusted: String?
        let isRegistrar: Bool
        /// Whether every entry up to the head is in the file.
        let isWhole: Bool
    }

    struct Witness: Encodable {
        let key: String
        let trusted: Bool
        let time: String?
    }

    struct KeyRange: Encodable {
        let registrar: String
        let from: UInt64
        let until: UInt64?
        let revoked: Bool
    }

    struct Hidden: Encodable {
        let log: String
        let number: UInt64
        let leaf: String
    }

    struct Receipt: Encodable {
        let reader: String
        let log: String
        let number: UInt64
        let ofLog: String
        let upTo: UInt64
        let leaf: String
        /// The entries of that log in this file that it covers.
        let covered: [UInt64]
    }

    struct Conviction: Encodable {
        struct Head: Encodable {
            let key: String
            let size: UInt64
            let root: String
        }
        let log: String
        let party: String?
        let heads: [Head]
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
    let stream: String?
    let related: [String]
    /// The lines of the file's policy; nil if it has none.
    let policy: [String]?
    let logs: [Log]
    let entries: [Entry]
    /// What the case has and the file does not show.
    let hidden: [Hidden]
    let receipts: [Receipt]
    /// Logs that have signed two histories.
    let convicted: [Conviction]
    /// References to entries that are not in the file.
    let outside: [Outside]

    init(_ verdict: Verdict) {
        stream = verdict.stream?.text
        policy = verdict.policy?.lines
        related = verdict.related.map(\.text)
        logs = verdict.heads.map { head in
            Log(
                origin: head.origin, key: head.key.text, size: head.size, root: head.root.hex,
                entries: verdict.entries.count { $0.fields.origin == head.origin },
                cosignatures: head.cosignatures.map(\.key.text), party: head.party, witnesses: Self.witnesses(of: head),
                keyRange: head.range.map {
                    KeyRange(registrar: $0.registrar, from: $0.from, until: $0.until, revoked: $0.isRevoked)
                },
                policyMet: head.quorum.map(Self.time), policyMetByTrusted: head.trustedQuorum.map(Self.time),
                isRegistrar: head.isRegistrar, isWhole: head.isWhole)
        }
        hidden = verdict.hidden.map { Hidden(log: $0.origin, number: $0.number, leaf: "\($0.leaf)") }
        receipts = verdict.receipts.map {
            Receipt(
                reader: $0.reader, log: $0.origin, number: $0.number, ofLog: $0.acknowledged.origin,
                upTo: $0.acknowledged.number, leaf: "\($0.acknowledged.leaf)", covered: $0.covered)
        }
        convicted = verdict.convictions.map { conviction in
            Conviction(
                log: conviction.origin, party: conviction.party,
                heads: [conviction.smaller, conviction.larger].map {
                    Conviction.Head(key: $0.key.text, size: $0.size, root: $0.root.hex)
                })
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

    private static func witnesses(of head: Verdict.Head) -> [Witness] {
        head.cosignatures.map { Witness(key: $0.key.text, trusted: true, time: $0.timestamp.map(time)) }
            + head.otherWitnesses.map { Witness(key: $0.text, trusted: false, time: nil) }
    }

    /// Seconds since 1970 as a time; what lies beyond any clock as the last one.
    private static func time(_ seconds: UInt64) -> String {
        Instant.text(Int64(min(seconds, 253_402_300_799)) * 1000)
    }

    func write(on page: inout Page) {
        for conviction in convicted { Self.write(conviction, on: &page) }
        if stream != nil {
            page.line(
                Style.green(
                    page.word(
                        "The evidence holds: \(entries.count.of("entry", "entries")) of \(logs.count.of("log")).",
                        "证据有效：\(logs.count) 份日志的 \(entries.count) 条记录。")))
            page.facts([
                (page.word("stream", "业务"), stream ?? ""),
                (page.word("related", "相关业务"), related.joined(separator: ", ")),
            ])
        }
        if !logs.isEmpty { writeHeads(on: &page) }
        if !entries.isEmpty { writeEntries(on: &page) }
        writeReceipts(on: &page)
        if !outside.isEmpty {
            page.line()
            page.line(
                page.word(
                    "  \(outside.count.of("reference")) to entries that are not in this file; they were not checked.",
                    "  另有 \(outside.count) 处引用的记录不在本文件内，未经核验。"))
        }
    }

    private static func write(_ conviction: Conviction, on page: inout Page) {
        let party = conviction.party.map { " (\($0))" } ?? ""
        let word = page.word
        page.line(
            Style.red(
                word(
                    "CONVICTED: \(conviction.log)\(party) has signed two histories, which this file alone proves.",
                    "已证实分叉：\(conviction.log)\(party) 签署了两份互相矛盾的历史，凭本文件即可证明。")))
        for head in conviction.heads {
            page.line(
                word(
                    "  size \(head.size)  root \(head.root)  signed by \(head.key)",
                    "  条数 \(head.size)  根哈希 \(head.root)  签名密钥 \(head.key)"))
        }
        page.line(word("  No log that only grows can have both heads.", "  只增不改的日志不可能同时有这两个检查点。"))
        page.line()
    }

    private func writeHeads(on page: inout Page) {
        let word = page.word
        page.heading(
            word(
                "Heads, signed with keys that you trust or that a registrar you trust admits",
                "检查点（由您信任的密钥签署，或由您信任的登记机构认可的密钥签署）"))
        var heads = Table(
            word("log", "日志"), word("party", "机构"), ">" + word("size", "条数"), word("root", "根哈希"),
            ">" + word("entries", "本文件记录"), word("key signs", "密钥有效范围"), word("policy met", "见证策略达成"))
        for log in logs {
            let range = log.keyRange.map {
                "\($0.from)–\($0.until.map { "\($0 - 1)" } ?? "")\($0.revoked ? word(" (revoked)", "（已吊销）") : "")"
            }
            heads.add(
                log.origin, log.party ?? "", "\(log.size)", String(log.root.prefix(16)) + "…", "\(log.entries)",
                range ?? word("trusted by you", "您信任的密钥"),
                policy == nil ? word("no policy", "无策略") : log.policyMetByTrusted ?? word("no", "否"))
        }
        page.table(heads)
        for log in logs where log.isRegistrar && !log.isWhole {
            page.line(
                word(
                    "  \(log.origin) is not shown whole: what it said of keys and is not in this file cannot count.",
                    "  \(log.origin) 未完整出示：其关于密钥的记录凡不在本文件内者，不能计入。"))
        }
        let cosigned = logs.flatMap { log in log.witnesses.map { (log.origin, $0) } }
        guard !cosigned.isEmpty else { return }
        page.heading(word("Who witnessed", "见证方"))
        var witnesses = Table(word("log", "日志"), word("witness", "见证方"), word("when", "时间"))
        for (origin, witness) in cosigned {
            let name = String(witness.key.prefix { $0 != "+" })
            witnesses.add(
                origin, name,
                witness.trusted ? witness.time ?? "" : word("not trusted: says nothing", "不受信任：不作为证明"))
        }
        page.table(witnesses)
    }

    private func writeEntries(on page: inout Page) {
        let word = page.word
        page.heading(word("Entries", "记录"))
        var table = Table(
            word("time (Asia/Shanghai)", "时间（北京）"), word("log", "日志"), ">" + word("number", "编号"),
            word("event", "事项"), word("operator", "操作人"), word("stream", "业务"))
        for run in runs {
            let (first, last) = (run[0], run[run.count - 1])
            table.add(
                LocalTime.text(first.time), first.log,
                run.count == 1 ? "\(first.number)" : "\(first.number)–\(last.number)",
                run.count == 1 ? first.type : "\(first.type) (\(run.count))", first.operator, first.stream)
        }
        page.table(table)
        if !hidden.isEmpty {
            page.line()
            page.line(
                word(
                    "  \(hidden.count.of("entry", "entries")) named by hash and not shown:",
                    "  以下 \(hidden.count) 条记录只列哈希，未出示内容："))
            for entry in hidden { page.line("  \(entry.log) \(entry.number)  \(entry.leaf)") }
        }
    }

    private func writeReceipts(on page: inout Page) {
        guard !receipts.isEmpty else { return }
        let word = page.word
        page.heading(word("Receipts", "回执"))
        var table = Table(
            word("reader", "签收方"), word("holds of", "已持有日志"), ">" + word("up to", "截至"),
            word("of these here", "涉及本文件记录"))
        for receipt in receipts {
            table.add(
                receipt.reader, receipt.ofLog, "\(receipt.upTo)",
                receipt.covered.map { "\($0)" }.joined(separator: ", "))
        }
        page.table(table)
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
