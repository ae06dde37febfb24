import Claims
import SwiftProtobuf
import Testing

@Suite("Fields of events")
struct FieldTests {
    private func claim(_ change: (inout ClaimSubmitted) -> Void) -> Int? {
        refusal { try Event(.claimSubmitted(changed(Sample.submitted, change))).checkFormats() }?.number
    }

    @Test(
        "An amount is from 0 to 10 billion yuan; what is paid is at least one fen.",
        arguments: [
            (Int64(0), nil), (1_000_000_000_000, nil), (1_000_000_000_001, 208), (-1, 208), (.max, 208), (.min, 208),
        ])
    func amounts(fen: Int64, number: Int?) {
        #expect(claim { $0.bill.total = fen } == number)
        #expect(claim { $0.bill.days[0].lines[0].unitPrice = fen } == number)
        let order = Event(.paymentOrdered(Sample.ordered("1", fen)))
        #expect(refusal { try order.checkFormats() }?.number == (fen == 0 ? 208 : number))
    }

    @Test(
        "A text has at most 2,000 bytes and no control characters.",
        arguments: [
            ("王小明", nil), (String(repeating: "a", count: 2_000), nil), (String(repeating: "a", count: 2_001), 210),
            ("a\nb", 210), ("a\u{0}", 210), ("a\u{7f}", 210), ("a\u{85}", 210), ("a\u{a0}b", nil), ("é", nil),
            ("🙂", nil),
        ])
    func texts(text: String, number: Int?) { #expect(claim { $0.agent = text } == number) }

    @Test(
        "A quantity is a decimal.",
        arguments: [
            ("", nil), ("1", nil), ("12.5", nil), ("0.000001", nil), ("999999999999", nil), ("1234567890123", 212),
            ("0.0000001", 212), (".5", 212), ("5.", 212), ("1.2.3", 212), ("-1", 212), ("1e3", 212), ("１", 212),
        ])
    func quantities(text: String, number: Int?) { #expect(claim { $0.bill.lines[0].quantity = text } == number) }

    @Test(
        "An invoice has a code of 8 to 12 digits, a number of 8 to 10, and a check code or none.",
        arguments: [
            ("11010518", "00000001", "", nil), ("110105001812", "0000000001", "A1b2C3", nil),
            ("1101051", "00000001", "", 206),
            ("1101050018123", "00000001", "", 206), ("11010518", "0000001", "", 206),
            ("11010518", "00000000001", "", 206),
            ("1101051a", "00000001", "", 206), ("11010518", "00000001", "12345", 206),
            ("11010518", "00000001", "1234-6", 206),
            ("11010518", "00000001", "12345`", 206), ("", "", "", 206),
        ])
    func invoices(code: String, number: String, check: String, refused: Int?) {
        let found = claim {
            $0.bill.invoice.code = code
            $0.bill.invoice.number = number
            $0.bill.invoice.checkCode = check
        }
        #expect(found == refused)
    }

    @Test(
        "A card's number has 6 to 20 letters and digits.",
        arguments: [
            ("A12345", nil), ("abcdefghij0123456789", nil), ("A1234", 215), ("abcdefghij01234567890", 215),
            ("A1234 5", 215),
            ("A12345é", 215),
        ])
    func cards(text: String, number: Int?) { #expect(claim { $0.insured.cardNumber = text } == number) }

    @Test("A refusal names the field that is wrong, with its place.")
    func names() {
        let event = changed(Sample.submitted) { $0.bill.days[1].lines[2].amount = -5 }
        let found = refusal { try Event(.claimSubmitted(event)).checkFormats() }
        #expect(found?.message == "bill.days[1].lines[2].amount is -0.05 yuan (-5 fen), which is below zero.")
    }

    @Test("An enum's number that this program does not know is refused where a value is needed.")
    func unknownValues() {
        #expect(claim { $0.bill.lines[0].itemClass = .UNRECOGNIZED(9) } == 214)
        #expect(claim { $0.documents[0].kind = .UNRECOGNIZED(99) } == 205)
        #expect(claim { $0.bill.lines[0].category = .UNRECOGNIZED(99) } == nil, "a category may be left out")
    }

    @Test("Grounds have a number and a text.")
    func grounds() {
        for ground in [Sample.ground(0, "forged"), Sample.ground(1, "")] {
            let event = Event(.claimRefused(.with { $0.grounds = [ground] }))
            #expect(refusal { try event.checkFormats() }?.number == 418)
        }
    }
}
