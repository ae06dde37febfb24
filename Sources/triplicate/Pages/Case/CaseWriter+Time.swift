import Claims
import ClaimsLedger

extension CaseWriter {
    /// What happened: a picture with the days to scale, and below it every step in the order of its record.
    mutating func writeTime() {
        open("time", "What happened", "经过")
        writeParties()
        let points = trace.events.compactMap { event -> TimeChart.Point? in
            let stated = file.days[event.entry]
            guard let day = CalendarDate(stated ?? String(LocalTime.text(event.time).prefix(10))),
                let lane = lanes.index(of: event.entry.log)
            else { return nil }
            let isBroken = event.verdict != "regular" || event.annulledBy != nil
            return TimeChart.Point(day: day, lane: lane, isStated: stated != nil, isBroken: isBroken)
        }
        if let chart = TimeChart(points, lanes: lanes.parties.map(\.key)) {
            html += """
                <figure><div class="wide" tabindex="0" role="region" aria-label="时间图 Chart of the days"><div class="chart" aria-hidden="true">\(chart.drawing(say))</div></div>
                <figcaption>\(say(
                    "● the day that an entry states, ○ the day of its record, ▲ broke a rule or was annulled. To scale; where the axis is cut, the days stand below.",
                    "● 记录所载日期，○ 无所载日期者按记录日期，▲ 违规或已作废。按比例绘制；断轴处下方注明天数。"))</figcaption></figure>

                """
        }
        writeSteps()
        close()
    }

    private mutating func writeParties() {
        openTable(
            "各方 Parties",
            heads: [
                head("", ""), head("party", "机构"), head("name", "名称"), head("log", "日志"), numberHead("entries", "记录数"),
            ])
        let counts = Dictionary(trace.events.map { ($0.entry.log, 1) }, uniquingKeysWith: +)
        for (key, party) in lanes.parties {
            html += """
                <tr><th scope="row" class="k">\(key)</th><td>\(role(party.party))</td><td>\(outside(party.name))</td><td><code>\(party.log)</code></td><td class="n">\(counts[party.log] ?? 0)</td></tr>

                """
        }
        closeTable()
    }

    /// `hospital H11019900001`, the role in both languages.
    func role(_ party: String) -> Markup {
        let parts = party.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return "\(party)" }
        return "\(say("\(parts[0])", "\(chinese.role(String(parts[0])))")) \(parts[1])"
    }

    // MARK: Steps

    private mutating func writeSteps() {
        let keys = lanes.parties.map { "<span>\($0.key)</span>" as Markup }.joined()
        openTable(
            "经过 What happened",
            heads: [
                head("recorded", "记录时间"), "<th scope=\"col\" class=\"marks\" aria-hidden=\"true\">\(keys)</th>",
                head("who", "何人"), "<th scope=\"col\" class=\"w\">\(say("did what", "做了什么"))</th>",
                numberHead("yuan", "元"), head("day", "发生日期"), head("entry", "记录"),
            ])
        let marks = lanes.parties.indices.map { lane in
            ["●", "○", "⊘", "✗"].map { mark in
                lanes.parties.indices.map { $0 == lane ? "<span>\(mark)</span>" : "<span></span>" as Markup }.joined()
            }
        }
        var last: Int64?
        for group in TraceGroup.grouping(trace.events) {
            let time = Instant.milliseconds(group.first.time)
            if let last, let time { writeGap(time - last) }
            writeStep(group, marks: marks)
            last = Instant.milliseconds(group.last.time) ?? last
        }
        closeTable()
        html += """
            <p class="dim">\(say(
                "● counts · ○ no decision covers it yet · ⊘ annulled · ✗ broke a rule. The record's time is its author's clock.",
                "● 有效 · ○ 待确认 · ⊘ 已作废 · ✗ 违规。记录时间取自记录者的时钟。"))</p>

            """
    }

    /// Says how long nothing was recorded, where that is a day or more; a clock that went back is said too.
    private mutating func writeGap(_ milliseconds: Int64) {
        let days = milliseconds / 86_400_000
        if days >= 1 {
            html +=
                "<tr class=\"gap\"><td colspan=\"7\">⋮ \(say(days == 1 ? "a day" : "\(days) days", "\(days) 天")) ⋮</td></tr>\n"
        } else if milliseconds < -60_000 {
            html +=
                "<tr class=\"gap\"><td colspan=\"7\">\(say("the next author's clock stands \(-milliseconds / 60_000) minutes behind", "下一记录者的时钟落后 \(-milliseconds / 60_000) 分钟"))</td></tr>\n"
        }
    }

    private mutating func writeStep(_ group: TraceGroup, marks: [[Markup]]) {
        let event = group.first
        let lane = lanes.index(of: event.entry.log)
        let mark =
            event.verdict != "regular" ? 3 : event.annulledBy != nil ? 2 : event.standing == "pending" ? 1 : 0
        var day: Markup = file.days[event.entry].map { "\($0)" } ?? ""
        if group.events.count > 1, let end = file.days[group.last.entry], !day.isEmpty { day += " – \(end)" }
        let amounts = group.events.compactMap(\.amount?.wrappedValue)
        var what: Markup = "<bdi>\(say(event.text))</bdi>"
        var entries: Markup = link(event.entry)
        if group.events.count > 1 {
            what += " … <bdi>\(say(group.last.text))</bdi> (\(group.events.count))"
            entries += "–\(link(group.last.entry))"
        }
        for remark in remarks(of: event) { what += "<br>\(remark)" }
        html += """
            <tr><td class="t dim">\(LocalTime.text(event.time))</td><td class="marks" aria-hidden="true">\(lane.map { marks[$0][mark] } ?? "")</td>\
            <td class="who">\(lane.map { "\(lanes.parties[$0].key)" as Markup } ?? "\(event.party)") \(outside(event.operatorName))\(onBehalf(event))</td>\
            <td>\(what)</td><td class="n">\(amounts.isEmpty ? "" : money(amounts.reduce(0, &+)))</td><td class="t">\(day)</td><td class="t">\(entries)</td></tr>

            """
    }

    func onBehalf(_ event: Trace.Event) -> Markup {
        event.onBehalfOf.isEmpty ? "" : " \(say("for", "代")) \(outside(event.onBehalfOf))"
    }

    /// What is not as usual about an entry.
    func remarks(of event: Trace.Event) -> [Markup] {
        var remarks: [Markup] = []
        if let reason = event.reason {
            let effect =
                event.verdict == "suspense" ? say("in suspense", "挂账待查") : say("no effect", "不生效")
            remarks.append(
                "<span class=\"bad\">\(state(event.verdict)), \(effect): \(outside(reason)) [\(event.refusal ?? 0)]</span>"
            )
        }
        if event.standing == "pending" {
            let english = TraceWords(isChinese: false)
            remarks.append(
                event.closed == true
                    ? "<span class=\"dim\">\(say("\(english.afterTheEnd)", "\(chinese.afterTheEnd)"))</span>"
                    : "<span class=\"warn\">\(say("\(english.pending)", "\(chinese.pending)"))</span>")
        }
        if let entry = event.correctedBy { remarks.append("\(say("corrected by", "已更正，见")) \(link(entry))") }
        if let entry = event.annulledBy { remarks.append("\(say("annulled by", "已作废，见")) \(link(entry))") }
        return remarks
    }
}
