import ClaimsLedger
import TransparencyLog

/// A traced case as a page of its own: both languages in it, no script, no external resource, printable on A4.
///
/// Two radio buttons choose the language; a style sheet hides the other. The style sheet is allowed by its hash alone, so that no
/// other style, no script, no image and no form can act even if a text from outside were taken for markup.
struct CaseDocument {
    let text: String

    init(_ file: CaseFile, isChinese: Bool) {
        var writer = CaseWriter(file, isChinese: isChinese)
        writer.write()
        text = writer.html.text
    }
}

/// Writes the page, section after section.
struct CaseWriter {
    let file: CaseFile
    let isChinese: Bool
    let lanes: TraceLanes
    /// The entries that have a row on the page, to which names of entries lead.
    let events: [Trace.Entry: Trace.Event]
    var html: Markup = ""

    var trace: Trace { file.trace }
    let chinese = TraceWords(isChinese: true)

    init(_ file: CaseFile, isChinese: Bool) {
        self.file = file
        self.isChinese = isChinese
        lanes = TraceLanes(file.trace)
        events = Dictionary(file.trace.events.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func write() {
        writeHead()
        html += """
            <main id="main">

            """
        writeSummary()
        writeDispute()
        writeFindings()
        writeTimeliness()
        writeTime()
        writeMoney()
        writePapers()
        writeRelated()
        writeDisputes()
        writeEntries()
        writeProof()
        html += """
            </main>
            <footer><p>\(say(
                "Amounts in yuan unless a currency stands beside them; times of Asia/Shanghai. This page is a report: what proves the case to a stranger is its evidence file (triplicate evidence export).",
                "金额未注明币种者单位为元；时间为北京时间。本页是报告；可供第三方核验的是证据文件（triplicate evidence export）。"))</p></footer>
            </body></html>

            """
    }

    private mutating func writeHead() {
        let style = CaseStyle.text
        let title = "\(file.summary.person) \(trace.stream)"
        html += """
            <!doctype html>
            <html lang="\(isChinese ? "zh" : "en")"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(CaseStyle.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
            <meta name="robots" content="noindex"><title>\(title)</title>

            """
        html += "<style>\(style)</style></head><body>\n"
        html += """
            <input class="choice" type="radio" name="language" id="zh" aria-label="中文"\(isChinese ? " checked" : "")><label for="zh" lang="zh-Hans">中文</label>
            <input class="choice" type="radio" name="language" id="en" aria-label="English"\(isChinese ? "" : " checked")><label for="en" lang="en-GB">English</label>
            <a class="skip" href="#main">\(say("Skip to the case", "跳到正文"))</a>

            """
    }

    // MARK: Words

    /// The same in both languages; the style sheet shows one.
    func say(_ english: Markup, _ chinese: Markup) -> Markup {
        english == chinese ? english : "<span lang=\"zh\">\(chinese)</span><span lang=\"en\">\(english)</span>"
    }

    func say(_ text: Trace.Text) -> Markup { say("\(text.en)", "\(text.zh)") }

    /// A verdict, a standing or a severity.
    func state(_ name: String) -> Markup { say("\(name)", "\(chinese.state(name))") }

    /// A stream's status: some mean another thing in another kind of stream.
    func state(_ name: String, of kind: String) -> Markup { say("\(name)", "\(chinese.state(name, of: kind))") }

    /// A text from outside, set apart so that its direction of writing does not spill over.
    func outside(_ text: String) -> Markup { "<bdi>\(text)</bdi>" }

    func money(_ fen: Int64) -> Markup { "\(fen.money(trace.subject?.currency ?? ""))" }

    /// `H#51`, leading to the entry's row.
    func link(_ entry: Trace.Entry) -> Markup {
        events[entry] != nil
            ? "<a href=\"#\(anchor(entry))\">\(lanes.name(entry))</a>" : "\(lanes.name(entry))"
    }

    func links(_ entries: [Trace.Entry]) -> Markup { entries.map(link).joined(separator: " ") }

    func anchor(_ entry: Trace.Entry) -> String {
        let lane = lanes.index(of: entry.log).map { lanes.parties[$0].key } ?? "x"
        return "e-\(lane)-\(entry.number)"
    }

    /// The name of an institution or a unit, with its code.
    func named(_ code: String) -> Markup {
        guard let name = file.names[code], !name.isEmpty else { return "\(code)" }
        return "\(outside(name)) <span class=\"dim\">\(code)</span>"
    }

    /// Opens a section with its heading.
    mutating func open(_ id: Markup, _ english: Markup, _ chinese: Markup) {
        html += "<section id=\"\(id)\" aria-labelledby=\"\(id)-h\">\n<h2 id=\"\(id)-h\">\(say(english, chinese))</h2>\n"
    }

    mutating func close() { html += "</section>\n" }

    /// Opens a table that scrolls by itself where it is wider than the screen.
    mutating func openTable(_ label: Markup, heads: [Markup]) {
        html += "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"\(label)\"><table>\n<thead><tr>"
        for head in heads { html += head }
        html += "</tr></thead>\n<tbody>\n"
    }

    mutating func closeTable() { html += "</tbody></table></div>\n" }

    func head(_ english: Markup, _ chinese: Markup) -> Markup { "<th scope=\"col\">\(say(english, chinese))</th>" }

    func numberHead(_ english: Markup, _ chinese: Markup) -> Markup {
        "<th scope=\"col\" class=\"n\">\(say(english, chinese))</th>"
    }
}
