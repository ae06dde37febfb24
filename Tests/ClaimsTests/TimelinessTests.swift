import Claims
import Testing

@Suite("In time")
struct TimelinessTests {
    private let entry = EntryReference(origin: "test.example/unit", number: 7)
    private let receipt = Context.Receipt(
        entry: EntryReference(origin: "test.example/center", number: 3),
        covers: EntryReference(origin: "test.example/unit", number: 8))

    private func question(written day: String = "2018-11-01") throws -> TimelinessQuestion {
        TimelinessQuestion(
            .submission, entry: entry, party: Sample.unit.description, time: instant(day), reader: "center:210200",
            deadline: try #require(CalendarDate("2018-11-11")))
    }

    private func head(_ size: UInt64, _ day: String?, mirrors: [String] = []) -> WitnessedHead {
        WitnessedHead(size: size, quorumAt: day.map { instant($0) }, mirrors: mirrors)
    }

    private func judged(
        _ heads: [WitnessedHead], receipt: Context.Receipt? = nil, own: Bool = false, policy: Bool = true,
        written day: String = "2018-11-01"
    ) throws -> Timeliness {
        Timeliness(try question(written: day), heads: heads, isOwnLog: own, receipt: receipt, hasPolicy: policy)
    }

    @Test(
        "Cosigned by the quorum before the deadline and received: in time. Cosigned alone, or received alone, is not enough."
    )
    func inTime() throws {
        #expect(try judged([head(8, "2018-11-11")], receipt: receipt).verdict == .inTime)
        #expect(try judged([head(8, "2018-11-11")]).verdict == .notProven)
        #expect(try judged([], receipt: receipt).verdict == .notProven)
        #expect(try judged([head(8, nil)], receipt: receipt).verdict == .notProven)
        #expect(try judged([head(8, "2018-11-11")], own: true).verdict == .inTime)
    }

    @Test("A full mirror that cosigned a head with the entry holds it, also where it cosigned after the deadline.")
    func mirror() throws {
        let heads = [head(8, "2018-11-10"), head(20, nil, mirrors: ["province/mirror"])]
        let found = try judged(heads)
        #expect(found.verdict == .inTime && found.holding == .fullMirror("province/mirror"))
        let without = [head(8, "2018-11-10"), head(7, nil, mirrors: ["province/mirror"])]
        #expect(try judged(without).verdict == .notProven, "that head is without the entry")
    }

    @Test("The last day ends at midnight in Asia/Shanghai: a millisecond decides.")
    func boundary() throws {
        let end = try question().end
        #expect(end == instant("2018-11-12") - 43_200_000)
        func verdict(at time: Int64) throws -> Timeliness.Verdict {
            try judged([WitnessedHead(size: 8, quorumAt: time)], receipt: receipt).verdict
        }
        #expect(try verdict(at: end - 1) == .inTime)
        #expect(try verdict(at: end) == .late)
    }

    @Test("A head of size n holds the entries below n.")
    func size() throws {
        #expect(try judged([head(7, "2018-11-10")], receipt: receipt).verdict == .notProven)
        #expect(try judged([head(8, "2018-11-10")], receipt: receipt).verdict == .inTime)
    }

    @Test("Back-dated: its clock says in time, and a head that was cosigned after the deadline is without it.")
    func backdated() throws {
        let found = try judged([head(7, "2018-11-20"), head(8, "2018-11-21")], receipt: receipt)
        #expect(found.verdict == .late && found.english.contains("without it"))
        #expect(try judged([head(7, "2018-11-20")]).verdict == .late, "with or without a head that has it")
        #expect(try judged([head(7, "2018-11-10")]).verdict == .notProven, "that was before the deadline")
    }

    @Test("Late by its own author's clock is late, and by the first head that the quorum cosigned.")
    func late() throws {
        #expect(try judged([], policy: false, written: "2018-11-12").verdict == .late)
        let found = try judged([head(9, "2018-11-15"), head(8, "2018-11-13")], receipt: receipt)
        #expect(found.verdict == .late && found.cosigned?.size == 8)
    }

    @Test("A clock that runs ahead harms nobody: witnesses cosigned in time.")
    func clockAhead() throws {
        #expect(try judged([head(8, "2018-11-10")], receipt: receipt, written: "2018-12-24").verdict == .inTime)
    }

    @Test("Without a policy nothing is proven.")
    func noPolicy() throws {
        let found = try judged([], receipt: receipt, policy: false)
        #expect(found.verdict == .notProven && found.english.contains("no policy"))
        #expect(found.cosigned == nil && found.holding == .received(receipt))
    }

    @Test("A claim's deadlines: the submission's month, the returned papers, objections and their decisions.")
    func questions() throws {
        let desk = try Desk.at(.approved)
        let state = try desk.state(Sample.claim)
        let found = state.claim.timelinessQuestions(in: state, by: nil)
        #expect(found.map(\.what) == [.submission])
        #expect(found[0].deadline == CalendarDate("2018-11-11") && found[0].reader == "center:210200")
        #expect(found[0].entry == state.claim.submitted.entry)
    }

    @Test("The objection has so many working days from the decision, and so has the decision on it.")
    func objections() throws {
        var desk = try Desk.at(.approved)
        let approval = try desk.state(Sample.claim).claim.approved
        try desk.record(
            Event(.objectionFiled(changed(Sample.objection(approval.entry)) { $0.filedOn = "2018-11-12" })),
            in: Sample.claim, by: Sample.forPerson, on: "2018-11-12")
        try desk.record(
            Event(.objectionDecided(changed(Sample.objectionDecided(false)) { $0.decidedOn = "2018-11-20" })),
            in: Sample.claim, by: Sample.clerk, on: "2018-11-20")
        let state = try desk.state(Sample.claim)
        let found = state.claim.timelinessQuestions(in: state, by: nil)
        #expect(found.map(\.what) == [.submission, .objection, .objectionDecision])
        #expect(found[1].deadline == Procedure().objectionDeadline(decidedOn: approval.day))
        #expect(found[2].reader == "unit:\(Sample.unitCode)")
    }
}

@Suite("As known by a party")
struct AcknowledgementTests {
    private typealias Entry = Acknowledgement.Entry
    private let party = "hospital:H11010500001"

    private func entry(
        _ log: String, _ number: UInt64, of party: String = "center:210200", to readers: [String] = [],
        holds: [(String, UInt64)] = []
    ) -> Entry {
        Entry(
            reference: EntryReference(origin: log, number: number), party: party, readers: readers,
            holds: holds.map { EntryReference(origin: $0.0, number: $0.1) })
    }

    @Test("Known is what is its own, what it names, and what is addressed to it before what it names.")
    func standings() {
        let known = Acknowledgement(
            of: party,
            in: [
                entry("h", 3, of: party, holds: [("c", 5), ("u", 2)]), entry("h", 4, of: party, holds: [("c", 4)]),
                entry("c", 9, holds: [("h", 9)]),
            ])
        #expect(known.newest == ["c": 5, "u": 2])
        #expect(known.standing(of: entry("h", 99, of: party)) == .own)
        #expect(known.standing(of: entry("c", 5)) == .acknowledged, "it is named itself")
        #expect(known.standing(of: entry("c", 3)) == .notAddressed)
        #expect(known.standing(of: entry("c", 3, to: [party])) == .acknowledged)
        #expect(known.standing(of: entry("c", 6, to: [party])) == .notAcknowledged)
        #expect(known.standing(of: entry("x", 0, to: [party])) == .notAcknowledged)
    }

    @Test("The same entries in whatever order give the same knowledge, and more entries never less.")
    func order() {
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let entries = (0..<30).map { number in
                entry(
                    ["h", "c", "u"][Int.random(in: 0..<3, using: &random)], UInt64(number),
                    of: Bool.random(using: &random) ? party : "center:210200",
                    holds: (0..<Int.random(in: 0..<3, using: &random)).map { _ in
                        (["c", "u"][Int.random(in: 0..<2, using: &random)], UInt64.random(in: 0..<20, using: &random))
                    })
            }
            let all = Acknowledgement(of: party, in: entries)
            #expect(all == Acknowledgement(of: party, in: entries.shuffled(using: &random) + entries))
            let some = Acknowledgement(of: party, in: entries.prefix(15))
            for other in entries where some.standing(of: other).isKnown { #expect(all.standing(of: other).isKnown) }
        }
    }
}
