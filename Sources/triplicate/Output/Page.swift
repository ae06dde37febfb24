import Claims

/// What a command prints for a person, line by line.
struct Page {
    private var lines: [String] = []
    /// In which language names of fields and statuses are printed, and of which kind of stream they are: where a state is shown.
    var word = TraceWords(isChinese: false)
    var kind = ""

    mutating func line(_ text: String = "") { lines.append(text) }

    mutating func heading(_ text: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append(Style.bold(word.heading(text)))
    }

    /// Names and values, the values aligned; those that are empty are left out.
    mutating func facts(_ facts: [(String, String)]) {
        let shown = facts.filter { !$0.1.isEmpty }.map { (word.field($0.0, of: kind), $0.1) }
        let width = shown.map { DisplayWidth.of($0.0) }.max() ?? 0
        for (name, value) in shown { lines.append("  \(Style.dim(name.padded(to: width)))  \(value)") }
    }

    mutating func table(_ table: Table) { lines += table.lines(word.column) }

    func print() {
        for line in lines { StandardOutput.write(TerminalText.safe(line.replacing("\n", with: " ")) + "\n") }
    }
}

/// Columns of text, each as wide as its widest cell.
struct Table {
    struct Column {
        let title: String
        var isNumber = false
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// A title that begins with `>` stands over a column of numbers, which end together.
    init(_ titles: String...) {
        columns = titles.map {
            Column(title: $0.hasPrefix(">") ? String($0.dropFirst()) : $0, isNumber: $0.hasPrefix(">"))
        }
    }

    mutating func add(_ cells: String...) { rows.append(cells) }
    mutating func add(_ cells: [String]) { rows.append(cells) }

    var isEmpty: Bool { rows.isEmpty }

    /// The lines of the table, its titles in the reader's words. Columns that are empty in every row are left out.
    func lines(_ word: (String) -> String = { $0 }) -> [String] {
        let titles = columns.map { word($0.title) }
        let shown = columns.indices.filter { index in rows.contains { !$0[index].isEmpty } }
        let widths = shown.map { index in
            max(DisplayWidth.of(titles[index]), rows.map { DisplayWidth.of($0[index]) }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(shown, widths).map { cells[$0].padded(to: $1, right: columns[$0].isNumber) }
            return "  " + padded.joined(separator: "  ").trimmingEnd
        }
        guard !shown.isEmpty else { return [] }
        return [Style.dim(line(titles))] + rows.map(line)
    }
}

extension String {
    var trimmingEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Int64 {
    /// The amount in the currency's unit with its decimals (ISO 4217): yuan without a sign, others with their code.
    func money(_ currency: String) -> String {
        switch currency {
        case "", "CNY": yuan
        case "CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF": "\(self) \(currency)"
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
            "\(self < 0 ? "-" : "")\(Int64(magnitude / 10).yuan)\(magnitude % 10) \(currency)"
        default: "\(yuan) \(currency)"
        }
    }
}
