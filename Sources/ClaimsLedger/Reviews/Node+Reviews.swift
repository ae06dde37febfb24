public import Claims
import EntryFormat
import Ledger
import TransparencyLog

/// What a center asks of a draw.
public struct ReviewRequest: Sendable {
    /// First and last day of acceptance.
    public var from: CalendarDate
    public var to: CalendarDate
    /// A decimal from 0 to 1; may be empty.
    public var randomShare: String
    /// In fen; 0 for none.
    public var valueFrom: Int64
    /// A decimal above 1; may be empty.
    public var deviationFactor: String
    /// The review's number; `nil`: the days and the size of the log.
    public var number: String?

    public init(
        from: CalendarDate, to: CalendarDate, randomShare: String = "", valueFrom: Int64 = 0,
        deviationFactor: String = "", number: String? = nil
    ) {
        self.from = from
        self.to = to
        self.randomShare = randomShare
        self.valueFrom = valueFrom
        self.deviationFactor = deviationFactor
        self.number = number
    }
}

/// Whether a draw is what the log says that it has to be.
public struct ReviewCheck: Sendable, Codable, Equatable {
    public let stream: String
    /// Whether nothing is wrong.
    public internal(set) var honest = true
    /// What is wrong, each in a sentence.
    public internal(set) var problems: [String] = [] {
        didSet { honest = problems.isEmpty }
    }
    /// The size of the population, and how many claims have to be drawn from it.
    public internal(set) var population = 0
    public internal(set) var drawn = 0
    /// The log, and the root that is the seed.
    public internal(set) var log = ""
    public internal(set) var size: UInt64 = 0
    public internal(set) var root = ""

    init(stream: String) { self.stream = stream }
}

extension Node {
    /// Draws claims for review and records the draw.
    ///
    /// The seed is the root of the newest signed checkpoint of the center's own log, which holds every claim of the population. No
    /// entry stands between that head and the draw: where one came between, it is drawn again. Who draws chooses the moment, and
    /// what is asked for.
    /// - Returns: Where it stands, and what was drawn.
    /// - Throws: `Refusal`: ``Refusal/Rule/shareOutOfRange``, ``Refusal/Rule/periodReversed``, those of the event; `LedgerError`:
    ///   `stale` where entries came between each time.
    public func drawReview(_ request: ReviewRequest, by actor: Actor) throws -> (recorded: Recorded, draw: ReviewDrawn)
    {
        var attempt = 1
        while true {
            let draw = try draw(request, by: actor)
            do {
                return (try record(draw, number: request.number, by: actor), draw)
            } catch LedgerError.Code.stale where attempt < BatchRecorder.attempts {
                attempt += 1
            }
        }
    }

    /// What is drawn now, before it is recorded.
    func draw(_ request: ReviewRequest, by actor: Actor) throws -> ReviewDrawn {
        guard request.from <= request.to else {
            throw Refusal(.periodReversed, "The days of the draw end on \(request.to), before they begin.")
        }
        guard
            let criteria = ReviewCriteria(
                randomShare: request.randomShare, valueFrom: request.valueFrom,
                deviationFactor: request.deviationFactor)
        else {
            throw Refusal(
                .shareOutOfRange,
                "The draw asks for a share of \"\(request.randomShare)\", a value of \(request.valueFrom) and a factor of "
                    + "\"\(request.deviationFactor)\".")
        }
        let log = try ownLog(of: actor.party)
        guard let text = try ledger.checkpoint(of: log) else {
            throw LedgerError(.unknownStream, "The log of \(log.party) holds no entry.", remedy: "Record claims first.")
        }
        let checkpoint = try Checkpoint(Note(text).text)
        let population = try ReviewPopulation(
            node: self, center: actor.party, origin: log.origin, size: checkpoint.size
        )
        .cases(from: request.from, to: request.to)
        var draw = ReviewDrawn()
        draw.acceptedFrom = request.from.description
        draw.acceptedTo = request.to.description
        draw.checkpointSize = checkpoint.size
        draw.checkpointRoot = checkpoint.root.hex
        draw.randomShare = request.randomShare
        draw.valueFrom = request.valueFrom
        draw.deviationFactor = request.deviationFactor
        draw.population = UInt32(clamping: population.count)
        draw.claims = ReviewSample.draw(
            from: population, by: criteria, root: checkpoint.root.hex, sha256: { Digest.sha256($0).bytes })
        return draw
    }

    /// Records a draw right behind the head that it names.
    /// - Throws: `LedgerError` `stale` where an entry came between.
    func record(_ draw: ReviewDrawn, number: String?, by actor: Actor) throws -> Recorded {
        var event = Event()
        event.reviewDrawn = draw
        let number = number ?? "\(draw.acceptedFrom)_\(draw.acceptedTo)_\(draw.checkpointSize)"
        let request = RecordRequest(
            stream: "review/\(actor.party.code)/\(number)", type: EventType.reviewDrawn.description,
            event: try event.payloadJSON())
        return try record(request, by: actor, atLogSize: draw.checkpointSize)
    }

    /// Recomputes a draw from the log alone.
    ///
    /// Checked are: the root is that of the log's tree of that size; the draw stands right behind that tree; population and claims
    /// drawn are what the rule gives; no claim of these days was accepted behind the draw.
    /// - Throws: `LedgerError` `unknownStream` where nothing is drawn in the stream; `Refusal` where the name is not a review's.
    public func checkReview(_ stream: String) throws -> ReviewCheck {
        let address = try StreamAddress(stream)
        let state = try state(of: stream)
        guard case .review(let review)? = state.subject, review.hasDraw else {
            throw LedgerError(
                .unknownStream, "This node holds no draw in \(stream).", remedy: "Check the name with list reviews.")
        }
        let draw = review.draw
        var check = ReviewCheck(stream: stream)
        let log = try ownLog(of: address.decider)
        check.log = log.origin
        check.size = draw.checkpointSize
        check.root = draw.checkpointRoot
        try checkSeed(of: draw, in: log, into: &check)
        guard draw.checkpointSize <= review.drawn.entry.number else {
            check.problems.append(
                "The draw is entry \(review.drawn.entry.number) and names a tree of \(draw.checkpointSize) entries, which holds the draw itself."
            )
            return check
        }
        let between = review.drawn.entry.number - draw.checkpointSize
        if between > 0 {
            // Else the drawer could choose among all the heads since the last claim was taken up.
            check.problems.append(
                "\(between == 1 ? "1 entry stands" : "\(between) entries stand") between the head that is named and the draw."
            )
        }
        guard let criteria = ReviewCriteria(draw), let from = CalendarDate(draw.acceptedFrom),
            let to = CalendarDate(draw.acceptedTo)
        else {
            check.problems.append("The draw does not say what it asks for.")
            return check
        }
        func cases(_ size: UInt64) throws -> [ReviewCase] {
            try ReviewPopulation(node: self, center: address.decider, origin: log.origin, size: size)
                .cases(from: from, to: to)
        }
        let population = try cases(draw.checkpointSize)
        check.population = population.count
        if try Set(cases(review.drawn.entry.number).map(\.stream)) != Set(population.map(\.stream)) {
            check.problems.append(
                "Between the tree that it names and the draw, claims of these days were accepted or returned.")
        }
        if Int(draw.population) != population.count {
            check.problems.append(
                "The draw says a population of \(draw.population), the log holds \(population.count).")
        }
        let later = try ReviewPopulation(node: self, center: address.decider, origin: log.origin, size: .max)
            .accepted(behind: review.drawn.entry.number, from: from, to: to)
        for claim in later { check.problems.append("\(claim) was accepted on one of these days, and behind the draw.") }
        let expected = ReviewSample.draw(
            from: population, by: criteria, root: draw.checkpointRoot, sha256: { Digest.sha256($0).bytes })
        check.drawn = expected.count
        compare(draw.claims, expected, into: &check)
        return check
    }

    private func checkSeed(of draw: ReviewDrawn, in log: LogIdentity, into check: inout ReviewCheck) throws {
        let size = draw.checkpointSize
        guard let root = Digest(hex: draw.checkpointRoot), size > 0,
            let proof = try ledger.proof(of: size - 1, in: log, size: size)
        else {
            check.problems.append("This node does not hold the \(size) entries of \(log.origin) that the draw names.")
            return
        }
        do {
            try MerkleTree.verifyInclusion(
                leaf: TreeHash.leaf(proof.entry), index: size - 1, size: size, proof: proof.hashes, root: root)
        } catch {
            check.problems.append("The log of \(size) entries has another root than the draw names.")
        }
    }

    private func compare(_ drawn: [DrawnClaim], _ expected: [DrawnClaim], into check: inout ReviewCheck) {
        func byName(_ claims: [DrawnClaim]) -> [String: [DrawnClaim.Cause]] {
            Dictionary(claims.map { ($0.claim, $0.causes) }, uniquingKeysWith: { first, _ in first })
        }
        let found = byName(drawn)
        let due = byName(expected)
        for claim in Set(found.keys).union(due.keys).sorted() where found[claim] != due[claim] {
            let words: ([DrawnClaim.Cause]?) -> String = {
                $0.map { $0.map(\.word).joined(separator: ", ") } ?? "not drawn"
            }
            check.problems.append("\(claim): \(words(found[claim])); by the rule \(words(due[claim])).")
        }
    }

    /// The log of a party, whether or not this node writes it.
    private func ownLog(of party: Party) throws -> LogIdentity {
        guard let log = ledger.logs.first(where: { $0.party == party.description }) else {
            throw LedgerError(.unknownLog, "This node holds no log of \(party).", remedy: "Ask a node that does.")
        }
        return log
    }
}
