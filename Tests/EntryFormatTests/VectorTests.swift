import EntryFormat
import Testing

@Suite("The published vectors")
struct VectorTests {
    let vectors: EntryVectors

    init() throws { vectors = try EntryVectors.load() }

    @Test("A well-formed entry has the fields, the bytes and the leaf hash of its vector.")
    func wellFormed() throws {
        #expect(vectors.entries.map(\.name) == ["least", "full", "extreme", "many"])
        for vector in vectors.entries {
            let fields = try #require(vector.fields.value, "\(vector.name)")
            let entry = bytes(of: vector.hex)
            #expect(try fields.encoded() == entry, "\(vector.name)")
            let view = try EntryView(entry.span.bytes)
            #expect(try view.fields() == fields, "\(vector.name)")
            #expect(LeafHash(PlainSHA256.hash([0] + entry))?.description == vector.leaf, "\(vector.name)")
        }
    }

    @Test("A malformed entry is refused for the reason of its vector.")
    func malformed() {
        for vector in vectors.malformed {
            let code = refusal(of: bytes(of: vector.hex))
            #expect(code?.rawValue == vector.reason, "\(vector.name)")
            #expect(code?.name == vector.reasonName, "\(vector.name)")
        }
    }

    @Test("Every reason has a vector, a name and a remedy of its own.")
    func reasonsAreCovered() {
        let numbers = EntryError.Code.all.map(\.rawValue)
        #expect(numbers == Array(1001...1032))
        #expect(Set(vectors.malformed.map(\.reason)) == Set(numbers))
        #expect(Set(EntryError.Code.all.map(\.name)).count == numbers.count)
        #expect(EntryError.Code(rawValue: 1).name == "unknown")
    }

    @Test("A sealed entry is refused by name.")
    func sealed() throws {
        let sealed = try #require(vectors.malformed.first { $0.name == "sealed, with its key id" })
        let error = try #require(throws: EntryError.self) { _ = try EntryView(bytes(of: sealed.hex).span.bytes).length }
        #expect(error.code == .sealed)
        #expect(error.description.contains("(sealed)"))
        #expect(error.description.contains("1004"))
        #expect(!error.remedy.isEmpty)
    }

    @Test("A change of any byte has the same verdict here as in the independent implementation.")
    func changes() throws {
        #expect(!vectors.changes.isEmpty)
        for change in vectors.changes {
            let vector = try #require(vectors.entries.first { $0.name == change.entry })
            var entry = bytes(of: vector.hex)
            try #require(entry.count == change.verdicts.count)
            for (offset, verdict) in change.verdicts.enumerated() {
                entry[offset] ^= change.xor
                #expect(refusal(of: entry)?.rawValue ?? 0 == verdict, "\(change.entry) at \(offset) ^ \(change.xor)")
                entry[offset] ^= change.xor
            }
        }
    }
}

/// The reason for which some bytes are refused; `nil` if they are a well-formed entry.
func refusal(of entry: [UInt8]) -> EntryError.Code? {
    do {
        try EntryView(entry.span.bytes).checkWellFormed()
        return nil
    } catch {
        return error.code
    }
}
