import Claims
import SwiftProtobuf
import Testing

/// Random entries of one dispute from the logs of its arbiter, its sides and others, honest and not.
private struct DisputeHistory {
    private(set) var entries: [History.Entry] = []

    init(seed: UInt64, length: Int) {
        var random = SeededGenerator(seed: seed)
        var numbers: [String: UInt64] = [:]
        var time = instant("2018-11-26")
        for index in 0..<length {
            let (kind, honest) = DisputeHistory.event(index, using: &random)
            let others = [Sample.judge, Sample.clerk, Sample.office, Sample.secondOffice, Sample.agent]
            let isHonest = Int.random(in: 0..<6, using: &random) > 0
            let actor = isHonest ? honest : others.randomElement(using: &random) ?? honest
            let origin = Desk.origin(actor.party)
            let number = numbers[origin, default: 0]
            numbers[origin] = number + 1
            time += Int64.random(in: 0...40_000_000, using: &random)
            // What the author had received: mostly all that there is.
            var after: [String: UInt64] = [:]
            for other in entries where other.recorded.reference.origin != origin {
                guard Int.random(in: 0..<6, using: &random) > 0 else { continue }
                after[other.recorded.reference.origin] = other.recorded.reference.number
            }
            entries.append(
                History.Entry(
                    recorded: RecordedEvent(
                        reference: EntryReference(origin: origin, number: number), party: actor.party,
                        operatorName: actor.operatorName, time: time, event: Event(kind)),
                    after: after))
        }
    }

    private static func event(_ index: Int, using random: inout SeededGenerator) -> (Event.OneOf_Kind, Actor) {
        let side = Bool.random(using: &random) ? Sample.clerk : Sample.office
        let number = "I\(Int.random(in: 1...4, using: &random))"
        let opening = (Event.OneOf_Kind.disputeOpened(Sample.disputeOpened), Sample.clerk)
        let notice = (Event.OneOf_Kind.disputeNotified(Sample.disputeNotified), Sample.judge)
        if index < 3 { return Int.random(in: 0..<3, using: &random) > 0 ? [opening, notice, notice][index] : notice }
        let results: [AppealDecided.Result] = [.confirmed, .changed, .sentBack, .sentBack]
        let isOnPaper = Bool.random(using: &random)
        let choices: [(Event.OneOf_Kind, Actor)] = [
            opening, notice, (.statementFiled(Sample.stated), side), (.statementFiled(Sample.stated), side),
            (.inquirySent(Sample.inquired(number)), Bool.random(using: &random) ? Sample.judge : Sample.clerk),
            (
                .inquiryAnswered(Sample.answered(number, onPaper: isOnPaper)),
                isOnPaper ? Sample.judge : Sample.secondOffice
            ),
            (.disputeSettled(Sample.ruled), Sample.judge), (.disputeAppealed(Sample.appealed), side),
            (.appealDecided(Sample.appealDecided(results.randomElement(using: &random) ?? .confirmed)), Sample.judge),
            (
                .consequenceCarriedOut(
                    Sample.carriedOut(UInt32.random(in: 1...3, using: &random), by: Sample.proof.entry)), side
            ),
        ]
        if Int.random(in: 0..<40, using: &random) == 0 {
            return (.disputeWithdrawn(.with { $0.reason = "settled outside" }), Sample.clerk)
        }
        return choices.randomElement(using: &random) ?? opening
    }
}

/// The rules of a dispute once more, in as few words as they can be said.
private struct DisputeTwin {
    var status = "none"
    var statements = 0
    var rulings = 0
    var consequences: Set<UInt32> = []
    var asked: [String: Party] = [:]
    var answered: Set<String> = []

    /// Takes an entry if it is regular.
    mutating func take(_ event: Event.OneOf_Kind, by party: Party) -> Bool {
        let isSide = party == Sample.center || party == Sample.hospital
        let isArbiter = party == Sample.arbiter
        switch event {
        case .disputeOpened:
            guard status == "none", party == Sample.center else { return false }
            status = "opened"
        case .disputeNotified:
            guard isArbiter, status == "opened" else { return false }
            status = "notified"
        case .disputeWithdrawn:
            guard party == Sample.center, ["opened", "notified"].contains(status) else { return false }
            // Once notice was given and a ruling was sent back, it is open as before.
            status = "withdrawn"
        case .statementFiled:
            guard isSide, ["notified", "appealed"].contains(status) else { return false }
            statements += 1
        case .inquirySent(let event):
            guard isArbiter || party == Sample.center, asked[event.number] == nil else { return false }
            guard ["none", "notified", "appealed"].contains(status) else { return false }
            asked[event.number] = party
        case .inquiryAnswered(let event):
            guard let asker = asked[event.number], !answered.contains(event.number) else { return false }
            guard party == (event.onPaper ? asker : Sample.secondHospital) else { return false }
            answered.insert(event.number)
        case .disputeSettled:
            guard isArbiter, status == "notified", day(of: "2018-12-10") else { return false }
            status = "ruled"
            rulings += 1
            consequences = [1, 2]
        case .disputeAppealed:
            guard isSide, status == "ruled" else { return false }
            status = "appealed"
        case .appealDecided(let event):
            guard isArbiter, status == "appealed" else { return false }
            if event.result == .sentBack { sentBack = true }
            if event.result == .changed {
                rulings += 1
                consequences = []
            }
            status = event.result == .sentBack ? "notified" : "final"
        case .consequenceCarriedOut(let event):
            guard ["ruled", "final"].contains(status), consequences.contains(event.number) else { return false }
            guard party == (event.number == 1 ? Sample.hospital : Sample.center) else { return false }
            consequences.remove(event.number)
        default: return false
        }
        return true
    }

    /// A ruling after an appeal that sent it back on 17 December is not of the 10th.
    var sentBack = false
    private func day(of text: String) -> Bool { !sentBack }
}

@Suite("Random histories of a dispute")
struct DisputeHistoryTests {
    private static let length = 40
    private static let seeds = UInt64(0)..<40

    private func address() throws -> StreamAddress { try StreamAddress(Sample.dispute) }

    private func ordered(_ entries: [History.Entry]) -> [RecordedEvent] {
        History.ordered(entries, decider: Sample.arbiter)
    }

    @Test("L4: any order of arrival and any duplication give the same state.", arguments: seeds)
    func anyOrder(seed: UInt64) throws {
        let history = DisputeHistory(seed: seed, length: Self.length).entries
        let expected = StreamFold.fold(try address(), ordered(history))
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<5 {
            var arrived = history + history.filter { _ in Bool.random(using: &random) }
            arrived.shuffle(using: &random)
            #expect(StreamFold.fold(try address(), ordered(arrived)) == expected)
        }
    }

    @Test("L4: every verdict and the state are those of the rules said a second time, plainly.", arguments: seeds)
    func twin(seed: UInt64) throws {
        var fold = StreamFold(try address())
        var twin = DisputeTwin()
        for entry in ordered(DisputeHistory(seed: seed, length: Self.length).entries) {
            fold.append(entry)
            let kind = try #require(try entry.event().kind)
            let isRegular = twin.take(kind, by: entry.party)
            let judged = try #require(fold.state.entries.last)
            #expect((judged.verdict == .regular) == isRegular, "\(judged.typeName) by \(entry.party): \(judged.reason)")
            let dispute = fold.state.dispute
            #expect(dispute.status == .unspecified ? twin.status == "none" : "\(dispute.status)" == twin.status)
            #expect(dispute.statements.count == twin.statements && dispute.rulings.count == twin.rulings)
            #expect(dispute.inquiries.count == twin.asked.count)
            #expect(dispute.inquiries.count(where: \.hasAnswer) == twin.answered.count)
            let open = dispute.rulings.last?.ruling.consequences.filter { dispute.carriedOut($0) == nil } ?? []
            #expect(Set(open.map(\.number)) == twin.consequences)
        }
    }

    @Test("L4: the histories reach every status and every refusal of the steps: the checks above are not idle.")
    func coverage() throws {
        var statuses: Set<String> = []
        var refusals: Set<UInt32> = []
        for seed in Self.seeds {
            var fold = StreamFold(try address())
            for entry in ordered(DisputeHistory(seed: seed, length: Self.length).entries) {
                fold.append(entry)
                statuses.insert("\(fold.state.dispute.status)")
            }
            refusals.formUnion(fold.state.entries.map(\.refusal))
        }
        #expect(
            statuses.isSuperset(of: ["opened", "notified", "withdrawn", "ruled", "appealed", "final"]), "\(statuses)")
        #expect(refusals.isSuperset(of: [840, 845, 848, 852, 854, 855, 856, 860, 870, 871, 872, 876]), "\(refusals)")
    }
}
