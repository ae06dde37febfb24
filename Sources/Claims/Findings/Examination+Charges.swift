extension Examination {
    /// The first catalogue in force that has a line's item, and what it says.
    private func listed(_ line: ChargeLine) -> (catalogue: CatalogueInForce, item: Catalogue.Item)? {
        for catalogue in context.catalogues {
            if let item = catalogue.catalogue.item(for: line) { return (catalogue, item) }
        }
        return nil
    }

    /// "Class changed (B billed as A)", by the catalogue. Against the hospital's own bill it is ``differsFromHospitalBill()``.
    func classChanged() -> [Finding] {
        let decided = Dictionary(
            (claim.hasAdjudication ? claim.adjudication.lines : []).map { (Int($0.line), $0.itemClass) },
            uniquingKeysWith: { $1 })
        var items: [String] = []
        var texts: [(chinese: String, english: String)] = []
        var evidence = entries(claim.submitted, in: stream)
        var amounts: [(String, Int64)] = []
        for (index, line) in submission.bill.lines.enumerated() {
            guard let (catalogue, item) = listed(line), line.itemClass.isBetter(than: item.itemClass),
                // The center saw it, and priced the line by the right class.
                decided[index + 1] != item.itemClass
            else { continue }
            amounts.append((line.name, line.amount))
            evidence.append(catalogue.entry)
            let key = "\(line.item) \(line.itemClass.rawValue)"
            guard !items.contains(key) else { continue }
            items.append(key)
            texts.append(
                (
                    "\(line.name)（\(item.itemClass.chinese)列为\(line.itemClass.chinese)）",
                    "\(line.name) (class \(item.itemClass.english) listed as \(line.itemClass.english))"
                ))
        }
        guard !texts.isEmpty else { return [] }
        return [
            Finding(
                .classChanged, .warning,
                chinese: "清单类别优于目录：\(texts.map(\.chinese).joined(separator: "；"))。",
                english: "Better than in the catalogue: \(texts.map(\.english).joined(separator: "; ")).",
                evidence: evidence, amounts: amounts)
        ]
    }

    /// "A charge many times its usual price", by the catalogue and the factor in the settings.
    func strikingPrices() -> [Finding] {
        let procedure = context.procedure(of: address.decider.code, on: CalendarDate(submission.dischargedOn))
        let factor = Exact(procedure.priceFactor)
        var texts: [(chinese: String, english: String)] = []
        var evidence = entries(claim.submitted, in: stream)
        var amounts: [(String, Int64)] = []
        for line in submission.bill.lines {
            // Without a quantity or a price of one, nobody knows what one costs.
            guard let units = line.units, let (catalogue, item) = listed(line), let usual = item.usualPrice, usual > 0,
                let price = try? Exact(fen: line.amount) / units, let times = try? price / Exact(fen: usual),
                times >= factor, let fen = (try? price.fen())
            else { continue }
            let tenths = (try? times.rounded(.down, to: .one)).map { "\($0)" } ?? times.decimalText
            texts.append(
                (
                    "\(line.name) 单价 \(fen.yuan)，通常 \(usual.yuan)，为其 \(tenths) 倍以上",
                    "\(line.name) at \(fen.yuan), usually \(usual.yuan): \(tenths) times that or more"
                ))
            evidence.append(catalogue.entry)
            amounts += [("\(line.name), one", fen), ("\(line.name), usual", usual)]
        }
        guard !texts.isEmpty else { return [] }
        return [
            Finding(
                .strikingPrice, .warning, chinese: "\(texts.map(\.chinese).joined(separator: "；"))。",
                english: "\(texts.map(\.english).joined(separator: "; ")).", evidence: evidence, amounts: amounts)
        ]
    }

    /// "A repeated charge": what is charged once a day at most.
    func repeatedCharges() -> [Finding] {
        var texts: [(chinese: String, english: String)] = []
        for day in submission.bill.days {
            for (name, lines) in day.lines.filter(\.isOnceADay).byItemAndPrice where lines.count > 1 {
                texts.append(("\(day.date) \(name) 收取 \(lines.count) 次", "\(name) \(lines.count) times on \(day.date)"))
            }
            for line in day.lines where line.category == .bed {
                guard let units = line.units, units > .one else { continue }
                texts.append(
                    (
                        "\(day.date) \(line.name) 数量 \(units.decimalText)",
                        "\(units.decimalText) of \(line.name) on \(day.date)"
                    ))
            }
        }
        if let from = CalendarDate(submission.admittedOn), let to = CalendarDate(submission.dischargedOn), from <= to {
            let days = to.dayNumber - from.dayNumber + 1
            for (name, lines) in submission.bill.lines.filter({ $0.category == .bed }).byItem {
                let counts = lines.compactMap(\.units)
                var sum = Exact.zero
                for count in counts { sum = (try? sum + count) ?? sum }
                guard counts.count == lines.count, sum > Exact(days) else { continue }
                texts.append(
                    (
                        "\(name) 共 \(sum.decimalText) 日，住院 \(days) 日",
                        "\(sum.decimalText) days of \(name) in a stay of \(days.inDays)"
                    ))
            }
        }
        guard !texts.isEmpty else { return [] }
        return [
            Finding(
                .repeatedCharge, .warning, chinese: "重复收费：\(texts.map(\.chinese).joined(separator: "；"))。",
                english: "Charged again: \(texts.map(\.english).joined(separator: "; ")).",
                evidence: entries(claim.submitted, in: stream))
        ]
    }

    /// "A split charge": the same item of the same day on two invoices of the hospital.
    func splitCharges() -> [Finding] {
        let own = submission
        guard let days = Treatment(claim, of: stream.stream).days else { return [] }
        return otherClaims().compactMap { other, state in
            let theirs = state.submission
            guard theirs.hospital == submission.hospital, !theirs.bill.invoice.isOne(with: own.bill.invoice),
                let otherDays = Treatment(state, of: other.stream).days, days.overlaps(otherDays)
            else { return nil }
            let charged = theirs.chargesByDay
            let shared = own.chargesByDay.flatMap { mine in
                charged.flatMap { yours -> [(item: String, day: String, amount: Int64)] in
                    // Where one of them has no daily bills, the treatments' common days are all that is known.
                    guard mine.day.isEmpty || yours.day.isEmpty || mine.day == yours.day else { return [] }
                    let names = Set(yours.lines.map(\.item))
                    return mine.lines.filter { names.contains($0.item) }.map {
                        ($0.name, mine.day.isEmpty ? yours.day : mine.day, $0.amount)
                    }
                }
            }
            guard !shared.isEmpty else { return nil }
            var words: [String] = []
            for charge in shared {
                let word = charge.day.isEmpty ? charge.item : "\(charge.item) \(charge.day)"
                if !words.contains(word) { words.append(word) }
            }
            let verb = other.stream.hasPrefix("settlement/") ? "结算" : "申报"
            return Finding(
                .splitCharge, .warning,
                chinese: "\(other.stream) 以另一发票\(verb)了相同项目：\(words.joined(separator: "；"))。",
                english: "\(other.stream) charges the same on another invoice: \(words.joined(separator: "; ")).",
                evidence: entries(claim.submitted, in: stream) + entries(state.submitted, in: other))
        }
    }
}

extension ChargeLine {
    /// What makes lines one item: the code, or else the name as it is compared with catalogues.
    var item: String { code.isEmpty ? "name \(Policy.normalised(name))" : Policy.normalised(code) }

    /// Whether it is charged once a day at most.
    fileprivate var isOnceADay: Bool { category == .bed || category == .nursing }
}

extension ChargeLine.ItemClass {
    /// Whether the fund shares more of it than of the other.
    fileprivate func isBetter(than other: ChargeLine.ItemClass) -> Bool {
        self != .unspecified && other != .unspecified && rawValue < other.rawValue
    }
}

extension [ChargeLine] {
    /// Lines of one item, with the item's name, in the order of the list.
    fileprivate var byItem: [(name: String, lines: [ChargeLine])] { grouped(\.item) }

    /// Lines of one item at one price.
    fileprivate var byItemAndPrice: [(name: String, lines: [ChargeLine])] {
        grouped { "\($0.item) \($0.unitPrice > 0 ? $0.unitPrice : $0.amount)" }
    }

    private func grouped(_ key: (ChargeLine) -> String) -> [(name: String, lines: [ChargeLine])] {
        Dictionary(grouping: indices) { key(self[$0]) }.values.sorted { $0[0] < $1[0] }
            .map { (self[$0[0]].name, $0.map { self[$0] }) }
    }
}

extension ClaimSubmitted {
    /// The lines of each daily bill that has some; else the whole list, of the one day of the treatment or of no day.
    fileprivate var chargesByDay: [(day: String, lines: [ChargeLine])] {
        let detailed = bill.days.filter { !$0.lines.isEmpty }
        guard detailed.isEmpty else { return detailed.map { ($0.date, $0.lines) } }
        return [(admittedOn == dischargedOn ? admittedOn : "", bill.lines)]
    }
}

extension Invoice {
    /// Whether code and number, which together are unique, are the same.
    fileprivate func isOne(with other: Invoice) -> Bool { (code, number) == (other.code, other.number) }
}
