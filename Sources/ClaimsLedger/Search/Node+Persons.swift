import Claims
import Ledger

extension Node {
    /// The streams of the persons that a text finds, ascending: by stream, resident ID, card or name; with those that were
    /// merged into them, and those that they were merged into.
    ///
    /// - Complexity: linear in the persons that it finds.
    func persons(_ text: String) throws -> [String] {
        var found: Set<String> = []
        var waiting = [text]
        while let next = waiting.popLast() {
            // A duplicate's row has the stream that stands as its person.
            for field in next == text ? ["person", "resident", "card", "name"] : ["person"] {
                for stream in try streams(underIndexKey: SearchProjection.indexKey(field, next)) {
                    guard stream.hasPrefix("person/"), found.insert(stream).inserted else { continue }
                    waiting.append(stream)
                    if let standing = try standing(of: stream), standing != stream { waiting.append(standing) }
                }
            }
        }
        return found.sorted()
    }

    /// The stream that stands for a person, as the person's row says.
    private func standing(of person: String) throws -> String? { try listRow(of: person)?.person }
}
