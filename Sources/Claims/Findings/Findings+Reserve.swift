/// What is found in a reserve: how much of it is used.
func findings(for reserve: ReserveState, of stream: StreamState) -> [Finding] {
    guard let warning = reserve.warning else { return [] }
    let (used, provided) = (reserve.used, reserve.provided)
    let share = reserve.usedShare
    return [
        Finding(
            warning == .used90 ? .reserveUsed90 : .reserveUsed70, warning == .used90 ? .alarm : .warning,
            chinese:
                "\(stream.stream) 预付金 \(provided.yuan) 元，已用 \(used.yuan) 元\(share.isEmpty ? "" : "（\(share)）")。",
            english:
                "Of the reserve's \(provided.yuan) in \(stream.stream) \(used.yuan) are used\(share.isEmpty ? "" : ", \(share)").",
            // What was provided, and what was used of it: one without the other proves no share.
            evidence: reserve.movements.filter { !$0.suspense }.map(\.act.entry),
            amounts: [("provided", provided), ("used", used), ("left", reserve.balance)])
    ]
}

extension Finding.Rule {
    public static let reserveUsed70 = Finding.Rule(
        40, "reserve-used-70",
        "70 % of a reserve are used.",
        "预付金已用百分之七十")
    public static let reserveUsed90 = Finding.Rule(
        41, "reserve-used-90",
        "90 % of a reserve are used.",
        "预付金已用百分之九十")

    /// The rules about reserves.
    static let reserveRules: [Finding.Rule] = [.reserveUsed70, .reserveUsed90]
}
