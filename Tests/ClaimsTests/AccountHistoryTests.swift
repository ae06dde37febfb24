import Claims
import SwiftProtobuf
import Testing

/// Random entries of one personal account from the center's log and those of two institutions, honest and not.
private struct AccountHistory {
    private(set) var entries: [History.Entry] = []

    init(seed: UInt64, length: Int) {
        var random = SeededGenerator(seed: seed)
        var numbers: [String: UInt64] = [:]
        for _ in 0..<length {
            let event = AccountHistory.event(among: entries, using: &random)
            let actor = AccountHistory.actor(of: event, using: &random)
            let origin = Desk.origin(actor.party)
            let number = numbers[origin, default: 0]
            numbers[origin] = number + UInt64.random(in: 1...3, using: &random)
            var after: [String: UInt64] = [:]
            for other in entries where other.recorded.reference.origin != origin {
                guard Int.random(in: 0..<4, using: &random) > 0 else { continue }
                let reference = other.recorded.reference
                after[reference.origin] = max(after[reference.origin] ?? 0, reference.number)
            }
            entries.append(
                History.Entry(
                    recorded: RecordedEvent(
                        reference: EntryReference(origin: origin, number: number), party: actor.party,
                        operatorName: actor.operatorName,
                        time: instant("2018-07-20") + Int64.random(in: -5_000_000_000...5_000_000_000, using: &random),
                        event: event),
                    after: after))
        }
    }

    private static let institutions = [Sample.pharmacy.party, Sample.hospital]

    private static func actor(of event: Event, using random: inout SeededGenerator) -> Actor {
        let isHonest = Int.random(in: 0..<8, using: &random) > 0
        guard isHonest else {
            return [Sample.agent, Sample.pharmacy, Sample.office, Sample.clerk].randomElement(using: &random)
                ?? Sample.clerk
        }
        guard case .accountSpendingRequested(let request) = event.kind else { return Sample.clerk }
        return request.institution == Sample.hospital.code ? Sample.office : Sample.pharmacy
    }

    private static func event(among entries: [History.Entry], using random: inout SeededGenerator) -> Event {
        let small = Int64.random(in: 1...40_000, using: &random)
        let amount =
            [small, small, small, small, 1_000_000_000_000, 0, -1, .max].randomElement(using: &random) ?? small
        let number = "\(Int.random(in: 1...12, using: &random))"
        let institution = institutions.randomElement(using: &random) ?? Sample.hospital
        let target = entries.randomElement(using: &random)?.recorded
        // Reversals mostly of the right amount, so that some are regular.
        var reversed = amount
        if let event = try? target?.event(), Int.random(in: 0..<4, using: &random) > 0 {
            reversed =
                switch event.kind {
                case .accountCredited(let event): event.amount
                case .accountWithdrawn(let event): event.amount
                case .accountSpent(let event): event.amount
                default: amount
                }
        }
        // Each request has an amount of its own, so that decisions mostly fit.
        let asked = Int64(1 + (Int(number) ?? 1) * 1_000)
        let reference = target?.reference ?? EntryReference(origin: "x", number: 0)
        let invoice = "\(10_000_000 + Int.random(in: 0..<20, using: &random))"
        let kinds: [Event.OneOf_Kind] = [
            .accountCredited(Sample.credited(number, amount)), .accountCredited(Sample.credited(number, small)),
            .accountWithdrawn(Sample.withdrawn(number, amount)), .accountWithdrawn(Sample.withdrawn(number, small)),
            .accountSpendingRequested(Sample.requested(number, asked, by: institution, invoice: invoice)),
            .accountSpendingRequested(Sample.requested(number, asked, by: institution, invoice: invoice)),
            .accountSpent(Sample.spent(number, asked, by: institution)),
            .accountSpent(Sample.spent(number, asked, by: institution)),
            .accountSpendingRefused(Sample.spendingRefused(number, by: institution)),
            .accountReversed(Sample.movementReversed(reference, reversed)),
            .annulled(
                .with {
                    $0.entry = reference
                    $0.reason = "a mistake"
                }),
        ]
        return Event(kinds.randomElement(using: &random) ?? .accountCredited(Sample.credited()))
    }
}

@Suite("Random histories of an account")
struct AccountHistoryTests {
    private static let length = 60
    private static let seeds = UInt64(0)..<24

    private func address() throws -> StreamAddress { try StreamAddress(Sample.account) }

    private func ordered(_ entries: [History.Entry]) -> [RecordedEvent] {
        History.ordered(entries, decider: Sample.center)
    }

    @Test("S4: any order of arrival and any duplication give the same state.", arguments: seeds)
    func anyOrder(seed: UInt64) throws {
        let history = AccountHistory(seed: seed, length: Self.length).entries
        let expected = StreamFold.fold(try address(), ordered(history))
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<5 {
            var arrived = history + history.filter { _ in Bool.random(using: &random) }
            arrived.shuffle(using: &random)
            #expect(StreamFold.fold(try address(), ordered(arrived)) == expected)
        }
    }

    @Test("S4: after every entry the balance is the dumb sum of the regular ones, never below zero.", arguments: seeds)
    func dumbSum(seed: UInt64) throws {
        var fold = StreamFold(try address())
        var amounts: [EntryReference: Int64] = [:]
        var suspended: [EntryReference: Int64] = [:]
        var sum: Int64 = 0
        var suspense: Int64 = 0
        var verdicts: [JudgedEntry.Verdict] = []
        for entry in ordered(AccountHistory(seed: seed, length: Self.length).entries) {
            fold.append(entry)
            let state = fold.state
            #expect(Array(state.entries.map(\.verdict).prefix(verdicts.count)) == verdicts)
            verdicts = state.entries.map(\.verdict)
            // The dumb way: each event by itself, by its verdict alone.
            let moved: Int64
            switch (try entry.event().kind, verdicts.last) {
            case (.accountCredited(let event)?, .regular): moved = event.amount
            case (.accountWithdrawn(let event)?, .regular): moved = -event.amount
            case (.accountSpent(let event)?, .regular): moved = -event.amount
            case (.accountReversed(let event)?, .regular):
                moved = -(amounts[event.entry] ?? 0)
                suspense -= suspended[event.entry] ?? 0
                #expect(moved.magnitude == event.amount || suspended[event.entry] == event.amount)
            case (.accountWithdrawn(let event)?, .suspense):
                moved = 0
                suspense += event.amount
                suspended[entry.reference] = event.amount
            default: moved = 0
            }
            if moved != 0 { amounts[entry.reference] = moved }
            sum += moved
            #expect(state.account.balance == sum && sum >= 0)
            #expect(state.account.suspendedAmount == suspense)
            #expect(AccountStatement(of: state.account).closing == sum)
            let books = TrialBalance(of: [state])
            #expect(books.isBalanced)
            #expect(books[.personalAccounts] == -sum && books[.suspenseAccount] == suspense)
            #expect(books[.personalAccountsBank] == sum - suspense && books[.fundBank] == 0)
            #expect(findings(for: state, in: Context()).reduce(0) { $0 + ($1.amounts.first?.fen ?? 0) } == suspense)
        }
    }

    @Test("S4: a refused proposal changes nothing, and an accepted one is regular when it is folded.", arguments: seeds)
    func proposals(seed: UInt64) throws {
        var desk = try Desk.banked(0)
        var accepted = 0
        for entry in AccountHistory(seed: seed, length: 40).entries {
            let actor = Actor(party: entry.recorded.party, operatorName: entry.recorded.operatorName)
            let before = try desk.state(Sample.account)
            do {
                try desk.record(try entry.recorded.event(), in: Sample.account, by: actor, on: "2018-07-20")
                accepted += 1
                #expect(try desk.state(Sample.account).entries.last?.verdict == .regular)
            } catch {
                #expect(error is Refusal)
                #expect(try desk.state(Sample.account) == before)
            }
        }
        #expect(accepted > 0)
    }

    @Test("S4: the histories reach every verdict and every movement: the checks above are not idle.")
    func coverage() throws {
        var verdicts: Set<JudgedEntry.Verdict> = []
        var kinds: Set<AccountState.Movement.Kind> = []
        var statuses: Set<AccountState.Request.Status> = []
        for seed in Self.seeds {
            let state = StreamFold.fold(
                try address(), ordered(AccountHistory(seed: seed, length: Self.length).entries))
            verdicts.formUnion(state.entries.map(\.verdict))
            kinds.formUnion(state.account.movements.map(\.kind))
            statuses.formUnion(state.account.requests.map(\.status))
        }
        #expect(verdicts == [.regular, .irregular, .suspense])
        #expect(kinds == [.credit, .withdrawal, .spending, .reversal])
        #expect(statuses.isSuperset(of: [.open, .spent, .refused]))
    }
}
