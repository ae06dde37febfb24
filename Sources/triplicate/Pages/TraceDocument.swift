import ClaimsLedger

/// A trace as a page of its own: no script, no external resource.
struct TraceDocument {
    let text: String

    init(_ trace: Trace, isChinese: Bool) {
        var writer = Writer(trace: trace, isChinese: isChinese, lanes: TraceLanes(trace))
        writer.write()
        text = writer.html
    }

    private struct Writer {
        let trace: Trace
        let isChinese: Bool
        let lanes: TraceLanes
        var word: TraceWords { TraceWords(isChinese: isChinese) }
        var html = ""

        mutating func write() {
            html += """
                <!doctype html>
                <html lang="\(isChinese ? "zh" : "en")"><head><meta charset="utf-8"><title>\(escaped(trace.stream))</title>
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <style>
                body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1b1f24}
                table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #e3e6ea;vertical-align:top}
                td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.lane{text-align:center;border-bottom:0;border-left:2px solid #c9d1d9;width:2.5rem}
                .dim{color:#667}.alarm{background:#fde8e8;border-left:4px solid #b42318;padding:.6rem 1rem;margin:.6rem 0}
                .warning,.notice{background:#fff6e0;border-left:4px solid #b97a00;padding:.6rem 1rem;margin:.6rem 0}.ok{color:#1a7f37}.bad{color:#b42318}
                .bar{background:#8aa4c8;height:.8rem}
                </style></head><body>
                <h1>\(escaped(trace.stream)) <small class="dim">\(escaped(word.state(trace.subject?.shownStatus ?? trace.status)))</small></h1>

                """
            writeSubject()
            writeFindings()
            writeEvents()
            writeMoney()
            writeProof()
            html += "</body></html>\n"
        }

        private mutating func writeSubject() {
            if let subject = trace.subject {
                html +=
                    "<p>\(escaped(subject.title)) · \(escaped(subject.amount.money(subject.currency))) · \(escaped(subject.date))</p>\n"
            }
            html +=
                "<table><tr><th></th><th>\(word("party", "机构"))</th><th>\(word("name", "名称"))</th><th>\(word("log", "日志"))</th></tr>\n"
            for (key, party) in lanes.parties {
                html +=
                    "<tr><th>\(key)</th><td>\(escaped(party.party))</td><td>\(escaped(party.name))</td><td>\(escaped(party.log))</td></tr>\n"
            }
            html += "</table>\n"
        }

        private mutating func writeFindings() {
            html += "<h2>\(isChinese ? "发现" : "Findings")</h2>\n"
            for finding in trace.findings {
                html +=
                    "<div class=\"\(escaped(finding.severity))\"><b>\(finding.number) \(escaped(word.rule(finding)))</b> \(word.state(finding.severity))<br>"
                html += "\(escaped(finding.text(chinese: isChinese)))<br>"
                html +=
                    "<span class=\"dim\">\(escaped(finding.evidence.map(lanes.name).joined(separator: ", ")))</span>"
                if !finding.lines.isEmpty {
                    html +=
                        "<table><tr><th>\(word("item", "项目"))</th><th class=n>\(word("claimed", "申报"))</th><th class=n>\(word("billed", "医院"))</th>"
                    html += "<th class=n>\(word("difference", "差额"))</th><th>\(word("class", "类别"))</th></tr>\n"
                    for line in finding.lines {
                        html +=
                            "<tr><td>\(escaped(line.name))</td><td class=n>\(line.claimed.money(""))</td><td class=n>\(line.billed.money(""))</td>"
                        html += "<td class=n>\((line.claimed - line.billed).money(""))</td>"
                        html +=
                            "<td>\(word.itemClass(line.claimedClass)) ← \(word.itemClass(line.billedClass))</td></tr>\n"
                    }
                    html += "</table>"
                }
                html += "</div>\n"
            }
            if trace.findings.isEmpty { html += "<p>–</p>\n" }
        }

        private mutating func writeEvents() {
            html +=
                "<h2>\(isChinese ? "经过" : "What happened")</h2>\n<table><tr><th>\(word("recorded (Asia/Shanghai)", "记录时间（北京时间）"))</th>"
            for (key, _) in lanes.parties { html += "<th>\(key)</th>" }
            html += "<th></th><th class=n></th><th>\(word("entry", "记录"))</th></tr>\n"
            for event in trace.events {
                html += "<tr><td class=dim>\(LocalTime.text(event.time))</td>"
                let lane = lanes.index(of: event.entry.log)
                for index in lanes.parties.indices { html += "<td class=lane>\(index == lane ? mark(event) : "")</td>" }
                html += "<td>\(escaped(event.text(chinese: isChinese)))"
                if let reason = event.reason {
                    html += "<br><span class=bad>\(escaped(word.state(event.verdict))): \(escaped(reason))</span>"
                }
                html +=
                    "</td><td class=n>\(event.amount.map { $0.wrappedValue.money(trace.subject?.currency ?? "") } ?? "")</td><td class=dim>\(escaped(details(event)))</td></tr>\n"
            }
            html += "</table>\n"
        }

        private func details(_ event: Trace.Event) -> String {
            var parts = ["\(lanes.name(event.entry)) \(event.stream) \(event.operatorName)"]
            if !event.after.isEmpty {
                parts.append(word("after", "继") + " \(event.after.map(lanes.name).joined(separator: " "))")
            }
            if !event.basis.isEmpty {
                parts.append(word("read", "依据") + " \(event.basis.map(lanes.name).joined(separator: " "))")
            }
            if let entry = event.correctedBy { parts.append(word("corrected by", "已更正，见") + " \(lanes.name(entry))") }
            if let entry = event.annulledBy { parts.append(word("annulled by", "已作废，见") + " \(lanes.name(entry))") }
            return parts.joined(separator: word("; ", "；"))
        }

        private func mark(_ event: Trace.Event) -> String {
            event.verdict != "regular" ? "✗" : event.standing == "pending" ? "○" : "●"
        }

        private mutating func writeMoney() {
            guard !trace.money.isEmpty else { return }
            let largest = max(1, trace.money.map { $0.amount.magnitude }.max() ?? 1)
            html += "<h2>\(isChinese ? "金额" : "Money")</h2>\n<table>\n"
            for step in trace.money {
                let share = Int(Double(step.amount.magnitude) / Double(largest) * 100)
                html +=
                    "<tr><td>\(escaped(step.text(chinese: isChinese)))</td><td class=n>\(step.amount.money(""))</td>"
                html += "<td style=\"width:50%\"><div class=bar style=\"width:\(share)%\"></div></td></tr>\n"
            }
            html += "</table>\n"
        }

        private mutating func writeProof() {
            html +=
                "<h2>\(isChinese ? "证明" : "Proof")</h2>\n<table><tr><th>\(word("log", "日志"))</th><th class=n>\(word("size", "条数"))</th><th>\(word("root", "根哈希"))</th><th class=n>\(word("entries", "已证明"))</th></tr>\n"
            for log in trace.verification.logs {
                html +=
                    "<tr><td>\(escaped(log.origin))</td><td class=n>\(log.size)</td><td><code>\(log.root)</code></td><td class=n>\(log.entries)</td></tr>\n"
            }
            html += "</table>\n"
            for problem in trace.verification.problems { html += "<p class=bad>\(escaped(problem))</p>\n" }
            if trace.verification.ok {
                html +=
                    "<p class=ok>\(isChinese ? "以上每条记录都在其机构签名的日志树中。" : "Every entry above is in a tree whose head its party signed.")</p>\n"
            }
        }

        /// Text from outside as HTML text.
        private func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
                "\"", with: "&quot;")
        }
    }
}
