import Claims
import FuzzDriver

@testable import ClaimsLedger

extension FuzzTarget {
    /// Names, codes and days: whatever is accepted is written as it was read.
    static let names = FuzzTarget.onText("names", longest: 256) { text in
        func same(_ description: String?, _ what: String) {
            guard let description else { return }
            demand(description.utf8.elementsEqual(text.utf8), "\(what) is written as it was read")
        }
        do {
            let address = try StreamAddress(text)
            same(address.description, "a stream's name")
        } catch {
            show(error)
        }
        do {
            let party = try Party(text)
            same(party.description, "a party")
        } catch {
            show(error)
        }
        same(CalendarDate(text)?.description, "a day")
        if let day = CalendarDate(text) {
            demand(CalendarDate(instant: day.startOfDay) == day, "a day begins on that day")
            demand((1...7).contains(day.weekday), "a day is one of the week")
        }
        same(Policy.Day(text)?.description, "a day of a policy")
        same(RegionCode(text)?.description, "a region")
        same(InstitutionCode(text)?.description, "an institution")
        same(ResidentID(text)?.description, "a resident ID")
        same(UnifiedCreditCode(text)?.description, "a credit code")
        same(MessageID(text)?.description, "a message id")
        if let number = Exact(decimal: text) { demand(!number.decimalText.isEmpty, "a number can be written") }
        if let fen = Exact.fen(decimal: text) {
            demand(Exact.fen(decimal: Exact(fen: fen).amountText) == fen, "an amount is written as it is read")
        }
        if let formula = try? Policy.Formula(parsing: text) { demand("\(formula)" != "", "a formula can be shown") }
        if let code = ShortCode(text) {
            demand(ShortCode(code.description) == code, "a short code is written as it is read")
        }
        if let waiting = Waiting(text: text) {
            demand(Waiting(text: waiting.text) == waiting, "what is waited for is written as it is read")
        }
        let folded = SearchText.folded(text)
        demand(SearchText.folded(folded) == folded, "what is folded is not folded again")
        if let instant = Instant.milliseconds(text) {
            demand(!Instant.text(instant).isEmpty, "an instant can be written")
        }
    }

    /// A row of the search view, as the store keeps it.
    static let listRow = FuzzTarget.onArray("list-row", longest: 1024) { bytes in
        guard let row = ListRow(bytes) else { return }
        demand(ListRow(row.bytes).map(\.stream) == row.stream, "reading gives the same row")
    }
}
