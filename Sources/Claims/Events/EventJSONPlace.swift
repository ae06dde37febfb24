/// Where in an event's JSON its reader stopped, said by the names of the fields: the reader itself names none.
enum EventJSONPlace {
    /// Longer texts are not looked through. In bytes; an entry has 65,535 at most.
    private static let maximumBytes = 1 << 17
    /// What lies deeper is not looked into. The reader takes as many messages within each other.
    private static let maximumDepth = 100

    /// Finds the innermost value that cannot be read.
    ///
    /// Each value is read on its own, inside the objects that it lies in, and the first that cannot be is looked into.
    /// - Parameters:
    ///   - json: a JSON object that cannot be read.
    ///   - isRead: whether such an object, cut down to one of its values, can be read.
    /// - Returns: the value's fields, as `bill.lines[2].amount`, counted from 0, and the object that holds it alone; nil where it is no
    ///   JSON object, or all its values can be read by themselves.
    /// - Complexity: linear in the bytes, times the depth at which the value lies, of which a hundred are looked into.
    static func first(in json: String, isRead: (String) -> Bool) -> (path: String, object: String)? {
        let bytes = Array(json.utf8)
        guard bytes.count <= maximumBytes else { return nil }
        var found: (path: String, object: String)?
        var value = Value(before: "", path: "", range: bytes.indices, after: "")
        for _ in 0..<maximumDepth {
            guard let next = value.parts(of: bytes).first(where: { !isRead($0.object(of: bytes)) }) else { break }
            value = next
            found = (value.path, value.object(of: bytes))
        }
        return found
    }

    /// A value, with what stands around it where everything beside it is left out.
    private struct Value {
        let before: String
        let path: String
        let range: Range<Int>
        let after: String

        func object(of bytes: [UInt8]) -> String { before + String(decoding: bytes[range], as: UTF8.self) + after }

        /// What it consists of: the values of an object or a list; nothing of others, or where it is no JSON.
        func parts(of bytes: [UInt8]) -> [Value] {
            var lexer = JSONLexer(bytes, range)
            lexer.skipSpace()
            let isList = lexer.next == UInt8(ascii: "[")
            guard isList || lexer.next == UInt8(ascii: "{") else { return [] }
            var parts: [Value] = []
            repeat {
                lexer.at += 1
                lexer.skipSpace()
                var name = "[\(parts.count)]"
                var opening = "["
                if !isList {
                    let start = lexer.at
                    guard let text = try? lexer.text() else { return parts }
                    name = path.isEmpty ? text : ".\(text)"
                    opening = "{\(String(decoding: bytes[start..<lexer.at], as: UTF8.self)):"
                    lexer.skipSpace()
                    guard lexer.take(UInt8(ascii: ":")) else { return parts }
                    lexer.skipSpace()
                }
                let start = lexer.at
                Self.skip(&lexer)
                guard lexer.at > start else { return parts }
                parts.append(
                    Value(
                        before: before + opening, path: path + name, range: start..<lexer.at,
                        after: (isList ? "]" : "}") + after))
                lexer.skipSpace()
            } while lexer.next == UInt8(ascii: ",")
            return parts
        }

        /// Goes on to the end of a value: a comma or a closing bracket that is not inside it.
        private static func skip(_ lexer: inout JSONLexer) {
            var open = 0
            while let byte = lexer.next {
                switch byte {
                case UInt8(ascii: "\""):
                    lexer.at += 1
                    guard (try? lexer.skipText()) != nil else { return }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    guard open > 0 else { return }
                    open -= 1
                case UInt8(ascii: ","): if open == 0 { return }
                default: break
                }
                lexer.at += 1
            }
        }
    }
}
