import SwiftProtobuf
import Testing

@testable import Claims

@Suite("Words of grounds")
struct GroundWordsTests {
    @Test("A ground that a refusal wrote says what was wrong, in both languages; what a person wrote stands.")
    func said() {
        let written = Ground(Refusal(.personNotRegistered, "person/1/2 is not registered."))
        #expect(written.text == Refusal.Rule.personNotRegistered.rule)
        #expect(written.said(chinese: false) == "The person is not registered at the center.")
        #expect(written.said(chinese: true) == "参保人未在本中心登记。")
        let other = Ground(Refusal(.unchangedPeriod, "too early"))
        #expect(other.said(chinese: false) == "against the rule: \(Refusal.Rule.unchangedPeriod.rule)")
        var own = written
        own.text = "Card shown was another's."
        #expect(own.said(chinese: false) == own.text && own.said(chinese: true) == own.text)
        let line = Ground.with {
            $0.number = 1614
            $0.text = "The item is charged twice."
        }
        #expect(line.said(chinese: true) == "重复收费")
    }

    @Test("Every fault is of a rule that there is, and is not the rule's own sentence.")
    func faults() {
        for (number, fault) in Ground.faults {
            let rule = Refusal.Rule.byNumber[UInt32(number)]
            #expect(rule != nil && rule?.rule != fault.english, "\(number)")
        }
    }
}
