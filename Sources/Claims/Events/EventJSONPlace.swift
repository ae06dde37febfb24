/// Where in an event's JSON its reader stopped, said by the names of the fields: the reader itself names none.
enum EventJSONPlace {
    /// Longer texts are not looked through. In bytes; an entry has 65,535 at most.
    private static let maximumBytes = 1 << 17
    /// What lies deeper is not looked into. The reader takes as many messages within each other.
    private static let maximumDepth = 100
    /// Bytes that the reader is given in all: what is looked for in vain stays the value around it.
    private static let maximumRead = 1 << 20
    /// What lies behind a longer name is not looked into: no field has one. In bytes.
    private static let maximumName = 200

    /// Finds the innermost value that cannot be read.
    ///
    /// Each value is read on its own, inside the objects that it lies in, and the first that cannot be is looked into, unless no field has its
    /// name.
    /// - Parameters:
    ///   - json: a JSON object that cannot be read.
    ///   - isRead: whether such an object, cut down to one of its values, can be read.
    ///   - isKnown: whether such an object names fields that there are, whatever its value is.
    /// - Returns: the value's fields, as `bill.lines[2].amount`, counted from 0, and the object that holds it alone; nil where it is no
    ///   JSON object, or all its values can be read by themselves.
    /// - Complexity: linear in the bytes, times the depth at which the value lies, of which a hundred are looked into; at most
    ///   a mebibyte is read.
    static func first(
        in json: String, isRead: (String) -> Bool, isKnown: (String) -> Bool
    ) -> (path: String, object: String)? {
        let bytes = Array(json.utf8)
        guard bytes.count <= maximumBytes else { return nil }
        var found: (path: String, object: String)?
        var value = Value(before: "", path: "", range: bytes.indices, after: "")
        var left = maximumRead
        for _ in 0..<maximumDepth {
            let next = value.firstPart(of: bytes) { part in
                left -= part.length
                return left < 0 || !isRead(part.object(of: bytes))
            }
            guard let next, left >= 0 else { break }
            value = next
            found = (value.path, value.object(of: bytes))
            guard isKnown(value.before + "null" + value.after) else { break }
        }
        return found
    }

    /// A value, with what stands around it where everything beside it is left out.
    private struct Value {
        let before: String
        let path: String
        let range: Range<Int>
        let after: String

        /// Of its object, in bytes.
        var length: Int { before.utf8.count + range.count + after.utf8.count }

        func object(of bytes: [UInt8]) -> String { before + String(decoding: bytes[range], as: UTF8.self) + after }

        /// The first of what it consists of, the values of an object or a list, for which a condition holds; nil of others, and where it is
        /// no JSON.
        func firstPart(of bytes: [UInt8], where isWanted: (Value) -> Bool) -> Value? {
            var lexer = JSONLexer(bytes, range)
            lexer.skipSpace()
            let isList = lexer.next == UInt8(ascii: "[")
            guard isList || lexer.next == UInt8(ascii: "{") else { return nil }
            var count = 0
            repeat {
                lexer.at += 1
                lexer.skipSpace()
                var name = "[\(count)]"
                var opening = "["
                if !isList {
                    let start = lexer.at
                    guard let text = try? lexer.text(), text.utf8.count <= maximumName else { return nil }
                    name = path.isEmpty ? text : ".\(text)"
                    opening = "{\(String(decoding: bytes[start..<lexer.at], as: UTF8.self)):"
                    lexer.skipSpace()
                    guard lexer.take(UInt8(ascii: ":")) else { return nil }
                    lexer.skipSpace()
                }
                let start = lexer.at
                Self.skip(&lexer)
                guard lexer.at > start else { return nil }
                let part = Value(
                    before: before + opening, path: path + name, range: start..<lexer.at,
                    after: (isList ? "]" : "}") + after)
                if isWanted(part) { return part }
                count += 1
                lexer.skipSpace()
            } while lexer.next == UInt8(ascii: ",")
            return nil
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
