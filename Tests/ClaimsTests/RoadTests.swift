import Claims
import SwiftProtobuf
import Testing

@Suite("The road from application to payment")
struct RoadTests {
    @Test("S1, S2, S6, S13: the sample claim goes from application to payment.")
    func wholeRoad() throws {
        let desk = try Desk.at(.paid)
        let claim = try desk.state(Sample.claim)
        #expect(claim.claim.status == .paid)
        #expect(claim.claim.paidAmount == Sample.approvedAmount)
        #expect(claim.entries.allSatisfy { $0.verdict == .regular })
        #expect(try desk.findings(Sample.claim).isEmpty)
    }
}
