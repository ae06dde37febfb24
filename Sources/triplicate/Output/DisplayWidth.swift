/// How many columns of a terminal a text takes.
///
/// Source: Unicode Standard Annex 11, East Asian Width: wide and full-width characters take two columns. Combining marks, controls
/// and formatting characters take none, nor do the escape sequences that colour a text.
enum DisplayWidth {
    static func of(_ text: some StringProtocol) -> Int {
        var width = 0
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                isEscape = scalar != "m"
            } else if scalar == "\u{1b}" {
                isEscape = true
            } else {
                width += columns(scalar)
            }
        }
        return width
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        var low = 0
        var high = wide.count
        while low < high {
            let middle = (low + high) / 2
            if value > wide[middle].upperBound { low = middle + 1 } else { high = middle }
        }
        return low < wide.count && wide[low].contains(value)
    }

    /// Blocks whose characters are wide or full-width, ascending.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x25fd...0x25fe, 0x2e80...0x303e,
        0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff,
        0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1aff0...0x1b2ff,
        0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff, 0x20000...0x3fffd,
    ]
}

extension StringProtocol {
    /// The text with spaces at its end, or at its beginning, so that it takes that many columns.
    func padded(to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: Swift.max(0, width - DisplayWidth.of(self)))
        return right ? space + self : self + space
    }
}

extension String {
    /// The text in lines of at most so many columns, broken at spaces where there are any.
    func wrapped(to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for character in self {
            if DisplayWidth.of(line) + DisplayWidth.of("\(character)") > columns {
                let space = line.lastIndex(of: " ").map { line.index(after: $0) }
                let end = space.flatMap { DisplayWidth.of(line[..<$0]) > columns / 2 ? $0 : nil } ?? line.endIndex
                lines.append(String(line[..<end]).trimmingEnd)
                line = String(line[end...])
            }
            if !(character == " " && line.isEmpty && !lines.isEmpty) { line.append(character) }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
