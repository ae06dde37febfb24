import Simulation

/// One settlement that a hospital begins, and what it will do about it. What is planted in it is known here and nowhere in the ledger.
struct SettlementCase {
    /// What the hospital does once it has a price.
    enum Fate {
        case confirms
        /// Before the price comes, if it can.
        case withdrawsEarly
        case withdrawsLate
    }

    /// What somebody does wrong, so that the three do not say the same.
    enum Plant: String, CaseIterable {
        /// The center records it a second time, of another amount.
        case recordedAgain = "recorded against a rule"
        /// The agency never lists it.
        case neverListed = "never listed"
        /// The hospital confirms with a day that is still to come.
        case paidLater = "confirmed for a day to come"
        /// The hospital's own bill of the stay is another than was settled.
        case otherBill = "another bill of the stay"
        /// The hospital has nothing of the stay that it asks for.
        case noStay = "no stay in the hospital's log"
    }

    let number: Int
    /// 0 or 1.
    let hospital: Int
    let person: Int
    /// In fen.
    let classA: Int64
    let classB: Int64
    let beginsAt: Int64
    let previews: Bool
    /// The final request, or the preview where there is one, has another name than the register.
    let isMisnamed: Bool
    let usesAccount: Bool
    let fate: Fate
    let reverses: Bool
    /// A clerk of the center declines it before it is recorded, if there is time.
    let isCalledOff: Bool
    let plant: Plant?

    var total: Int64 { classA + classB }

    /// What the fund bears, by the policy of these runs: 85 % of what is in scope beyond 800.00.
    var fund: Int64 { (classA + classB / 10 * 9 - 80_000) * 85 / 100 }

    /// Whether the final request is declined.
    var isDeclined: Bool { isMisnamed && !previews }

    var stream: String {
        "settlement/210200/\(Register.hospitalCode(hospital))20240501101500\(Register.padded(number, 4))"
    }
    var stay: String { "stay/\(Register.hospitalCode(hospital))/2024-\(Register.padded(number, 6))" }

    /// Whether the hospital records the stay, before it asks.
    var hasStay: Bool { plant != .noStay }

    /// Whether something of the hospital's own account of it is still to come after the end.
    var isLeftOpen: Bool { plant == .paidLater }
}

extension Country {
    func drawCases() {
        for number in 0..<random.draw(profile.settlements) {
            let person = random.draw(0...Register.people - 1)
            let roll = random.draw(0...99)
            let plant: SettlementCase.Plant? = roll < 40 ? random.pick(SettlementCase.Plant.allCases) : nil
            let fate = random.draw(0...99)
            let begins = Int64(random.draw(0...Calendar.lastBeginning)) * Calendar.day
            cases.append(
                SettlementCase(
                    number: number, hospital: Register.hospital(of: person), person: person,
                    classA: Int64(random.draw(10...60)) * 10_000, classB: Int64(random.draw(0...30)) * 10_000,
                    beginsAt: begins + Int64(random.draw(0...86_400)) * 1_000,
                    previews: random.happens(percent: 40),
                    isMisnamed: plant == nil && random.happens(percent: 15),
                    usesAccount: random.happens(percent: 60),
                    fate: plant != nil || fate < 70 ? .confirms : fate < 85 ? .withdrawsEarly : .withdrawsLate,
                    reverses: plant == nil && random.happens(percent: 25),
                    isCalledOff: plant == nil && random.happens(percent: 10), plant: plant))
        }
        for (place, list) in Calendar.lists.enumerated() { lists.append(ListPlan(month: list.month, place: place)) }
        drawDisputes()
    }
}
