/// What an event's JSON must not say, although a reader of proto3 JSON takes it.
///
/// That reader merges a field that stands twice, and reads 1500.00, 1.5e3 and "1500.00" as the whole number 1500. Amounts are whole
/// numbers of fen: who writes 1500.00 means a hundred times as much.
enum EventJSON {
    /// A mistake as a sentence, and its remedy.
    struct Mistake: Error {
        let message: String
        let remedy: String

        static func number(_ text: String) -> Mistake {
            Mistake(
                message: "The number \(text) has a point or an exponent, and is no whole number for who reads it.",
                remedy: "Write numbers in digits alone, amounts in fen: 150000 for 1500.00 yuan.")
        }

        static func field(_ name: String) -> Mistake {
            Mistake(
                message: "The field “\(name)” stands twice in one object.",
                remedy: "Leave out the one that does not count.")
        }
    }

    /// Checks an event's JSON.
    ///
    /// - Parameter json: what a reader of proto3 JSON may still refuse; where it is no JSON, nothing more is looked at.
    /// - Returns: the texts in it that a reader could take for a number with a point or an exponent, sorted. A field that is a text has
    ///   them still when the event is written as JSON, one that is a number does not.
    /// - Throws: `Mistake` for a field that stands twice in an object, under any of its names, and for a number with a point or an
    ///   exponent.
    /// - Complexity: linear in the bytes.
    static func decimals(in json: String) throws(Mistake) -> [String] {
        var reader = Reader(json)
        while let word = reader.word() {
            switch word {
            case .field(let name): guard reader.isNew(name) else { throw .field(name) }
            case .number(let text): if isDecimal(text) { throw .number(text) }
            }
        }
        return reader.decimals.sorted()
    }

    /// Whether a text is made of what makes numbers, a point or an exponent among it.
    private static func isDecimal(_ text: String) -> Bool {
        var isDecimal = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isDecimal = true
            default: return false
            }
        }
        return isDecimal
    }

    /// Goes through the fields and the numbers.
    private struct Reader {
        enum Word {
            case field(String)
            case number(String)
        }

        private var lexer: JSONLexer
        /// The fields of the objects that are open; none of a list.
        private var open: [Set<String>] = []
        private(set) var decimals: [String] = []

        init(_ json: String) {
            let bytes = Array(json.utf8)
            lexer = JSONLexer(bytes, bytes.indices)
        }

        /// The next field's name, or the next number; nil at the end, or where it is no JSON.
        mutating func word() -> Word? {
            while let byte = lexer.next {
                switch byte {
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    open.append([])
                    lexer.at += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    guard open.popLast() != nil else { return nil }
                    lexer.at += 1
                case UInt8(ascii: "\""):
                    let start = lexer.at
                    lexer.at += 1
                    guard (try? lexer.skipText()) != nil else { return nil }
                    let end = lexer.at
                    lexer.skipSpace()
                    let isField = lexer.next == UInt8(ascii: ":")
                    // Most texts are no numbers, and need not be decoded to know it.
                    guard isField || mayBeDecimal(start + 1..<end - 1) else { continue }
                    var decoder = lexer
                    decoder.at = start
                    guard let text = try? decoder.text() else { return nil }
                    if isField { return .field(text) }
                    if EventJSON.isDecimal(text) { decimals.append(text) }
                case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(number())
                default: lexer.at += 1
                }
            }
            return nil
        }

        /// Whether a text as it is spelled begins as a number does, or with an escape.
        private func mayBeDecimal(_ range: Range<Int>) -> Bool {
            guard !range.isEmpty else { return false }
            switch lexer.bytes[range.lowerBound] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "\\"):
                return true
            default: return false
            }
        }

        /// Notes a field of the innermost object.
        mutating func isNew(_ name: String) -> Bool {
            guard !open.isEmpty else { return true }
            return open[open.count - 1].insert(EventJSON.jsonName(name)).inserted
        }

        private mutating func number() -> String {
            let start = lexer.at
            while let byte = lexer.next {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                    UInt8(ascii: "e"), UInt8(ascii: "E"):
                    lexer.at += 1
                default: return String(decoding: lexer.bytes[start..<lexer.at], as: UTF8.self)
                }
            }
            return String(decoding: lexer.bytes[start..<lexer.at], as: UTF8.self)
        }
    }

    /// The JSON name of a field that may be spelled as in the `.proto` file: `bill_amount` is `billAmount`.
    private static func jsonName(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        var spelled: [UInt8] = []
        var isAfterLine = false
        for byte in name.utf8 {
            if byte == UInt8(ascii: "_") {
                isAfterLine = true
                continue
            }
            let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            spelled.append(isAfterLine && isSmall ? byte - 32 : byte)
            isAfterLine = false
        }
        return String(decoding: spelled, as: UTF8.self)
    }
}
