import EntryFormat
import Testing

@Suite("Stream names")
struct StreamNameTests {
    @Test(
        "A name falls into kind, decider and number.",
        arguments: [
            ("claim/210200/2026-000123", "claim", "210200", "2026-000123"),
            ("account/210200/A.1_x/2026", "account", "210200", "A.1_x/2026"),
            ("a/b/c", "a", "b", "c"),
            ("specific-item/H11010500001/...", "specific-item", "H11010500001", "..."),
        ])
    func parts(text: String, kind: String, decider: String, number: String) throws {
        let name = try StreamName(text)
        #expect(name.kind == kind)
        #expect(name.decider == decider)
        #expect(name.number == number)
        #expect(name.description == text)
        #expect(try StreamName(Array(text.utf8).span.bytes) == name)
    }

    @Test(
        "What has another shape is refused.",
        arguments: [
            "claim", "claim/210200", "/210200/1", "claim//1", "claim/210200/", "claim/210200//1", "Claim/210200/1",
            "claim1/210200/1", "claim/../1", "claim/210200/.", "claim/210200/a b", "claim/210200/a+b", "claim/二/1",
            "claim/210200/1\n", " claim/210200/1", "claim\\210200\\1", "claim/210200/%2e", "a/b/c\0",
        ])
    func malformed(text: String) throws {
        let error = try #require(throws: EntryError.self) { try StreamName(text) }
        #expect(error.code == .stream)
        #expect(error.field == "stream")
    }

    @Test("A message shows hostile text in part, and without what a terminal obeys.")
    func message() throws {
        let hostile = "claim/\u{1B}[2J\n王" + String(repeating: "x", count: 150)
        let error = try #require(throws: EntryError.self) { try StreamName(hostile) }
        #expect(error.message.hasPrefix("“claim/?[2J????xxx"))
        #expect(error.message.utf8.count < 120)
    }

    @Test("A name has 1 to 200 bytes.")
    func lengths() throws {
        #expect(try StreamName("a/b/" + String(repeating: "c", count: 196)).number.count == 196)
        for text in ["", "a/b/" + String(repeating: "c", count: 197)] {
            let error = try #require(throws: EntryError.self) { try StreamName(text) }
            #expect(error.code == .streamLength)
        }
    }

    @Test("Names sort by their bytes.")
    func order() throws {
        let texts = ["a/b/d", "a/b/c", "a-/b/c", "a/b/C", "aa/b/c"]
        let sorted = try texts.map { try StreamName($0) }.sorted().map(\.text)
        #expect(sorted == ["a-/b/c", "a/b/C", "a/b/c", "a/b/d", "aa/b/c"])
    }
}
