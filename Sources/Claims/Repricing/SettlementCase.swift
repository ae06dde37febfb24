import SwiftProtobuf

/// What was settled before for a person: a claim that was priced, or a direct settlement that was priced for good.
///
/// A price counts before it is confirmed: of two that wait for the person's money, the second is priced by what the first leaves of
/// the year's caps and deductible. One that is declined, withdrawn or reversed counts no more.
struct EarlierCase {
    let submission: ClaimSubmitted
    let split: SettlementSplit
    /// When it was priced, by the center's clock, in milliseconds.
    let time: Int64

    /// `nil` for a stream that is neither, or does not count.
    init?(_ stream: StreamState) {
        switch stream.subject {
        case .claim(let claim) where claim.hasAdjudication && claim.status != .refused:
            self.init(
                submission: claim.submission, split: claim.adjudication.split, time: claim.adjudicated.milliseconds)
        case .settlement(let settlement):
            guard [.priced, .confirmed, .recorded, .reversing].contains(settlement.status) else { return nil }
            self.init(
                submission: settlement.request.asClaim, split: settlement.pricing.split,
                time: settlement.priced.milliseconds)
        default: return nil
        }
    }

    private init(submission: ClaimSubmitted, split: SettlementSplit, time: Int64) {
        self.submission = submission
        self.split = split
        self.time = time
    }
}

extension SettlementRequested {
    /// The claim that the same bill would be, handed in by hand: what is settled directly is priced as that would be.
    public var asClaim: ClaimSubmitted {
        .with {
            $0.person = person
            $0.insured = insured
            $0.filing = filing
            $0.hospital = institution
            $0.stay = stay
            $0.admittedOn = from
            $0.dischargedOn = to
            $0.bill = bill
            $0.care = setting == .stay ? .filedStay : .outpatient
        }
    }
}

extension ClaimCase {
    /// Gathers the case of a direct settlement from what was recorded.
    ///
    /// - Parameters:
    ///   - settlement: the settlement's state, with its request.
    ///   - context: the person, the filing, the institution's register, the settings of procedure, and what was settled before for
    ///     the person.
    ///   - catalogues: those in force on the first day. What one of them says of a line's class, ceiling and first self-pay holds
    ///     before the bill; the first by its order has the word.
    ///   - account: what the personal account holds, in fen, where the person wishes that it pays; else `nil`.
    public init(
        settling settlement: StreamState, in context: Context, for policy: Policy, catalogues: [Catalogue],
        account: Int64?
    ) {
        guard case .settlement(let state)? = settlement.subject else {
            self.init(StreamState(), in: context, for: policy)
            return
        }
        var submission = state.request.asClaim
        let items = submission.bill.lines.map { line in catalogues.lazy.compactMap { $0.item(for: line) }.first }
        for (index, item) in items.enumerated() {
            if let item { submission.bill.lines[index].itemClass = item.itemClass }
        }
        var claim = StreamState()
        claim.stream = settlement.stream
        claim.claim = .with { $0.submission = submission }
        self.init(claim, in: context, for: policy)
        // Nothing was decided on the lines, so each of the bill's stands for one of the list's.
        for (index, item) in items.enumerated() where index < bill.lines.count {
            guard let item else { continue }
            bill.lines[index].ceiling = item.ceiling
            bill.lines[index].firstSelfPay = item.firstSelfPay
        }
        if state.request.filing.isEmpty { bill.filed = false }
        bill.account = account
    }
}
