import Claims
import ClaimsLedger

extension Page {
    /// The state of a stream, and below it every entry with the verdict on it.
    /// - Parameter codes: the entries' short codes.
    mutating func show(
        _ state: StreamState, codes: [Trace.Entry: String] = [:], _ word: TraceWords = TraceWords(isChinese: false)
    ) {
        self.word = word
        kind = String(state.stream.prefix { $0 != "/" })
        switch state.subject {
        case .person(let person): show(person, state.stream)
        case .institution(let institution): show(institution, state.stream)
        case .filing(let filing): show(filing, state.stream)
        case .stay(let stay): show(stay, state.stream)
        case .claim(let claim): show(claim, state.stream)
        case .invoice(let invoice): show(invoice, state.stream)
        case .policy(let policy): show(policy, state.stream)
        case .imported(let imported): show(imported, state.stream)
        case .item(let item): show(item, state.stream)
        case .account(let account): show(account, state.stream)
        case .history(let history): show(history, state.stream)
        case .admission(let admission): show(admission, state.stream)
        case .audit(let audit): show(audit, state.stream)
        case .review(let review): show(review, state.stream)
        case .catalogue(let catalogue): show(catalogue, state.stream)
        case .party(let party): show(party, state.stream)
        case .receipt(let receipt): show(receipt, state.stream)
        case .settlement(let settlement): show(settlement, state.stream)
        case .dispute(let dispute): show(dispute, state.stream)
        case .reserve(let reserve): show(reserve, state.stream)
        case .clearing(let clearing): show(clearing, state.stream)
        // What is imported has no state left once it is annulled.
        case nil: title(state.stream, state.entries.contains { $0.hasAnnulledBy } ? "annulled" : "")
        }
        showEntries(of: state, codes, word)
        let readers = state.audience.joined(separator: ", ")
        line("  \(Style.dim(word("May be read by \(readers).", "可查阅方：\(readers)")))")
    }

    mutating func title(_ stream: String, _ status: String) {
        line("\(Style.bold(stream))  \(word.state(status, of: kind))")
    }

    private mutating func showEntries(of state: StreamState, _ codes: [Trace.Entry: String], _ word: TraceWords) {
        heading("Entries")
        var table = Table(">", "time (Asia/Shanghai)", "party", "operator", "event", "log entry", "code", "")
        for (index, entry) in state.entries.enumerated() {
            table.add(
                "\(index + 1)", LocalTime.text(milliseconds: entry.act.milliseconds), entry.act.party,
                entry.act.operatorName,
                entry.typeName, "#\(entry.act.entry.number)",
                codes[Trace.Entry(log: entry.act.entry.origin, number: entry.act.entry.number)] ?? "",
                entry.remarks(isClosed: state.isClosed, word))
        }
        self.table(table)
    }
}

extension JudgedEntry {
    /// What is not as usual about it.
    /// - Parameter isClosed: whether its case is, so that no decision is waited for.
    func remarks(isClosed: Bool, _ word: TraceWords) -> String {
        var remarks: [String] = []
        switch verdict {
        case .irregular: remarks.append(Style.red("irregular, no effect: \(reason) [\(refusal)]"))
        case .suspense: remarks.append(Style.red("in suspense: \(reason) [\(refusal)]"))
        default: break
        }
        if act.pending {
            remarks.append(
                isClosed ? word("after the last decision", "最后决定之后") : Style.yellow(word("pending", "待确认")))
        }
        if hasCorrectedBy { remarks.append("corrected by #\(correctedBy.number)") }
        if hasAnnulledBy { remarks.append("annulled by #\(annulledBy.number)") }
        if !act.onBehalfOf.isEmpty { remarks.append("for \(act.onBehalfOf)") }
        return remarks.joined(separator: "; ")
    }
}
