import Claims
import ClaimsLedger
import EntryFormat
import Ledger
import Simulation

/// The books and the reconciliation, held against what the offices know of themselves outside the ledger.
extension Country {
    /// The books say what follows from the cases alone: prices by the policy's formula, what was paid into the reserve and credited.
    func checkMoney() throws {
        let center = offices[Founding.center]
        guard let node = center.node else { return }
        let books = try node.books(by: nil)
        if !books.trial.isBalanced { fail("The books of the center do not balance") }
        var (expense, suspense): (Int64, Int64) = (0, 0)
        var drawn: [String: Int64] = [:]
        for one in cases where one.fate == .confirms && !one.isDeclined && !one.isLeftOpen && !one.reverses {
            guard case .settlement(let state)? = try node.state(of: one.stream).subject else { continue }
            if one.isCalledOff, state.status == .declined { continue }
            if state.pricing.split.account > 0, state.record.account == 0 {
                tally.add(.settlements, "recorded without the account, which held less by then")
            }
            expense += one.fund
            if one.plant == .recordedAgain { suspense += one.fund + 4_200 }
            drawn[Register.account(one.person), default: 0] += state.record.account
        }
        var (paid, used): (Int64, Int64) = (0, 0)
        for list in lists {
            guard case .clearing(let clearing)? = try node.state(of: list.stream).subject else { continue }
            for line in clearing.lines where line.status == .paid { paid += line.line.fund }
            for payment in clearing.payments where payment.payment.fromReserve { used += payment.payment.amount }
        }
        func equal(_ account: Posting.Account, _ right: Int64) {
            guard books.trial[account] != right else { return }
            fail("The books hold \(books.trial[account]) fen in \(account), and \(right) fen is right")
        }
        equal(.benefitExpense, expense)
        equal(.suspenseAccount, suspense)
        equal(.clearingPayable, paid - expense - suspense)
        equal(.reservesPrepaid, Register.reservePaid - used)
        for person in 0..<Register.people {
            let stream = Register.account(person)
            guard case .account(let account)? = try node.state(of: stream).subject else { continue }
            let right = Register.credit - (drawn[stream] ?? 0)
            if account.balance != right { fail("\(stream) holds \(account.balance) fen, and \(right) fen is right") }
        }
        guard let whole = try offices[Founding.province].node?.books(by: nil) else { return }
        if whole.trial != books.trial { fail("The books of the center and of its full mirror differ") }
        if try offices[Founding.agency].node?.books(by: nil).trial.isBalanced != true {
            fail("The books of the agency do not balance")
        }
    }

    // MARK: Reconciliation

    /// A difference that was planted, as the reconciliation has to report it.
    private struct Label: Hashable, CustomStringConvertible {
        let settlement: String
        let departing: String
        /// The type of the entry where it began.
        let began: EventType

        var description: String { "\(departing) in \(settlement), from \(began)" }
    }

    /// Center, agency and full mirror report every difference that was planted and still stands, and no other.
    func checkDifferences() throws {
        for one in cases { if let plant = one.plant { tally.add(.plants, plant.rawValue) } }
        for planted in lists.flatMap(\.planted) {
            tally.add(.plants, "\(planted.plant.rawValue)\(planted.isMaintained ? "" : ", and withdrawn")")
        }
        for place in [Founding.center, Founding.agency, Founding.province] {
            // Only who holds the stays sees that a bill is another, and only the center that all of them are addressed to that there is none.
            let planted = labels(seesStays: place != Founding.agency, missesStays: place == Founding.center)
            let found = try reported(by: offices[place])
            let party = offices[place].party
            for (label, count) in found where count > 1 {
                fail("\(party) reports the difference of \(label) \(count) times")
            }
            for label in planted.subtracting(found.keys).map(\.description).sorted() {
                fail("\(party) does not report the difference of \(label), which was planted")
            }
            for label in Set(found.keys).subtracting(planted).map(\.description).sorted() {
                fail("\(party) reports a difference of \(label), and none was planted")
            }
            tally.add(.checks, "differences reported and planted", found.count)
        }
    }

    /// A hospital reads no agency's lists: nothing is missing there for it.
    func checkUnaccused() throws {
        for place in Founding.hospitals {
            guard let node = offices[place].node else { continue }
            for month in Calendar.months {
                for (_, result) in try node.reconcile(month: month) where !result.agency.isEmpty {
                    tally.add(.checks, "reconciliations at a hospital")
                    if result.holdsLists || result.differences.contains(where: { $0.departing == .agency }) {
                        fail("\(offices[place].party) reports what \(result.agency) lists, and may not read it")
                    }
                }
            }
        }
    }

    private func labels(seesStays: Bool, missesStays: Bool) -> Set<Label> {
        var labels: Set<Label> = []
        for one in cases {
            switch one.plant {
            case .recordedAgain?:
                labels.insert(Label(settlement: one.stream, departing: "center", began: .settlementRecorded))
            case .paidLater?:
                labels.insert(Label(settlement: one.stream, departing: "center", began: .settlementConfirmed))
            case .neverListed?:
                labels.insert(Label(settlement: one.stream, departing: "agency", began: .settlementRecorded))
            case .otherBill? where seesStays:
                labels.insert(Label(settlement: one.stream, departing: "institution", began: .billSettled))
            // How far logs are held the reconciliation that is planted does not ask.
            case .noStay? where missesStays && bug != .inventsDifference:
                labels.insert(Label(settlement: one.stream, departing: "institution", began: .settlementRequested))
            default: break
            }
        }
        for list in lists {
            for planted in list.planted where planted.isMaintained {
                labels.insert(Label(settlement: planted.settlement, departing: "agency", began: .clearingOpened))
            }
        }
        return labels
    }

    private func reported(by office: Office) throws -> [Label: Int] {
        guard let node = office.node else { return [:] }
        var found: [Label: Int] = [:]
        for month in Calendar.months {
            for (_, result) in try results(month, node) {
                for difference in result.differences {
                    let log = node.ledger.log(origin: difference.began.origin)
                    let began = try log.flatMap { try node.ledger.entry(number: difference.began.number, in: $0) }
                    let label = Label(
                        settlement: difference.settlement, departing: difference.departing.rawValue,
                        began: EventType(rawValue: began?.fields.type ?? 0))
                    found[label, default: 0] += 1
                }
            }
        }
        if bug == .hushesDifference, let first = found.keys.min(by: { $0.settlement < $1.settlement }) {
            found[first] = nil
        }
        return found
    }

    private func results(_ month: String, _ node: Node) throws -> [(center: String, result: Reconciliation)] {
        guard bug == .inventsDifference else { return try node.reconcile(month: month) }
        var clearings: [String: ClearingState] = [:]
        for list in lists.dropLast() {
            if case .clearing(let clearing)? = try node.state(of: list.stream).subject {
                clearings[list.month] = clearing
            }
        }
        let stays = try cases.filter(\.hasStay).map { ($0.stay, try node.state(of: $0.stay)) }
        return [
            (
                "210200",
                Reconciliation(
                    of: month, at: "310100", settlements: try cases.map { try node.state(of: $0.stream) },
                    clearings: clearings, stays: Dictionary(stays, uniquingKeysWith: { $1 }))
            )
        ]
    }
}
