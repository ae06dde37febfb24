import SwiftProtobuf

extension ReviewState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .reviewDrawn(let draw):
            guard !hasDraw else { throw Refusal(.alreadyDrawn, "This stream already holds a draw.") }
            try ReviewState.judge(draw, in: stream)
        case .reviewConcluded(let conclusion): try judge(conclusion, except: nil)
        default: break
        }
    }

    /// A correction answers to the same rules as what it replaces.
    func judge(replacement event: Event.OneOf_Kind, of entry: EntryReference) throws(Refusal) {
        if case .reviewConcluded(let conclusion) = event { try judge(conclusion, except: entry) }
    }

    private func judge(_ conclusion: ReviewConcluded, except entry: EntryReference?) throws(Refusal) {
        guard hasDraw else { throw Refusal(.notDrawn, "No claims are drawn in this stream.") }
        guard let item = items.first(where: { $0.claim.claim == conclusion.claim }) else {
            throw Refusal(.claimNotDrawn, "\(conclusion.claim) is not among the claims drawn.")
        }
        guard !item.hasConclusion || item.concluded.entry == entry else {
            throw Refusal(.reviewAlreadyConcluded, "The review of \(conclusion.claim) is concluded already.")
        }
        if !conclusion.confirmed { try FilingState.requireGrounds(conclusion.grounds) }
    }

    /// What can be seen of a draw by itself. Whether the right claims were drawn is recomputed from the log.
    private static func judge(_ draw: ReviewDrawn, in stream: StreamAddress) throws(Refusal) {
        guard let criteria = ReviewCriteria(draw) else {
            throw Refusal(
                .shareOutOfRange,
                "The draw asks for a share of \"\(draw.randomShare)\", a value of \(draw.valueFrom) and a factor of "
                    + "\"\(draw.deviationFactor)\".")
        }
        guard draw.claims.count <= Int(draw.population) else {
            throw Refusal(
                .drawnDisordered, "\(draw.claims.count) claims are drawn of a population of \(draw.population).")
        }
        var before = ""
        for drawn in draw.claims {
            guard let claim = try? StreamAddress(drawn.claim), claim.decider == stream.decider,
                before.utf8.lexicographicallyPrecedes(drawn.claim.utf8)
            else { throw Refusal(.drawnDisordered, "\(drawn.claim) is not this center's, or not in its place.") }
            before = drawn.claim
            guard !drawn.causes.isEmpty,
                zip(drawn.causes, drawn.causes.dropFirst()).allSatisfy({ $0.rawValue < $1.rawValue })
            else { throw Refusal(.drawnDisordered, "The causes of \(drawn.claim) are missing or not in their order.") }
            guard !drawn.causes.contains(.value) || criteria.valueFrom > 0 else {
                throw Refusal(.causeNotAsked, "\(drawn.claim) is drawn by value, and the draw asks for none.")
            }
            guard !drawn.causes.contains(.deviation) || criteria.deviationFactor != nil else {
                throw Refusal(.causeNotAsked, "\(drawn.claim) is drawn by deviation, and the draw asks for none.")
            }
        }
        let random = draw.claims.count { $0.causes.contains(.random) }
        let due = criteria.randomCount(of: Int(draw.population))
        guard random == due else {
            throw Refusal(
                .randomCountDiffers,
                "\(random) claims are drawn at random, and \(draw.randomShare) of \(draw.population) is \(due).")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .reviewDrawn(let event):
            draw = event
            drawn = act
            items = event.claims.map { claim in .with { $0.claim = claim } }
        case .reviewConcluded(let event):
            guard let index = items.firstIndex(where: { $0.claim.claim == event.claim }) else { return }
            items[index].conclusion = event
            items[index].concluded = act
        default: break
        }
    }

    /// How many of the claims drawn are not concluded.
    public var openCount: Int { items.count { !$0.hasConclusion } }
}

extension DrawnClaim.Cause {
    /// The cause in plain English.
    public var word: String {
        switch self {
        case .random: "at random"
        case .value: "by value"
        case .deviation: "by deviation"
        default: "unknown"
        }
    }
}
