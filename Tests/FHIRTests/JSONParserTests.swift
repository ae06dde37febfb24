import Testing

@testable import FHIR

@Suite("JSON is read strictly as RFC 8259 has it")
struct JSONParserTests {
    static func parse(_ text: String) throws(JSONDamage) -> JSONDocument {
        try parse(Array(text.utf8))
    }

    static func parse(_ bytes: [UInt8]) throws(JSONDamage) -> JSONDocument {
        var parser = JSONParser(bytes)
        try parser.parse()
        return JSONDocument(bytes: bytes, nodes: parser.nodes)
    }

    static func code(_ bytes: [UInt8]) -> FHIRError.Code? {
        do throws(JSONDamage) {
            _ = try parse(bytes)
            return nil
        } catch {
            return error.code
        }
    }

    /// After the cases of nst/JSONTestSuite (test_parsing, files y_…).
    @Test(
        "A text that every JSON reader must accept is accepted.",
        arguments: [
            "[[]   ]", #"[""]"#, "[]", #"["a"]"#, "[false]", #"[null, 1, "1", {}]"#, "[null]", "[1\n]", " [1]",
            "[1,null,null,null,2]", "[2] ", "[123e65]", "[0e+1]", "[0e1]", "[ 4]",
            "[-0.000000000000000000000000000001]",
            "[20e1]", "[-0]", "[-123]", "[-1]", "[1E22]", "[1E-2]", "[1E+2]", "[123.456e78]", "[1e-2]", "[1e+2]",
            "[123]", "[123.456789]", #"{"asd":"sdf", "dfg":"fgh"}"#, "{}", #"{"":0}"#, #"{"foo\u0000bar": 42}"#,
            #"{ "min": -1.0e+28, "max": 1.0e+28 }"#, #"{"a":[]}"#, "{\n\"a\": \"b\"\n}",
            #"["\u0060\u012a\u12AB"]"#, #"["\uD801\udc37"]"#, #"["\ud83d\ude39\ud83d\udc8d"]"#,
            #"["\"\\\/\b\f\n\r\t"]"#, #"["\\u0000"]"#, #"["\"""# + "]", #"["a/*b*/c/*d//e"]"#, #"["\\a"]"#, #"["\\n"]"#,
            #"["\u0012"]"#, #"["\uFFFF"]"#, #"[ "asd"]"#, #""\uDBFF\uDFFF""#, #"["new\u00A0line"]"#, "[\"\u{10FFFF}\"]",
            "[\"\u{FFFF}\"]", #"["\u0000"]"#, #"["\u002c"]"#, "[\"\u{03C0}\"]", "\"\u{2028}\"", #"["\u0821"]"#,
            "false", "42", "-0.1", "null", #""asd""#, "true", #""""#, "[\"a\"]\n", "[true]", " [] ", "[\"\u{7F}\"]",
        ])
    func accepts(_ text: String) {
        #expect(Self.code(Array(text.utf8)) == nil)
    }

    /// After the cases of nst/JSONTestSuite (test_parsing, files n_…).
    @Test(
        "A text that no JSON reader may accept is refused.",
        arguments: [
            "[1 true]", #"["": 1]"#, #"[""],"#, "[,1]", "[1,,2]", #"["x",,]"#, #"["x"]]"#, #"["",]"#, #"["x""#, "[x",
            "[3[4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[1,,]", "[\"\u{B}a\"\\f]",
            "[*]",
            #"[""#, "[1,", "[1,\n1\n,1", "[{}", "[fals]", "[nul]", "[tru]", "[++1234]", "[+1]", "[+Inf]", "[-01]",
            "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]", "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0E]",
            "[1.0e+]", "[1.0e-]", "[1.0e]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e-3]", "[2.e3]", "[9.e+]", "[Inf]",
            "[NaN]", "[1+2]", "[0x1]", "[0x42]", "[Infinity]", "[0e+-1]", "[-123.123foo]", "[-Infinity]", "[-foo]",
            "[- 1]", "[-012]", "[-.123]", "[-1x]", "[1ea]", "[1.]", "[.123]", "[1.2a-3]", "[1.8011670033376514H-308]",
            "[012]", #"["x", truth]"#, "{[: \"x\"}\n", #"{"x", null}"#, #"{"x"::"b"}"#, #"{"a":"a" 123}"#,
            #"{key: 'value'}"#,
            #"{"a" b}"#, #"{:"b"}"#, #"{"a" "b"}"#, #"{"a":"#, #"{"a""#, "{1:1}", "{9999E9999:1}",
            "{null:null,null:null}",
            #"{"id":0,,,,,}"#, "{'a':0}", #"{"id":0,}"#, #"{"a":"b"}/**/"#, #"{"a":"b"}//"#, #"{"a":"b",,"c":"d"}"#,
            "{a: \"b\"}", #"{"a":"a"#, #"{ "foo" : "bar", "a" }"#, #"{"a":"b"}#"#, " ", #"["\uD800\"]"#,
            #"["\uD800\u"]"#,
            #"["\uD800\u1"]"#, #"["\uD800\u1x"]"#, #"["\uD800\u0041"]"#, #"["\uDC00"]"#, #"["\uD800"]"#, "[é]",
            #"["\x00"]"#, #"["\\\"]"#, "[\"\\\t\"]", #"["\🌀"]"#, #"["\"]"#, #"["\u00A"]"#, #"["\uD834\uDd"]"#,
            #"["\a"]"#, #"["\uqqqq"]"#, "[\\u0020\"asd\"]", "[\\n]", "\"", "['single quote']", "abc", #"["\"#,
            "[\"a\u{0}a\"]", "[\"new\nline\"]", "[\"\t\"]", #""\UA66D""#, #"""x"#, "<.>", "[<null>]", "[1]x", "[1]]",
            #"["asd]"#, "aå", "[True]", "1]", #"{"x": true,"#, "[][]", "]", "{}}", #"{"":"#, #"{"a":/*comment*/"b"}"#,
            #"{"a": true} "x""#, "['", "[,", "[{", #"["a"#, #"["a""#, "{", "{]", "{,", "{[", #"{"a"#, "{'a'",
            #"["\{["\{["#,
            "*", #"{"a":"b"}#{}"#, #"[\u000A""]"#, "[1", "[ false, nul", "[ true, fals", "[ false, tru",
            #"{"asd":"asd""#,
            "å", "[\u{2060}]", "", "[\u{C}]", "2@", "nullx",
        ])
    func refuses(_ text: String) {
        #expect([.notJSON, .truncated].contains(Self.code(Array(text.utf8))))
    }

    @Test(
        "Bytes that are not UTF-8 are refused.",
        arguments: [
            [0xFF], [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE4, 0xBD], [0xC3, 0x28], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func refusesBadUTF8(_ bytes: [UInt8]) {
        #expect(Self.code([0x22] + bytes + [0x22]) == .notUTF8)
        #expect(String(validating: bytes, as: UTF8.self) == nil)
    }

    @Test("UTF-8 is judged as the standard library judges it, on random bytes.")
    func agreesOnUTF8() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<20_000 {
            let first: [UInt8] = [0xC2, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0x41, 0x80]
            var bytes = [first.randomElement(using: &random)!]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes.append(.random(in: 0x7E...0xC1, using: &random))
            }
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect((Self.code([0x22] + bytes + [0x22]) == nil) == isValid, "\(bytes)")
        }
    }

    @Test("UTF-16 is refused, a byte order mark before UTF-8 is passed over.")
    func handlesByteOrderMarks() {
        #expect(Self.code([0xFF, 0xFE, 0x7B, 0, 0x7D, 0]) == .notJSON)
        #expect(Self.code([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]) == nil)
        #expect(Self.code([0xEF, 0xBB, 0xBF]) == .notJSON)
    }

    @Test(
        "A name that stands twice in one object is refused, however it is written.",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"\u0061":3}"#, #"{"\n":1,"\u000a":2}"#, #"{"":1,"":2}"#,
            #"{"a":{"x":{"b":1},"y":2,"x":3}}"#,
            "{\((0..<40).map { "\"k\($0 % 39)\":0" }.joined(separator: ","))}",
        ])
    func refusesDuplicates(_ text: String) {
        #expect(Self.code(Array(text.utf8)) == .duplicateName)
    }

    @Test("The same name in different objects is no duplicate, and neither is one that differs in case.")
    func acceptsDifferentNames() {
        #expect(Self.code(Array(#"[{"a":{"a":1},"b":{"a":2},"A":[{"a":1},{"a":1}]}]"#.utf8)) == nil)
        #expect(Self.code(Array("{\((0..<40).map { "\"k\($0)\":0" }.joined(separator: ","))}".utf8)) == nil)
    }

    @Test("Sixty-four levels are read, one more is refused, a million do not crash.")
    func limitsDepth() {
        let nested = { (depth: Int) in
            Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        #expect(Self.code(nested(64)) == nil)
        #expect(Self.code(nested(65)) == .tooDeep)
        #expect(Self.code(nested(1_000_000)) == .tooDeep)
        #expect(Self.code(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == .tooDeep)
    }

    @Test("An object with many names is checked in linear time.", .timeLimit(.minutes(5)))
    func checksManyNames() {
        let text = "{\((0..<50_000).map { "\"k\($0)\":0" }.joined(separator: ","))}"
        #expect(Self.code(Array(text.utf8)) == nil)
    }

    @Test("Strings say what they stand for, numbers keep their text.")
    func decodes() throws {
        let document = try Self.parse(#"["\u4e2d\ud83d\ude00\"\\\/\b\f\n\r\t", "药", 112.42000000000002, -0, 1.50E+02]"#)
        let values = document.elements(of: 0)
        #expect(document.text(of: values[0]) == "中😀\"\\/\u{8}\u{C}\n\r\t")
        #expect(document.text(of: values[1]) == "药")
        #expect(values[2...].map(document.printed) == ["112.42000000000002", "-0", "1.50E+02"])
    }

    @Test("The compact text drops white space between tokens and nothing else.")
    func compacts() throws {
        let document = try Self.parse(
            "{ \"a b\" : [ 1.50 , \"x \\\" y\" , { } , [ ] ] ,\r\n\t\"c\\\\\" : null , \"d\" : \"\\u0020 \" }")
        #expect(document.compact(0) == #"{"a b":[1.50,"x \" y",{},[]],"c\\":null,"d":"\u0020 "}"#)
    }

    @Test("Members, elements, paths and places agree with the text.")
    func walks() throws {
        let document = try Self.parse("{\"a\": [ {\"b\": 1}, [],\n [ 2, 3 ] ],\n \"药\": true}")
        let members = document.members(of: 0)
        #expect(members.map(\.name) == ["a", "药"])
        let third = document.elements(of: document.elements(of: members[0].value)[2])[1]
        #expect(document.path(of: third) == "a[2][1]")
        #expect(document.path(of: third, from: members[0].value) == "[2][1]")
        #expect(document.printed(third) == "3")
        #expect(document.place(ofByte: Int(document.nodes[third].start)) == (2, 7))
        #expect(document.place(ofByte: Int(document.nodes[members[1].value].start)) == (3, 7))
        #expect(document.path(of: members[1].value) == "药")
        #expect(document.path(of: 0) == "")
        #expect(document.member("b", of: 0) == nil)
    }

    @Test(
        "Damage names the path that was being read.",
        arguments: [
            (#"{"a": [1, {"b": x}]}"#, "a[1].b"), (#"{"a": [1, x]}"#, "a[1]"), (#"{"a": 1, x}"#, ""),
            (#"{"a": {"b": [1, 2"#, "a.b[2]"), ("[[[tru", "[0][0][0]"), (#"{"a": {"#, "a"), ("x", ""),
        ])
    func namesPath(_ text: String, _ path: String) throws {
        let bytes = Array(text.utf8)
        var parser = JSONParser(bytes)
        let damage = #expect(throws: JSONDamage.self) { try parser.parse() }
        #expect(JSONDocument(bytes: bytes, nodes: parser.nodes).path(of: try #require(damage)) == path)
    }
}
