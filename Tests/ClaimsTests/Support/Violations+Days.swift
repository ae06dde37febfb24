import Claims
import SwiftProtobuf

/// Violations of the rules about days of money, first days of filings, and parts in a stream.
extension Violations {
    mutating func addDays() {
        add(
            .reversedBeforePayment, at: .paid,
            .paymentReversed(changed(Sample.reversed()) { $0.reversedOn = "2018-11-19" }),
            in: Sample.claim, by: Sample.cashier, on: "2018-11-21")
        add(.noPartInStream) {
            let receipt = Received.with {
                $0.entry = .with {
                    $0.origin = "triplicate.example/center-210200"
                    $0.number = 1
                }
                $0.leafHash = Sample.hash
            }
            let stranger = Actor(party: Sample.otherHospital, operatorName: "office")
            _ = try Desk.at(.submitted).propose(
                Event(.received(receipt)), in: Sample.claim, by: stranger, on: "2018-11-02")
        }
        add(
            .beforeApplication, at: .stamped, .recordFiled(.with { $0.validFrom = "2018-02-28" }), in: Sample.filing,
            by: Sample.clerk, on: "2018-02-26")
        add(
            .placeAtHome, at: .registered,
            .applicationSubmitted(changed(Sample.application) { $0.place = "210202" }), in: Sample.filing,
            by: Sample.agent, on: "2018-02-10")
    }
}
