import Claims

extension Page {
    mutating func show(_ person: PersonState, _ stream: String) {
        title(
            stream,
            person.isMerged
                ? Style.yellow(word("a duplicate of \(person.mergedInto)", "与 \(person.mergedInto) 重复"))
                : person.hasDied
                    ? "died"
                    : person.cardLocked
                        ? Style.red(word("card locked", "卡已锁定")) : person.hasRegister ? "registered" : "")
        let register = person.register
        facts([
            ("name", register.name), ("status", "\(register.status)"), ("card", register.cardNumber),
            ("unit", register.unit),
            ("insured from", register.insuredFrom), ("former cards", person.formerCards.joined(separator: ", ")),
            ("locked because", person.cardLocked ? "\(person.lock.reason) (\(person.lock.lockedOn))" : ""),
            ("case", person.cardLocked ? person.lock.cause : ""),
            ("merged into", person.mergedInto), ("died on", person.diedOn),
        ])
    }

    mutating func show(_ institution: InstitutionState, _ stream: String) {
        title(
            stream,
            institution.designations.isEmpty
                ? "" : institution.isEnded ? Style.yellow(word.state("ended")) : "designated")
        guard let newest = institution.designations.last else { return }
        facts([
            ("name", newest.name), ("code", newest.code), ("place", newest.place),
            ("level", newest.level == 0 ? "" : "\(newest.level)"), ("kind", newest.kind),
            ("ownership", "\(newest.ownership)"),
            ("valid", newest.validTo.isEmpty ? "from \(newest.validFrom)" : "\(newest.validFrom) to \(newest.validTo)"),
            ("beds", newest.beds == 0 ? "" : "\(newest.beds)"),
        ])
        showDesignations(institution)
    }

    mutating func show(_ filing: FilingState, _ stream: String) {
        title(stream, "\(filing.status)")
        let application = filing.application
        facts([
            ("kind", word("\(application.kind)", application.kind.chinese)),
            ("person", "\(application.insured.name)  \(application.person)"),
            ("unit", application.unit), ("reason", application.reason),
            ("refused because", filing.grounds.inWords),
            (
                "withdrawn",
                filing.hasWithdrawal
                    ? word(
                        "from \(filing.withdrawal.effectiveFrom): \(filing.withdrawal.reason)",
                        "自 \(filing.withdrawal.effectiveFrom) 起：\(filing.withdrawal.reason)") : ""
            ),
        ])
        heading("The form")
        var stamps = Table("hospital", "stamped", "officer", "")
        for hospital in filing.terms.last?.hospitals ?? application.hospitals {
            let stamp = filing.stamps.first { $0.form.hospital == hospital }
            stamps.add(
                hospital, stamp?.form.stampedOn ?? Style.yellow(word("not yet", "未盖章")), stamp?.form.officer ?? "",
                stamp?.form.onPaper == true ? word("on paper, recorded by the center", "纸质，由中心代录") : "")
        }
        table(stamps)
        defer { showTransfer(filing) }
        guard !filing.terms.isEmpty else { return }
        heading("In force")
        var terms = Table("from", "to", "place", "hospitals")
        for term in filing.terms {
            terms.add(
                term.from, term.to.isEmpty ? word("open", "长期") : term.to, term.place,
                term.hospitals.joined(separator: " "))
        }
        table(terms)
    }

    mutating func show(_ stay: StayState, _ stream: String) {
        title(stream, "\(stay.status)")
        let billed = stay.days.reduce(Int64(0)) { $0 &+ $1.bill.total }
        facts([
            ("person", stay.admission.insured.name), ("center", stay.admission.center),
            ("filing", stay.admission.filing),
            ("admitted", "\(stay.admission.admittedOn)  \(stay.admission.department)"),
            ("diagnosis", stay.admission.diagnosis),
            ("discharged", stay.hasDischarge ? "\(stay.discharge.dischargedOn)  \(stay.discharge.outcome)" : ""),
            ("days billed", stay.days.isEmpty ? "" : "\(stay.days.count), together \(billed.yuan)"),
        ])
        for settled in stay.bills {
            heading(
                word("Bill \(settled.bill.total.yuan)", "账单 \(settled.bill.total.yuan)")
                    + (settled.reason.isEmpty ? "" : word(", corrected: \(settled.reason)", "，更正：\(settled.reason)")))
            facts([
                (
                    "invoice",
                    "\(settled.bill.invoice.code)-\(settled.bill.invoice.number) of \(settled.bill.invoice.issuedOn)"
                )
            ])
        }
        if let bill = stay.bills.last?.bill, !bill.lines.isEmpty { showLines(bill.lines) }
    }

    mutating func show(_ invoice: InvoiceState, _ stream: String) {
        title(stream, invoice.further.isEmpty ? "claimed" : Style.red(word("claimed again", "重复申报")))
        facts([
            ("claim", invoice.claim), ("hospital", invoice.hospital), ("amount", invoice.invoice.amount.yuan),
            ("also claimed by", invoice.further.map(\.claim).joined(separator: ", ")),
        ])
    }

    mutating func show(_ policy: PolicyState, _ stream: String) {
        title(stream, "")
        var versions = Table("version", "name", "in force", "SHA-256 of the text")
        for version in policy.versions {
            let policy = version.policy
            versions.add(
                policy.version, policy.name,
                "\(policy.effectiveFrom) to \(policy.effectiveTo.isEmpty ? "open" : policy.effectiveTo)", policy.sha256)
        }
        table(versions)
    }

    mutating func show(_ imported: ImportedState, _ stream: String) {
        switch imported.resource {
        case .claim(let claim):
            title(stream, claim.status)
            facts([
                ("FHIR claim", claim.id), ("use", claim.use), ("patient", claim.patient.reference),
                ("created", claim.created),
                ("lines", "\(claim.lines.count)"), ("total", claim.total.minor.money(claim.total.currency)),
            ])
        case .explanation(let explanation):
            title(stream, explanation.status)
            facts([
                ("FHIR explanation", explanation.id), ("use", explanation.use),
                ("patient", explanation.patient.reference),
                ("created", explanation.created), ("lines", "\(explanation.lines.count)"),
                ("payment", explanation.payment.amount.minor.money(explanation.payment.amount.currency)),
            ])
        case nil: title(stream, "annulled")
        }
    }
}

extension ApplicationSubmitted.Kind {
    /// The kind as the forms print it.
    fileprivate var chinese: String {
        switch self {
        case .resettledRetiree: "异地安置退休人员"
        case .longTermResident: "异地长期居住人员"
        case .postedWorker: "常驻异地工作人员"
        case .referral: "转诊转院人员"
        case .emergency: "异地急诊抢救人员"
        case .otherTravel: "其他跨省临时外出就医人员"
        default: "\(self)"
        }
    }
}
