/// The documents of a claim, which depend on its care (rows S5, S6, S7).
public enum ClaimPapers {
    /// The kinds of documents that a claim for that care has.
    ///
    /// Under a filing five: (1) card, both sides; (2) the confirmed application form; (3) discharge or diagnosis
    /// certificate; (4) itemised list; (5) formal invoice, signed on the back; for a specific outpatient item its form as
    /// well. In sudden illness six: the guarantor's certificate and a copy of the medical record, and no application form.
    public static func needed(for care: Care) -> [Document.Kind] {
        let common: [Document.Kind] = [.dischargeCertificate, .itemisedList, .invoice]
        if care.isSuddenIllness { return [.guarantee, .card] + common + [.medicalRecord] }
        return [.card, .applicationForm] + common + (care == .specificItem ? [.specificItemForm] : [])
    }

    /// What is missing among the papers of a claim for that care, each in words; empty if all are there.
    public static func missing(in documents: [Document], for care: Care = .unspecified) -> [String] {
        needed(for: care).filter { kind in !documents.contains { $0.serves(as: kind) } }.map(\.word)
    }
}

extension Document {
    /// Whether the paper is one of that kind and as the rule asks: a card with both sides, an invoice signed on the back.
    func serves(as wanted: Kind) -> Bool {
        switch wanted {
        case .card: kind == .card && bothSides
        case .invoice: kind == .invoice && signedOnBack
        case .dischargeCertificate, .diagnosisCertificate:
            kind == .dischargeCertificate || kind == .diagnosisCertificate
        default: kind == wanted
        }
    }
}

extension Document.Kind {
    /// The kind in plain English, with what the rule asks of it.
    public var word: String {
        switch self {
        case .card: "copy of the card, both sides"
        case .applicationForm: "confirmed application form"
        case .dischargeCertificate: "discharge or diagnosis certificate"
        case .diagnosisCertificate: "diagnosis certificate"
        case .itemisedList: "itemised list"
        case .invoice: "formal invoice, signed on the back"
        case .hospitalAnswer: "the hospital's answer"
        case .guarantee: "certificate of the guarantor"
        case .medicalRecord: "copy of the medical record"
        case .specificItemForm: "approval form of the specific outpatient item"
        case .photograph: "photograph"
        case .writtenRequest: "written request"
        default: "other paper"
        }
    }

    /// The kind in Chinese, with what the rule asks of it.
    public var chinese: String {
        switch self {
        case .card: "医保卡正反面复印件"
        case .applicationForm: "备案表"
        case .dischargeCertificate: "出院证明或诊断证明"
        case .diagnosisCertificate: "诊断证明"
        case .itemisedList: "费用清单"
        case .invoice: "背面签字的发票"
        case .hospitalAnswer: "医院答复"
        case .guarantee: "担保人证明"
        case .medicalRecord: "病历复印件"
        case .specificItemForm: "门诊特定项目审批表"
        case .photograph: "照片"
        case .writtenRequest: "书面申请"
        default: "其他材料"
        }
    }
}
