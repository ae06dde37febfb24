/// References to entries in proto3 JSON, which leaves out zeros.
public enum EntryReferenceJSON {
    private static let beginning = Array(#"{"origin":""#.utf8)

    private static func namesEntry(_ json: String) -> Bool {
        var json = json
        return json.withUTF8 { bytes in
            guard bytes.count > beginning.count else { return false }
            return (0...bytes.count - beginning.count).contains { start in
                bytes[start] == beginning[0] && bytes[start...].starts(with: beginning)
            }
        }
    }

    /// The JSON with the number in every reference: entry 0 is an entry as any other.
    ///
    /// Works on the text: inside a string every quotation mark is escaped, so the form of a reference cannot stand there.
    public static func whole(_ json: String) -> String {
        // Most events name none, and to look for bytes is much faster than to match.
        guard namesEntry(json) else { return json }
        return json.replacing(/\{"origin":"([^"\\]*)"\}/) { #"{"origin":"\#($0.output.1)","number":"0"}"# }
    }
}
