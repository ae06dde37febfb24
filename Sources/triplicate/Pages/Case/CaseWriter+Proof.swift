import ClaimsLedger

extension CaseWriter {
    // MARK: Entries

    /// Every entry of the case with what was read before it, and whether its inclusion was proven.
    mutating func writeEntries() {
        open("entries", "Entries", "记录")
        html += """
            <p class="dim">\(say(
                "Each entry stands in the log of the party that made it. The leaf is the hash of its bytes, which the tree of that log holds.",
                "每条记录载于作出该记录的机构的日志。叶哈希由记录字节算出，载于该日志的树中。"))</p>

            """
        openTable(
            "记录 Entries",
            heads: [
                head("entry", "记录"), head("recorded", "记录时间"), head("by", "记录者"),
                "<th scope=\"col\" class=\"w\">\(say("event", "事件"))</th>",
                "<th scope=\"col\" class=\"w\">\(say("leaf hash", "叶哈希"))</th>", head("in the tree", "在树中"),
            ])
        for event in trace.events { writeEntry(event) }
        closeTable()
        close()
    }

    private mutating func writeEntry(_ event: Trace.Event) {
        let proof = file.anchors[event.entry]
        var read: [Markup] = []
        if !event.after.isEmpty { read.append("\(say("after", "继")) \(links(event.after))") }
        if !event.basis.isEmpty { read.append("\(say("read", "依据")) \(links(event.basis))") }
        read += remarks(of: event)
        html += """
            <tr id="\(anchor(event.entry))"><th scope="row" class="t">\(lanes.name(event.entry))</th><td class="t">\(LocalTime.text(event.time))</td><td class="who">\(outside(event.operatorName))\(onBehalf(event))</td>\
            <td><b>\(event.type)</b> <bdi>\(say(event.text))</bdi> \(event.amount.map { money($0.wrappedValue) } ?? "") <span class="dim">\(event.stream)</span>\(read.isEmpty ? "" : "<br>" as Markup)\(read.joined(separator: "; "))</td><td><code>\(proof?.leaf ?? "")</code></td>\
            <td class="t">\(proof?.isProven == true ? "<span class=\"good\">✓ \(say("proven", "已证明"))</span>" : "<span class=\"bad\">✗ \(say("not proven", "未证明"))</span>" as Markup)</td></tr>

            """
    }

    // MARK: Verification

    /// Under which signed heads the entries were proven, and what that does and does not say.
    mutating func writeProof() {
        open("proof", "Verification", "验证")
        if trace.verification.ok {
            html += """
                <p class="good">\(say("Every entry above is in a tree whose head its party signed.", "以上每条记录都在其机构签名的日志树中。"))</p>

                """
        } else {
            html += "<p class=\"bad\">\(say("Not every entry above is proven.", "以上记录并未全部得到证明。"))</p>\n"
        }
        for problem in trace.verification.problems { html += "<p class=\"bad\">\(outside(problem))</p>\n" }
        openTable(
            "日志 Logs",
            heads: [
                head("", ""), head("log", "日志"), numberHead("size", "条数"),
                "<th scope=\"col\" class=\"w\">\(say("root", "根哈希"))</th>", numberHead("entries proven", "已证明"),
            ])
        for head in file.heads {
            let key = lanes.index(of: head.origin).map { lanes.parties[$0].key } ?? ""
            html += """
                <tr><th scope="row" class="k">\(key)</th><td><code>\(head.origin)</code></td><td class="n">\(head.size)</td><td><code>\(head.root)</code></td>\
                <td class="n\(head.proven == head.entries ? "" : " bad")">\(head.proven) / \(head.entries)</td></tr>

                """
        }
        closeTable()
        html += """
            <h3>\(say("What was checked", "检查了什么"))</h3><ol>
            <li>\(say("Each entry's bytes were hashed again to its leaf.", "重新计算每条记录字节的叶哈希。"))</li>
            <li>\(say("For each leaf the path to the root was recomputed, to the root and size of the checkpoint below.", "对每个叶哈希重新计算到根的路径，与下列检查点的根和条数一致。"))</li>
            <li>\(say("Each checkpoint's signature was verified with the log's key.", "用日志的公钥验证每个检查点的签名。"))</li>
            <li>\(say("Each entry was judged again by the rules; what broke one is marked and has no effect.", "按规则重新评判每条记录；违规者已标明且不生效。"))</li>
            <li>\(say("Each document held here was read and its SHA-256 recomputed.", "读取本节点保存的每份材料并重新计算其 SHA-256。"))</li></ol>
            <p>\(say(
                "Not checked here: that the keys are those of the parties (compare them with what each party publishes), and that nobody was shown another tree (that takes witnesses).",
                "此处未检查：公钥确属各机构（请与各机构公布的公钥核对）；各方所见的树是否相同（需由见证人核对）。"))</p>
            <h3>\(say("Signed checkpoints", "已签名的检查点"))</h3>

            """
        for head in file.heads {
            html += """
                <p><b>\(role(head.party))</b> \(say("key", "公钥")) <code>\(head.verifierKey)</code></p>
                \(note(head.checkpoint))

                """
        }
        close()
    }

    /// A signed note as it is, line by line.
    private func note(_ text: String) -> Markup {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)" as Markup }
        return "<pre>\(lines.joined(separator: "\n"))</pre>"
    }
}
