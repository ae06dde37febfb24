/// A claim as a policy prices it: the bill with the facts of the case, what was settled before, and what had to be assumed.
public struct ClaimCase: Sendable {
    public var bill: Bill
    public var history: BenefitHistory
    /// What the entries do not say and was taken as usual, in words.
    public private(set) var assumptions: [Assumption]

    /// What was assumed, in two languages.
    public struct Assumption: Sendable, Hashable {
        public let zh: String
        public let en: String
    }

    /// Gathers the case from what was recorded.
    ///
    /// - Parameters:
    ///   - claim: the claim; its adjudication's decisions on lines count, where there is one.
    ///   - context: the person, the filing, the hospital's register, the settings of procedure, and the person's other claims, as
    ///     they were when the claim was priced.
    ///   - policy: the policy that is to price it: it may name categories of items as classes.
    public init(_ claim: StreamState, in context: Context, for policy: Policy) {
        bill = Bill()
        history = BenefitHistory()
        assumptions = []
        guard case .claim(let state)? = claim.subject, let address = try? StreamAddress(claim.stream) else { return }
        let submission = state.submission
        bill.admitted = Policy.Day(submission.admittedOn)
        bill.discharged = Policy.Day(submission.dischargedOn)
        bill.setting = Self.setting(of: submission)
        if submission.care == .emergencyObservation { assume("急诊留观按住院", "emergency observation counts as a stay") }
        takePerson(submission, context)
        takePlace(submission, context, center: address.decider.code)
        takeParts(of: state, policy)
        takeHistory(before: state, of: claim.stream, context, policy, center: address.decider.code)
        if state.hasAdjudication { bill.account = state.adjudication.split.account }
    }

    private mutating func assume(_ zh: String, _ en: String) { assumptions.append(Assumption(zh: zh, en: en)) }

    // MARK: Facts

    private mutating func takePerson(_ submission: ClaimSubmitted, _ context: Context) {
        let discharged = CalendarDate(submission.dischargedOn)
        if let birth = ResidentID(submission.insured.residentID)?.birthDate, let discharged {
            bill.age = Self.age(of: birth, on: discharged)
        }
        guard let person = context.person(submission.person) else {
            return assume("参保人登记未见", "the register of the person is not here: no status")
        }
        switch person.register.status {
        case .employee: bill.status = "employee"
        case .retiree: bill.status = "retiree"
        case .resident: bill.status = "resident"
        case .minor: bill.status = "minor"
        default: assume("人员类别未登记", "the register states no status")
        }
    }

    /// Full years. Whoever was born on 29 February is a year older on 1 March of a common year.
    static func age(of birth: CalendarDate, on day: CalendarDate) -> Int {
        let (born, now) = (birth.parts, day.parts)
        let had = (now.month, now.day) >= (born.month, born.day)
        return max(0, now.year - born.year - (had ? 0 : 1))
    }

    private mutating func takePlace(_ submission: ClaimSubmitted, _ context: Context, center: String) {
        let admitted = CalendarDate(submission.admittedOn)
        bill.place = InstitutionCode(submission.hospital)?.region?.text
        let register = context.institution(StreamAddress.institution(submission.hospital, at: center))
        if let found = admitted.flatMap({ register?.designation(on: $0) }) {
            bill.level = String(found.level)
            bill.designated = true
        } else {
            bill.designated = register == nil ? nil : false
            assume("医院级别未见", "the hospital's level is not in the register on the day of admission")
        }
        bill.offSite = Self.offSite(of: submission, context)
        guard !Self.isEmergency(submission) else {
            bill.filed = false
            return
        }
        guard let filing = context.filing(submission.filing) else {
            return assume("备案未见", "the filing is not here: whether and how it was filed is not known")
        }
        bill.filed = admitted.map { filing.reasonNotCovered(hospital: submission.hospital, on: $0) == nil }
    }

    private static func setting(of submission: ClaimSubmitted) -> String {
        [.specificItem, .outpatient].contains(submission.care) ? "outpatient" : "inpatient"
    }

    private static func isEmergency(_ submission: ClaimSubmitted) -> Bool {
        [.suddenIllnessStay, .emergencyObservation].contains(submission.care)
    }

    /// Whether and how the treatment was away, by the care or the filing; `nil` if neither says.
    private static func offSite(of submission: ClaimSubmitted, _ context: Context) -> String? {
        if isEmergency(submission) { return "emergency" }
        return switch context.filing(submission.filing)?.application.kind {
        case .resettledRetiree: "resettled"
        case .longTermResident: "longTerm"
        case .postedWorker: "posted"
        case .referral: "referral"
        case .emergency: "emergency"
        case .otherTravel: "travel"
        default: nil
        }
    }

    /// The facts of an earlier claim that a policy may count settlements by. One that is not known is not stated.
    private static func facts(
        of submission: ClaimSubmitted, _ context: Context, center: String
    ) -> [String: Policy.FactValue] {
        var facts = ["setting": Policy.FactValue(setting(of: submission))]
        let register = context.institution(StreamAddress.institution(submission.hospital, at: center))
        if let admitted = CalendarDate(submission.admittedOn), let found = register?.designation(on: admitted) {
            facts["level"] = Policy.FactValue(String(found.level))
        }
        facts["offSite"] = offSite(of: submission, context).map { Policy.FactValue($0) }
        return facts
    }

    // MARK: Amounts

    /// The list with the decisions on its lines. What was not recognised is full self-pay, unless the adjudication's total leaves it
    /// out.
    private mutating func takeParts(of state: ClaimState, _ policy: Policy) {
        let list = state.submission.bill
        let decisions = Dictionary(
            state.hasAdjudication ? state.adjudication.lines.map { (Int($0.line), $0) } : [],
            uniquingKeysWith: { first, _ in first })
        let recognised = list.lines.indices.reduce(Int64(0)) { sum, index in
            sum.addingClamped(decisions[index + 1]?.adjusted ?? list.lines[index].amount)
        }
        let leavesOut =
            !decisions.isEmpty && state.adjudication.split.total == recognised && recognised != list.total
        bill.total = leavesOut ? recognised : list.total
        guard !list.lines.isEmpty else {
            return assume("无明细，全额按政策范围内", "there is no itemised list: all of it counts as in scope")
        }
        for (index, line) in list.lines.enumerated() {
            let decision = decisions[index + 1]
            let adjusted = min(decision?.adjusted ?? line.amount, line.amount)
            let itemClass = decision.flatMap { $0.itemClass == .unspecified ? nil : $0.itemClass } ?? line.itemClass
            if adjusted > 0 || line.amount == 0 {
                bill.lines.append(Self.line(line, itemClass, amount: adjusted, policy))
            }
            guard adjusted < line.amount, !leavesOut else { continue }
            var rest = Self.line(line, itemClass, amount: line.amount - adjusted, policy)
            rest.excluded = decision?.grounds.first?.text ?? "not recognised"
            bill.lines.append(rest)
        }
        if !decisions.isEmpty { assume("按核定的明细", "the lines count as the adjudication decided them") }
    }

    private static func line(
        _ line: ChargeLine, _ itemClass: ChargeLine.ItemClass, amount: Int64, _ policy: Policy
    ) -> Bill.Line {
        let kind = category(line.category)
        var name =
            switch itemClass {
            case .classA: "A"
            case .classB: "B"
            default: "C"
            }
        // A policy may treat beds, or materials, as a class of their own; what is own pay stays so.
        if name != "C", let kind, policy.classes[kind] != nil { name = kind }
        var result = Bill.Line(name: line.name, itemClass: name, kind: kind, amount: amount)
        if amount == line.amount, let quantity = Exact(decimal: line.quantity), quantity > .zero {
            result.quantity = quantity
        }
        return result
    }

    private static func category(_ category: ChargeLine.Category) -> String? {
        switch category {
        case .drug: "drug"
        case .examination: "examination"
        case .treatment: "treatment"
        case .operation: "operation"
        case .material: "material"
        case .bed: "bed"
        case .nursing: "nursing"
        default: nil
        }
    }

    // MARK: What was settled before

    /// The person's other claims, those of duplicates among them, that were priced earlier and not refused. Which of them belong to the benefit year is the policy's
    /// to say.
    private mutating func takeHistory(
        before state: ClaimState, of stream: String, _ context: Context, _ policy: Policy, center: String
    ) {
        let earlier = context.streams.values.filter { $0.stream != stream }.compactMap(EarlierCase.init).filter {
            other in
            context.isOnePerson(other.submission.person, state.submission.person)
                && (!state.hasAdjudication || other.time < state.adjudicated.milliseconds)
        }.sorted { $0.time < $1.time }
        // An adjudication states what the other funds paid as one sum: where the policy has one of them, it was that.
        let known = [Policy.pooledFund, Policy.majorIllness]
        let others = Set(policy.stages.map(\.fund)).subtracting(known).sorted()
        for claim in earlier {
            let procedure = context.procedure(of: center, on: CalendarDate(claim.submission.dischargedOn))
            let split = claim.split
            var past = BenefitHistory.Past(
                stays: [.specificItem, .outpatient].contains(claim.submission.care) ? 0 : 1,
                day: procedure.benefitDay(of: claim.submission).flatMap { Policy.Day($0.description) },
                inScope: split.inScope, deductible: split.deductible,
                facts: Self.facts(of: claim.submission, context, center: center))
            past.paid[Policy.pooledFund] = split.pooledFund
            past.paid[Policy.majorIllness] = split.majorIllness
            past.paid[others.count == 1 ? others[0] : "otherFunds"] = split.otherFunds
            history.past.append(past)
        }
        if others.count > 1, earlier.contains(where: { $0.split.otherFunds != 0 }) {
            assume(
                "以前的其他基金支付未按基金分列，\(others.joined(separator: "、")) 的限额按未使用计",
                "what other funds paid before is recorded as one sum: the caps of \(others.joined(separator: ", ")) count "
                    + "as unused")
        }
        assume(
            "年度累计只计本节点已核定的 \(earlier.count) 笔申报",
            earlier.isEmpty
                ? "nothing was settled before for this person, as far as recorded here"
                : "settled before: the \(earlier.count) earlier claims recorded here")
    }
}

extension Bill {
    /// States a fact that the entries do not, or another one: `level`, `networked`, a fact of the policy's own, …
    /// - Returns: whether the value can be one of that fact.
    public mutating func state(fact name: String, as value: String) -> Bool {
        func flag() -> Bool? {
            switch Policy.normalised(value) {
            case "yes": true
            case "no": false
            default: nil
            }
        }
        switch name {
        case "level": level = value
        case "status": status = value
        case "setting": setting = value
        case "place": place = value
        case "offSite":
            guard let kind = Bill.offSiteKinds.first(where: { Policy.normalised($0) == Policy.normalised(value) })
            else { return false }
            offSite = kind
        case "age":
            guard let number = Int(value), (0...150).contains(number) else { return false }
            age = number
        case "stay":
            guard let number = Int(value), (1...9999).contains(number) else { return false }
            stay = number
        case "filed", "designated", "networked":
            guard let flag = flag() else { return false }
            if name == "filed" { filed = flag }
            if name == "designated" { designated = flag }
            if name == "networked" { networked = flag }
        default:
            guard !Policy.builtInNames.contains(name), Policy.Formula.isName(name) else { return false }
            facts[name] = Policy.FactValue(value)
        }
        return true
    }
}
