import Claims
import EntryFormat
import FuzzDriver

@testable import ClaimsLedger

extension FuzzTarget {
    /// The lines of a batch: read only.
    static let batch = FuzzTarget.onText("batch", longest: 4096) { text in
        guard let requests = read(text) else { return }
        demand(requests.count <= text.utf8.count / 2 + 1, "a request takes two bytes at least")
    }

    /// The lines of a batch as a story: each event proposed and folded in turn. An author that is a digit says who writes.
    static let story = FuzzTarget.onText("story", longest: 16_384) { text in
        var book = StoryBook()
        for request in (read(text) ?? []).prefix(64) {
            do {
                let (name, address, event, type, _) = try request.read()
                demand(name.text == address.description, "rules and log read one name")
                let row = try RoleTable.row(type)
                let parties = StoryBook.parties(of: row, in: address)
                guard !parties.isEmpty else { continue }
                let place = request.author.flatMap { Int($0) } ?? 0
                book.record(
                    event, type, in: address, by: parties[Int(UInt(bitPattern: place) % UInt(parties.count))],
                    called: request.author ?? "clerk", pending: request.expect == 0)
            } catch {
                demand(error is Refusal || error is EntryError, "a request is refused by a number")
                show(error)
            }
        }
        book.check()
    }

    private static func read(_ text: String) -> [RecordRequest]? {
        do {
            return try RecordRequest.lines(text)
        } catch {
            demand(error is Refusal, "a batch is refused by a number")
            show(error)
            return nil
        }
    }
}
