import Claims
import SwiftProtobuf
import Testing

/// A kind of stream with the events that may stand in it, and who may write them.
private struct Subject: Sendable, CustomTestStringConvertible {
    let stream: String
    let events: [Event.OneOf_Kind]
    let actors: [Actor]

    var testDescription: String { stream }

    static let all = [
        Subject(
            stream: Sample.person,
            events: [
                .personRegistered(Sample.registered), .personRegistered(Sample.registered),
                .personMerged(Sample.merged(into: Sample.duplicate)), .personMerged(Sample.merged(into: Sample.person)),
                .personUnmerged(.with { $0.reason = "two persons" }), .personDied(Sample.died("2018-02-01")),
                .personCorrected(
                    .with {
                        $0.cardNumber = "A33333333"
                        $0.reason = "misread"
                    }),
                .cardReplaced(
                    .with {
                        $0.cardNumber = "A22222222"
                        $0.replacedOn = "2018-02-01"
                        $0.reason = "lost"
                    }),
                .cardLocked(
                    .with {
                        $0.cardNumber = "A22222222"
                        $0.lockedOn = "2018-02-01"
                        $0.reason = "lost"
                    }),
            ], actors: [Sample.clerk, Sample.approver, Sample.agent]),
        Subject(
            stream: Sample.institution(Sample.hospital),
            events: [
                .institutionDesignated(Sample.designated(Sample.hospital, level: 3)),
                .institutionDesignated(
                    changed(Sample.designated(Sample.hospital, level: 2)) { $0.validFrom = "2018-06-01" }),
                .designationEnded(
                    .with {
                        $0.effectiveFrom = "2018-03-01"
                        $0.reason = "inspection"
                    }),
                .designationEnded(
                    .with {
                        $0.effectiveFrom = "2018-08-01"
                        $0.effectiveTo = "2018-08-31"
                        $0.reason = "inspection"
                    }),
            ], actors: [Sample.clerk, Sample.office]),
        Subject(
            stream: Sample.filing,
            events: [
                .applicationSubmitted(Sample.referral), .formStamped(Sample.stamped(Sample.hospital)),
                .formStamped(Sample.stamped(Sample.secondHospital)),
                .preEvaluated(changed(Sample.evaluated) { $0.opinion = .notSupported }),
                .preEvaluated(Sample.evaluated),
                .recordFiled(Sample.recordedReferral), .transferCompared(Sample.compared),
                .transferCompared(changed(Sample.compared) { $0.agrees = false }),
                .filingRefused(.with { $0.grounds = [Sample.ground(1, "a reason")] }),
            ], actors: [Sample.clerk, Sample.agent, Sample.office, Sample.secondOffice]),
        Subject(
            stream: Sample.item,
            events: [
                .specificItemApplied(Sample.itemApplied), .specificItemApproved(Sample.itemApproved),
                .specificItemRefused(.with { $0.grounds = [Sample.ground(1, "a reason")] }),
                .specificItemEnded(
                    .with {
                        $0.effectiveFrom = "2018-07-01"
                        $0.reason = "transplant"
                    }),
            ], actors: [Sample.clerk, Sample.agent, Sample.office]),
        Subject(
            stream: Sample.history,
            events: [
                .historyVerified(Sample.verified),
                .historyVerified(changed(Sample.verified) { $0.claim = "claim/210200/2019-000124" }),
                .historyVerified(changed(Sample.verified) { $0.person = Sample.duplicate }),
            ], actors: [Sample.clerk, Sample.agent]),
    ]

    /// Random entries of the stream from several logs, with corrections and annulments of each other.
    func entries(seed: UInt64, length: Int) -> [History.Entry] {
        var random = SeededGenerator(seed: seed)
        var numbers: [String: UInt64] = [:]
        var entries: [History.Entry] = []
        var road = 0
        for _ in 0..<length {
            // Every other step goes on along the honest road, so that late decisions are reached.
            let isHonest = Bool.random(using: &random)
            let kind = isHonest ? events[road % events.count] : events.randomElement(using: &random) ?? events[0]
            if isHonest { road += 1 }
            let target = entries.randomElement(using: &random)?.recorded.reference
            let event =
                switch (isHonest ? 7 : Int.random(in: 0..<6, using: &random), target) {
                case (0, let target?): Event.annulling(target)
                case (1, let target?): Event.correcting(target, kind)
                case (2, _):
                    Event(
                        .disclosed(
                            .with {
                                $0.to = Sample.otherUnit.description
                                $0.reason = "asked"
                            }))
                default: Event(kind)
                }
            // Mostly the center, which decides, or the hospital that stamps.
            var actor = actors[0]
            if case .formStamped(let form) = kind {
                actor = form.hospital == Sample.hospital.code ? Sample.office : Sample.secondOffice
            }
            if !isHonest, Bool.random(using: &random) { actor = actors.randomElement(using: &random) ?? actor }
            let origin = Desk.origin(actor.party)
            let number = numbers[origin, default: 0]
            numbers[origin] = number + 1
            var after: [String: UInt64] = [:]
            for other in entries where other.recorded.reference.origin != origin {
                guard isHonest || Bool.random(using: &random) else { continue }
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
        return entries
    }
}

@Suite("Random histories of persons, institutions, filings, items and medical histories")
struct CareHistoryTests {
    private static let seeds = UInt64(0)..<16

    @Test("Any order of arrival and any duplication give the same state.", arguments: Subject.all, seeds)
    private func anyOrder(subject: Subject, seed: UInt64) throws {
        let address = try StreamAddress(subject.stream)
        let history = subject.entries(seed: seed, length: 40)
        let expected = StreamFold.fold(address, History.ordered(history, decider: Sample.center))
        #expect(Set(expected.entries.map(\.verdict)).isSubset(of: [.regular, .irregular]))
        var random = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<3 {
            var arrived = history + history.filter { _ in Bool.random(using: &random) }
            arrived.shuffle(using: &random)
            #expect(StreamFold.fold(address, History.ordered(arrived, decider: Sample.center)) == expected)
        }
    }

    @Test(
        "What arrives later never changes a verdict; an irregular entry changes nothing.", arguments: Subject.all, seeds
    )
    private func verdicts(subject: Subject, seed: UInt64) throws {
        var fold = StreamFold(try StreamAddress(subject.stream))
        var verdicts: [JudgedEntry.Verdict] = []
        for entry in History.ordered(subject.entries(seed: seed, length: 40), decider: Sample.center) {
            let before = fold.state
            fold.append(entry)
            let state = fold.state
            #expect(Array(state.entries.map(\.verdict).prefix(verdicts.count)) == verdicts)
            verdicts = state.entries.map(\.verdict)
            if verdicts.last == .irregular {
                #expect(state.subject == before.subject && state.audience == before.audience)
            }
        }
    }

    @Test("A refused proposal changes nothing, and an accepted one is regular.", arguments: Subject.all, seeds)
    private func proposals(subject: Subject, seed: UInt64) throws {
        var desk = try Desk.at(.registered)
        for entry in subject.entries(seed: seed, length: 40) {
            let actor = Actor(party: entry.recorded.party, operatorName: entry.recorded.operatorName)
            let before = try desk.state(subject.stream)
            do {
                try desk.record(try entry.recorded.event(), in: subject.stream, by: actor, on: "2018-11-20")
                #expect(try desk.state(subject.stream).entries.last?.verdict == .regular)
            } catch {
                #expect(error is Refusal)
                #expect(try desk.state(subject.stream) == before)
            }
        }
    }

    @Test("The histories reach what they are about: the checks above are not idle.")
    func coverage() throws {
        var seen: Set<String> = []
        for subject in Subject.all {
            for seed in Self.seeds {
                let entries = History.ordered(subject.entries(seed: seed, length: 40), decider: Sample.center)
                for entry in StreamFold.fold(try StreamAddress(subject.stream), entries).entries
                where entry.verdict == .regular {
                    seen.insert(entry.typeName)
                }
            }
        }
        let wanted: Set<String> = [
            "PersonMerged", "PersonUnmerged", "PersonDied", "DesignationEnded", "PreEvaluated", "RecordFiled",
            "TransferCompared", "SpecificItemApplied", "SpecificItemApproved", "SpecificItemRefused",
            "SpecificItemEnded", "HistoryVerified", "Corrected", "Annulled",
        ]
        #expect(seen.isSuperset(of: wanted), "not reached: \(wanted.subtracting(seen).sorted())")
    }
}
