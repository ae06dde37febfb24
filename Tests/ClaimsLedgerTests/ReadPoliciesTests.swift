import Claims
import Policies
import Testing

@testable import ClaimsLedger

@Suite("Policies that were read lately")
struct ReadPoliciesTests {
    private func text(_ number: Int, note: String = "") -> String {
        """
        policy: retirees
        version: "\(number)"
        note: "\(note)"
        effective: {from: 2018-01-01, to: 2018-12-31}
        classes: {A: , B: {firstSelfPay: 10%}, C: {excluded: yes}}
        stages:
          - fund: pooledFund
            deductible: {by: level, 3: \(number), else: 500}
            rate: {by: status, retiree: 90%, else: 85%}
        """
    }

    @Test("Each text gives its own policy, as reading it does, whether it is kept, forgotten or too long to be kept.")
    func sameAsReading() throws {
        let policies = ReadPolicies()
        for round in 0..<3 {
            for number in 0..<ReadPolicies.capacity * 3 {
                let text = text(number)
                #expect(try policies.policy(text) == PolicyFile.parse(text), "\(round)")
                #expect(try policies.policy(text).version == "\(number)")
            }
        }
        let long = text(7, note: String(repeating: "长", count: ReadPolicies.longest / 3))
        #expect(try policies.policy(long) == PolicyFile.parse(long))
    }

    @Test("A text with mistakes is refused each time.")
    func mistakes() {
        let policies = ReadPolicies()
        for _ in 0..<2 {
            #expect(throws: Mistakes.self) { try policies.policy("policy: x\nstages: 3\n") }
        }
    }
}
