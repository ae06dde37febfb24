import Claims
import SwiftProtobuf
import Testing

/// Random entries of one settlement from the center's log and the hospital's, honest and not.
private struct SettlementHistory {
    private(set) var entries: [History.Entry] = []

    init(seed: UInt64, length: Int) {
        var random = SeededGenerator(seed: seed)
        var numbers: [String: UInt64] = [:]
        for _ in 0..<length {
            let kind = SettlementHistory.kind(among: entries, using: &random)
            let isHonest = Int.random(in: 0..<10, using: &random) > 0
            let actor = isHonest ? Desk.settler(of: kind) : Sample.secondOffice
            let origin = Desk.origin(actor.party)
            let number = numbers[origin, default: 0]
            numbers[origin] = number + 1
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
                        time: instant("2018-10-12") + Int64.random(in: -5_000_000...5_000_000, using: &random),
                        event: Event(kind)),
                    after: after))
        }
    }

    /// Mostly the next step of the road on what stands so far, as its author may see it: of several that were tried, mostly the first
    /// stands.
    private static func kind(
        among entries: [History.Entry], using random: inout SeededGenerator
    ) -> Event.OneOf_Kind {
        let isFirst = Int.random(in: 0..<4, using: &random) > 0
        func any(_ type: EventType) -> EntryReference {
            let tried = entries.filter { $0.recorded.type == type }
            return (isFirst ? tried.first : tried.last)?.recorded.reference ?? EntryReference(origin: "x", number: 0)
        }
        let wrong = Int.random(in: 0..<12, using: &random) == 0
        let fund = wrong ? [0, 1, -1, .max].randomElement(using: &random) ?? 1 : Sample.split.fundTotal
        let kinds: [Event.OneOf_Kind] = [
            .settlementRequested(changed(Sample.asked) { $0.preview = wrong }),
            .settlementPriced(Sample.priced(any(.settlementRequested))),
            .settlementConfirmed(Sample.confirmed(any(.settlementPriced), cash: Sample.split.cash)),
            .settlementRecorded(Sample.settled(any(.settlementConfirmed), fund: fund)),
            .settlementReversalRequested(Sample.reversalAsked(any(.settlementRecorded))),
            .settlementReversed(
                Sample.settlementReversed(any(.settlementRecorded), any(.settlementReversalRequested), fund: fund)),
            .settlementUndone(.with { $0.reason = "a mistake" }),
            .settlementDeclined(
                .with {
                    $0.request = any(.settlementRequested)
                    $0.grounds = [Sample.groundOf753]
                }),
            .settlementReversalRefused(
                .with {
                    $0.request = any(.settlementReversalRequested)
                    $0.grounds = [Sample.groundOf753]
                }),
        ]
        let road = min(entries.count / 2, 5)
        let isAny = Int.random(in: 0..<3, using: &random) == 0
        return isAny ? kinds.randomElement(using: &random) ?? kinds[0] : kinds[road]
    }
}

@Suite("Random histories of a settlement")
struct SettlementHistoryTests {
    private static let seeds = UInt64(0)..<40
    private static let length = 30

    private func ordered(_ entries: [History.Entry]) -> [RecordedEvent] {
        History.ordered(entries, decider: Sample.center)
    }

    @Test("S14: any order of arrival and any duplication give the same state.", arguments: seeds)
    func anyOrder(seed: UInt64) throws {
        let address = try StreamAddress(Sample.settlement)
        let history = SettlementHistory(seed: seed, length: Self.length).entries
        let expected = StreamFold.fold(address, ordered(history))
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<5 {
            var arrived = history + history.filter { _ in Bool.random(using: &random) }
            arrived.shuffle(using: &random)
            #expect(StreamFold.fold(address, ordered(arrived)) == expected)
        }
    }

    @Test("S14: after every entry the books balance, and the fund owes what stands, or nothing.", arguments: seeds)
    func books(seed: UInt64) throws {
        var fold = StreamFold(try StreamAddress(Sample.settlement))
        var dumb: Int64 = 0
        var suspense: Int64 = 0
        for entry in ordered(SettlementHistory(seed: seed, length: Self.length).entries) {
            fold.append(entry)
            switch (try entry.event().kind, fold.state.entries.last?.verdict) {
            case (.settlementRecorded(let event)?, .regular): dumb += event.fund
            case (.settlementReversed(let event)?, .regular): dumb -= event.fund
            case (.settlementRecorded(let event)?, .suspense): suspense += event.fund
            case (.settlementReversed(let event)?, .suspense): suspense -= event.fund
            default: break
            }
            let books = TrialBalance(of: [fold.state])
            #expect(books.isBalanced)
            #expect(fold.state.settlement.owed == dumb && books[.benefitExpense] == dumb)
            #expect(books[.suspenseAccount] == suspense && books[.clearingPayable] == -dumb - suspense)
            #expect(dumb == 0 || dumb == Sample.split.fundTotal, "never twice")
        }
    }

    @Test("S14: the histories reach every status.")
    func coverage() throws {
        let address = try StreamAddress(Sample.settlement)
        var seen: Set<SettlementState.Status> = []
        for seed in Self.seeds {
            var fold = StreamFold(address)
            for entry in ordered(SettlementHistory(seed: seed, length: Self.length).entries) {
                fold.append(entry)
                seen.insert(fold.state.settlement.status)
            }
        }
        #expect(Set(SettlementState.Status.allCases).subtracting(seen).isEmpty, "\(seen)")
    }
}
