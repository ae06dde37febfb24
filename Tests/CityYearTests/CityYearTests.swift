import Claims
import ClaimsLedger
import EntryFormat
import Foundation
import Ledger
import Testing

@testable import CityYear

@Suite("A year of a city")
struct CityYearTests {
    /// A year on a node in a folder that is removed when the test ends.
    private final class Town: Sendable {
        let folder = "\(NSTemporaryDirectory())triplicate-town-\(UUID().uuidString)"
        let made: YearRecorder.Made

        init(seed: UInt64, claims: Int = CityYear.smallest) throws {
            made = try YearRecorder.make(CityYear(seed: seed, claims: claims), seed: seed, in: folder)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func reading<R>(_ body: (Node) throws -> R) throws -> R {
            let node = try Node(folder, readOnly: true)
            defer { node.close() }
            return try body(node)
        }
    }

    @Test(
        "Findings find what is planted and nothing else, near misses least of all.", arguments: [1, 2, 3] as [UInt64])
    func findings(seed: UInt64) throws {
        let town = try Town(seed: seed)
        let report = try town.reading { try FindingsReport(of: $0, labels: town.made.labels) }
        #expect(report.missed.map { "\($0.finding) \($0.plant) \($0.stream)" } == [])
        #expect(report.falseHits.map { "\($0.finding) \($0.plant) \($0.stream): \($0.what)" } == [])
        #expect(report.rows.count == Finding.Rule.all.count)
        for row in report.rows {
            #expect(row.planted > 0, "\(row.number) is not planted")
            #expect(row.nearMisses > 0, "\(row.number) has no near miss")
        }
    }

    @Test("The Chinese sentence of each finding states every number, day, amount and stream of the English one.")
    func bothLanguages() throws {
        let town = try Town(seed: 4)
        let rows = try town.reading { node in
            var query = FindingsQuery()
            query.limit = 500
            var rows: [FindingRow] = []
            repeat {
                let page = try node.findings(query)
                rows += page.rows
                query.after = page.next
            } while query.after != nil
            return rows
        }
        for row in rows {
            let text = row.finding.text
            let facts = text.en.split { " ();:“”…".contains($0) }.map {
                $0.trimmingCharacters(in: .punctuationCharacters)
            }
            .filter { $0.contains(where: \.isNumber) }
            let lost = Set(facts).filter { !text.zh.contains($0) }
            #expect(lost.isEmpty, "\(row.finding.number) lacks \(lost.sorted()): \(text.en) / \(text.zh)")
        }
        #expect(Set(rows.map(\.finding.number)).count == Finding.Rule.all.count)
    }

    @Test(
        "Lines of clearings are disputed, and all are settled: withdrawn and listed again, or maintained and confirmed.",
        arguments: [1, 2, 3] as [UInt64])
    func disputedLines(seed: UInt64) throws {
        let town = try Town(seed: seed)
        try town.reading { node in
            var lines: [ClearingState.Line] = []
            var answers = 0
            for name in try node.ledger.streams(prefix: "clearing/", limit: 1_000) {
                let state = try node.state(of: name.text)
                guard case .clearing(let clearing)? = state.subject else { continue }
                lines += clearing.lines
                #expect(clearing.lines.allSatisfy { [.paid, .withdrawn].contains($0.status) }, "\(name.text)")
                let type = UInt32(EventType.clearingLineAnswered.rawValue)
                answers += state.entries.count { $0.type == type && $0.verdict == .regular }
            }
            let disputed = lines.filter { !$0.grounds.isEmpty }
            let withdrawn = disputed.filter { $0.status == .withdrawn }
            let maintained = disputed.filter { $0.status == .paid && !$0.documents.isEmpty }
            #expect(!withdrawn.isEmpty && !maintained.isEmpty && withdrawn.count + maintained.count == disputed.count)
            #expect(disputed.count * 4 < lines.count, "\(disputed.count) of \(lines.count)")
            #expect(answers == disputed.count)
            // What was typed wrong and withdrawn is listed right and paid in a later month.
            for line in withdrawn {
                let later = lines.filter { $0.line.entry == line.line.entry && $0.status == .paid }
                #expect(later.map(\.line.fund) == [line.line.fund - 10_000])
            }
        }
    }

    @Test("The same seed gives the same entries, another seed others.")
    func determinism() throws {
        let digests = try [11, 11, 12].map { seed in
            try Town(seed: seed).reading { try YearRecorder.digest(of: $0) }
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }

    @Test("The node of a year verifies, and its books balance and are not empty.")
    func verified() throws {
        let town = try Town(seed: 21)
        try town.reading { node in
            let result = try node.verify()
            #expect(result.ok, "\(result)")
            var sums: [String: Int64] = [:]
            for name in try node.ledger.streams(prefix: "claim/", limit: 10_000) {
                for posting in try node.state(of: name.text).postings {
                    for line in posting.lines { sums["\(line.account)", default: 0] += line.amount }
                }
            }
            #expect(sums.values.reduce(0, +) == 0)
            #expect(sums.values.contains { $0 != 0 })
            let kinds = try Set(
                node.ledger.streams(prefix: "", limit: 100_000).map { $0.text.split(separator: "/")[0] })
            for kind in [
                "account", "audit", "catalogue", "claim", "clearing", "dispute", "filing", "history", "institution",
                "invoice", "item", "party", "person", "policy", "reserve", "settlement", "stay",
            ] as [Substring] { #expect(kinds.contains(kind), "no stream of the kind \(kind)") }
        }
    }

    @Test("Every plant labels what it does, and no two plants have a claim in common.")
    func labels() throws {
        var year = try CityYear(seed: 5, claims: CityYear.smallest)
        var times: [Int64] = []
        while let batch = year.next() {
            times.append(batch.time)
            for (number, act) in batch.acts.enumerated() {
                year.note(act, at: EntryReference(origin: City.origin(of: batch.party), number: UInt64(number)))
            }
        }
        #expect(times == times.sorted())
        let plants = Dictionary(grouping: year.labels, by: \.plant)
        for plant in Plant.all {
            let labels = try #require(plants[plant.name], "\(plant.name) labels nothing")
            #expect(labels.allSatisfy { $0.kind == plant.kind && $0.what == plant.what })
        }
        let owners = Dictionary(grouping: year.labels, by: \.stream).mapValues { Set($0.map(\.plant)).count }
        #expect(owners.values.allSatisfy { $0 == 1 })
    }

    @Test("Nobody is settled directly twice on a day at one house, or beside a stay there, however large the city.")
    func settledOnce() {
        let plans = SettlementPlan.year(City(seed: 3, claims: 20_000), count: 20_000)
        for (_, own) in Dictionary(grouping: plans, by: { "\($0.person.number) \($0.institution.code)" }) {
            let sorted = own.sorted { $0.admitted < $1.admitted }
            for (first, second) in zip(sorted, sorted.dropFirst()) {
                #expect(first.day < second.admitted, "\(first.stream) and \(second.stream)")
            }
        }
        #expect(Set(plans.map(\.stream)).count == plans.count && plans.contains { $0.nights > 0 })
    }

    @Test("A referral is evaluated by the person's history as it then stands.")
    func evaluated() throws {
        let city = City(seed: 1, claims: CityYear.smallest)
        var scene = Scene(city, CityRandom(seed: 1, of: 7, 0))
        let person = city.person(7)
        let hospital = scene.member()
        scene.file(
            Filing(
                stream: Filing.stream(7), person: person, kind: .referral, place: hospital.place, hospitals: [hospital],
                appliedOn: WorkCalendar.firstDay, isEvaluated: true))
        let acts = scene.acts.filter { $0.stream == Filing.stream(7) }
        var books = try CityYear(seed: 1, claims: CityYear.smallest).books
        func history() throws -> EntryReference? {
            for act in acts {
                if case .preEvaluated(let event)? = act.words(&books) { return event.hasHistory ? event.history : nil }
            }
            throw CocoaError(.featureUnsupported)
        }
        #expect(try history() == nil)
        let last = EntryReference(origin: "triplicate.example/center-210200", number: 5)
        books.histories[person.history] = last
        #expect(try history() == last)
    }

    @Test("A report counts hits, misses and false hits, on near misses and elsewhere.")
    func counting() throws {
        func label(_ finding: UInt32, _ stream: String, _ kind: Label.Kind) -> Label {
            Label(finding: finding, stream: stream, kind: kind, plant: "plant", what: "what")
        }
        func place(_ finding: UInt32, _ stream: String) -> FindingsReport.Place {
            .init(stream: stream, finding: finding)
        }
        let report = FindingsReport(
            found: [place(3, "a"): "x", place(3, "c"): "y", place(3, "d"): "z", place(4, "a"): "w"],
            labels: [label(3, "a", .fraud), label(3, "b", .error), label(3, "c", .nearMiss)])
        let third = try #require(report.rows.first { $0.number == 3 })
        #expect((third.planted, third.hit, third.missed, third.falseHits) == (2, 1, 1, 2))
        #expect((third.nearMisses, third.falseOnNearMisses) == (1, 1))
        #expect(third.precision == 1.0 / 3 && third.recall == 0.5)
        #expect(report.missed.map(\.stream) == ["b"])
        #expect(report.falseHits.map(\.plant) == ["plant", "nothing", "plant"])
        #expect(!report.isClean)
        #expect(FindingsReport(found: [:], labels: []).isClean)
        let fourth = try #require(report.rows.first { $0.number == 4 })
        #expect(fourth.precision == 0 && fourth.recall == nil)
    }
}
