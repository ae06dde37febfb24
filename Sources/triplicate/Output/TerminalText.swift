/// What may be written to a terminal: texts come from other systems, and a control sequence in one could repaint the screen or turn
/// the direction of writing.
enum TerminalText {
    /// The text with every control character shown as U+FFFD, and marks that turn the direction of writing too. Line feeds stay, and
    /// sequences that only colour, as ``Style`` writes them.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isUnsafe($0) }) else { return text }
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if let end = endOfColour(in: scalars, from: index) {
                result.append(contentsOf: scalars[index..<end])
                index = end
            } else {
                result.append(isUnsafe(scalars[index]) ? "\u{fffd}" : scalars[index])
                index += 1
            }
        }
        return String(result)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0a: false
        case 0x00..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    /// Where a sequence `ESC [ digits m` ends that begins here.
    private static func endOfColour(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        guard start + 2 < scalars.count, scalars[start] == "\u{1b}", scalars[start + 1] == "[" else { return nil }
        var index = start + 2
        while index < scalars.count, index < start + 5, ("0"..."9").contains(scalars[index]) { index += 1 }
        return index > start + 2 && index < scalars.count && scalars[index] == "m" ? index + 1 : nil
    }
}
