import Claims
import Foundation
import Synchronization
import Yams

/// A YAML document as it was written: every scalar its exact text, every node its line and column.
struct Tree: Sendable {
    enum Content: Sendable {
        /// `isPlain`: not quoted, so that an empty text means nothing was written.
        case scalar(String, isPlain: Bool)
        case mapping([Pair])
        case sequence([Tree])
    }

    struct Pair: Sendable {
        var key: String
        var place: Policy.Place
        var value: Tree
    }

    var content: Content
    var place: Policy.Place

    var isEmpty: Bool {
        switch content {
        case .scalar(let text, let isPlain): isPlain && (text.isEmpty || text == "~" || text == "null")
        case .mapping(let pairs): pairs.isEmpty
        case .sequence(let parts): parts.isEmpty
        }
    }

    /// What a person would call it.
    var kindName: String {
        switch content {
        case .scalar: isEmpty ? "nothing" : "a single value"
        case .mapping: "a map of keys"
        case .sequence: "a list"
        }
    }

    /// What to do where keys are expected and a single value stands that was meant to be one.
    var lacksColon: String? {
        guard case .scalar(let text, isPlain: true) = content, text.contains(where: { $0 == ":" || $0 == "：" }) else {
            return nil
        }
        return "Write a key, a half-width colon and a space: `policy: NAME`."
    }

    func value(of key: String) -> Tree? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key == key }?.value
    }
}

// MARK: - Reading

extension Tree {
    /// Files of this kind are a few kilobytes; an itemised list of ten thousand lines is about one megabyte.
    static let mostBytes = 4 << 20
    static let mostDepth = 64

    /// Reads a document. Anchors and aliases are refused: a policy says everything where it stands, and a few lines of
    /// aliases can stand for more than any memory holds.
    ///
    /// - Throws: one mistake with the place where YAML ends to be YAML.
    static func read(_ text: String) throws(Mistakes) -> Tree {
        // A byte order mark says nothing in UTF-8.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        guard text.utf8.count <= mostBytes else {
            throw Mistakes(
                one: Policy.Place(line: 1, column: 1), "the file has more than \(mostBytes >> 20) MiB", "Split it.")
        }
        if let anchor = anchor(in: text) {
            throw Mistakes(
                one: anchor, "anchors (&) and aliases (*) are not allowed",
                "Write the value out, or put the text in quotes.")
        }
        guard couldNestDeeply(text) else { return try composed(text) }
        // The parser recurses with the nesting, and it knows no limit below a thousand: that many calls do not fit
        // the stack of a task's thread, so such a text is read on a thread with a stack that holds them.
        let box = Box()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let result: Result<Tree, Mistakes>
            do throws(Mistakes) {
                result = .success(try composed(text))
            } catch {
                result = .failure(error)
            }
            box.result.withLock { $0 = result }
            done.signal()
        }
        thread.stackSize = 32 << 20
        thread.start()
        done.wait()
        guard let result = box.result.withLock({ $0 }) else {
            throw Mistakes(one: Policy.Place(line: 1, column: 1), "the file could not be read", "Try again.")
        }
        return try result.get()
    }

    private final class Box: Sendable {
        let result = Mutex<Result<Tree, Mistakes>?>(nil)
    }

    /// Whether more than a hundred levels are possible at all: every level needs a bracket or a column.
    private static func couldNestDeeply(_ text: String) -> Bool {
        var (brackets, column) = (0, 0)
        var isPrefix = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                brackets += 1
                isPrefix = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                isPrefix = true
                column = 0
                continue
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "\t"), UInt8(ascii: ":"): break
            default: isPrefix = false
            }
            if isPrefix { column += 1 }
            if brackets > 50 || column > 50 { return true }
        }
        return false
    }

    /// An anchor stands where a value begins; inside a text `&` is a character like any other.
    private static func anchor(in text: String) -> Policy.Place? {
        var (line, column) = (1, 0)
        var before: UInt8 = UInt8(ascii: "\n")
        var isMarked = false
        for scalar in text.unicodeScalars {
            column += 1
            if isMarked, !scalar.properties.isWhitespace { return Policy.Place(line: line, column: column - 1) }
            isMarked = false
            switch scalar {
            case "\n":
                line += 1
                column = 0
                before = UInt8(ascii: "\n")
            case " ", "\t", "\r": break
            case "&": isMarked = "\n:-[{,?".utf8.contains(before)
            default: before = UInt8(exactly: scalar.value) ?? 255
            }
        }
        return nil
    }

    private static func composed(_ text: String) throws(Mistakes) -> Tree {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw Mistakes(error, in: text)
        } catch {
            throw Mistakes(
                one: Policy.Place(line: 1, column: 1), "the file could not be read: \(error)", "It must be YAML.")
        }
        guard let node else {
            throw Mistakes(
                one: Policy.Place(line: 1, column: 1), "the file is empty", "Docs/policies.md shows how to begin.")
        }
        return try Tree(node, depth: 0)
    }

    private init(_ node: Node, depth: Int) throws(Mistakes) {
        let mark = node.mark
        place = Policy.Place(line: mark?.line ?? 1, column: mark?.column ?? 1)
        guard depth < Tree.mostDepth else {
            throw Mistakes(one: place, "the file is nested more than \(Tree.mostDepth) deep", "Write it flatter.")
        }
        switch node {
        case .scalar(let scalar):
            content = .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let parts):
            var trees: [Tree] = []
            for part in parts { trees.append(try Tree(part, depth: depth + 1)) }
            content = .sequence(trees)
        case .mapping(let mapping):
            var pairs: [Pair] = []
            for (key, value) in mapping {
                let mark = key.mark
                let place = Policy.Place(line: mark?.line ?? 1, column: mark?.column ?? 1)
                guard case .scalar(let scalar) = key else {
                    throw Mistakes(one: place, "a key is a list or a map", "A key is a single word or number.")
                }
                pairs.append(Pair(key: scalar.string, place: place, value: try Tree(value, depth: depth + 1)))
            }
            content = .mapping(pairs)
        case .alias:
            throw Mistakes(one: place, "aliases (*) are not allowed", "Write the value out.")
        }
    }
}

extension Mistakes {
    init(one place: Policy.Place, _ message: String, _ remedy: String) {
        self.init([Mistake(place: place, path: "", message: message, remedy: remedy)])
    }

    fileprivate init(_ error: YamlError, in text: String) {
        let remedy = "It must be YAML: `key: value` lines, indented with spaces; texts with : # { [ , in quotes."
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = Policy.Place(line: mark.line, column: mark.column)
            let fault = SyntaxFault(problem, at: place, openedAt: context?.mark, in: text)
            self.init(one: place, fault.message, fault.remedy ?? remedy)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let begin = Policy.Place(line: context.mark.line, column: context.mark.column)
            self.init(
                one: SyntaxFault.second(of: duplicates.first ?? "", after: begin, in: text) ?? begin,
                "\"\(duplicates.joined(separator: "\", \""))\" stands twice in one map", "Keep one of them.")
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.count(where: \.isNewline) + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            self.init(one: Policy.Place(line: line, column: column), problem, "Save the file as UTF-8 text.")
        default: self.init(one: Policy.Place(line: 1, column: 1), "the file could not be read", remedy)
        }
    }
}
