/// Two amounts that should be equal and are not.
public struct SumDifference: Hashable, Sendable {
    public let english: String
    public let chinese: String
    /// In fen.
    public let stated: Int64
    public let summed: Int64
}

extension HospitalBill {
    /// Where invoice, list and days do not agree (row S13); empty if they do. What is not given is not compared.
    ///
    /// Compared are: invoice and total; lines and total; days and total; each day's lines and its total; and, where every
    /// day has its lines, each item of the list with the same item of the days.
    public var disagreements: [SumDifference] {
        var found: [SumDifference] = []
        func compare(_ stated: Int64, _ summed: Int64, _ english: String, _ chinese: String) {
            guard stated != summed else { return }
            found.append(
                SumDifference(
                    english: "\(english): \(stated.yuan) against \(summed.yuan)",
                    chinese: "\(chinese)：\(stated.yuan) 与 \(summed.yuan)", stated: stated, summed: summed))
        }
        compare(total, invoice.amount, "the total and the invoice differ", "总额与发票不符")
        if !lines.isEmpty {
            compare(total, lines.sum, "the total and the itemised list differ", "总额与费用清单不符")
        }
        for day in days where !day.lines.isEmpty {
            compare(
                day.total, day.lines.sum, "the total of \(day.date) and its lines differ", "\(day.date) 日合计与明细不符")
        }
        if !days.isEmpty {
            let sum = days.reduce(Int64(0)) { $0.addingClamped($1.total) }
            compare(total, sum, "the total and the daily bills differ", "总额与每日清单不符")
        }
        if !lines.isEmpty, !days.isEmpty, days.allSatisfy({ !$0.lines.isEmpty }) {
            for item in ItemComparison(claimed: lines, billed: days.flatMap(\.lines)).differences
            where item.claimed != item.billed {
                compare(
                    item.claimed, item.billed, "\"\(item.name)\" in the list and in the days differs",
                    "“\(item.name)”在清单与每日清单中不符")
            }
        }
        return found
    }

    /// Where this settlement bill and the daily bills of its stay do not agree, per day, per line and in total.
    func disagreements(with days: [DailyBill]) -> [SumDifference] {
        var whole = self
        whole.days = days
        var found = whole.disagreements
        for day in self.days {
            let billed = days.first { $0.date == day.date }
            guard billed?.total != day.total else { continue }
            let other = billed?.total ?? 0
            found.append(
                SumDifference(
                    english: "\(day.date) in the settlement bill and its daily bill differ: \(day.total.yuan) "
                        + "against \(other.yuan)",
                    chinese: "结算单中 \(day.date) 与当日清单不符：\(day.total.yuan) 与 \(other.yuan)",
                    stated: day.total, summed: other))
        }
        return found
    }
}

extension [ChargeLine] {
    /// The lines' sum in fen.
    var sum: Int64 { reduce(0) { $0.addingClamped($1.amount) } }
}

extension Int64 {
    /// Fen as yuan with two decimals and thousands separators: `105,263.14`.
    public var yuan: String {
        let digits = String(magnitude)
        let padded = String(repeating: "0", count: Swift.max(0, 3 - digits.utf8.count)) + digits
        var whole = Array(padded.utf8.dropLast(2))
        var place = whole.count - 3
        while place > 0 {
            whole.insert(UInt8(ascii: ","), at: place)
            place -= 3
        }
        return (self < 0 ? "-" : "") + String(decoding: whole, as: UTF8.self) + "." + padded.suffix(2)
    }
    /// An amount as a message says it: for people, and as an event has it. `1,500.00 yuan (150000 fen)`.
    var moneyText: String { "\(yuan) yuan (\(self) fen)" }
}
