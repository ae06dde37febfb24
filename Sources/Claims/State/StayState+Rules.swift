import SwiftProtobuf

extension StayState {
    /// The settlement bill that counts; `nil` before there is one.
    public var bill: HospitalBill? { bills.last?.bill }

    func judge(_ event: Event.OneOf_Kind) throws(Refusal) {
        if case .admitted = event {
            guard !hasAdmission else { throw Refusal(.alreadyAdmitted, "The stay has already begun.") }
            return
        }
        guard hasAdmission else { throw Refusal(.notAdmitted, "There is no admission in this stream.") }
        switch event {
        case .dayBilled(let day):
            try requireOpen()
            let date = CalendarDate(day.bill.date)
            let first = CalendarDate(admission.admittedOn)
            let last = CalendarDate(discharge.dischargedOn)
            guard let date, let first, date >= first, last.map({ date <= $0 }) ?? true else {
                throw Refusal(.dayOutsideStay, "\(day.bill.date) is not a day of the stay.")
            }
            guard !days.contains(where: { $0.bill.date == day.bill.date }) else {
                throw Refusal(.dayAlreadyBilled, "\(day.bill.date) is already billed.")
            }
        case .discharged(let discharge):
            try requireOpen()
            guard !hasDischarge else { throw Refusal(.alreadySettled, "The person is already discharged.") }
            try requireLast(discharge)
        case .billSettled:
            try requireOpen()
            guard hasDischarge else { throw Refusal(.notDischarged, "The person is not yet discharged.") }
        case .billCorrected:
            guard status == .settled else { throw Refusal(.notSettled, "There is no settled bill.") }
        default: break
        }
    }

    func requireLast(_ discharge: Discharged) throws(Refusal) {
        let date = CalendarDate(discharge.dischargedOn)
        let earliest = ([admission.admittedOn] + days.map(\.bill.date)).compactMap { CalendarDate($0) }.max()
        guard let date, let earliest, date >= earliest else {
            throw Refusal(
                .dischargeTooEarly,
                "The discharge on \(discharge.dischargedOn) is before the admission or a day that is billed.")
        }
    }

    private func requireOpen() throws(Refusal) {
        guard status != .settled else { throw Refusal(.alreadySettled, "The stay is already settled.") }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .admitted(let admission):
            self.admission = admission
            admitted = act
            status = .admitted
        case .dayBilled(let day):
            days.append(
                .with {
                    $0.bill = day.bill
                    $0.act = act
                })
        case .discharged(let discharge):
            self.discharge = discharge
            discharged = act
            status = .discharged
        case .billSettled(let settled):
            append(settled.bill, "", act)
            status = .settled
        case .billCorrected(let corrected):
            append(corrected.bill, corrected.reason, act)
        default: break
        }
    }

    mutating func noteWithdrawn(_ event: Event.OneOf_Kind, _ act: Act, by reference: EntryReference) {
        let bill: HospitalBill
        switch event {
        case .billSettled(let event): bill = event.bill
        case .billCorrected(let event): bill = event.bill
        default: return
        }
        withdrawn.append(
            .with {
                $0.bill = bill
                $0.act = act
                $0.by = reference
            })
    }

    private mutating func append(_ bill: HospitalBill, _ reason: String, _ act: Act) {
        bills.append(
            .with {
                $0.bill = bill
                $0.reason = reason
                $0.act = act
            })
    }
}
