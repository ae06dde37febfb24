import Claims
import SwiftProtobuf

/// A seeded generator: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Random entries of one claim from several logs, honest and not, with what each author had seen.
struct History {
    struct Entry {
        let recorded: RecordedEvent
        /// The newest entry of this stream that the author held in each other log.
        let after: [String: UInt64]
    }

    private(set) var entries: [Entry] = []

    init(seed: UInt64, length: Int) {
        var random = SeededGenerator(seed: seed)
        var numbers: [String: UInt64] = [:]
        var road = 0
        for _ in 0..<length {
            // Every other step goes on along the honest road, so that approvals and payments are reached.
            var event = History.event(among: entries, using: &random)
            var actor = History.actor(of: event, using: &random)
            if seed % 3 == 2, Int.random(in: 0..<4, using: &random) > 0 {
                // Every third history is mostly one of an advance and its recovery, which are far down the road.
                let steps = History.advanceRoad(among: entries)
                event = steps[road % steps.count]
                actor = History.honestActor(of: event)
                road += 1
            } else if seed % 3 != 2, Bool.random(using: &random) {
                event = History.road[road % History.road.count]
                actor = History.actor(of: event, using: &random)
                road += 1
            }
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
                Entry(
                    recorded: RecordedEvent(
                        reference: EntryReference(origin: origin, number: number), party: actor.party,
                        operatorName: actor.operatorName, onBehalfOf: actor.onBehalfOf,
                        time: instant("2018-11-01") + Int64.random(in: -5_000_000_000...5_000_000_000, using: &random),
                        event: event),
                    after: after))
        }
    }

    private static let road: [Event] = [
        Event(.claimSubmitted(Sample.submitted)), Event(.claimAccepted(.init())),
        Event(.claimAdjudicated(Sample.adjudicated)), Event(.claimApproved(Sample.approved)),
        Event(.paymentOrdered(Sample.ordered())), Event(.paymentMade(Sample.made())),
        Event(.paymentReversed(Sample.reversed())), Event(.paymentOrdered(Sample.ordered("2"))),
        Event(.paymentMade(Sample.made("B2", order: "2"))),
    ]

    /// The road of a claim that the fund pays first and recovers.
    private static func advanceRoad(among entries: [Entry]) -> [Event] {
        let exclusion = entry(.lineExcluded, among: entries)
        return [
            Event(.claimSubmitted(Sample.submitted)), Event(.claimAccepted(.init())),
            Event(.lineExcluded(Sample.excluded([3]))), Event(.exclusionLifted(Sample.lifted(exclusion))),
            Event(.lineExcluded(Sample.excluded())), Event(.advanceGranted(Sample.advance(exclusion))),
            Event(.claimAdjudicated(Sample.byLine)),
            Event(.objectionFiled(Sample.objection(entry(.claimAdjudicated, among: entries)))),
            Event(.objectionDecided(Sample.objectionDecided(false))), Event(.claimApproved(Sample.approved)),
            Event(.paymentOrdered(Sample.ordered())), Event(.paymentMade(Sample.made())),
            Event(.recoveryDemanded(Sample.demanded(1_000))), Event(.recoveryReceived(Sample.received(1_000))),
            Event(.recoveryWrittenOff(Sample.writtenOff(5_000))),
            Event(.recoveryReceived(Sample.received(Sample.approvedAmount, "R2"))),
            Event(.recoveryRefunded(Sample.refunded(500))),
        ]
    }

    private static func honestActor(of event: Event) -> Actor {
        switch event.kind {
        case .claimSubmitted: Sample.agent
        case .claimApproved, .objectionDecided: Sample.approver
        case .objectionFiled: Sample.forPerson
        case .paymentMade, .recoveryReceived, .recoveryRefunded: Sample.cashier
        default: Sample.clerk
        }
    }

    /// The newest entry of a type; none of this stream if there is none.
    private static func entry(_ type: EventType, among entries: [Entry]) -> EntryReference {
        entries.last { $0.recorded.type == type }?.recorded.reference ?? EntryReference(origin: "x", number: 0)
    }

    /// What may happen beside the road: exclusions, advances, recoveries, feedback, objections.
    private static func further(
        among entries: [Entry], _ amount: Int64, _ target: EntryReference, using random: inout SeededGenerator
    ) -> [Event.OneOf_Kind] {
        let exclusion = entry(.lineExcluded, among: entries)
        let decision = entry(
            [EventType.claimAdjudicated, .claimApproved, .claimRefused].randomElement(using: &random) ?? .claimRefused,
            among: entries)
        let number = ["1", "2"].randomElement(using: &random) ?? "1"
        return [
            .lineExcluded(Sample.excluded([[], [3], [1, 2], [9]].randomElement(using: &random) ?? [])),
            .exclusionLifted(Sample.lifted(exclusion)), .advanceGranted(Sample.advance(exclusion)),
            .advanceGranted(Sample.advance(target)), .claimAdjudicated(Sample.byLine),
            .claimAdjudicated(Sample.withoutLine3), .claimApproved(.with { $0.amount = 1_129_000 }),
            .recoveryDemanded(Sample.demanded(amount, "D\(number)")),
            .recoveryReceived(Sample.received(amount, "R\(number)", demand: Bool.random(using: &random) ? "" : "D1")),
            .recoveryRefunded(Sample.refunded(amount, "F\(number)")), .recoveryWrittenOff(Sample.writtenOff(amount)),
            .feedbackGiven(Sample.said([.asBilled, .notAll].randomElement(using: &random) ?? .asBilled)),
            .objectionFiled(Sample.objection(decision, "O\(number)")),
            .objectionDecided(Sample.objectionDecided(Bool.random(using: &random), "O\(number)")),
        ]
    }

    /// Mostly one who may; else anybody.
    private static func actor(of event: Event, using random: inout SeededGenerator) -> Actor {
        let honest = Int.random(in: 0..<8, using: &random) > 0
        let center = [Sample.clerk, Sample.approver, Sample.cashier]
        let others = [Sample.agent, Sample.office, Actor(party: Sample.otherUnit, operatorName: "agent")]
        switch event.kind {
        case .claimSubmitted where honest, .claimCompleted where honest, .documentAttached where honest:
            return Sample.agent
        case .claimApproved where honest: return Sample.approver
        case .paymentMade where honest: return Sample.cashier
        case .feedbackGiven where honest, .objectionFiled where honest: return Sample.forPerson
        case .corrected, .annulled: return (center + others).randomElement(using: &random) ?? Sample.clerk
        default: return (honest ? center : center + others).randomElement(using: &random) ?? Sample.clerk
        }
    }

    private static func event(among entries: [Entry], using random: inout SeededGenerator) -> Event {
        let amounts = [Sample.approvedAmount, 1, 1_000, -1, .max]
        let amount = amounts.randomElement(using: &random) ?? 1
        let order = ["1", "2"].randomElement(using: &random) ?? "1"
        let payment = ["B1", "B2"].randomElement(using: &random) ?? "B1"
        let target = entries.randomElement(using: &random)?.recorded.reference ?? EntryReference(origin: "x", number: 0)
        let ground = [Sample.ground(1, "a reason")]
        if Int.random(in: 0..<3, using: &random) == 0 {
            let kinds = further(among: entries, amount, target, using: &random)
            return Event(kinds.randomElement(using: &random) ?? .claimAccepted(.init()))
        }
        let kinds: [Event.OneOf_Kind] = [
            .claimSubmitted(Sample.submitted),
            .claimSubmitted(changed(Sample.submitted) { $0.documents = [] }),
            .documentAttached(.with { $0.document = Sample.paper(.invoice) }),
            .claimReturned(.with { $0.missing = [.invoice] }), .claimCompleted(.init()), .claimAccepted(.init()),
            .claimAccepted(.init()), .claimAdjudicated(Sample.adjudicated), .claimAdjudicated(Sample.adjudicated),
            .claimApproved(Sample.approved), .claimApproved(Sample.approved),
            .claimRefused(.with { $0.grounds = ground }),
            .claimRestored(.with { $0.reason = "an objection" }), .paymentHeld(.with { $0.grounds = ground }),
            .paymentReleased(.with { $0.reason = "cleared" }), .paymentOrdered(Sample.ordered(order, amount)),
            .paymentMade(Sample.made(payment, amount, order: order)),
            .paymentReversed(Sample.reversed(payment, amount)),
            .paymentFailed(
                .with {
                    $0.order = order
                    $0.failedOn = "2018-11-20"
                    $0.reason = "no account"
                }),
            .annulled(
                .with {
                    $0.entry = target
                    $0.reason = "a mistake"
                }),
            .corrected(
                .with {
                    $0.entry = target
                    $0.reason = "misread"
                    $0.replacement = Event(.claimSubmitted(changed(Sample.submitted) { $0.agent = "another" }))
                }),
            .disclosed(
                .with {
                    $0.to = Sample.hospital.description
                    $0.reason = "asked"
                }),
        ]
        return Event(kinds.randomElement(using: &random) ?? .claimAccepted(.init()))
    }

    /// Stream order, the plain way: "The decider's log is the spine. Any other party's entry stands before the first
    /// deciding entry whose `after` covers it. Entries not yet covered stand last. Several in one place are merged by
    /// taking the earliest among each log's next, by time, then origin."
    static func ordered(_ arrived: [Entry], decider: Party) -> [RecordedEvent] {
        var unique: [String: Entry] = [:]
        for entry in arrived {
            unique["\(entry.recorded.reference.origin)#\(entry.recorded.reference.number)"] = entry
        }
        let spine = unique.values.filter { $0.recorded.party == decider }
            .sorted { $0.recorded.reference.number < $1.recorded.reference.number }
        var others = unique.values.filter { $0.recorded.party != decider }.map(\.recorded)
        var result: [RecordedEvent] = []
        for entry in spine {
            let covered = others.filter { other in
                guard let last = entry.after[other.reference.origin] else { return false }
                return other.reference.number <= last
            }
            others.removeAll { other in covered.contains { $0.reference == other.reference } }
            result += merged(covered) + [entry.recorded]
        }
        return result + merged(others).map { $0.copy(pending: true) }
    }

    private static func merged(_ entries: [RecordedEvent]) -> [RecordedEvent] {
        var logs = Dictionary(grouping: entries) { $0.reference.origin }.mapValues { log in
            log.sorted { $0.reference.number < $1.reference.number }
        }
        var result: [RecordedEvent] = []
        while let next = logs.values.compactMap(\.first).min(by: {
            ($0.time, $0.reference.origin) < ($1.time, $1.reference.origin)
        }) {
            result.append(next)
            logs[next.reference.origin]?.removeFirst()
        }
        return result
    }
}
