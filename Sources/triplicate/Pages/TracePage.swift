import Claims
import ClaimsLedger

/// A trace as a person reads it in a terminal: lanes of time, findings, money, anchors.
struct TracePage {
    private let trace: Trace
    private let isChinese: Bool
    private let showsAll: Bool
    private let lanes: TraceLanes

    init(_ trace: Trace, isChinese: Bool, showsAll: Bool) {
        self.trace = trace
        self.isChinese = isChinese
        self.showsAll = showsAll
        lanes = TraceLanes(trace)
    }

    func write(on page: inout Page) {
        page.title(trace.stream, trace.status)
        if let subject = trace.subject {
            page.facts([
                ("person", subject.title),
                ("amount", subject.amount == 0 ? "" : subject.amount.money(subject.currency)),
                ("invoice", subject.invoice), ("date", subject.date),
            ])
        }
        writeParties(on: &page)
        writeLanes(on: &page)
        writeFindings(on: &page)
        writeMoney(on: &page)
        writeRelated(on: &page)
        writeVerification(on: &page)
    }

    private func writeParties(on page: inout Page) {
        page.heading("Parties")
        var table = Table("", "party", "name", "log")
        for (key, party) in lanes.parties { table.add(key, party.party, party.name, party.log) }
        page.table(table)
    }

    // MARK: Lanes

    private func writeLanes(on page: inout Page) {
        page.heading("What happened (Asia/Shanghai)")
        let widths = lanes.parties.map { DisplayWidth.of($0.key) }
        let heads = zip(lanes.parties, widths).map { $0.key.padded(to: $1) }.joined(separator: " ")
        page.line("  \(Style.dim("recorded".padded(to: 19)))  \(Style.bold(heads))")
        let groups = showsAll ? trace.events.map { TraceGroup(events: [$0]) } : TraceGroup.grouping(trace.events)
        for group in groups { writeGroup(group, widths, on: &page) }
    }

    private func writeGroup(_ group: TraceGroup, _ widths: [Int], on page: inout Page) {
        let event = group.first
        let lane = lanes.index(of: event.entry.log)
        let marks = widths.indices.map { index in
            (index == lane ? event.mark : Style.dim("│")).padded(to: widths[index])
        }
        let indent =
            String(repeating: " ", count: 23) + widths.map { Style.dim("│").padded(to: $0) }.joined(separator: " ")
            + "    "
        page.line("  \(Style.dim(LocalTime.text(event.time)))  \(marks.joined(separator: " "))  \(text(of: group))")
        let details = details(of: group)
        if !details.isEmpty { page.line("\(indent)\(Style.dim(details))") }
        for remark in remarks(of: event) { page.line("\(indent)\(remark)") }
    }

    private func text(of group: TraceGroup) -> String {
        let amounts = group.events.compactMap(\.amount?.wrappedValue)
        let sum = amounts.isEmpty ? "" : "  \(Style.bold(amounts.reduce(0, &+).money(trace.subject?.currency ?? "")))"
        let first = group.first.text(chinese: isChinese)
        guard group.events.count > 1 else { return "\(first)\(sum)" }
        return "\(first) … \(group.last.text(chinese: isChinese)) (\(group.events.count))\(sum)"
    }

    private func details(of group: TraceGroup) -> String {
        let event = group.first
        var name = lanes.name(event.entry)
        if group.events.count > 1 { name += "–\(group.last.entry.number)" }
        var parts = ["\(name) in \(event.stream)", "by \(event.operatorName)"]
        if !event.onBehalfOf.isEmpty { parts.append("for \(event.onBehalfOf)") }
        if !event.after.isEmpty { parts.append("after \(event.after.map(lanes.name).joined(separator: " "))") }
        if !event.basis.isEmpty { parts.append("read \(event.basis.map(lanes.name).joined(separator: " "))") }
        return parts.joined(separator: ", ")
    }

    private func remarks(of event: Trace.Event) -> [String] {
        var remarks: [String] = []
        if let reason = event.reason {
            let effect = event.verdict == "suspense" ? "in suspense" : "no effect"
            remarks.append(Style.red("\(event.verdict), \(effect): \(reason) [\(event.refusal ?? 0)]"))
        }
        if event.standing == "pending" { remarks.append(Style.yellow("pending: no decision covers it yet")) }
        if let entry = event.correctedBy { remarks.append("corrected by \(lanes.name(entry))") }
        if let entry = event.annulledBy { remarks.append("annulled by \(lanes.name(entry))") }
        return remarks
    }

    // MARK: Findings, money, anchors

    private func writeFindings(on page: inout Page) {
        page.heading("Findings")
        if trace.findings.isEmpty { page.line("  None of the rules finds anything.") }
        for finding in trace.findings {
            let severity = finding.severity == "alarm" ? Style.red(finding.severity) : Style.yellow(finding.severity)
            page.line("  \(Style.bold("\(finding.number) \(finding.code)"))  \(severity)")
            page.line("    \(finding.text(chinese: isChinese))")
            page.line("    \(Style.dim("proof: \(finding.evidence.map(lanes.name).joined(separator: ", "))"))")
            guard !finding.lines.isEmpty else { continue }
            var table = Table("  item", "name", ">claimed", ">billed", ">difference", "class claimed", "class billed")
            for line in finding.lines {
                table.add(
                    "  \(line.item)", line.name, line.claimed.yuan, line.billed.yuan, (line.claimed - line.billed).yuan,
                    line.claimedClass.asItemClass, line.billedClass.asItemClass)
            }
            page.table(table)
        }
    }

    private func writeMoney(on page: inout Page) {
        guard !trace.money.isEmpty else { return }
        page.heading("Money")
        let largest = max(1, trace.money.map { $0.amount.magnitude }.max() ?? 1)
        var table = Table("", ">yuan", "entry", "")
        for step in trace.money {
            let bar = String(
                repeating: "█", count: Int((Double(step.amount.magnitude) / Double(largest) * 30).rounded(.up)))
            table.add(step.text(chinese: isChinese), step.amount.yuan, step.entry.map(lanes.name) ?? "", bar)
        }
        page.table(table)
    }

    private func writeRelated(on page: inout Page) {
        guard !trace.related.isEmpty else { return }
        page.heading("Related")
        var table = Table("stream", "status", "who", "date", ">amount")
        for row in trace.related {
            table.add(
                row.stream, row.status, row.title, row.date, row.amount == 0 ? "" : row.amount.money(row.currency))
        }
        page.table(table)
    }

    private func writeVerification(on page: inout Page) {
        page.heading("Proof")
        var table = Table("", "signed head of", ">size", "root", ">entries proven in it")
        for log in trace.verification.logs {
            let key = lanes.index(of: log.origin).map { lanes.parties[$0].key } ?? ""
            table.add(key, log.origin, "\(log.size)", String(log.root.prefix(16)) + "…", "\(log.entries)")
        }
        page.table(table)
        for problem in trace.verification.problems { page.line("  \(Style.red(problem))") }
        page.line(
            trace.verification.ok
                ? "  \(Style.green("Every entry above is in a tree whose head its party signed."))"
                : "  \(Style.red("Not every entry above is proven."))")
    }
}

extension Trace.Event {
    /// The entry's mark in its lane.
    fileprivate var mark: String {
        if verdict != "regular" { return Style.red("✗") }
        if annulledBy != nil { return Style.dim("⊘") }
        return standing == "pending" ? Style.yellow("○") : "●"
    }
}

extension String {
    /// An item class by the name that a trace gives it.
    var asItemClass: String {
        switch self {
        case "classA": "A"
        case "classB": "B"
        case "selfPay": "own pay"
        default: ""
        }
    }
}
