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
                for stream in try streams(linkedBy: field, next, of: [.person]) {
                    guard !found.contains(stream), let row = try listRow(of: stream),
                        // Of a long value the index holds the beginning only.
                        ([row.stream, row.person, row.residentID, row.card, row.title] + row.formerCards).contains(
                            where: {
                                SearchText.folded($0) == SearchText.folded(next)
                            })
                    else { continue }
                    found.insert(stream)
                    waiting.append(stream)
                    if row.person != stream { waiting.append(row.person) }
                }
            }
        }
        return found.sorted()
    }

}
