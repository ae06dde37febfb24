import ClaimsLedger

extension TracePage {
    /// What a party had not acknowledged, where the case is shown as that party knew it.
    func writeKnowledge(on page: inout Page) {
        guard let known = trace.knownBy else { return }
        page.heading(word("As known by \(known.party)", "\(known.party) 已知的内容"))
        page.line(
            "  "
                + word(
                    "Above stands what the party says itself that it held. \(known.unknown.count) more of these streams only this node holds:",
                    "以上是该机构自己声明已持有的记录。另有 \(known.unknown.count) 条仅本节点持有："))
        var table = Table(word("entry", "记录"), word("event", "事件"), word("of", "机构"), word("stream", "业务"), "")
        for entry in known.unknown {
            table.add(
                lanes.name(entry.entry), entry.type, entry.party, entry.stream,
                entry.isAddressed
                    ? word("addressed to it, not acknowledged", "已发送，未确认") : word("not addressed to it", "未发送给该机构"))
        }
        page.table(table)
    }

    /// What was in time, by what others have signed.
    func writeTimeliness(on page: inout Page) {
        guard !trace.timeliness.isEmpty else { return }
        page.heading(word("In time", "时限"))
        for timeliness in trace.timeliness {
            page.line(
                "  \(Style.bold(timeliness.name(chinese: isChinese))) \(lanes.name(timeliness.entry))  \(shown(timeliness))"
            )
            page.line("    \(isChinese ? timeliness.why.zh : timeliness.why.en)")
        }
    }

    private func shown(_ timeliness: Trace.Timeliness) -> String {
        let text = isChinese ? word.state(timeliness.verdict) : timeliness.verdictWords
        return timeliness.isInTime ? Style.green(text) : timeliness.isLate ? Style.red(text) : Style.yellow(text)
    }
}

extension Page {
    /// What was in time in a claim, by what others have signed.
    mutating func show(_ timeliness: [Trace.Timeliness], _ word: TraceWords) {
        guard !timeliness.isEmpty else { return }
        heading(word("In time, by what others have signed", "时限（以他方签名为准）"))
        for item in timeliness {
            let text = word.isChinese ? word.state(item.verdict) : item.verdictWords
            let shown = item.isInTime ? Style.green(text) : item.isLate ? Style.red(text) : Style.yellow(text)
            line(word("  \(item.name.en): \(shown). \(item.why.en)", "  \(item.name.zh)：\(shown)。\(item.why.zh)"))
        }
    }

    /// The entries that a party had not acknowledged.
    mutating func show(unknown: [UnknownEntry], to party: String) {
        heading("Not acknowledged by \(party)")
        guard !unknown.isEmpty else {
            return line("  \(party) had acknowledged every entry of the stream that this node holds.")
        }
        line("  Above stands what the party says itself that it held. This node holds besides:")
        var table = Table("log", ">entry", "event", "")
        for entry in unknown {
            table.add(
                entry.entry.log, "#\(entry.entry.number)", entry.type,
                entry.isAddressed ? "addressed to it" : "not addressed to it")
        }
        self.table(table)
    }
}

extension Trace.Timeliness {
    var isInTime: Bool { verdict == "inTime" }
    var isLate: Bool { verdict == "late" }

    /// The verdict in plain English.
    var verdictWords: String { isInTime ? "in time" : isLate ? "late" : "not proven" }

    func name(chinese: Bool) -> String { chinese ? name.zh : name.en }
}
