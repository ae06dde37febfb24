import Claims
import SwiftProtobuf

/// Papers of mergings, deaths, transfers, specific items, accounts and histories.
extension Sample {
    static let duplicate = "person/210200/000124"
    static let account = "account/210200/000123"
    static let history = "history/210200/000123"
    static let item = "item/210200/2018-000007"

    static let pharmacy = Actor(party: institutionParty("pharmacy:P11010500003"), operatorName: "counter")

    private static func institutionParty(_ text: String) -> Party {
        guard let party = try? Party(text) else { preconditionFailure("\(text) is no party") }
        return party
    }

    /// Of somebody born on the same day.
    static let otherResidentID = residentID("210204", "1963-04-15", 102)
    /// The same person, entered a second time with another card, as a log from before such was refused may hold it.
    static let registeredTwice = changed(registered) { $0.cardNumber = "A99999999" }

    /// A new card for one that was lost.
    static func replaced(_ card: String) -> Event.OneOf_Kind {
        .cardReplaced(
            .with {
                $0.cardNumber = card
                $0.replacedOn = "2018-02-01"
                $0.reason = "lost"
            })
    }

    static func merged(into stream: String) -> PersonMerged {
        .with {
            $0.into = stream
            $0.reason = "entered twice, residence booklet"
        }
    }

    static func died(_ day: String) -> PersonDied {
        .with {
            $0.diedOn = day
            $0.certificate = paper(.other)
        }
    }

    // MARK: Transfers

    static let referral = changed(application) {
        $0.kind = .referral
        $0.validTo = "2018-12-31"
    }

    static let recordedReferral = changed(recorded) { $0.validTo = "2018-12-31" }

    static let evaluated = PreEvaluated.with {
        $0.evaluatedOn = "2018-02-24"
        $0.seen = true
        $0.diagnosis = "appendicitis, recurrent"
        $0.found = "operation needed"
        $0.opinion = .supported
    }

    static let compared = TransferCompared.with {
        $0.claim = claim
        $0.comparedOn = "2018-11-07"
        $0.agrees = true
        $0.result = "discharge record, certificate and list fit"
    }

    // MARK: Specific items

    static let itemApplied = SpecificItemApplied.with {
        $0.person = person
        $0.insured = insured
        $0.unit = unitCode
        $0.diseaseCode = "M00500"
        $0.disease = "haemodialysis"
        $0.institutions = [hospital.code]
        $0.validFrom = "2018-06-01"
        $0.validTo = "2019-05-31"
        $0.documents = [paper(.diagnosisCertificate)]
    }

    static let itemApproved = SpecificItemApproved.with {
        $0.validFrom = "2018-06-01"
        $0.validTo = "2019-05-31"
        $0.institutions = [hospital.code]
    }

    // MARK: Accounts

    static func credited(_ number: String = "C1", _ amount: Int64 = 100_000, on day: String = "2018-06-30")
        -> AccountCredited
    {
        .with {
            $0.person = person
            $0.amount = amount
            $0.creditedOn = day
            $0.kind = .contribution
            $0.month = "2018-06"
            $0.number = number
        }
    }

    static func withdrawn(_ number: String = "W1", _ amount: Int64 = 30_000, on day: String = "2018-07-02")
        -> AccountWithdrawn
    {
        .with {
            $0.amount = amount
            $0.withdrawnOn = day
            $0.outlet = "outlet-07"
            $0.cardNumber = insured.cardNumber
            $0.number = number
        }
    }

    static func requested(
        _ number: String = "R1", _ amount: Int64 = 20_000, by party: Party = pharmacy.party, invoice: String? = nil
    ) -> AccountSpendingRequested {
        .with {
            $0.number = number
            $0.institution = party.code
            $0.amount = amount
            $0.spentOn = "2018-07-05"
            $0.cardNumber = insured.cardNumber
            $0.invoice = changed(Sample.invoice(amount, number: invoice ?? "77777777")) {
                $0.code = "11010500"
                $0.issuedOn = "2018-07-05"
            }
            $0.purpose = "blood-pressure tablets"
            $0.kind = party.role == .pharmacy ? .purchase : .outpatient
        }
    }

    static func spent(_ number: String = "R1", _ amount: Int64 = 20_000, by party: Party = pharmacy.party)
        -> AccountSpent
    {
        .with {
            $0.institution = party.code
            $0.number = number
            $0.amount = amount
        }
    }

    static func spendingRefused(_ number: String = "R1", by party: Party = pharmacy.party) -> AccountSpendingRefused {
        .with {
            $0.institution = party.code
            $0.number = number
            $0.grounds = [ground(944, "the balance is too small")]
        }
    }

    static func movementReversed(_ entry: EntryReference, _ amount: Int64) -> AccountReversed {
        .with {
            $0.entry = entry
            $0.amount = amount
            $0.reversedOn = "2018-07-20"
            $0.reason = "entered twice"
        }
    }

    // MARK: History

    static let verified = HistoryVerified.with {
        $0.person = person
        $0.claim = claim
        $0.hospital = hospital.code
        $0.admittedOn = "2018-08-25"
        $0.dischargedOn = "2018-10-11"
        $0.diagnosis = "appendicitis"
        $0.operations = ["appendectomy"]
        $0.verifiedBy = "discharge record"
    }
}
