extension Timeliness {
    /// Judges an entry by the heads of its log that are held here.
    ///
    /// - Parameters:
    ///   - question: What had to be in time.
    ///   - heads: Heads of the entry's log, in any order, with and without the entry.
    ///   - isOwnLog: Whether the log is the reader's own.
    ///   - receipt: The reader's receipt that covers the entry.
    ///   - hasPolicy: Whether a policy says which witnesses are enough.
    public init(
        _ question: TimelinessQuestion, heads: [WitnessedHead], isOwnLog: Bool, receipt: Context.Receipt?,
        hasPolicy: Bool
    ) {
        let number = question.entry.number
        let with = heads.filter { $0.size > number }
        let first = with.filter { $0.quorumAt != nil }
            .min { ($0.quorumAt ?? .max, $0.size) < ($1.quorumAt ?? .max, $1.size) }
        let mirror = with.flatMap(\.mirrors).min()
        let holding: Holding? =
            isOwnLog ? .ownLog : receipt.map { .received($0) } ?? mirror.map { .fullMirror($0) }
        let without = heads.filter { $0.size <= number && ($0.quorumAt ?? .min) >= question.end }
            .min { ($0.quorumAt ?? .max) < ($1.quorumAt ?? .max) }
        let (verdict, chinese, english) = Timeliness.verdict(
            question, first: first, holding: holding, without: without, hasPolicy: hasPolicy)
        self.question = question
        self.cosigned = first
        self.holding = holding
        self.verdict = verdict
        self.chinese = chinese
        self.english = english
    }

    private static func verdict(
        _ question: TimelinessQuestion, first: WitnessedHead?, holding: Holding?, without: WitnessedHead?,
        hasPolicy: Bool
    ) -> (Verdict, chinese: String, english: String) {
        let last = question.deadline
        if let first, let at = first.quorumAt, at < question.end {
            guard let holding else {
                return (
                    .notProven, "见证人于 \(moment(at)) 联署了含此记录的日志（\(first.size) 条），但接收方未出具收据，也无全量镜像持有。",
                    "Witnesses cosigned a head with it (size \(first.size)) at \(moment(at)), but no receipt of \(question.reader) covers it and no full mirror holds it."
                )
            }
            return (
                .inTime, "见证人于 \(moment(at)) 联署了含此记录的日志（\(first.size) 条），期限 \(last)；\(holding.chinese)。",
                "The quorum of witnesses cosigned a head with it (size \(first.size)) at \(moment(at)), the last day is \(last); \(holding.english(question.reader))."
            )
        }
        if question.time >= question.end {
            return (
                .late, "记录者自己的时钟为 \(moment(question.time))，晚于期限 \(last)。",
                "Its own author's clock says \(moment(question.time)), after the last day \(last)."
            )
        }
        if let without, let at = without.quorumAt {
            return (
                .late, "见证人于 \(moment(at)) 联署的日志（\(without.size) 条）尚无此记录，期限为 \(last)。",
                "The head that the quorum of witnesses cosigned at \(moment(at)) (size \(without.size)) was without it, and the last day was \(last)."
            )
        }
        if let first, let at = first.quorumAt {
            return (
                .late, "本节点所存首个含此记录并经见证人联署的日志为 \(moment(at))（\(first.size) 条），晚于期限 \(last)。",
                "The first head with it that the quorum of witnesses cosigned, as far as this node holds them, is of \(moment(at)) (size \(first.size)), after the last day \(last)."
            )
        }
        return hasPolicy
            ? (
                .notProven, "本节点没有经足够见证人联署且含此记录的日志，期限 \(last)。",
                "This node holds no head with it that the quorum of witnesses cosigned; the last day is \(last)."
            )
            : (
                .notProven, "本节点未设见证政策，期限 \(last) 无从证明。",
                "This node has no policy that says which witnesses are enough; the last day is \(last)."
            )
    }

    /// As `2018-11-02 14:05:09`, in Asia/Shanghai.
    static func moment(_ milliseconds: Int64) -> String {
        let day = CalendarDate(instant: milliseconds)
        let seconds = Int(max(0, milliseconds - day.startOfDay) / 1_000)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day) \(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}

extension Timeliness.Holding {
    /// As `holding` in a sentence.
    var chinese: String {
        switch self {
        case .ownLog: "记录在接收方自己的日志中"
        case .received(let receipt): "接收方已出具收据（第 \(receipt.entry.number) 条）"
        case .fullMirror(let name): "全量镜像 \(name) 持有"
        }
    }

    func english(_ reader: String) -> String {
        switch self {
        case .ownLog: "it stands in the log of \(reader) itself"
        case .received(let receipt): "\(reader) has receipted it (its entry \(receipt.entry.number))"
        case .fullMirror(let name): "the full mirror \(name) holds it"
        }
    }
}

extension ClaimState {
    /// What in a claim had to be in time, with the entry that did it.
    ///
    /// The submission (the unit's month), the wanting papers of a returned claim, each objection and each decision on one. What was
    /// not done yet has no entry: `list --overdue` shows it.
    /// - Parameters:
    ///   - stream: The claim's stream.
    ///   - settings: The state of `policy/CENTER/procedure`; `nil`: the defaults.
    public func timelinessQuestions(in stream: StreamState, by settings: StreamState?) -> [TimelinessQuestion] {
        guard hasSubmission, let address = try? StreamAddress(stream.stream) else { return [] }
        let center = address.decider.description
        var questions: [TimelinessQuestion] = []
        let discharged = Procedure(settings, on: CalendarDate(submission.dischargedOn) ?? submitted.day)
        if let deadline = discharged.claimDeadline(for: submission) {
            questions.append(.init(.submission, submitted, reader: center, deadline: deadline))
        }
        if hasCompleted, hasReturned, status != .returned,
            let deadline = Procedure(settings, on: returned.day).completionDeadline(of: self)
        {
            questions.append(.init(.completion, completed, reader: center, deadline: deadline))
        }
        let unit = "unit:\(submission.unit)"
        for objection in objections {
            let against = stream.entries.first { $0.act.entry == objection.objection.against }
            if let day = against?.act.day {
                let deadline = Procedure(settings, on: day).objectionDeadline(decidedOn: day)
                questions.append(.init(.objection, objection.act, reader: center, deadline: deadline))
            }
            guard objection.hasDecided else { continue }
            let deadline = Procedure(settings, on: objection.act.day).decisionDeadline(filedOn: objection.act.day)
            questions.append(.init(.objectionDecision, objection.decided, reader: unit, deadline: deadline))
        }
        return questions
    }
}
