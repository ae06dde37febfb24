import Claims
import ClaimsLedger

extension CaseWriter {
    /// The papers that the entries name, each with its hash and whether its bytes are here and are those.
    mutating func writePapers() {
        open("papers", "Documents", "材料")
        if file.papers.isEmpty { html += "<p>\(say("No entry names a document.", "没有记录附有材料。"))</p>\n" }
        if !file.papers.isEmpty {
            openTable(
                "材料 Documents",
                heads: [
                    head("document", "材料"), head("title", "标题"),
                    "<th scope=\"col\" class=\"w\">SHA-256</th>", head("held here", "本节点保存"), head("entry", "记录"),
                ])
            for paper in file.papers {
                let kind = paper.document.kind
                html += """
                    <tr><th scope="row">\(say("\(kind.said(chinese: false))", "\(kind.said(chinese: true))"))\(marks(of: paper.document))</th><td>\(outside(paper.document.title))</td>\
                    <td><code>\(paper.document.sha256)</code></td><td>\(holding(paper.holding))</td><td class="t">\(link(paper.entry))</td></tr>

                    """
            }
            closeTable()
            html += """
                <p class="dim">\(say(
                    "“Whole”: the file was read and its SHA-256 recomputed; it is the one that the signed entry names.",
                    "“完整”：已读取文件并重新计算其 SHA-256，与已签名记录所载一致。"))</p>

                """
        }
        close()
    }

    private func marks(of document: Document) -> Markup {
        var marks: Markup = ""
        if document.bothSides { marks += " <span class=\"dim\">\(say("both sides", "正反面"))</span>" }
        if document.signedOnBack { marks += " <span class=\"dim\">\(say("signed on the back", "背面签字"))</span>" }
        return marks
    }

    private func holding(_ holding: CaseFile.Paper.Holding) -> Markup {
        switch holding {
        case .whole(let bytes):
            "<span class=\"good\">\(say("whole", "完整"))</span> <span class=\"dim\">\(say("\(bytes) bytes", "\(bytes) 字节"))</span>"
        case .damaged:
            "<span class=\"bad\">\(say("damaged: other bytes than the entry names", "已损坏：内容与记录所载不符"))</span>"
        case .absent: "<span class=\"warn\">\(say("not held here", "未保存"))</span>"
        }
    }

    /// The other streams whose entries are on the page.
    mutating func writeRelated() {
        guard !trace.related.isEmpty else { return }
        open("related", "Related", "相关业务")
        openTable(
            "相关业务 Related",
            heads: [
                head("stream", "业务"), head("status", "状态"), head("who", "姓名"), head("date", "日期"),
                numberHead("amount", "金额"),
            ])
        for row in trace.related {
            html += """
                <tr><th scope="row"><code>\(row.stream)</code></th><td>\(state(row.shownStatus, of: row.kind))</td><td>\(outside(row.title))</td><td class="t">\(row.date)</td>\
                <td class="n">\(row.amount == 0 ? "" : row.amount.money(row.currency))</td></tr>

                """
        }
        closeTable()
        close()
    }
}

extension Document.Kind {
    /// What the paper is, in one of the two languages.
    func said(chinese: Bool) -> String {
        switch self {
        case .card: chinese ? "社会保障卡" : "card"
        case .applicationForm: chinese ? "备案申请表" : "application form"
        case .dischargeCertificate: chinese ? "出院证明" : "discharge certificate"
        case .diagnosisCertificate: chinese ? "诊断证明" : "diagnosis certificate"
        case .itemisedList: chinese ? "费用清单" : "itemised list"
        case .invoice: chinese ? "收费票据" : "invoice"
        case .hospitalAnswer: chinese ? "医院复函" : "hospital's answer"
        case .guarantee: chinese ? "担保证明" : "guarantor's certificate"
        case .medicalRecord: chinese ? "病历复印件" : "medical record"
        case .specificItemForm: chinese ? "门特审批表" : "approval of a specific item"
        case .photograph: chinese ? "照片" : "photograph"
        case .writtenRequest: chinese ? "书面申请" : "written request"
        default: chinese ? "其他材料" : "other paper"
        }
    }
}
