import SwiftProtobuf

extension InstitutionState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .institutionDesignated(let institution):
            guard institution.code == stream.number else {
                throw Refusal(
                    .institutionElsewhere, "The event is about \(institution.code), the stream about \(stream.number)."
                )
            }
        case .designationEnded(let ending):
            guard let from = CalendarDate(ending.effectiveFrom), designation(on: from) != nil else {
                throw Refusal(.nothingToEnd, "\(stream.number) is not designated on \(ending.effectiveFrom).")
            }
        default: break
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .institutionDesignated(let institution):
            designations.append(institution)
            designated.append(act)
        case .designationEnded(let ending):
            endings.append(
                .with {
                    $0.ended = ending
                    $0.act = act
                    $0.after = UInt32(clamping: designations.count)
                })
        default: break
        }
    }

    /// The designation that holds on a day; `nil` if the institution is not designated on it.
    ///
    /// What was recorded last about a day holds: a designation, or an ending or a rest that was recorded after it. So a
    /// renewal lifts an ending for the days of the renewal, and for no others.
    public func designation(on day: CalendarDate) -> InstitutionDesignated? {
        for (index, institution) in designations.enumerated().reversed() {
            if endings.contains(where: { Int($0.after) == index + 1 && $0.ended.covers(day) }) { return nil }
            if institution.covers(day) { return institution }
        }
        return nil
    }

    /// Whether the last thing recorded is an ending for good: nothing is designated from then on.
    public var isEnded: Bool {
        guard let last = endings.last else { return false }
        return Int(last.after) == designations.count && last.ended.effectiveTo.isEmpty
    }
}

extension InstitutionDesignated {
    func covers(_ day: CalendarDate) -> Bool { day.lies(from: validFrom, to: validTo) }
}

extension DesignationEnded {
    fileprivate func covers(_ day: CalendarDate) -> Bool { day.lies(from: effectiveFrom, to: effectiveTo) }
}

extension InvoiceState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        guard case .invoiceClaimed(let claimed) = event else { return }
        guard stream.number == "\(claimed.invoice.code)-\(claimed.invoice.number)" else {
            throw Refusal(
                .invoiceElsewhere,
                "The event is about invoice \(claimed.invoice.code)-\(claimed.invoice.number), the stream is \(stream)."
            )
        }
        guard !hasClaimed else {
            throw Refusal(.invoiceAlreadyClaimed, "Invoice \(stream.number) is already claimed by \(claim).")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .invoiceClaimed(let event) = event else { return }
        invoice = event.invoice
        hospital = event.hospital
        claim = event.claim
        claimed = act
    }

    /// An entry without effect still shows that somebody claimed the invoice again.
    mutating func noteWithoutEffect(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .invoiceClaimed(let event) = event, event.claim != claim else { return }
        further.append(
            .with {
                $0.claim = event.claim
                $0.act = act
            })
    }
}

extension PolicyState {
    func judge(_ event: Event.OneOf_Kind, in stream: StreamAddress) throws(Refusal) {
        guard case .policyPublished(let policy) = event else { return }
        guard !versions.contains(where: { $0.policy.version == policy.version }) else {
            throw Refusal(.versionUsed, "Version \(policy.version) of \(stream) is already published.")
        }
        guard policy.hasProcedure == stream.isProcedure else {
            throw Refusal(
                .procedureMisplaced,
                policy.hasProcedure
                    ? "\(stream) is no stream of settings."
                    : "\(stream) takes settings of procedure, and there are none.")
        }
    }

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        guard case .policyPublished(let policy) = event else { return }
        versions.append(
            .with {
                $0.policy = policy
                $0.act = act
            })
    }

    /// The version in force on a day: the last one published whose period has that day.
    public func version(on day: CalendarDate) -> PolicyPublished? {
        versions.last { $0.policy.isInForce(on: day) }?.policy
    }
}

extension PolicyPublished {
    /// Whether the version's period has that day.
    public func isInForce(on day: CalendarDate) -> Bool { day.lies(from: effectiveFrom, to: effectiveTo) }
}

extension ImportedState {
    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .claimImported(let claim): resource = .claim(claim)
        case .explanationImported(let explanation): resource = .explanation(explanation)
        default: return
        }
        self.act = act
    }
}
