public import Claims
import Policies

/// A year of one insured city, from a seed: acts in the order of time, and labels of what is planted among them.
///
/// Pure: the same seed and size give the same acts, whatever the machine and the day. It is told where acts stand (``note(_:at:)``), because
/// some acts name earlier ones.
///
/// ```swift
/// var year = try CityYear(seed: 1, claims: 2_000)
/// while let batch = try year.next() { … }
/// ```
public struct CityYear: Sendable {
    /// What is planted, as far as the year has come.
    public private(set) var labels: [Label] = []
    /// What a node that records the year says of a hosted party's log; without one no key is admitted or stolen.
    public var log: (@Sendable (String) -> LogFacts?)? {
        get { books.log }
        set { books.log = newValue }
    }
    /// What a node that records the year says of settlements and clearings; without them none is confirmed or paid.
    public var settlement: (@Sendable (String) -> SettlementFacts?)? {
        get { books.settlement }
        set { books.settlement = newValue }
    }
    public var clearing: (@Sendable (String) -> ClearingFacts?)? {
        get { books.clearing }
        set { books.clearing = newValue }
    }
    /// The parties, as `role:code` with their names and origins.
    public var parties: [(party: String, name: String, origin: String)] {
        city.parties.map { ($0, "滨城示例 \($0)", City.origin(of: $0)) }
    }
    /// How many claims the year has.
    public let claims: Int
    /// How many bills are settled directly besides: one for four claims, planted ones not counted.
    public let settlements: Int
    /// So many claims have every plant once, and honest ones beside them.
    public static let smallest = 150

    private let city: City
    private let plan: YearPlan
    private let direct: [SettlementPlan]
    private var agenda = Agenda()
    private(set) var books: Books
    /// Cases that have not begun, in the order of their days; the last is the next.
    private var cases: [Case] = []
    private var count = 0

    /// What the registrar has to know of a log.
    public struct LogFacts: Sendable {
        /// Verifier keys: log, witness, mirror, transport.
        public let keys: [String]
        public let size: UInt64
        /// 64 hexadecimal digits.
        public let root: String

        public init(keys: [String], size: UInt64, root: String) {
            self.keys = keys
            self.size = size
            self.root = root
        }
    }

    /// What an institution knows of the answer to what it asked.
    public struct SettlementFacts: Sendable {
        /// Whether its newest request for good is priced, by which entry, and what the person pays in cash, in fen.
        public let isPriced: Bool
        public let priced: EntryReference
        public let cash: Int64
        /// Whether the center recorded it, and by which entry.
        public let isRecorded: Bool
        public let recorded: EntryReference

        public init(
            isPriced: Bool, priced: EntryReference, cash: Int64, isRecorded: Bool, recorded: EntryReference
        ) {
            self.isPriced = isPriced
            self.priced = priced
            self.cash = cash
            self.isRecorded = isRecorded
            self.recorded = recorded
        }
    }

    /// What of an agency's list is confirmed and not paid: the numbers of the lines, and their sum in fen. And how many lines it has, their
    /// sum, and the numbers of those in dispute that nobody has answered.
    public struct ClearingFacts: Sendable {
        public let lines: [UInt32]
        public let total: Int64
        public let listed: Int
        public let listedTotal: Int64
        public let disputed: [UInt32]

        public init(lines: [UInt32], total: Int64, listed: Int, listedTotal: Int64, disputed: [UInt32]) {
            self.lines = lines
            self.total = total
            self.listed = listed
            self.listedTotal = listedTotal
            self.disputed = disputed
        }
    }

    private enum What: Sendable {
        case filing(Int)
        case claim(Int)
        case plant(Int, Int)
        case account(Int)
        case settlement(Int)
    }

    private struct Case: Sendable {
        let day: CalendarDate
        let order: Int
        let what: What
    }

    /// - Parameters:
    ///   - claims: how many claims, planted ones among them; at least ``smallest``, or nothing but the plants.
    /// - Throws: `Mistakes` if the year's own policy cannot be read.
    public init(seed: UInt64, claims: Int) throws {
        let city = City(seed: seed, claims: claims)
        self.city = city
        books = Books(policy: try PolicyFile.parse(Rules.policy))
        let plants = CityYear.plants(of: city)
        let planted = plants.reduce(0) { $0 + Plant.all[$1].claims }
        let plan = YearPlan(city, count: max(0, claims - planted))
        self.plan = plan
        self.claims = plan.claims.count + planted
        direct = SettlementPlan.year(city, count: max(40, plan.claims.count / 4))
        settlements = direct.count
        begin()
        for (number, filing) in plan.filings.sorted(by: { $0.key < $1.key }) {
            cases.append(Case(day: filing.appliedOn, order: cases.count, what: .filing(number)))
        }
        for number in plan.persons {
            cases.append(Case(day: WorkCalendar.firstDay, order: cases.count, what: .account(number)))
        }
        for (index, claim) in plan.claims.enumerated() {
            cases.append(Case(day: claim.admitted, order: cases.count, what: .claim(index)))
        }
        for (index, plan) in direct.enumerated() {
            cases.append(Case(day: plan.admitted, order: cases.count, what: .settlement(index)))
        }
        for (index, plant) in plants.enumerated() {
            var random = CityRandom(seed: city.seed, of: 5, index)
            let months = Plant.all[plant].months
            let first = WorkCalendar.day("2025-01-06").adding(days: (months.lowerBound - 1) * 30)
            let day = first.adding(days: random.draw(0...((months.upperBound - months.lowerBound + 1) * 30 - 6)))
            cases.append(Case(day: WorkCalendar.working(from: day), order: cases.count, what: .plant(index, plant)))
        }
        cases.sort { ($1.day, $1.order) < ($0.day, $0.order) }
    }

    /// Which plants there are, each so often that about one claim in ten is planted or a near miss, and each once at least.
    private static func plants(of city: City) -> [Int] {
        let once = Plant.all.reduce(0) { $0 + $1.claims }
        let rounds = max(1, city.claims / (once * 10))
        return (0..<rounds).flatMap { round in Plant.all.indices.filter { round == 0 || !Plant.all[$0].isOnce } }
    }

    // MARK: Going on

    /// The next acts: all that one party does at one moment. Nil when the year is over.
    /// - Complexity: as many acts wait as the cases have that are open.
    public mutating func next() -> ActBatch? {
        while true {
            openCases()
            guard let first = agenda.take() else {
                guard !cases.isEmpty else { return nil }
                continue
            }
            var batch = ActBatch(
                time: first.time, party: first.party, onBehalfOf: first.onBehalfOf, isAsked: first.isAsked, acts: [])
            if let errand = first.errand {
                batch.errand = errand
                return batch
            }
            add(first, to: &batch)
            while let other = agenda.next, other.time == first.time, other.party == first.party,
                other.onBehalfOf == first.onBehalfOf, other.isAsked == first.isAsked, other.errand == nil,
                let act = agenda.take()
            {
                add(act, to: &batch)
            }
            if !batch.acts.isEmpty { return batch }
        }
    }

    /// Opens the cases of the day on which the next act is done.
    private mutating func openCases() {
        while let next = cases.last, agenda.next.map({ next.day.startOfDay <= $0.time }) ?? true {
            cases.removeLast()
            var scene = Scene(city, CityRandom(seed: city.seed, of: 6, next.order))
            switch next.what {
            case .filing(let number):
                guard let filing = plan.filings[number] else { continue }
                scene.file(filing)
                if let last = plan.items[number] { _ = scene.item(filing, filing.hospitals[0], until: last) }
            case .account(let number):
                let person = city.person(number)
                scene.register(person, on: WorkCalendar.firstDay)
                scene.keepAccount(person)
            case .claim(let index):
                let claim = plan.claims[index]
                scene.play(claim, claim.kind == .sudden ? nil : plan.filings[claim.person])
            case .settlement(let index): scene.settle(direct[index])
            case .plant(let index, let number):
                let plant = Plant.all[number]
                plant.play(&scene, Site(index: index, start: next.day, city: city), plant)
            }
            take(scene)
        }
    }

    private mutating func take(_ scene: Scene) {
        for act in scene.acts { agenda.add(act) }
        labels += scene.labels
    }

    private mutating func add(_ planned: PlannedAct, to batch: inout ActBatch) {
        books.time = planned.time
        guard let kind = planned.words(&books) else { return }
        count += 1
        batch.acts.append(
            Act(
                stream: planned.stream, event: Event(kind), operatorName: planned.operatorName,
                id: "city-year/\(city.seed)/\(count)", papers: planned.papers, isAsked: planned.isAsked,
                readers: planned.readers, handle: planned.handle))
    }

    /// Says where an act stands.
    public mutating func note(_ act: Act, at place: EntryReference) {
        if !act.handle.isEmpty { books.places[act.handle] = place }
        if act.stream.hasPrefix("history/") { books.histories[act.stream] = place }
    }

    // MARK: Before and beside the cases

    private mutating func begin() {
        var scene = Scene(city, CityRandom(seed: city.seed, of: 7, 0))
        let day = WorkCalendar.firstDay
        scene.office(day, 480, Scene.Desk.clerk, in: City.policy) { _ in .policyPublished(Rules.published) }
        scene.office(day, 480, Scene.Desk.clerk, in: City.procedure) { _ in .policyPublished(Rules.procedure) }
        scene.plan(day, 480, by: City.arbiter, "judge.fang", in: City.arbiterProcedure) { _ in
            .policyPublished(Rules.arbiterProcedure)
        }
        scene.office(day, 480, Scene.Desk.clerk, in: City.catalogue) { _ in .cataloguePublished(Rules.catalogue) }
        for house in city.institutions {
            scene.office(day, 490, Scene.Desk.clerk, in: house.institution) { _ in
                var designation = house.designation
                if house.code.hasPrefix("P") { designation.kind = "pharmacy" }
                return .institutionDesignated(designation)
            }
        }
        for policy in Rules.direct {
            scene.office(day, 480, Scene.Desk.clerk, in: "policy/\(City.centerCode)/\(policy.name)") { _ in
                .policyPublished(policy)
            }
        }
        for number in Set(direct.map(\.person.number)).sorted() { scene.registerForSettlement(city.person(number)) }
        scene.openReserve(City.places[0], on: WorkCalendar.firstDay)
        let ways: [(String, Scene.ClearingPayment)] = [
            (City.places[0], .fromReserve), (City.places[1], .fromBank), (City.centerCode, .fromBank),
        ]
        let slips = Scene.clearingSlips(in: direct, of: ways.map(\.0), seed: city.seed)
        for month in 2...11 {
            for (agency, way) in ways {
                let month = "2025-\(Number.text(month, digits: 2))"
                scene.clear(month, by: agency, way, slips["\(agency)/\(month)"])
            }
        }
        scene.loseKey(of: city.robbed)
        take(scene)
    }
}
