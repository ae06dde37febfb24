extension Examination {
    /// The resident IDs of the person: on the papers, and in every register that stands for the same person.
    var residentIDs: Set<String> {
        var ids: Set<String> = [submission.insured.residentID]
        for case .person(let person)? in context.streams.values.map(\.subject) where person.hasRegister {
            ids.insert(person.register.residentID)
        }
        ids.remove("")
        return ids.filter { id in id == submission.insured.residentID || registered(id) }
    }

    private func registered(_ id: String) -> Bool {
        context.streams.values.contains { other in
            guard case .person(let person)? = other.subject, person.hasRegister else { return false }
            return person.register.residentID == id && context.isOnePerson(other.stream, submission.person)
        }
    }

    /// The person's other claims that are not refused, and direct settlements that are examined, by name.
    func otherClaims() -> [(stream: StreamState, state: ClaimState)] {
        let ids = residentIDs
        return context.streams.values.sorted { $0.stream < $1.stream }.compactMap { other in
            guard other.stream != stream.stream, let state = other.examinedClaim, state.status != .refused,
                ids.contains(state.submission.insured.residentID)
                    || context.isOnePerson(state.submission.person, submission.person)
            else { return nil }
            return (other, state)
        }
    }

    /// "Stays of one person overlap, in one hospital or two." The day of discharge may be the next one's day of admission.
    func staysOverlap() -> [Finding] {
        guard submission.care.isStay, let from = CalendarDate(submission.admittedOn),
            let to = CalendarDate(submission.dischargedOn), from < to
        else { return [] }
        var others: [(stream: String, hospital: String, from: CalendarDate, to: String, entry: EntryReference)] = []
        for (other, state) in otherClaims() where state.submission.care.isStay {
            let theirs = state.submission
            let invoice = theirs.bill.invoice
            let own = submission.bill.invoice
            guard (invoice.code, invoice.number) != (own.code, own.number),
                let start = CalendarDate(theirs.admittedOn), let end = CalendarDate(theirs.dischargedOn),
                start < to, from < end
            else { continue }
            others.append((other.stream, theirs.hospital, start, theirs.dischargedOn, state.submitted.entry))
        }
        let own = stays
        let ids = residentIDs
        for other in context.streams.values.sorted(by: { $0.stream < $1.stream }) {
            guard case .stay(let stay)? = other.subject, stay.hasAdmission,
                ids.contains(stay.admission.insured.residentID), let presence = Presence(other),
                presence.from < to, presence.to.map({ from < $0 && presence.from < $0 }) ?? true
            else { continue }
            if presence.hospital == submission.hospital {
                // One stay there is the one that is claimed. Of several, those that overlap it.
                guard let main = own.first(where: { $0.stream.stream == submission.stay }) ?? own.first,
                    main.stream.stream != other.stream, let days = Presence(main.stream),
                    presence.from < days.to ?? to, days.from < presence.to ?? to
                else { continue }
            }
            others.append(
                (other.stream, presence.hospital, presence.from, presence.to?.description ?? "…", presence.entry))
        }
        guard !others.isEmpty else { return [] }
        let english = others.map { "\($0.stream) in \($0.hospital) from \($0.from) to \($0.to)" }
        let chinese = others.map { "\($0.stream)（\($0.hospital)，\($0.from) 至 \($0.to)）" }
        return [
            Finding(
                .staysOverlap, .alarm,
                chinese: """
                    \(claimed.chinese) \(submission.admittedOn) 至 \(submission.dischargedOn) 在 \(submission.hospital) 住院，同一人另有重叠住院：\
                    \(chinese.joined(separator: "、"))。
                    """,
                english: """
                    A stay in \(submission.hospital) from \(submission.admittedOn) to \(submission.dischargedOn) is \(claimed.english), and \
                    the same person has \(english.joined(separator: ", ")).
                    """,
                evidence: entries(claim.submitted, in: stream) + others.map(\.entry))
        ]
    }

    /// "More inpatients than beds."
    func moreThanBeds() -> [Finding] {
        let center = address.decider.code
        // A refused claim says of nobody that he was there, nor does a visit.
        guard Presence(stream) != nil, let from = CalendarDate(submission.admittedOn),
            let to = CalendarDate(submission.dischargedOn), from < to,
            let register = context.institution(StreamAddress.institution(submission.hospital, at: center)),
            register.designations.contains(where: { $0.beds > 0 })
        else { return [] }
        let census = Census(context.presences.filter { $0.hospital == submission.hospital }, from: from, to: to)
        var peak: (day: CalendarDate, count: Int, beds: Int)?
        var first: CalendarDate?
        var over = 0
        for (offset, count) in census.counts.enumerated() where count > 0 {
            let day = from.adding(days: offset)
            guard let beds = register.designation(on: day)?.beds, beds > 0, count > Int(beds) else { continue }
            over += 1
            first = first ?? day
            if count - Int(beds) > (peak.map { $0.count - $0.beds } ?? 0) { peak = (day, count, Int(beds)) }
        }
        guard let peak, let first else { return [] }
        // One more than there are beds proves it; the claim's own entry stands first.
        var seen: Set<String> = [submission.insured.residentID]
        var proof = entries(claim.submitted, in: stream)
        for presence in context.presences.sorted(by: { $0.stream < $1.stream })
        where presence.hospital == submission.hospital && presence.covers(peak.day) && seen.count <= peak.beds {
            if seen.insert(presence.residentID).inserted { proof.append(presence.entry) }
        }
        let beds = register.designations.lastIndex { $0.beds == UInt32(peak.beds) && $0.covers(peak.day) }
        return [
            Finding(
                .moreThanBeds, .warning,
                chinese: """
                    \(submission.hospital) \(peak.day) 住院 \(peak.count) 人，床位 \(peak.beds) 张；\(claimed.chinese)期间自 \(first) 起共 \(over) 日超过床位数。
                    """,
                english: """
                    On \(peak.day) \(submission.hospital) has \(peak.count) inpatients in \(peak.beds) beds; on \(over) days of \
                    this stay, from \(first) on, there are more than beds.
                    """,
                evidence: proof + (beds.map { [register.designated[$0].entry] } ?? []))
        ]
    }

    /// "A group admitted and discharged together."
    func groupTogether() -> [Finding] {
        let (unit, agent) = (self.unit, submission.agent)
        guard let own = Presence(stream)?.insured(by: unit) else { return [] }
        let least = context.procedure(of: address.decider.code, on: CalendarDate(submission.dischargedOn)).groupSize
        let others = context.companions.filter { $0.isTogether(with: own) && $0.stream != own.stream }
        let all = (others + [own]).sorted { $0.stream < $1.stream }
        func found(_ members: [Presence], _ chinese: String, _ english: String) -> Finding? {
            let persons = min(Set(members.map(\.residentID)).count, Set(members.map(\.person)).count)
            guard persons >= least else { return nil }
            return Finding(
                .groupTogether, .warning,
                chinese: """
                    \(chinese)共 \(persons) 人于 \(submission.admittedOn) 同日入住 \(submission.hospital)，\(submission.dischargedOn) 同日出院：\
                    \(members.map(\.stream).joined(separator: "、"))。
                    """,
                english: """
                    \(persons) persons of \(english) were admitted to \(submission.hospital) on \(submission.admittedOn) and \
                    discharged on \(submission.dischargedOn): \(members.map(\.stream).joined(separator: ", ")).
                    """,
                evidence: [claim.submitted.entry] + members.map(\.entry))
        }
        let ofUnit = all.filter { !unit.isEmpty && $0.unit == unit }
        let ofAgent = all.filter { !agent.isEmpty && Policy.normalised($0.agent) == Policy.normalised(agent) }
        // Whichever is the larger group tells more.
        let byUnit = found(ofUnit, "单位 \(unit) ", "the unit \(unit)")
        let byAgent = found(ofAgent, "经办人 \(agent) ", "the agent \(agent)")
        return [ofAgent.count > ofUnit.count ? byAgent ?? byUnit : byUnit ?? byAgent].compactMap(\.self)
    }
}

/// How many persons are in a hospital on each of some days. One person counts once, whoever says it.
struct Census {
    /// By day, from the first.
    let counts: [Int]

    /// - Parameters:
    ///   - to: the day behind the last.
    /// - Complexity: O(n log n) in the presences, and linear in the days.
    init(_ presences: [Presence], from: CalendarDate, to: CalendarDate) {
        let length = max(0, to.dayNumber - from.dayNumber)
        var changes = [Int](repeating: 0, count: length + 1)
        let sorted = presences.sorted { ($0.residentID, $0.from) < ($1.residentID, $1.from) }
        var person = ""
        var counted = 0
        for presence in sorted {
            if presence.residentID != person {
                person = presence.residentID
                counted = 0
            }
            let start = max(counted, min(length, presence.from.dayNumber - from.dayNumber))
            let end = presence.to.map { min(length, $0.dayNumber - from.dayNumber) } ?? length
            guard end > start, start >= 0 else { continue }
            changes[start] += 1
            changes[end] -= 1
            counted = end
        }
        var sum = 0
        counts = changes.prefix(length).map {
            sum += $0
            return sum
        }
    }
}

extension InstitutionState {
    /// The days of a time on which there are more inpatients than beds, as far as the beds are known.
    /// - Parameters:
    ///   - presences: who was in this hospital.
    ///   - to: the day behind the last.
    public func crowdedDays(_ presences: [Presence], from: CalendarDate, to: CalendarDate) -> [CalendarDate] {
        Census(presences, from: from, to: to).counts.enumerated().compactMap { offset, count in
            let day = from.adding(days: offset)
            guard count > 0, let beds = designation(on: day)?.beds, beds > 0, count > Int(beds) else { return nil }
            return day
        }
    }
}
