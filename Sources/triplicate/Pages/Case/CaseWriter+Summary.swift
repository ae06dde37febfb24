import Claims
import ClaimsLedger

extension CaseWriter {
    /// Who, where, when, how much, how it stands and what is wrong: what a person reads in ten seconds.
    mutating func writeSummary() {
        html += """
            <header><h1>\(say("\(kind.prefix(1).uppercased() + kind.dropFirst())", "\(chinese.kind(kind))")) <code>\(trace.stream)</code></h1>
            <dl class="sum">

            """
        row(say("Status", "状态"), status)
        row(say("Wrong", "问题"), troubles)
        let summary = file.summary
        if let dispute = trace.dispute {
            var sides = [dispute.claimant, dispute.respondent].map { party($0) }
            if !summary.unit.isEmpty { sides.append("\(say("concerned", "相关单位")) \(named(summary.unit))") }
            row(say("Sides", "双方"), sides.joined(separator: "<br>"))
        } else if !summary.person.isEmpty {
            var who: Markup = "<b>\(outside(summary.person))</b>"
            if !summary.personStream.isEmpty { who += " <span class=\"dim\">\(summary.personStream)</span>" }
            if !summary.unit.isEmpty { who += "<br>\(say("insured by", "单位")) \(named(summary.unit))" }
            // A register, a policy and a catalogue are about a thing.
            let isThing = ["institution", "policy", "catalogue", "invoice"].contains(kind)
            let isAgency = ["clearing", "reserve"].contains(kind)
            row(isAgency ? say("Agency", "经办机构") : isThing ? say("What", "名称") : say("Who", "何人"), who)
        }
        if !summary.hospitals.isEmpty {
            row(say("Where", "何处"), summary.hospitals.map(named).joined(separator: "<br>"))
        }
        if !summary.from.isEmpty { row(say("When", "何时"), when) }
        if !amounts.isEmpty {
            row(say("How much", "多少"), "<span class=\"sums\">\(amounts.joined(separator: " "))</span>")
        }
        if let dispute = trace.dispute {
            if let ruling = dispute.ruling {
                row(
                    say("Ruling", "裁决"),
                    "<b>\(say("\(ruling.words(false))", "\(ruling.words(true))"))</b> \(link(ruling.entry))")
            }
            row(say("About", "关于"), dispute.subjects.map(subject).joined(separator: "<br>"))
            row(say("Before", "由谁裁决"), party(dispute.arbiter))
        }
        if !trace.disputes.isEmpty {
            row(
                say("Disputes", "争议"),
                trace.disputes.map {
                    "<a href=\"#disputes\">\($0.stream)</a> \(state($0.shownStatus, of: $0.kind))" as Markup
                }
                .joined(separator: "<br>"))
        }
        let sides: Markup =
            trace.dispute == nil
            ? ""
            : "<a href=\"#dispute\">\(say("Both sides", "双方"))</a><a href=\"#clock\">\(say("Clock", "时限"))</a><a href=\"#known\">\(say("Who knew what when", "谁在何时知道什么"))</a>"
        html += """
            </dl></header>
            <nav aria-label="目录 Contents">\(sides)<a href="#findings">\(say("Findings", "发现"))</a><a href="#time">\(say("What happened", "经过"))</a>\
            <a href="#money">\(say("Money", "金额"))</a><a href="#papers">\(say("Documents", "材料"))</a>\
            <a href="#entries">\(say("Entries", "记录"))</a><a href="#proof">\(say("Verification", "验证"))</a></nav>

            """
    }

    /// A party with its name, as far as it is known here. A code may be of several parties.
    private func party(_ party: String) -> Markup {
        let name = trace.parties.first { $0.party == party }?.name ?? ""
        return "<b>\(role(party))</b>\(name.isEmpty ? "" : " \(outside(name))" as Markup)"
    }

    /// A stream that the dispute is about, leading to where it stands on the page.
    private func subject(_ stream: String) -> Markup {
        if trace.dispute?.absent.contains(stream) == true {
            return "\(stream) <span class=\"dim\">(\(say("nothing of it is held here", "本节点未持有")))</span>"
        }
        return trace.related.contains { $0.stream == stream } ? "<a href=\"#related\">\(stream)</a>" : "\(stream)"
    }

    private mutating func row(_ term: Markup, _ value: Markup) { html += "<dt>\(term)</dt><dd>\(value)</dd>\n" }

    /// What is bad news for somebody, and what is open, undone or nearly used up.
    private static let badStatuses: Set = [
        "refused", "locked", "claimed-again", "annulled", "declined", "rejected", "suspended", "entered-in-error",
        "used-90",
    ]
    private static let doubtfulStatuses: Set = [
        "returned", "disputed", "withdrawn", "undone", "reversing", "reversed", "cancelled", "paid back", "used-70",
    ]

    /// The kind of stream that the case is.
    private var kind: String { String(trace.stream.prefix { $0 != "/" }) }

    private var status: Markup {
        let name = trace.subject?.shownStatus ?? trace.status
        let shade: Markup =
            Self.badStatuses.contains(name) || file.summary.isHeld
            ? "bad" : Self.doubtfulStatuses.contains(name) ? "warn" : "good"
        var text: Markup = "<span class=\"status \(shade)\">\(name.isEmpty ? "–" : state(name, of: kind))</span>"
        if file.summary.isHeld { text += " <span class=\"bad\">\(say("payment held", "暂停支付"))</span>" }
        return text
    }

    private var when: Markup {
        let (from, to) = (file.summary.from, file.summary.to)
        guard !to.isEmpty, from != to else { return "<b>\(from)</b>" }
        guard let first = CalendarDate(from), let last = CalendarDate(to), last > first else {
            return "<b>\(from)</b> – <b>\(to)</b>"
        }
        let days = last.dayNumber - first.dayNumber
        let length = say("\(days.of("day"))", "\(days) 天")
        return "<b>\(from)</b> – <b>\(to)</b> <span class=\"dim\">(\(length))</span>"
    }

    private var amounts: [Markup] {
        let summary = file.summary
        let parts: [(Markup, Int64?)] = [
            (say("billed", "票据金额"), summary.billed), (say("the fund bears", "基金支付"), summary.fundTotal),
            (say("approved", "审批"), summary.approved), (say("paid", "已支付"), summary.paid),
        ]
        var known = parts.compactMap { word, fen in fen.map { "<span>\(word) <b>\(money($0))</b></span>" as Markup } }
        if let status = trace.subject?.shownStatus, ["undone", "reversed"].contains(status), summary.fundTotal != nil {
            known.append(
                "<span class=\"warn\">\(state(status, of: kind))\(say(": the fund bears nothing", "，基金不支付"))</span>")
        }
        if let clearing = file.clearing {
            let standing = clearing.total &- clearing.withdrawn
            known.append("<span>\(say("listed", "列报")) <b>\(money(standing))</b></span>")
            if clearing.withdrawn != 0 {
                known.append(
                    "<span class=\"dim\">\(say("withdrawn", "撤回")) \(money(clearing.withdrawn))</span>")
            }
            let paid = clearing.payments.reduce(Int64(0)) { $1.suspense ? $0 : $0 &+ $1.payment.amount }
            if clearing.payments.contains(where: { !$0.suspense }) {
                known.append("<span>\(say("paid", "已支付")) <b>\(money(paid))</b></span>")
            }
        }
        guard known.isEmpty, let subject = trace.subject, subject.amount != 0 else { return known }
        return ["<b>\(money(subject.amount))</b>"]
    }

    // MARK: What is wrong

    private var troubles: Markup {
        var list = trace.findings.sorted { rank($0) < rank($1) }.map { finding in
            "<a href=\"#f-\(finding.number)\"><span class=\"\(finding.severity == "alarm" ? "bad" : "warn")\">\(state(finding.severity)) \(finding.number)</span></a> <bdi>\(say("\(short(finding.text.en))", "\(short(finding.text.zh))"))</bdi>"
                as Markup
        }
        let broken = trace.events.count { $0.verdict == "irregular" }
        if broken > 0 {
            list.append(
                "<a href=\"#entries\">\(say("entries that broke a rule, without effect: \(broken)", "\(broken) 条记录违规，不生效"))</a>"
            )
        }
        let suspended = trace.events.count { $0.verdict == "suspense" }
        if suspended > 0 {
            list.append(
                "<a href=\"#entries\"><span class=\"bad\">\(say("movements of money in suspense: \(suspended)", "\(suspended) 笔资金变动挂账待查"))</span></a>"
            )
        }
        let missing = Set(file.papers.filter { $0.holding == .absent }.map(\.document.sha256)).count
        if missing > 0 {
            list.append(
                "<a href=\"#papers\">\(say("documents not held here: \(missing)", "\(missing) 份材料本节点未存"))</a>")
        }
        let damaged = Set(file.papers.filter { $0.holding == .damaged }.map(\.document.sha256)).count
        if damaged > 0 {
            list.append(
                "<a href=\"#papers\"><span class=\"bad\">\(say("damaged documents: \(damaged)", "\(damaged) 份材料已损坏"))</span></a>"
            )
        }
        if !file.summary.wanting.isEmpty {
            let kinds = file.summary.wanting
            list.append(
                say(
                    "papers are wanting: \(kinds.map { $0.said(chinese: false) }.joined(separator: ", "))",
                    "待补材料：\(kinds.map { $0.said(chinese: true) }.joined(separator: "、"))"))
        }
        if !trace.verification.ok {
            list.append(
                "<a href=\"#proof\"><span class=\"bad\">\(say("not every entry is proven", "并非每条记录都得到证明"))</span></a>")
        }
        guard !list.isEmpty else { return "<span class=\"good\">\(say("nothing found", "未发现问题"))</span>" }
        let most = 5
        if list.count > most {
            let rest = list.count - most + 1
            list = list.prefix(most - 1) + ["<a href=\"#findings\">\(say("and \(rest) more", "另有 \(rest) 项"))</a>"]
        }
        return "<ul>\(list.map { "<li>\($0)</li>" as Markup }.joined())</ul>"
    }

    /// The beginning of a long sentence, up to a place where it may end.
    private func short(_ text: String) -> String {
        guard text.count > 110 else { return text }
        let start = text.prefix(110)
        let end = start.lastIndex { ";；，, ".contains($0) } ?? start.endIndex
        return "\(start[..<end]) …"
    }

    private func rank(_ finding: Trace.Finding) -> Int {
        ["alarm", "warning", "notice"].firstIndex(of: finding.severity) ?? 3
    }

    // MARK: Findings

    mutating func writeFindings() {
        open("findings", "Findings", "发现")
        if trace.findings.isEmpty {
            html += "<p>\(say("None of the rules finds anything.", "各项规则均未发现问题。"))</p>\n"
        }
        var named: Set<UInt32> = []
        for finding in trace.findings {
            // A rule that finds several things has one name to lead to.
            let id: Markup = named.insert(finding.number).inserted ? " id=\"f-\(finding.number)\"" : ""
            let english = TraceWords(isChinese: false)
            html += """
                <article class="finding \(finding.severity)"\(id)><h3>\(finding.number) \(say("\(english.rule(finding))", "\(chinese.rule(finding))")) <span class="\(finding.severity == "alarm" ? "bad" : "warn")">\(state(finding.severity))</span></h3>
                <p>\(outsideWords(finding.text))</p>
                <p>\(say("Proved by", "证据")): \(finding.evidence.isEmpty ? "–" : proofs(finding.evidence))</p>

                """
            if !finding.lines.isEmpty { writeLines(of: finding) }
            html += "</article>\n"
        }
        close()
    }

    private func outsideWords(_ text: Trace.Text) -> Markup { "<bdi>\(say(text))</bdi>" }

    /// The entries that prove a finding, each with what it says.
    private func proofs(_ entries: [Trace.Entry]) -> Markup {
        entries.map { entry in
            guard let event = events[entry] else { return link(entry) }
            return "\(link(entry)) <span class=\"dim\">(\(outsideWords(event.text)))</span>"
        }.joined(separator: "; ")
    }

    private mutating func writeLines(of finding: Trace.Finding) {
        openTable(
            "逐项比较 Items compared",
            heads: [
                head("item", "项目"), numberHead("claimed", "申报"), numberHead("billed", "医院"),
                numberHead("difference", "差额"), head("class claimed", "申报类别"), head("class billed", "医院类别"),
            ])
        for line in finding.lines {
            html += """
                <tr><th scope="row">\(outside(line.name)) <span class="dim">\(line.item == line.name ? "" : line.item)</span></th><td class="n">\(money(line.claimed))</td><td class="n">\(money(line.billed))</td>\
                <td class="n">\(money(line.claimed &- line.billed))</td><td>\(itemClass(line.claimedClass))</td><td>\(itemClass(line.billedClass))</td></tr>

                """
        }
        closeTable()
    }

    func itemClass(_ name: String) -> Markup {
        say("\(TraceWords(isChinese: false).itemClass(name))", "\(chinese.itemClass(name))")
    }
}
