import Claims
import Yams

/// What the parser of YAML says about a text that is none, in words for somebody who only wanted to write a policy.
struct SyntaxFault {
    let message: String
    /// `nil` where only the general rule is left to say.
    let remedy: String?

    init(_ problem: String, at place: Policy.Place, openedAt opening: Mark?, in text: String) {
        let line = Self.line(place.line, of: text)
        let isInBraces = problem.contains("',' or '}'") || problem.contains("',' or ']'")
        if line.prefix(while: \.isWhitespace).contains("\t") {
            message = "a tab stands before the text"
            remedy = "Indent with spaces."
        } else if let full = line.first(where: { WritingHint.isFullWidth($0) }),
            problem.contains("expected") || problem.contains("not allowed")
        {
            message = "\"\(full)\" is a full-width sign, which separates nothing"
            remedy = "Type commas, colons and braces in half width, with a space after them; texts with them in quotes."
        } else if problem.contains("mapping values are not allowed") {
            message = "a second \":\" stands where only one value may stand"
            remedy =
                "Put a text with \": \" in quotes; let each key begin a line of its own, indented like its neighbours."
        } else if isInBraces, let opening {
            message =
                "the braces that open in line \(opening.line), column \(opening.column) are not closed before here"
            remedy = "Separate the parts with commas, and close every { and [."
        } else if problem.contains("could not find expected ':'") {
            message = "a key has no \":\" after it"
            remedy = "Write a key, a half-width colon and a space: `rate: 80%`."
        } else if problem.contains("another document") {
            message = "a second document begins here"
            remedy = "Remove `---`: one file holds one."
        } else {
            message = problem
            remedy = nil
        }
    }

    private static func line(_ number: Int, of text: String) -> Substring {
        var rest = text[...]
        for _ in 1..<max(1, number) {
            guard let end = rest.firstIndex(where: \.isNewline) else { return "" }
            rest = rest[rest.index(after: end)...]
        }
        return rest.prefix { !$0.isNewline }
    }

    /// Where a key stands a second time in one map.
    ///
    /// - Parameter first: where it stands first.
    static func second(of key: String, after first: Policy.Place, in text: String) -> Policy.Place? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.indices.contains(first.line - 1) else { return nil }
        let before = lines[first.line - 1].prefix(first.column - 1).reversed().first { !$0.isWhitespace }
        let isInBraces = before == "{" || before == ","
        var depth = 0
        for number in first.line...lines.count {
            let line = lines[number - 1]
            let isFirst = number == first.line
            if !isInBraces, !isFirst {
                let indent = line.prefix { $0 == " " }.count
                guard let begin = line.dropFirst(indent).first, begin != "#" else { continue }
                if indent < first.column - 1 { return nil }
                if indent == first.column - 1, isKey(key, line.dropFirst(indent)) {
                    return Policy.Place(line: number, column: first.column)
                }
            }
            guard isInBraces else { continue }
            var last: Character?
            for (offset, character) in line.enumerated() where !isFirst || offset >= first.column {
                switch character {
                case "{", "[": depth += 1
                case "}", "]": depth -= 1
                default:
                    if depth == 0, last == "," || last == nil && !isFirst, isKey(key, line.dropFirst(offset)) {
                        return Policy.Place(line: number, column: offset + 1)
                    }
                }
                if depth < 0 { return nil }
                if !character.isWhitespace { last = character }
            }
        }
        return nil
    }

    private static func isKey(_ key: String, _ rest: Substring) -> Bool {
        [key, "\"\(key)\"", "'\(key)'"].contains { name in
            rest.hasPrefix(name) && rest.dropFirst(name.count).drop { $0 == " " }.hasPrefix(":")
        }
    }
}
