import Foundation
import Testing

@Suite("The money on the page of a case")
struct MoneyPageTests {
    /// A node on which the filed stay has been played, priced and paid.
    private static let played = Result { try PlayedExample("filed-stay") }

    private static let claim = "claim/210200/2024-000201"

    /// A node on which a stay has been settled directly; a part of the person's share the personal account has paid.
    private static let settled = Result {
        try PlayedExample("direct-settlement", isPlayed: { !$0.hasPrefix("9") }) { batch, node in
            if batch >= "6" { try #require(try Tool.run(["react"], node: node).status == 0) }
        }
    }

    private static let settlement = "settlement/210200/H31019900001202405201015000001"

    private func page() throws -> HTMLPage {
        let node = try Self.played.get().node
        return try Tool.run(["trace", Self.claim, "--html", "-"], node: node).page
    }

    /// `− 1,528.30` in fen.
    private func fen(_ text: String) throws -> Int {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let fen = try #require(Int(digits), "\(text)")
        return text.contains("−") ? -fen : fen
    }

    @Test("S6: a filed stay is paid to the end, and the page says so.")
    func paid() throws {
        let node = try Self.played.get().node
        let state = try Tool.run(["show", Self.claim, "--json"], node: node).object
        #expect((state["claim"] as? [String: Any])?["status"] as? String == "PAID")
        let values = try page().all("dd").map(\.text)
        #expect(values[0].contains("paid"))
        #expect(values.last?.contains("24,908.60") == true && values.last?.contains("19,515.46") == true)
        #expect(try Tool.run(["verify"], node: node).status == 0)
    }

    @Test("Each statement of the books says of whom or what it is, of which days, and in yuan.")
    func statements() throws {
        let node = try Self.played.get().node
        func books(_ arguments: String...) throws -> String {
            let run = try Tool.run(["books"] + arguments, node: node)
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        let funds = try books("--by", "fund", "--language", "en")
        #expect(funds.contains("trial balance of all streams, yuan  balanced"), "\(funds)")
        #expect(funds.contains("Statement of fund: the pooled fund (pooledFund), yuan"), "\(funds)")
        let persons = try books("--by", "person", "--to", "2099-12-31", "--language", "en")
        #expect(persons.contains("Statement of person person/210200/") && persons.contains(", until 2099-12-31, yuan"))
        let hospitals = try books("--by", "institution", "--language", "en")
        #expect(hospitals.contains("Statement of institution H"), "\(hospitals)")
        let months = try books("--by", "month", "--from", "2020-01-01", "--to", "2099-12-31", "--language", "en")
        #expect(months.contains("Statement of month 20"), "\(months)")
        let chinese = try books("--by", "fund", "--from", "2020-01-01", "--language", "zh")
        for word in [
            "全部业务试算平衡表，2020-01-01 起，元  平衡", "分户账，基金：统筹基金（pooledFund），2020-01-01 起，元", "待遇支出 benefitExpense", "借方",
        ] {
            #expect(chinese.contains(word), "\(word) in \(chinese)")
        }
    }

    @Test("From the bill to cash each step follows from those before it, to the fen.")
    func adds() throws {
        let names = try requireToAdd(try page())
        for name in [
            "Billed", "Own pay", "Over limit", "First self-pay", "In scope", "Deductible", "Pooled fund", "Fund total",
            "Person's share", "personal account", "Cash",
        ] {
            #expect(names.contains { $0.contains(name) }, "\(name)")
        }
        #expect(names.count { $0.contains("Band") } == 2)
    }

    @Test(
        "S14: what the personal account paid is taken off, as every part that is, so that the column comes to the cash."
    )
    func account() throws {
        let node = try Self.settled.get().node
        let page = try Tool.run(["trace", Self.settlement, "--html", "-"], node: node).page
        try requireToAdd(page)
        let rows = page.rows(of: "从票据到现金 From the bill to cash")
        let account = try #require(rows.first { $0[0].contains("personal account") })
        #expect(try fen(account[1]) == -150_000)
        let share = try #require(rows.first { $0[0].contains("Person's share") })
        #expect(try fen(share[1]) == 243_500 && fen(try #require(rows.last)[1]) == 93_500)
    }

    /// Adds the column up: each part to what is left, each sum against it.
    /// - Returns: the names of the rows.
    @discardableResult
    private func requireToAdd(_ page: HTMLPage) throws -> [String] {
        var names: [String] = []
        var left = 0
        for row in page.rows(of: "从票据到现金 From the bill to cash").dropFirst() {
            names.append(row[0])
            let amount = try fen(row[1])
            let isSum = row[1].hasPrefix("= ")
            // The person's share is the rest of the whole bill, and the cash the rest of that.
            if names.count > 1, isSum, !row[0].contains("Person's share") { #expect(amount == left, "\(row)") }
            left = isSum ? amount : left + amount
        }
        return names
    }

    @Test("Each step shows its calculation and the clause, in both languages.")
    func formulas() throws {
        let page = try page()
        let rows = page.rows(of: "从票据到现金 From the bill to cash")
        let deductible = try #require(rows.first { $0[0].contains("Deductible") })
        #expect(deductible[3] == "800.00" && deductible[4] == "第九条")
        let selfPay = try #require(rows.first { $0[0].contains("First self-pay") })
        #expect(selfPay[3] == "15,283.00 × 10% = 1,528.30" && selfPay[4] == "第七条")
        let scope = try #require(rows.first { $0[0].contains("In scope") })
        #expect(scope[3] == "24,908.60 − 90.00 − 1,528.30 = 23,290.30")
        let steps = page.rows(of: "按政策逐步计算 Step by step").dropFirst()
        #expect(steps.count == 12 && steps.allSatisfy { !$0[2].isEmpty })
        #expect(steps.contains { $0[1] == "统筹基金：起付线Pooled fund: deductible" })
    }

    @Test("Each line of the list has its price at every stage, and the columns add up.")
    func lines() throws {
        let rows = try page().rows(of: "费用清单 Itemised list").dropFirst()
        let sums = try #require(rows.last).suffix(5).prefix(4).map { try fen($0) }
        #expect(sums == [2_490_860, 2_490_860, 2_329_030, 1_951_546])
        for column in 0..<4 {
            #expect(try rows.dropLast().reduce(0) { try $0 + fen($1[5 + column]) } == sums[column])
        }
    }

    @Test("What moved stands in the order of its record, with the day and the entry.")
    func moved() throws {
        let rows = try page().rows(of: "审批、暂停、支付与追回 Movements").dropFirst()
        #expect(rows.map { $0[2] } == ["19,515.46", "19,515.46", "19,515.46"])
        #expect(rows.last?[0] == "2024-06-21")
        #expect(rows.allSatisfy { $0[3].hasPrefix("C#") })
    }
}
