import Claims
import ClaimsLedger

/// A trace as a person reads it in a terminal: lanes of time, findings, money, anchors.
struct TracePage {
    let trace: Trace
    let isChinese: Bool
    let word: TraceWords
    private let showsAll: Bool
    let lanes: TraceLanes

    init(_ trace: Trace, isChinese: Bool, showsAll: Bool) {
        self.trace = trace
        self.isChinese = isChinese
        word = TraceWords(isChinese: isChinese)
        self.showsAll = showsAll
        lanes = TraceLanes(trace)
    }

    func write(on page: inout Page) {
        page.title(trace.stream, trace.subject.map { word.standing($0) } ?? word.state(trace.status))
        if let subject = trace.subject {
            page.facts([
                (word.who(subject.kind), subject.title),
                (word("about", "关于"), trace.dispute?.subjects.joined(separator: " ") ?? ""),
                (word("ruling", "裁决"), trace.dispute?.ruling?.words(isChinese) ?? ""),
                (word("amount", "金额"), subject.amount == 0 ? "" : subject.amount.money(subject.currency)),
                (word("outstanding", "待追偿"), subject.outstanding == 0 ? "" : subject.outstanding.yuan),
                (word("invoice", "发票"), subject.invoice), (word("date", "日期"), subject.date),
            ])
        }
        writeParties(on: &page)
        writeDispute(on: &page)
        writeLanes(on: &page)
        writeKnowledge(on: &page)
        writeTimeliness(on: &page)
        writeFindings(on: &page)
        writeMoney(on: &page)
        writeRelated(on: &page)
        writeDisputes(on: &page)
        writeVerification(on: &page)
    }

    private func writeParties(on page: inout Page) {
        page.heading(word("Parties", "各方"))
        var table = Table("", word("party", "机构"), word("name", "名称"), word("log", "日志"))
        for (key, party) in lanes.parties { table.add(key, party.party, party.name, party.log) }
        page.table(table)
    }

    // MARK: Lanes

    private func writeLanes(on page: inout Page) {
        page.heading(word("What happened (Asia/Shanghai)", "经过（北京时间）"))
        let widths = lanes.parties.map { DisplayWidth.of($0.key) }
        let heads = zip(lanes.parties, widths).map { $0.key.padded(to: $1) }.joined(separator: " ")
        page.line("  \(Style.dim(word("recorded", "记录时间").padded(to: 19)))  \(Style.bold(heads))")
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
        var parts = [
            word("\(name) in \(event.stream)", "\(name) 载于 \(event.stream)"),
            word("by \(event.operatorName)", "经办 \(event.operatorName)"),
        ]
        if !event.onBehalfOf.isEmpty { parts.append(word("for", "代") + " \(event.onBehalfOf)") }
        if !event.after.isEmpty {
            parts.append(word("after", "继") + " \(event.after.map(lanes.name).joined(separator: " "))")
        }
        if !event.basis.isEmpty {
            parts.append(word("read", "依据") + " \(event.basis.map(lanes.name).joined(separator: " "))")
        }
        return parts.joined(separator: word(", ", "，"))
    }

    private func remarks(of event: Trace.Event) -> [String] {
        var remarks: [String] = []
        if let reason = event.reason {
            let effect = event.verdict == "suspense" ? word("in suspense", "挂账待查") : word("no effect", "不生效")
            remarks.append(Style.red("\(word.state(event.verdict)), \(effect): \(reason) [\(event.refusal ?? 0)]"))
        }
        if event.standing == "pending" {
            remarks.append(event.closed == true ? word.afterTheEnd : Style.yellow(word.pending))
        }
        if let entry = event.correctedBy { remarks.append(word("corrected by", "已更正，见") + " \(lanes.name(entry))") }
        if let entry = event.annulledBy { remarks.append(word("annulled by", "已作废，见") + " \(lanes.name(entry))") }
        return remarks
    }

    // MARK: Findings, money, anchors

    private func writeFindings(on page: inout Page) {
        page.heading(word("Findings", "发现"))
        if trace.findings.isEmpty { page.line(word("  None of the rules finds anything.", "  各项规则均未发现问题。")) }
        for finding in trace.findings {
            let severity =
                (finding.severity == "alarm" ? Style.red : Style.yellow)(word.state(finding.severity))
            page.line("  \(Style.bold("\(finding.number) \(word.rule(finding))"))  \(severity)")
            page.line("    \(finding.text(chinese: isChinese))")
            page.line(
                "    \(Style.dim("\(word("proof: ", "证据："))\(finding.evidence.map(lanes.name).joined(separator: ", "))"))"
            )
            guard !finding.lines.isEmpty else { continue }
            var table = Table(
                word("  item", "  项目"), word("name", "名称"), word(">claimed", ">申报"), word(">billed", ">医院"),
                word(">difference", ">差额"), word("class claimed", "申报类别"), word("class billed", "医院类别"))
            for line in finding.lines {
                table.add(
                    "  \(line.item)", line.name, line.claimed.yuan, line.billed.yuan, (line.claimed - line.billed).yuan,
                    word.itemClass(line.claimedClass), word.itemClass(line.billedClass))
            }
            page.table(table)
        }
    }

    private func writeMoney(on page: inout Page) {
        guard !trace.money.isEmpty else { return }
        page.heading(word("Money", "金额"))
        let largest = max(1, trace.money.map { $0.amount.magnitude }.max() ?? 1)
        var table = Table("", word(">yuan", ">元"), word("entry", "记录"), "")
        for step in trace.money {
            let bar = String(
                repeating: "█", count: Int((Double(step.amount.magnitude) / Double(largest) * 30).rounded(.up)))
            table.add(step.text(chinese: isChinese), step.amount.yuan, step.entry.map(lanes.name) ?? "", bar)
        }
        page.table(table)
    }

    private func writeRelated(on page: inout Page) {
        guard !trace.related.isEmpty else { return }
        page.heading(word("Related", "相关"))
        var table = Table(
            word("stream", "业务"), word("status", "状态"), word("who", "姓名"), word("date", "日期"), word(">amount", ">金额"))
        for row in trace.related {
            table.add(
                row.stream, word.standing(row), row.title, row.date,
                row.amount == 0 ? "" : row.amount.money(row.currency))
        }
        page.table(table)
    }

    private func writeVerification(on page: inout Page) {
        page.heading(word("Proof", "证明"))
        var table = Table(
            "", word("signed head of", "已签名的日志"), word(">size", ">条数"), word("root", "根哈希"),
            word(">entries proven in it", ">其中已证明"))
        for log in trace.verification.logs {
            let key = lanes.index(of: log.origin).map { lanes.parties[$0].key } ?? ""
            table.add(key, log.origin, "\(log.size)", String(log.root.prefix(16)) + "…", "\(log.entries)")
        }
        page.table(table)
        for problem in trace.verification.problems { page.line("  \(Style.red(problem))") }
        page.line(
            trace.verification.ok
                ? "  \(Style.green(word("Every entry above is in a tree whose head its party signed.", "以上每条记录都在其机构签名的日志树中。")))"
                : "  \(Style.red(word("Not every entry above is proven.", "以上记录并未全部得到证明。")))")
    }
}

extension Trace.Event {
    /// The entry's mark in its lane.
    fileprivate var mark: String {
        if verdict != "regular" { return Style.red("✗") }
        if annulledBy != nil { return Style.dim("⊘") }
        return standing == "pending" ? (closed == true ? Style.dim("○") : Style.yellow("○")) : "●"
    }
}
