import ClaimsLedger

extension CaseWriter {
    /// What was in time by what others have signed, and what a party had not acknowledged.
    mutating func writeTimeliness() {
        writeKnowledge()
        guard !trace.timeliness.isEmpty else { return }
        open("timeliness", "In time", "时限")
        html += """
            <p class="dim">\(say(
                "By what witnesses, receivers and full mirrors have signed; nobody's own clock counts.",
                "以见证人、接收方和全量镜像的签名为准，不以任何一方自己的时钟为准。"))</p>

            """
        openTable(
            "时限 In time",
            heads: [
                head("what", "事项"), head("entry", "记录"), head("last day", "期限"), head("verdict", "结论"),
                "<th scope=\"col\" class=\"w\">\(say("why", "依据"))</th>",
            ])
        for item in trace.timeliness {
            let mark: Markup = item.isInTime ? "good" : item.isLate ? "bad" : "dim"
            html += """
                <tr><th scope="row">\(say(item.name))</th><td class="t">\(link(item.entry))</td><td class="t">\(item.deadline)</td>\
                <td class="t"><span class="\(mark)">\(say("\(item.verdictWords)", "\(chinese.state(item.verdict))"))</span></td><td>\(say(item.why))</td></tr>

                """
        }
        closeTable()
        close()
    }

    private mutating func writeKnowledge() {
        guard let known = trace.knownBy else { return }
        open("knowledge", "As known by \(known.party)", "\(known.party) 已知的内容")
        html += """
            <p>\(say(
                "This page shows what the party says itself that it held. \("\(known.unknown.count)" as Markup) more entries of these streams only this node holds.",
                "本页是该机构自己声明已持有的记录。另有 \("\(known.unknown.count)" as Markup) 条仅本节点持有。"))</p>

            """
        if !known.unknown.isEmpty {
            openTable(
                "未确认 Not acknowledged",
                heads: [head("entry", "记录"), head("event", "事件"), head("stream", "业务"), head("", "")])
            for entry in known.unknown {
                let why: Markup =
                    entry.isAddressed
                    ? say("addressed to it, not acknowledged", "已发送，未确认") : say("not addressed to it", "未发送给该机构")
                html += """
                    <tr><th scope="row" class="t">\(lanes.name(entry.entry))</th><td>\(entry.type)</td><td>\(entry.stream)</td><td>\(why)</td></tr>

                    """
            }
            closeTable()
        }
        close()
    }
}
