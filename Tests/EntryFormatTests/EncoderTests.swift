import EntryFormat
import Testing

@Suite("An author cannot write what a reader would refuse")
struct EncoderTests {
    struct Change: Sendable, CustomStringConvertible {
        let description: String
        let code: EntryError.Code
        let apply: @Sendable (inout EntryFields) -> Void

        init(_ description: String, _ code: EntryError.Code, _ apply: @escaping @Sendable (inout EntryFields) -> Void) {
            self.description = description
            self.code = code
            self.apply = apply
        }
    }

    static let leaf = LeafHash(words: (1, 2, 3, 4))

    static let changes: [Change] = [
        Change("format version 2", .version) { $0.format = 2 },
        Change("an unknown flag", .flags) { $0.flags = 4 },
        Change("sealed", .sealed) { $0.flags = 1 },
        Change("sealed with a key id", .sealed) {
            $0.flags = 1
            $0.keyID = [UInt8](repeating: 0, count: 16)
        },
        Change("a key id", .keyIDLength) { $0.keyID = [UInt8](repeating: 0, count: 16) },
        Change("type zero", .type) { $0.type = 0 },
        Change("before 1970", .time) { $0.time = -1 },
        Change("no origin", .originLength) { $0.origin = "" },
        Change("an origin of 256 bytes", .originLength) { $0.origin = String(repeating: "a", count: 256) },
        Change("no stream", .streamLength) { $0.stream = "" },
        Change("a stream of 201 bytes", .streamLength) { $0.stream = "a/b/" + String(repeating: "c", count: 197) },
        Change("an origin with a space", .origin) { $0.origin = "a b" },
        Change("a stream of two segments", .stream) { $0.stream = "claim/210200" },
        Change("an operator with a line feed", .operatorName) { $0.operatorName = "a\nb" },
        Change("an operator of 256 bytes", .operatorName) { $0.operatorName = String(repeating: "a", count: 256) },
        Change("a principal with an override", .onBehalfOf) { $0.onBehalfOf = "a\u{202E}b" },
        Change("a principal of 258 bytes", .onBehalfOf) { $0.onBehalfOf = String(repeating: "王", count: 86) },
        Change("65 readers", .readersCount) {
            $0.readers = (100..<165).map { Reader(party: "unit:\($0)", previous: nil) }
        },
        Change("a reader without a role", .readerName) { $0.readers[0].party = "H11010500001" },
        Change("readers out of order", .readersOrder) { $0.readers.swapAt(0, 1) },
        Change("a reader twice", .readersOrder) { $0.readers[1] = $0.readers[0] },
        Change("a previous entry beyond the limit", .readerPrevious) {
            $0.readers[0].previous = EntryLimit.number + 1
        },
        Change("the largest previous entry that an integer holds", .readerPrevious) {
            $0.readers[0].previous = UInt64.max
        },
        Change("65 after references", .afterCount) {
            $0.after = (100..<165).map { Reference(origin: "log-\($0)", number: 0, leaf: leaf) }
        },
        Change("after an unnamed log", .afterOrigin) { $0.after[0].origin = "" },
        Change("after a log of 256 bytes", .afterOrigin) { $0.after[0].origin = String(repeating: "a", count: 256) },
        Change("after one log twice", .afterOrder) { $0.after.append($0.after[0]) },
        Change("after a greater number of the same log", .afterOrder) {
            $0.after.append($0.after[0])
            $0.after[1].number += 1
        },
        Change("after the own log", .afterOwn) { $0.after[0].origin = $0.origin },
        Change("after a number beyond the limit", .afterNumber) { $0.after[0].number = EntryLimit.number + 1 },
        Change("65 basis references", .basisCount) {
            $0.basis = (0..<65).map { Reference(origin: "log", number: $0, leaf: leaf) }
        },
        Change("a basis in an unnamed log", .basisOrigin) { $0.basis[0].origin = "a//b" },
        Change("a basis out of order", .basisOrder) { $0.basis.swapAt(0, 1) },
        Change("a basis twice", .basisOrder) { $0.basis[1] = $0.basis[0] },
        Change("a basis beyond the limit", .basisNumber) { $0.basis[1].number = UInt64.max },
        Change("one byte too many", .tooLong) {
            $0.payload = [UInt8](repeating: 0, count: EncoderTests.room(in: $0) + 1)
        },
        Change("far too many bytes", .tooLong) { $0.payload = [UInt8](repeating: 0, count: 200_000) },
    ]

    @Test("What breaks a rule is refused with its number.", arguments: changes)
    func refused(change: Change) throws {
        var fields = SampleEntry.full()
        change.apply(&fields)
        let error = try #require(throws: EntryError.self) { try fields.encoded() }
        #expect(error.code == change.code)
        #expect(error.description.contains("\(change.code.rawValue)"))
    }

    @Test("The largest entry is written and read.")
    func largest() throws {
        var fields = SampleEntry.full()
        fields.payload = [UInt8](repeating: 7, count: EncoderTests.room(in: fields))
        let entry = try fields.encoded()
        #expect(entry.count == EntryLimit.entryBytes)
        #expect(try EntryView(entry.span.bytes).fields() == fields)
        #expect(refusal(of: entry + [7]) == .length)
    }

    @Test("An entry of 65,536 bytes that says so is refused as too long.")
    func oneTooLong() throws {
        var fields = SampleEntry.full()
        fields.payload = [UInt8](repeating: 7, count: EncoderTests.room(in: fields))
        var entry = try fields.encoded() + [7]
        entry.replaceSubrange(4..<8, with: [0, 0, 1, 0])
        #expect(refusal(of: entry) == .tooLong)
    }

    @Test("What is at its limit is written and read.")
    func limits() throws {
        var fields = SampleEntry.full()
        fields.origin = String(repeating: "o", count: 255)
        fields.stream = "k/" + String(repeating: "d", count: 196) + "/n"
        fields.operatorName = String(repeating: "王", count: 85)
        fields.onBehalfOf = String(repeating: "~", count: 255)
        fields.readers = (100..<164).map {
            Reader(party: "unit:" + String(repeating: "0", count: 56) + "\($0)", previous: EntryLimit.number)
        }
        fields.after = (100..<164).map {
            Reference(origin: String(repeating: "a", count: 252) + "\($0)", number: EntryLimit.number, leaf: Self.leaf)
        }
        fields.basis = (0..<64).map {
            Reference(origin: String(repeating: "b", count: 255), number: EntryLimit.number - 63 + $0, leaf: Self.leaf)
        }
        let entry = try fields.encoded()
        #expect(try EntryView(entry.span.bytes).fields() == fields)
    }

    @Test("Texts given as bytes make the same entry.")
    func preEncoded() throws {
        let fields = SampleEntry.full()
        let origin = Array(fields.origin.utf8)
        let stream = Array(fields.stream.utf8)
        let operatorName = Array(fields.operatorName.utf8)
        let onBehalfOf = Array(fields.onBehalfOf.utf8)
        var output: [UInt8] = []
        try EntryEncoder.encode(
            into: &output, type: fields.type, time: fields.time, id: fields.id, salt: fields.salt,
            origin: origin.span.bytes, stream: stream.span.bytes, operatorName: operatorName.span.bytes,
            onBehalfOf: onBehalfOf.span.bytes, readers: fields.readers, after: fields.after, basis: fields.basis,
            payload: fields.payload.span.bytes)
        #expect(try output == fields.encoded())
    }

    @Test("Bytes that are no UTF-8 are refused by the encoder too.")
    func invalidUTF8() throws {
        var output: [UInt8] = []
        let bad: [UInt8] = [0xC0, 0xAF]
        let good = Array("a/b/c".utf8)
        let nothing: [UInt8] = []
        for (operatorName, onBehalfOf, code) in [
            (bad, nothing, EntryError.Code.operatorName), (nothing, bad, EntryError.Code.onBehalfOf),
        ] {
            let error = try #require(throws: EntryError.self) {
                try EntryEncoder.encode(
                    into: &output, type: 1, time: 0, id: SampleEntry.least().id, salt: SampleEntry.least().salt,
                    origin: good.span.bytes, stream: good.span.bytes, operatorName: operatorName.span.bytes,
                    onBehalfOf: onBehalfOf.span.bytes, readers: [], after: [], basis: [], payload: nothing.span.bytes)
            }
            #expect(error.code == code)
        }
        #expect(output.isEmpty)
    }

    /// How many bytes of payload still fit.
    static func room(in fields: EntryFields) -> Int {
        var empty = fields
        empty.payload = []
        return EntryLimit.entryBytes - ((try? empty.encoded().count) ?? 0)
    }
}
