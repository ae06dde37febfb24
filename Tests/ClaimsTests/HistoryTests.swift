import Claims
import SwiftProtobuf
import Testing

@Suite("Random histories")
struct HistoryTests {
    private static let length = 60
    private static let seeds = UInt64(0)..<24

    private func address() throws -> StreamAddress { try StreamAddress(Sample.claim) }

    @Test("Any order of arrival and any duplication give the same state.", arguments: seeds)
    func anyOrder(seed: UInt64) throws {
        let history = History(seed: seed, length: Self.length)
        let expected = StreamFold.fold(try address(), History.ordered(history.entries, decider: Sample.center))
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<5 {
            var arrived = history.entries + history.entries.filter { _ in Bool.random(using: &random) }
            arrived.shuffle(using: &random)
            let state = StreamFold.fold(try address(), History.ordered(arrived, decider: Sample.center))
            #expect(state == expected)
        }
    }

    @Test("An entry given to the fold twice counts once.", arguments: seeds)
    func duplicates(seed: UInt64) throws {
        let ordered = History.ordered(History(seed: seed, length: Self.length).entries, decider: Sample.center)
        let once = StreamFold.fold(try address(), ordered)
        var random = SeededGenerator(seed: seed)
        var repeated: [RecordedEvent] = []
        for entry in ordered {
            repeated.append(entry)
            if let earlier = repeated.randomElement(using: &random) { repeated.append(earlier) }
        }
        #expect(StreamFold.fold(try address(), repeated) == once)
    }

    @Test("What arrives later never changes a verdict, and the books balance after every entry.", arguments: seeds)
    func invariants(seed: UInt64) throws {
        let ordered = History.ordered(History(seed: seed, length: Self.length).entries, decider: Sample.center)
        var fold = StreamFold(try address())
        var verdicts: [JudgedEntry.Verdict] = []
        for entry in ordered {
            fold.append(entry)
            let state = fold.state
            #expect(Array(state.entries.map(\.verdict).prefix(verdicts.count)) == verdicts)
            verdicts = state.entries.map(\.verdict)
            let claim = state.claim
            let books = TrialBalance(of: [state])
            #expect(books.isBalanced)
            #expect(claim.openAmount >= 0)
            // Nothing regular is paid beyond approval: the bank's balance is payments less returns, wherever they stand.
            let regular = claim.payments.filter { !$0.suspense && !$0.hasReversal }.reduce(0) { $0 + $1.payment.amount }
            #expect(regular <= (claim.hasApproval ? claim.approval.amount : 0))
            #expect(books[.claimsPayable] <= 0)
            let returned = claim.returns.reduce(0) { $0 + $1.reversal.amount }
            let recovery = claim.recovery
            func sum(received isSuspense: Bool?) -> Int64 {
                recovery.receipts.filter { isSuspense == nil || $0.suspense == isSuspense }.reduce(0) {
                    $0 + $1.receipt.amount
                }
            }
            func sum(refunded isSuspense: Bool?) -> Int64 {
                recovery.refunds.filter { isSuspense == nil || $0.suspense == isSuspense }.reduce(0) {
                    $0 + $1.refund.amount
                }
            }
            #expect(
                books[.fundBank] == returned - claim.paidAmount + sum(received: nil) - sum(refunded: nil))
            let suspense = claim.payments.filter { $0.suspense && !$0.hasReversal }.reduce(0) { $0 + $1.payment.amount }
            #expect(books[.suspenseAccount] == suspense - returned - sum(received: true) + sum(refunded: true))
            checkRecovery(of: claim, books, received: sum(received: false), refunded: sum(refunded: false))
            checkPrice(of: claim)
            #expect(state.entries.allSatisfy { ($0.verdict == .regular) == ($0.refusal == 0) })
        }
    }

    /// The fund has back what stands against the advance, and nobody is owed less than nothing.
    private func checkRecovery(
        of claim: ClaimState, _ books: TrialBalance, received: Int64, refunded: Int64
    ) {
        let recovery = claim.recovery
        #expect(books[.advancesRecoverable] == recovery.advanced - recovery.applied - recovery.writtenOff)
        #expect(books[.recoveriesPayable] == -recovery.surplus)
        #expect(received == recovery.applied + recovery.surplus + refunded)
        for amount in [
            recovery.surplus, recovery.applied, recovery.writtenOff, claim.outstandingAdvance,
            books[.advancesRecoverable], recovery.advanced,
        ] {
            #expect(amount >= 0)
        }
        #expect(recovery.advanced <= (claim.hasApproval ? claim.approval.amount : 0))
        #expect(claim.outstandingAdvance <= books[.advancesRecoverable])
        // What the fund bears is what it approved, without what is to come back or came back.
        let borne = (claim.hasApproval ? claim.approval.amount : 0) - recovery.advanced + recovery.writtenOff
        #expect(books[.benefitExpense] == borne)
    }

    /// Total = fund + account + cash; nothing below zero or above the bill; lines sum to the split, and to what is paid.
    private func checkPrice(of claim: ClaimState) {
        guard claim.hasAdjudication else { return }
        let split = claim.adjudication.split
        #expect(split.total == split.fundTotal + split.account + split.cash)
        #expect(split.total <= claim.submission.bill.total)
        #expect(
            [split.fundTotal, split.account, split.cash, split.inScope].allSatisfy { (0...split.total).contains($0) })
        let lines = claim.pricedLines
        for line in lines {
            let stages = [line.priced ?? 0, line.inScope ?? line.line.amount, line.adjusted ?? 0, line.line.amount]
            #expect(stages == stages.sorted() && stages[0] >= 0)
            #expect((0...(line.approved ?? 0)).contains(line.paid ?? 0))
            guard let exclusion = line.exclusion, !exclusion.hasAdvance else { continue }
            #expect((line.priced ?? 0) == 0)
        }
        guard !claim.adjudication.lines.isEmpty, claim.hasApproval else { return }
        let regular = claim.payments.filter { !$0.suspense && !$0.hasReversal }.reduce(0) { $0 + $1.payment.amount }
        #expect(lines.reduce(0) { $0 + ($1.approved ?? 0) } == claim.approval.amount)
        #expect(lines.reduce(0) { $0 + ($1.paid ?? 0) } == regular)
    }

    @Test("Pending entries move no money: the books are those of the covered entries.", arguments: seeds)
    func pending(seed: UInt64) throws {
        let ordered = History.ordered(History(seed: seed, length: Self.length).entries, decider: Sample.center)
        let whole = StreamFold.fold(try address(), ordered)
        let covered = StreamFold.fold(try address(), ordered.filter { !$0.pending })
        #expect(TrialBalance(of: [whole]).accounts == TrialBalance(of: [covered]).accounts)
    }

    @Test("A refused proposal changes nothing, and an accepted one is regular when it is folded.", arguments: seeds)
    func proposals(seed: UInt64) throws {
        var desk = try Desk.at(.stayed)
        var accepted = 0
        for entry in History(seed: seed, length: 40).entries {
            guard let event = try? entry.recorded.event() else { continue }
            let actor = Actor(
                party: entry.recorded.party, operatorName: entry.recorded.operatorName,
                onBehalfOf: entry.recorded.onBehalfOf)
            let before = try desk.state(Sample.claim)
            do {
                try desk.record(event, in: Sample.claim, by: actor, on: "2018-11-05")
                accepted += 1
                #expect(try desk.state(Sample.claim).entries.last?.verdict == .regular)
            } catch {
                #expect(error is Refusal)
                #expect(try desk.state(Sample.claim) == before)
            }
        }
        #expect(accepted > 0)
    }

    @Test("The histories reach every verdict, approvals and payments: the checks above are not idle.")
    func coverage() throws {
        var verdicts: Set<JudgedEntry.Verdict> = []
        var statuses: Set<ClaimState.Status> = []
        var reversed = 0
        var roads: [String: Int] = [:]
        for seed in Self.seeds {
            var fold = StreamFold(try address())
            for entry in History.ordered(History(seed: seed, length: Self.length).entries, decider: Sample.center) {
                fold.append(entry)
                let claim = fold.state.claim
                statuses.insert(claim.status)
                for (road, isReached) in [
                    ("advanced", claim.recovery.advanced > 0), ("outstanding", claim.outstandingAdvance > 0),
                    ("recovered", claim.recovery.applied > 0), ("surplus", claim.recovery.surplus > 0),
                    ("written off", claim.recovery.writtenOff > 0), ("by line", !claim.adjudication.lines.isEmpty),
                    ("excluded", !claim.openExclusions.isEmpty),
                    ("lifted", claim.exclusions.contains(where: \.hasLifting)),
                    ("feedback", !claim.feedback.isEmpty), ("objection", !claim.objections.isEmpty),
                    ("objection decided", claim.objections.contains { $0.status != .open }),
                    ("refunded", claim.recovery.refunds.contains { !$0.suspense }),
                    ("suspended", claim.recovery.receipts.contains(where: \.suspense)),
                ] where isReached {
                    roads[road, default: 0] += 1
                }
            }
            verdicts.formUnion(fold.state.entries.map(\.verdict))
            reversed += fold.state.claim.payments.filter(\.hasReversal).count
        }
        #expect(verdicts == [.regular, .irregular, .suspense])
        #expect(statuses.isSuperset(of: [.submitted, .accepted, .adjudicated, .approved, .ordered, .paid, .refused]))
        #expect(reversed > 0)
        #expect(roads.count == 13, "\(roads)")
    }
}

@Suite("Books")
struct BooksTests {
    @Test("The sample claim's books: expense against bank, nothing payable, nothing in suspense.")
    func sample() throws {
        let books = TrialBalance(of: [try Desk.at(.paid).state(Sample.claim)])
        #expect(books[.benefitExpense] == Sample.approvedAmount)
        #expect(books[.fundBank] == -Sample.approvedAmount)
        #expect(books[.claimsPayable] == 0 && books[.suspenseAccount] == 0)
        #expect(books.isBalanced)
    }

    @Test("A reversed payment is payable again.")
    func reversed() throws {
        var desk = try Desk.at(.paid)
        try desk.record(
            Event(.paymentReversed(Sample.reversed())), in: Sample.claim, by: Sample.cashier, on: "2018-11-25")
        let state = try desk.state(Sample.claim)
        let books = TrialBalance(of: [state])
        #expect(books[.claimsPayable] == -Sample.approvedAmount && books[.fundBank] == 0)
        #expect(state.claim.status == .approved && state.claim.openAmount == Sample.approvedAmount)
    }

    @Test("A posting that does not balance is named.")
    func unbalanced() throws {
        let entry = EntryReference(origin: "test.example/x", number: 3)
        let posting = Posting.with {
            $0.entry = entry
            $0.lines = [
                .with {
                    $0.account = .fundBank
                    $0.amount = 1
                }
            ]
        }
        var books = TrialBalance()
        books.add([posting])
        #expect(!books.isBalanced && books.firstUnbalanced == entry && books.total == 1)
    }
}
