import EntryFormat
import Testing

@Suite("An entry written is the entry read")
struct RoundTripTests {
    @Test("Fields come back as they went.", arguments: [SampleEntry.full(), SampleEntry.least()])
    func roundTrip(fields: EntryFields) throws {
        let bytes = try fields.encoded()
        let view = try EntryView(bytes.span.bytes)
        #expect(view.length == bytes.count)
        #expect(try view.fields() == fields)
    }
}
