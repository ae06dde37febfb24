import Claims
import SwiftProtobuf
import Testing

@Suite("S6: corrections of a claim behind its decisions")
struct ClaimCorrectionTests {
    private func correct(_ desk: Desk, _ change: (inout ClaimSubmitted) -> Void) throws -> Int? {
        let claim = try desk.sampleClaim
        let event = Event.correcting(claim.submitted.entry, .claimSubmitted(changed(claim.submission, change)))
        return refusal { _ = try desk.propose(event, in: Sample.claim, by: Sample.agent, on: "2018-11-21") }?.number
    }

    /// Each of them would dodge a rule, or a finding.
    private static let changes: [@Sendable (inout ClaimSubmitted) -> Void] = [
        { $0.bill.total = 100 }, { $0.bill.lines.removeLast() }, { $0.bill.invoice.amount += 1 },
        { $0.hospital = Sample.secondHospital.code }, { $0.admittedOn = "2018-08-26" },
        { $0.dischargedOn = "2018-10-12" }, { $0.person = Sample.duplicate }, { $0.insured.name = "another" },
        { $0.filing = "filing/210200/2018-000046" }, { $0.stay = "" }, { $0.unit = Sample.otherUnitCode },
        { $0.documents.removeLast() }, { $0.documents[4].signedOnBack = false },
        {
            $0.care = .specificItem
            $0.specificItem = Sample.item
        },
        {
            $0.care = .suddenIllnessStay
            $0.filing = ""
            $0.guarantor = Sample.unitCode
        },
    ]

    @Test(
        "S6: from acceptance on, a unit's correction changes nothing that was decided.",
        arguments: [Stage.accepted, .adjudicated, .approved, .ordered, .paid])
    func afterAcceptance(stage: Stage) throws {
        let desk = try Desk.at(stage)
        for (index, change) in Self.changes.enumerated() {
            let found = try correct(desk, change)
            // Another unit is no longer the one that claims.
            #expect(found == (index == 10 ? 603 : 648), "change \(index) at \(stage)")
        }
        let isOrdered = stage >= .ordered
        #expect(try correct(desk) { $0.payee.account = "6222111" } == (isOrdered ? 649 : nil))
        #expect(try correct(desk) { $0.agent = "another" } == nil)
        #expect(try correct(desk) { $0.lateReason = "the unit moved" } == nil)
        #expect(try correct(desk) { $0.documents.append(Sample.paper(.other)) } == nil)
    }

    @Test("S6: before acceptance, and once the claim is returned, it is corrected whole.")
    func beforeAcceptance() throws {
        var desk = try Desk.at(.submitted)
        let shorter: (inout ClaimSubmitted) -> Void = { $0.dischargedOn = "2018-10-10" }
        #expect(try correct(desk, shorter) == nil)
        try desk.claim(.claimAccepted(.init()), on: "2018-11-05")
        #expect(try correct(desk, shorter) == 648)
        try desk.claim(.claimReturned(.with { $0.missing = [.invoice] }), on: "2018-11-06")
        #expect(try correct(desk, shorter) == nil)
    }

    @Test("S6: an order that failed leaves the payee free; money that is out does not.")
    func payee() throws {
        let other: (inout ClaimSubmitted) -> Void = { $0.payee.account = "6222111" }
        var failed = try Desk.at(.ordered)
        try failed.claim(
            .paymentFailed(
                .with {
                    $0.order = "1"
                    $0.failedOn = "2018-11-20"
                    $0.reason = "no such account"
                }))
        #expect(try correct(failed, other) == nil)
        var paid = try Desk.at(.paid)
        #expect(try correct(paid, other) == 649)
        try paid.claim(.paymentReversed(Sample.reversed()), by: Sample.cashier)
        #expect(try correct(paid, other) == nil)
    }

    @Test("S6: a correction after payment does not silence the comparison with the hospital's bill.")
    func findingStays() throws {
        let forged = changed(Sample.submitted) {
            $0.bill.total += 9_000
            $0.bill.invoice.amount += 9_000
            $0.bill.lines[0].amount += 9_000
            $0.bill.days = []
        }
        var desk = try Desk.at(.accepted, submission: forged)
        func numbers() throws -> [UInt32] { try desk.findings(Sample.claim).map(\.number) }
        #expect(try numbers().contains(1))
        let entry = try desk.sampleClaim.submitted.entry
        desk.receive(
            .correcting(entry, .claimSubmitted(Sample.submitted)), in: Sample.claim, by: Sample.agent, on: "2018-11-07")
        #expect(try numbers().contains(1))
    }
}
