import Claims
import ClaimsLedger
import Foundation
import Ledger
import Replication
import Simulation
import TransparencyLog

/// One run: the offices, their nodes, the network between them, and the clock; all of it from one seed.
final class Country {
    let profile: OfficeProfile
    let bug: OfficeBug?
    let members: [Founding.Member]
    let folder: String
    let clock = SharedClock()
    var random: SeededRandom
    var queue = EventQueue()
    /// Milliseconds since the run began.
    var now: Int64 = 0
    var trace: RunTrace
    var tally = Tally()
    /// What the checks found, in the order in which they found it.
    var failures: [String] = []
    var offices: [Office] = []
    var records: [PartyRecord] = []
    var limits = MirrorLimits()
    /// Whether faults still happen.
    var isFaulty = true
    /// Pairs of places that cannot reach each other.
    var cut: Set<[Int]> = []
    /// Goes up with each copy of a node's files.
    var copies = 0

    // What the offices are up to.
    var cases: [SettlementCase] = []
    var disputes: [DisputeCase] = []
    var lists: [ListPlan] = []

    init(seed: UInt64, profile: OfficeProfile, bug: OfficeBug?, prints: Bool) throws {
        self.profile = profile
        self.bug = bug
        random = SeededRandom(seed: seed)
        trace = RunTrace(prints: prints)
        members = try Founding.shared.get().members
        folder = "\(Founding.scratch)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        limits.pageEntries = [4, 32, 256][random.draw(0...2)]
        limits.packageEntries = [8, 64, 4096][random.draw(0...2)]
        limits.pollMilliseconds = 5 * Calendar.day
        records = try members.map { member in
            var record = PartyRecord(
                party: member.party, name: member.code, origin: member.origin,
                logKeys: [.init(key: try VerifierKey(member.logKey), from: 0, until: nil)])
            record.fullMirrors = [members[Founding.province].party]
            return record
        }
        for (index, member) in members.enumerated() {
            let isOff = random.happens(percent: profile.skew)
            let skew = isOff ? Int64(random.draw(-2_000_000...2_000_000)) * 50 : 0
            if isOff { tally.add(.clocks, "skewed") }
            let path = "\(folder)/\(index).0"
            try FileManager.default.copyItem(atPath: member.folder, toPath: path)
            offices.append(Office(index: index, member: member, skew: skew, path: path))
        }
    }

    func close() {
        for office in offices { office.node?.close() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Fails the run; the same sentence is told once.
    func fail(_ sentence: String) {
        guard !failures.contains(sentence), failures.count < 20 else { return }
        failures.append(sentence)
        trace.say(now, "FAILED: \(sentence)")
    }

    /// Runs something that must not fail.
    func must(_ what: @autoclosure () -> String, _ body: () throws -> Void) {
        do { try body() } catch { fail("\(what()): \(error)") }
    }

    /// Plans something of an office's node: it happens only if the node has not stopped until then.
    func plan(_ office: Office, in wait: Int64, _ body: @escaping (Office) -> Void) {
        let incarnation = office.incarnation
        queue.plan(at: now + max(0, wait)) {
            if office.isUp, office.incarnation == incarnation { body(office) }
        }
    }

    /// The day by an office's clock.
    func today(_ office: Office) -> String { Calendar.date(clock.time + office.skew).description }

    // MARK: Running

    func run() throws {
        drawCases()
        for office in offices { start(office) }
        planFaults()
        advance(to: Int64(Calendar.healed) * Calendar.day)
        heal()
        advance(to: Int64(Calendar.end) * Calendar.day)
        checkEnd()
        tally.add(.world, "histories")
    }

    private func advance(to end: Int64) {
        while let next = queue.nextTime, next <= end, failures.isEmpty || trace.isRead {
            guard let event = queue.next() else { break }
            now = event.time
            clock.set(now)
            event.run()
        }
        now = end
        clock.set(now)
    }

    private func planFaults() {
        let last = Int64(Calendar.healed) * Calendar.day
        func moment() -> Int64 { Int64(random.draw(0...Int(last / 1000))) * 1000 }
        for _ in 0..<random.draw(profile.partitions) {
            let (from, length) = (moment(), Int64(random.draw(1...6)) * Calendar.day)
            let inside = Set(random.shuffle(Array(offices.indices)).prefix(random.draw(1...offices.count - 1)))
            queue.plan(at: from) { [self] in
                guard isFaulty else { return }
                tally.add(.network, "partitions")
                trace.note(now, "partition", inside.count)
                for one in offices.indices {
                    for other in offices.indices where inside.contains(one) != inside.contains(other) {
                        cut.insert([one, other])
                    }
                }
            }
            queue.plan(at: from + length) { [self] in cut = [] }
        }
        for _ in 0..<random.draw(profile.crashes) {
            let (time, place) = (moment(), random.draw(0...offices.count - 1))
            queue.plan(at: time) { [self] in
                guard isFaulty, offices[place].isUp else { return }
                tally.add(.crashes, "at any moment")
                stop(offices[place], with: nil)
            }
        }
        if random.happens(percent: profile.rewind) { planRewind(of: offices[random.draw(0...3)], last) }
    }

    private func planRewind(of office: Office, _ last: Int64) {
        let kept = Int64(random.draw(5...50)) * Calendar.day
        queue.plan(at: kept) { [self] in backUp(office) }
        let lost = min(last - Calendar.day, kept + Int64(random.draw(1...240)) * Calendar.hour)
        queue.plan(at: lost) { [self] in rewind(office) }
    }

    /// Faults end: the network is whole, and all nodes come back.
    private func heal() {
        isFaulty = false
        cut = []
        trace.note(now, "healed", 0)
        for office in offices where !office.isUp { start(office) }
        for office in offices {
            for log in offices.indices { feed(office, log, .poll) }
            if office.isHeld { askForHead(office) }
        }
    }
}
