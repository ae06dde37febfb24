import EntryFormat
import FuzzDriver

extension FuzzTarget {
    /// The names that stand in an entry: of a stream, of a log, of a party.
    static let streamName = FuzzTarget.onBytes("stream-name", longest: 300) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let isText = text.utf8.elementsEqual(bytes)
        if OriginName.isValid(bytes.bytes) {
            demand(isText && OriginName.isValid(text), "the name of a log is one as text and as bytes")
        }
        if PartyName.isValid(bytes.bytes) {
            demand(isText && PartyName.isValid(text), "the name of a party is one as text and as bytes")
        }
        let name: StreamName
        do {
            name = try StreamName(bytes.bytes)
        } catch {
            show(error)
            if isText { mustRefuse("a name is refused as text and as bytes") { try StreamName(text) } }
            return
        }
        demand(isText && text.utf8.allSatisfy { $0 < 0x80 }, "a stream's name is ASCII")
        demand(
            name == must("a name is read as text and as bytes") { try StreamName(text) }, "text and bytes give one name"
        )
        demand("\(name.kind)/\(name.decider)/\(name.number)" == text, "the parts of a name make the name")
    }
}
