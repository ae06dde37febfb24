extension FindingsReport {
    /// The report as a table, and each miss and each false hit by name.
    public var text: String {
        var lines = [
            "  finding                            planted   hit  missed  false  near misses (hit)  precision  recall"
        ]
        for row in rows {
            let name = Self.left("\(row.number) \(row.code)", 34)
            let counts = [row.planted, row.hit, row.missed, row.falseHits]
            let widths = [8, 6, 8, 7]
            let numbers = zip(counts, widths).map { Self.right(String($0), $1) }.joined()
            let near = Self.right("\(row.nearMisses) (\(row.falseOnNearMisses))", 19)
            lines.append(
                "  \(name)\(numbers)\(near)\(Self.right(Self.percent(row.precision), 11))\(Self.right(Self.percent(row.recall), 8))"
            )
        }
        for row in rows where row.planted == 0 {
            lines.append("  \(row.number) \(row.code): not planted, because the year has nothing of what it is about.")
        }
        lines += Self.list("Missed", missed)
        lines += Self.list("False hits", falseHits)
        if isClean { lines.append("Everything that was planted is found, and nothing else.") }
        return lines.joined(separator: "\n")
    }

    private static func list(_ title: String, _ mistakes: [Mistake]) -> [String] {
        guard !mistakes.isEmpty else { return [] }
        return ["\(title):"]
            + mistakes.map { "  \($0.finding) in \($0.stream) (planted: \($0.plant)): \($0.what)" }
    }

    private static func percent(_ share: Double?) -> String {
        guard let share else { return "-" }
        let tenths = Int((share * 1_000).rounded(.down))
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
