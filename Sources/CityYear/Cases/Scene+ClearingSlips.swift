import Claims

/// Lines of an agency's list that are disputed, and how each dispute is settled.
extension Scene {
    enum ClearingSlip: Sendable {
        /// The agency's clerk types the list by hand, and one line is 100.00 too much: the center disputes it, the agency withdraws it, and the
        /// next month's list has it right.
        case mistyped
        /// The center's clerk doubts a line that is right: the agency maintains it with the invoice, and it is confirmed.
        case doubted
    }

    /// One list in five has such a line, and of each agency one at least where any has two bills: one after the other is mistyped and doubted.
    /// None of the last month, after which nothing is listed.
    /// - Returns: by `AGENCY/MONTH`.
    static func clearingSlips(
        in plans: [SettlementPlan], of agencies: [String], seed: UInt64
    ) -> [String: ClearingSlip] {
        var random = CityRandom(seed: seed, of: 9, 0)
        var counts: [String: Int] = [:]
        for plan in plans where plan.course == .recorded {
            counts["\(plan.agency)/\(plan.day.description.prefix(7))", default: 0] += 1
        }
        var slips: [String: ClearingSlip] = [:]
        var isMistyped = random.happens(perMille: 500)
        for agency in agencies {
            let lists = (2...10).map { "\(agency)/2025-\(Number.text($0, digits: 2))" }.filter { counts[$0] ?? 0 >= 2 }
            guard !lists.isEmpty else { continue }
            let one = random.pick(lists)
            for list in lists where random.happens(perMille: 200) || list == one {
                slips[list] = isMistyped ? .mistyped : .doubted
                isMistyped.toggle()
            }
        }
        return slips
    }

    /// The agency lists the month on the second working day from `first` on, and the center answers; on the fourth all is settled but what is
    /// withdrawn.
    mutating func list(
        _ month: String, in stream: String, by agency: String, _ slip: ClearingSlip?, from first: CalendarDate
    ) {
        let days = (2...4).map { WorkCalendar.after(first, $0) }
        switch slip {
        case nil:
            errand(days[0], Hour.window, by: agency, .openClearing(month: month))
            errand(days[1], Hour.window, by: City.center, .answerClearing(stream))
        case .mistyped:
            errand(days[0], Hour.window, by: agency, .typeClearing(month: month, tooMuch: 10_000))
            errand(days[1], Hour.window, by: City.center, .answerClearing(stream, mayDispute: true))
            plan(days[2], Hour.window, by: agency, "settler", in: stream) { books in
                guard let line = books.clearing?(stream)?.disputed.first else { return nil }
                var event = ClearingLineAnswered()
                event.line = line
                event.answer = .withdrawn
                event.note = "抄写错误，下月重列"
                return .clearingLineAnswered(event)
            }
        case .doubted:
            errand(days[0], Hour.window, by: agency, .openClearing(month: month))
            doubt(stream, on: days[1])
            let paper = "invoice of the line in doubt of \(stream)"
            plan(days[2], Hour.window, by: agency, "settler", in: stream, papers: [Array(paper.utf8)]) { books in
                guard let line = books.clearing?(stream)?.disputed.first else { return nil }
                var event = ClearingLineAnswered()
                event.line = line
                event.answer = .maintained
                event.note = "票据随附，金额无误"
                event.documents = [ClaimScript.document(.invoice, paper)]
                return .clearingLineAnswered(event)
            }
            errand(days[2], Hour.acceptance, by: City.center, .answerClearing(stream))
        }
    }

    /// A clerk of the center acknowledges the list and disputes a line in its middle; the others wait for the answer.
    private mutating func doubt(_ stream: String, on day: CalendarDate) {
        office(day, Hour.window, Desk.pricer, in: stream) { books in
            guard let list = books.clearing?(stream), list.listed > 0 else { return nil }
            var event = ClearingAcknowledged()
            event.lines = UInt32(list.listed)
            event.total = list.listedTotal
            return .clearingAcknowledged(event)
        }
        office(day, Hour.window, Desk.pricer, in: stream) { books in
            guard let list = books.clearing?(stream), list.listed > 0 else { return nil }
            var line = ClearingDisputed.Line()
            line.line = UInt32(list.listed / 2 + 1)
            line.grounds = [Ground(10_004, "票据影像不清，请补交原件")]
            var event = ClearingDisputed()
            event.lines = [line]
            return .clearingDisputed(event)
        }
    }
}
