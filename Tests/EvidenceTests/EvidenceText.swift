/// An evidence file as lines that a forger edits.
struct EvidenceText {
    var lines: [String]

    init(_ bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        lines.removeLast()
    }

    var bytes: [UInt8] { lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }

    /// Where the lines with a keyword stand.
    func places(of keyword: String) -> [Int] {
        lines.indices.filter { lines[$0] == keyword || lines[$0].hasPrefix(keyword + " ") }
    }

    /// The lines of one log: from its `log` to before the next.
    func log(_ index: Int) -> Range<Int> {
        let starts = places(of: "log") + places(of: "end")
        return starts[index]..<starts[index + 1]
    }

    /// The lines of one entry, counted over the whole file: from its `entry` to before what follows.
    func entry(_ index: Int) -> Range<Int> {
        let start = places(of: "entry")[index]
        let end = lines[(start + 1)...].firstIndex { line in
            !["bytes ", "hash ", "blob "].contains { line.hasPrefix($0) }
        }
        return start..<(end ?? lines.count)
    }

    /// The same file with a line changed.
    func replacing(_ place: Int, _ line: String) -> EvidenceText {
        var copy = self
        copy.lines[place] = line
        return copy
    }

    func inserting(_ line: String, at place: Int) -> EvidenceText { replacingLines(place..<place, [line]) }

    func removing(_ place: Int) -> EvidenceText { replacingLines(place..<(place + 1), []) }

    func replacingLines(_ range: Range<Int>, _ with: [String]) -> EvidenceText {
        var copy = self
        copy.lines.replaceSubrange(range, with: with)
        return copy
    }

    /// The same file with two parts that do not overlap in each other's place; the first stands first.
    func swapping(_ first: Range<Int>, _ second: Range<Int>) -> EvidenceText {
        replacingLines(
            first.lowerBound..<second.upperBound,
            Array(lines[second]) + Array(lines[first.upperBound..<second.lowerBound]) + Array(lines[first]))
    }
}
