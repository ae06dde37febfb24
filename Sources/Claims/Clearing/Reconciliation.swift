/// What the hospital says, what the agency lists and what the center recorded of one month, held against each other.
///
/// Pure: the same states give the same differences. Amounts are what the fund owes for a settlement in that month, in fen.
public struct Reconciliation: Sendable, Equatable {
    /// Whose word departs from the others'.
    public enum Departing: String, Sendable {
        case institution, agency, center
    }

    /// One settlement of which the three do not say the same.
    public struct Difference: Sendable, Equatable {
        public let settlement: String
        public let institution: String
        public let hospital: Int64
        public let agency: Int64
        public let center: Int64
        public let departing: Departing
        /// The first entry where that party departs from the others, or that it does not follow.
        public let began: EntryReference
        public let english: String
        public let chinese: String
    }

    /// As `2026-03`.
    public let month: String
    public let agency: String
    /// Whether the agency's lists are held here. Where they are not, `listed` is the sum of what is held of them, and nobody is said to
    /// leave anything out.
    public let holdsLists: Bool
    public let settlements: Int
    /// The sums of the three.
    public let hospital: Int64
    public let listed: Int64
    public let recorded: Int64
    /// By the settlements' streams.
    public let differences: [Difference]

    /// - Parameters:
    ///   - month: as `2026-03`.
    ///   - agency: the agency's code; empty for what the center recorded where nobody asked, and so named no agency.
    ///   - settlements: the center's settlements, of other months and agencies too.
    ///   - clearings: the clearings of the two by month; none before the agency lists anything. A line counts in the month of the movement
    ///     that it names, also where a later clearing lists it; else in its clearing's.
    ///   - stays: the institutions' own stays, by stream, as far as they are held.
    ///   - reaches: how far logs of institutions are held, by origin: of a stay that is not there only who holds the log past the request
    ///     knows that it is none.
    ///   - holdsLists: whether all that the agency lists may be read here, and is. What is not held is no difference.
    /// - Complexity: linear in the settlements and the lines.
    public init(
        of month: String, at agency: String, settlements: [StreamState], clearings: [String: ClearingState],
        stays: [String: StreamState] = [:], reaches: [String: LogReach] = [:], holdsLists: Bool = true
    ) {
        self.month = month
        self.agency = agency
        self.holdsLists = holdsLists
        var lines = Reconciliation.lines(of: clearings)
        let withdrawn = Reconciliation.withdrawn(of: clearings)
        var count = 0
        var (hospital, listed, recorded): (Int64, Int64, Int64) = (0, 0, 0)
        var differences: [Difference] = []
        for stream in settlements.sorted(by: { $0.stream < $1.stream }) {
            guard case .settlement(let state)? = stream.subject else { continue }
            let all = lines.removeValue(forKey: stream.stream) ?? []
            let own = all.filter { state.month(of: $0) == month }
            let reversal = Reversal(of: state, listed: all.map(\.line.line.entry), withdrawn: withdrawn)
            let comparison = Comparison(stream, state, own, month, reversal, holdsLists)
            guard state.request.agency == agency || !own.isEmpty, comparison.concerns else { continue }
            count += 1
            hospital = hospital.addingClamped(comparison.hospital)
            listed = listed.addingClamped(comparison.agency)
            recorded = recorded.addingClamped(comparison.center)
            if let found = comparison.difference(isOwn: state.request.agency == agency)
                ?? comparison.billDifference(stays, reaches)
            {
                differences.append(found)
            }
        }
        // What nobody here has heard of.
        for (stream, all) in lines.sorted(by: { $0.key < $1.key }) {
            let own = all.filter { $0.month == month }.map(\.line)
            guard !own.isEmpty else { continue }
            let sum = own.reduce(Int64(0)) { $0.addingClamped($1.line.fund) }
            count += 1
            listed = listed.addingClamped(sum)
            differences.append(
                Difference(
                    settlement: stream, institution: own[0].line.institution, hospital: 0, agency: sum, center: 0,
                    departing: .agency, began: own[0].listed.entry,
                    english: "listed, and no such settlement is held here", chinese: "经办机构列报，但此处并无此笔结算"))
        }
        self.settlements = count
        self.hospital = hospital
        self.listed = listed
        self.recorded = recorded
        self.differences = differences.sorted { $0.settlement < $1.settlement }
    }
}

extension Reconciliation {
    /// A line with the month of the clearing that lists it.
    fileprivate struct Listed {
        let month: String
        let line: ClearingState.Line
        /// The part that lists it.
        var entry: EntryReference { line.listed.entry }
    }

    /// What the agency stands by, by settlement, in the order of months and lines.
    private static func lines(of clearings: [String: ClearingState]) -> [String: [Listed]] {
        let all = clearings.sorted { $0.key < $1.key }.flatMap { month, clearing in
            clearing.lines.filter { $0.status != .withdrawn }.map { Listed(month: month, line: $0) }
        }
        return Dictionary(grouping: all, by: \.line.line.settlement)
    }

    /// The entries of lines that the agency has withdrawn.
    private static func withdrawn(of clearings: [String: ClearingState]) -> Set<EntryReference> {
        Set(clearings.values.flatMap(\.lines).filter { $0.status == .withdrawn }.map(\.line.entry))
    }
}

/// What became of a reversal between agency and center.
private enum Reversal {
    /// The settlement is not reversed; or of settlement and reversal the agency lists one alone, so that the fund's share is paid and not
    /// given back, or the other way round.
    case open
    /// The agency lists both, in whatever months.
    case listed
    /// The agency has withdrawn the settlement's line and lists neither: together they are nothing.
    case withdrawn

    init(of state: SettlementState, listed: [EntryReference], withdrawn: Set<EntryReference>) {
        let entries = [state.recorded.entry, state.reversed.entry]
        let count = entries.count { listed.contains($0) }
        guard state.hasReversal else {
            self = .open
            return
        }
        self = count == 2 ? .listed : count == 0 && withdrawn.contains(entries[0]) ? .withdrawn : .open
    }
}

extension SettlementState {
    /// The month in which a line counts.
    fileprivate func month(of listed: Reconciliation.Listed) -> String {
        movements.first { !$0.suspense && $0.act.entry == listed.line.line.entry }?.month ?? listed.month
    }
}

/// One settlement as the three see it in a month.
private struct Comparison {
    let stream: String
    let state: SettlementState
    let lines: [Reconciliation.Listed]
    let hospital: Int64
    let agency: Int64
    let center: Int64
    private let movements: [SettlementState.Movement]
    private let month: String
    private let reversal: Reversal
    private let holdsLists: Bool

    init(
        _ stream: StreamState, _ state: SettlementState, _ lines: [Reconciliation.Listed], _ month: String,
        _ reversal: Reversal, _ holdsLists: Bool
    ) {
        self.reversal = reversal
        self.holdsLists = holdsLists
        self.stream = stream.stream
        self.state = state
        self.lines = lines
        self.month = month
        func isWithin(_ day: String) -> Bool { day.hasPrefix("\(month)-") }
        var hospital: Int64 = 0
        // What the institution confirmed, unless the center has declined that; and what it wants reversed: until the center has answered
        // that, on the day that it gives.
        if state.hasConfirmation, state.status != .declined, isWithin(state.confirmation.paidOn) {
            hospital = hospital.addingClamped(state.pricing.split.fundTotal)
        }
        if state.hasReversal {
            if isWithin(state.reversal.reversedOn) { hospital = hospital.addingClamped(-state.record.fund) }
        } else if state.status == .reversing, isWithin(state.reversalRequest.returnedOn) {
            hospital = hospital.addingClamped(-state.record.fund)
        }
        self.hospital = hospital
        movements = state.movements.filter { isWithin($0.day) }
        center = movements.reduce(0) { $1.suspense ? $0 : $0.addingClamped($1.fund) }
        agency = lines.reduce(0) { $0.addingClamped($1.line.line.fund) }
    }

    /// Whether anybody says anything of it in the month.
    var concerns: Bool { hospital != 0 || !movements.isEmpty || !lines.isEmpty }

    /// Code of the institution, which the message id of a settlement names also where nobody asked.
    private var institution: String {
        state.hasRequest ? state.request.institution : (try? StreamAddress(stream))?.namedParty?.code ?? ""
    }

    private func difference(
        _ departing: Reconciliation.Departing, _ began: EntryReference, _ english: String, _ chinese: String
    ) -> Reconciliation.Difference {
        Reconciliation.Difference(
            settlement: stream, institution: institution, hospital: hospital, agency: agency,
            center: center, departing: departing, began: began, english: english, chinese: chinese)
    }

    /// - Parameter isOwn: whether the settlement names the agency that is reconciled.
    func difference(isOwn: Bool) -> Reconciliation.Difference? {
        guard isOwn else {
            guard state.hasRequest else {
                return difference(
                    .agency, lines[0].entry, "listed, and no such settlement is held here", "经办机构列报，但此处并无此笔结算")
            }
            return difference(.agency, lines[0].entry, "listed, and it is another agency's", "列报的结算属于其他经办机构")
        }
        if hospital != center { return betweenHospitalAndCenter }
        if let suspended = movements.first(where: \.suspense) {
            return difference(
                .center, suspended.act.entry, "recorded against a rule, and stands in suspense", "中心违规入账，挂账待查")
        }
        return betweenAgencyAndCenter
    }

    private var betweenHospitalAndCenter: Reconciliation.Difference? {
        if let suspended = movements.first(where: \.suspense) {
            return difference(
                .center, suspended.act.entry, "recorded against a rule, and stands in suspense", "中心违规入账，挂账待查")
        }
        if state.status == .reversing {
            return difference(
                .center, state.reversalRequested.entry,
                "the institution asked for the reversal, and the center has not answered",
                "医院已请求冲正，中心尚未答复")
        }
        return difference(
            .center, state.confirmed.entry, "the institution confirmed, and the center has not recorded it",
            "医院已确认，中心未入账")
    }

    /// By entry: what is listed and not recorded so, then what is recorded and not listed.
    private var betweenAgencyAndCenter: Reconciliation.Difference? {
        var open = movements.filter { !$0.suspense }
        var listed: [EntryReference: String] = [:]
        for one in lines {
            let line = one.line.line
            if let first = listed.updateValue(one.month, forKey: line.entry) {
                return difference(
                    .agency, one.entry, "listed twice: in the clearing of \(first), and in that of \(one.month)",
                    "重复列报：\(first) 清算与 \(one.month) 清算")
            }
            guard let index = open.firstIndex(where: { $0.act.entry == line.entry }) else {
                return difference(
                    .agency, one.entry, "listed by an entry that moved nothing in this month", "列报的条目在本月无资金变动")
            }
            guard open[index].fund == line.fund else {
                return difference(
                    .agency, one.entry, "listed with \(line.fund.yuan), and \(open[index].fund.yuan) was recorded",
                    "列报 \(line.fund.yuan) 元，入账 \(open[index].fund.yuan) 元")
            }
            open.remove(at: index)
        }
        // Who may not read the lists, or has not got them, knows of nothing that is missing there.
        guard holdsLists else { return nil }
        if reversal == .withdrawn {
            open.removeAll { [state.recorded.entry, state.reversed.entry].contains($0.act.entry) }
        }
        // Before the agency lists at all, nothing it leaves out is a difference of a line; it is one of the month all the same. What moved
        // no money need not be listed.
        guard let missing = open.first(where: { $0.fund != 0 }) else { return nil }
        return difference(
            .agency, missing.act.entry, "recorded, and the agency does not list it", "中心已入账，经办机构未列报")
    }

    /// The institution's own stay and its own bill of it against what was settled. Once the settlement is reversed, and agency and center
    /// have come to nothing over it, there is nothing to be put right.
    func billDifference(
        _ stays: [String: StreamState], _ reaches: [String: LogReach]
    ) -> Reconciliation.Difference? {
        guard !state.request.stay.isEmpty, hospital != 0,
            !state.hasReversal || holdsLists && reversal == .open
        else { return nil }
        guard case .stay(let stay)? = stays[state.request.stay]?.subject, let own = stay.bills.last else {
            return missingBill(stays[state.request.stay]?.stay, reaches)
        }
        guard own.bill.total != state.request.bill.total else { return nil }
        return difference(
            .institution, own.act.entry,
            "the institution's own bill is of \(own.bill.total.yuan), and \(state.request.bill.total.yuan) was settled",
            "医院自己的结算单为 \(own.bill.total.yuan)，而结算金额为 \(state.request.bill.total.yuan)")
    }

    /// A bill that the institution took back, or a stay that stands nowhere, as far as that is known here. A stay that goes on, or is not
    /// billed yet, is no difference.
    private func missingBill(_ stay: StayState?, _ reaches: [String: LogReach]) -> Reconciliation.Difference? {
        if let gone = stay?.withdrawn.last {
            return difference(
                .institution, gone.by, "the institution took back its own bill of the stay, of \(gone.bill.total.yuan)",
                "医院已撤销自己的结算单（\(gone.bill.total.yuan) 元）")
        }
        let asked = state.requested.entry
        guard stay?.hasAdmission != true, let reach = reaches[asked.origin], reach.isPast(asked) else { return nil }
        let name = state.request.stay
        return difference(
            .institution, asked,
            "the institution's own log, held until \(reach.day), has no \(name) and no bill of it",
            "医院自己的日志已收至 \(reach.day)，其中没有 \(name)，也没有其结算单")
    }
}
