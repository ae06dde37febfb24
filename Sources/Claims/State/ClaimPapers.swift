/// The five documents of a claim (row S6).
public enum ClaimPapers {
    /// What is missing among the papers, each in words; empty if the five are there:
    /// (1) card, both sides; (2) the confirmed application form; (3) discharge or diagnosis certificate;
    /// (4) itemised list; (5) formal invoice, signed on the back.
    public static func missing(in documents: [Document]) -> [String] {
        var missing: [String] = []
        for kind: Document.Kind in [.card, .applicationForm, .dischargeCertificate, .itemisedList, .invoice] {
            if !documents.contains(where: { $0.serves(as: kind) }) { missing.append(kind.word) }
        }
        return missing
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
        default: "other paper"
        }
    }
}
