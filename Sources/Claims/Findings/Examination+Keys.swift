extension Finding.Rule {
    public static let keyNotValid = Finding.Rule(
        25, "key-not-valid",
        "An office stamped or billed in an entry that no key of its log, valid at that size, signs.",
        "盖章或结算的机构当时密钥无效")

    /// The rules about parties and their keys.
    static let partyRules: [Finding.Rule] = [.keyNotValid]
}

extension Examination {
    /// "Stamped by an office whose key was not valid then": the stamps of the claim's filing, and the bills of its stays.
    func keyNotValid() -> [Finding] {
        let filing = context.filing(submission.filing)
        let stamps = filing.map { stampsWithoutKey(of: $0, in: context) } ?? []
        let bills = stays.flatMap { stay in
            stay.state.bills.compactMap { bill in
                withoutKey(bill.act, in: context, ("\(stay.stream.stream) 的结算单", "The bill in \(stay.stream.stream)"))
            }
        }
        return stamps + bills
    }
}

/// The stamps of a filing by offices whose key was not valid then.
func stampsWithoutKey(of filing: FilingState, in context: Context) -> [Finding] {
    filing.stamps.compactMap { stamp in
        withoutKey(
            stamp.act, in: context,
            (
                "\(stamp.form.hospital) \(stamp.form.stampedOn) 的盖章",
                "The stamp of \(stamp.form.hospital) of \(stamp.form.stampedOn)"
            ))
    }
}

/// What is wrong with the key under which an entry stands; `nil` where a key is valid, or no registrar says anything of the party.
private func withoutKey(
    _ act: Act, in context: Context, _ name: (chinese: String, english: String)
) -> Finding? {
    guard let party = context.parties[act.party] else { return nil }
    guard let log = party.logs.first(where: { $0.origin == act.entry.origin }) else {
        return Finding(
            .keyNotValid, .alarm,
            chinese: "\(name.chinese)载于 \(act.entry.origin)，\(party.registrar) 未准入其为 \(act.party) 的日志。",
            english:
                "\(name.english) stands in \(act.entry.origin), which \(party.registrar) admits as no log of \(act.party).",
            evidence: [act.entry] + party.logs.map(\.admitted.entry))
    }
    guard let reason = log.reasonNotCovered(act.entry.number) else { return nil }
    let revoked = log.keys.filter { $0.purpose == .logKey && $0.hasRevoked }.map(\.revoked.entry)
    return Finding(
        .keyNotValid, .alarm,
        chinese: "\(name.chinese)为日志第 \(act.entry.number) 条：\(reason.chinese)。",
        english: "\(name.english) is entry \(act.entry.number) of its log: \(reason.english).",
        evidence: [act.entry] + (log.hasEnded ? [log.ended.entry] : []) + revoked + [log.admitted.entry])
}
