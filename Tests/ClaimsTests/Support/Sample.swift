import Claims
import SwiftProtobuf

/// Invented people and papers.
enum Sample {
    static let center = party("center:210200")
    static let otherCenter = party("center:210300")
    static let unitCode = creditCode("91210200MA0000000")
    static let otherUnitCode = creditCode("91210200MA0000001")
    static let unit = party("unit:\(unitCode)")
    static let otherUnit = party("unit:\(otherUnitCode)")
    static let hospital = party("hospital:H11010500001")
    static let secondHospital = party("hospital:H11010500002")
    static let otherHospital = party("hospital:H11010500009")

    static let clerk = Actor(party: center, operatorName: "clerk.wang")
    static let approver = Actor(party: center, operatorName: "approver.li")
    static let cashier = Actor(party: center, operatorName: "cashier.zhao")
    static let agent = Actor(party: unit, operatorName: "agent.sun")
    static let office = Actor(party: hospital, operatorName: "office.qian")
    static let secondOffice = Actor(party: secondHospital, operatorName: "office.zhou")

    static let person = "person/210200/000123"
    static let filing = "filing/210200/2018-000045"
    static let stay = "stay/H11010500001/2018-08123"
    static let claim = "claim/210200/2019-000123"
    static let invoiceStream = "invoice/210200/1101050018-0000123456"
    static let policy = "policy/210200/employees"
    static let procedure = "policy/210200/procedure"
    static func institution(_ party: Party) -> String { "institution/210200/\(party.code)" }

    static let insured = InsuredPerson.with {
        $0.name = "王小明"
        $0.residentID = residentID("210204", "1963-04-15", 101)
        $0.cardNumber = "A12345678"
    }
    static let hash = String(repeating: "ab", count: 32)

    static func party(_ text: String) -> Party {
        guard let party = try? Party(text) else { preconditionFailure("\(text) is no party") }
        return party
    }

    private static func creditCode(_ body: String) -> String {
        guard let code = UnifiedCreditCode(body: body) else { preconditionFailure("\(body) is no body of a code") }
        return code.text
    }

    /// A resident ID with its check character.
    static func residentID(_ region: String, _ birth: String, _ serial: Int) -> String {
        guard let region = RegionCode(region), let birth = CalendarDate(birth),
            let id = ResidentID(region: region, birthDate: birth, serial: serial)
        else { preconditionFailure("no resident ID") }
        return id.text
    }

    // MARK: Events

    static let registered = PersonRegistered.with {
        $0.name = insured.name
        $0.residentID = insured.residentID
        $0.cardNumber = insured.cardNumber
        $0.status = .employee
        $0.unit = unitCode
        $0.insuredFrom = "2001-07-01"
    }

    static func designated(_ party: Party, level: UInt32) -> InstitutionDesignated {
        .with {
            $0.code = party.code
            $0.name = "北京第\(level)示例医院"
            $0.place = "110105"
            $0.level = level
            $0.kind = "general hospital"
            $0.ownership = .public
            $0.validFrom = "2015-01-01"
        }
    }

    static let application = ApplicationSubmitted.with {
        $0.kind = .longTermResident
        $0.person = person
        $0.insured = insured
        $0.unit = unitCode
        $0.place = "110000"
        $0.hospitals = [hospital.code, secondHospital.code]
        $0.validFrom = "2018-03-01"
        $0.reason = "lives with her daughter"
    }

    static func stamped(_ party: Party) -> FormStamped {
        .with {
            $0.hospital = party.code
            $0.stampedOn = "2018-02-20"
            $0.officer = "office.qian"
        }
    }

    static let recorded = RecordFiled.with { $0.validFrom = "2018-03-01" }

    static let admitted = Admitted.with {
        $0.insured = insured
        $0.center = "210200"
        $0.filing = filing
        $0.admittedOn = "2018-08-25"
        $0.department = "surgery"
    }

    static func line(
        _ name: String, _ amount: Int64, _ itemClass: ChargeLine.ItemClass = .classA, code: String = ""
    ) -> ChargeLine {
        .with {
            $0.code = code
            $0.name = name
            $0.itemClass = itemClass
            $0.category = .drug
            $0.amount = amount
        }
    }

    static func day(_ date: String, _ lines: [ChargeLine]) -> DailyBill {
        .with {
            $0.date = date
            $0.lines = lines
            $0.total = lines.reduce(0) { $0 + $1.amount }
        }
    }

    /// Two days, four items, 15,263.14 in all.
    static let days = [
        day("2018-08-25", [line("cefuroxime", 300_000, .classB, code: "D1"), line("bed", 60_000, code: "B1")]),
        day(
            "2018-08-26",
            [
                line("cefuroxime", 1_061_114, .classB, code: "D1"), line("bed", 60_000, code: "B1"),
                line("appendectomy", 45_200, code: "O1"),
            ]),
    ]

    static let lines = [
        line("cefuroxime", 1_361_114, .classB, code: "D1"), line("bed", 120_000, code: "B1"),
        line("appendectomy", 45_200, code: "O1"),
    ]

    static let bill = HospitalBill.with {
        $0.invoice = invoice(1_526_314)
        $0.lines = lines
        $0.days = days
        $0.total = 1_526_314
    }

    static func invoice(_ amount: Int64, number: String = "0000123456") -> Invoice {
        .with {
            $0.code = "1101050018"
            $0.number = number
            $0.checkCode = "a1b2c3"
            $0.issuedOn = "2018-10-11"
            $0.amount = amount
        }
    }

    static let discharged = Discharged.with { $0.dischargedOn = "2018-10-11" }

    static func paper(_ kind: Document.Kind) -> Document {
        .with {
            $0.kind = kind
            $0.sha256 = hash
            $0.bothSides = kind == .card
            $0.signedOnBack = kind == .invoice
        }
    }

    static let papers = [
        paper(.card), paper(.applicationForm), paper(.dischargeCertificate), paper(.itemisedList), paper(.invoice),
    ]

    static let submitted = ClaimSubmitted.with {
        $0.person = person
        $0.insured = insured
        $0.filing = filing
        $0.unit = unitCode
        $0.agent = "孙经办"
        $0.hospital = hospital.code
        $0.stay = stay
        $0.admittedOn = "2018-08-25"
        $0.dischargedOn = "2018-10-11"
        $0.bill = bill
        $0.documents = papers
        $0.payee = payee
    }

    static let payee = Payee.with {
        $0.name = insured.name
        $0.bank = "示例银行"
        $0.account = "6222000000000000"
    }

    /// 15,263.14: 700.00 own pay, deductible 850.00, 85 % of the rest.
    static let split = SettlementSplit.with {
        $0.total = 1_526_314
        $0.fullSelfPay = 70_000
        $0.inScope = 1_456_314
        $0.deductible = 85_000
        $0.pooledFund = 1_165_617
        $0.fundTotal = 1_165_617
        $0.personalShare = 360_697
        $0.cash = 360_697
    }

    static let adjudicated = ClaimAdjudicated.with { $0.split = split }
    static let approvedAmount: Int64 = 1_165_617
    static let approved = ClaimApproved.with { $0.amount = approvedAmount }

    static func ordered(_ order: String = "1", _ amount: Int64 = approvedAmount) -> PaymentOrdered {
        .with {
            $0.order = order
            $0.amount = amount
            $0.payee = payee
        }
    }

    static func made(_ payment: String = "B1", _ amount: Int64 = approvedAmount, order: String = "1") -> PaymentMade {
        .with {
            $0.order = order
            $0.payment = payment
            $0.amount = amount
            $0.paidOn = "2018-11-20"
        }
    }

    static func reversed(_ payment: String = "B1", _ amount: Int64 = approvedAmount) -> PaymentReversed {
        .with {
            $0.payment = payment
            $0.amount = amount
            $0.reversedOn = "2018-11-21"
            $0.reason = "account closed"
        }
    }

    static func ground(_ number: UInt32, _ text: String) -> Ground {
        .with {
            $0.number = number
            $0.text = text
        }
    }

    static func version(_ version: String, procedure: ProcedureSettings? = nil) -> PolicyPublished {
        .with {
            $0.name = procedure == nil ? "employees" : "procedure"
            $0.version = version
            $0.effectiveFrom = "2018-01-01"
            if let procedure { $0.procedure = procedure }
        }
    }
}
