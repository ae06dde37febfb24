extension Refusal.Rule {
    /// The rules of this file, by number.
    static let settlementRules: [Refusal.Rule] = [
        .settlementElsewhere, .agencyElsewhere, .settlementRequested, .settlementNotOpen, .settlementNotPriced,
        .otherEntryAnswered, .settlementDiffers, .settlementNotConfirmed, .settlementConfirmed, .settlementNotRecorded,
        .reversalNotAsked, .invoiceSettled, .settingDoesNotFit, .billNotPriced, .settlementDays,
        .listDoesNotPrice, .askedTooOften, .accountNotDrawn,
    ]

    // MARK: 740: Direct settlement

    public static let settlementElsewhere = Refusal.Rule(
        740, "settlement-elsewhere",
        "A settlement is named by a message id that begins with the code of its institution.",
        "Record it in settlement/CENTER/NUMBER: the institution's code, the time as yyyyMMddHHmmss, four digits.")
    public static let agencyElsewhere = Refusal.Rule(
        741, "agency-elsewhere",
        "A settlement names the agency in whose region the institution lies.",
        "Give the region code of the treating place.")
    public static let settlementRequested = Refusal.Rule(
        742, "settlement-requested",
        "A settlement is requested for good once; before that it may be previewed.",
        "Use a new message id for another bill.")
    public static let settlementNotOpen = Refusal.Rule(
        743, "settlement-not-open",
        "A request is priced once, and declined once, before it is recorded; neither after it was withdrawn.",
        "Look at the settlement's state.")
    public static let settlementNotPriced = Refusal.Rule(
        744, "settlement-not-priced",
        "A settlement is confirmed after it was priced for good, and once.",
        "See with show where the settlement stands: one that is requested waits for the center's price, a preview has to be requested for good, and one that is confirmed or recorded needs nothing more."
    )
    public static let otherEntryAnswered = Refusal.Rule(
        745, "other-entry-answered",
        "An answer in a settlement names the newest entry that it answers.",
        "Name the entry as show prints it.")
    public static let settlementDiffers = Refusal.Rule(
        746, "settlement-differs",
        "A settlement is of the bill's total, and what is paid, owed and reversed is what was priced.",
        "Give the priced amount; another bill is another settlement.")
    public static let settlementNotConfirmed = Refusal.Rule(
        747, "settlement-not-confirmed",
        "The fund owes its share after the institution confirmed that the person paid, and once.",
        "Wait for the institution's confirmation.")
    public static let settlementConfirmed = Refusal.Rule(
        748, "settlement-confirmed",
        "A request is withdrawn before it is confirmed, and once.",
        "Ask for a reversal once it is recorded; nothing is left to withdraw else.")
    public static let settlementNotRecorded = Refusal.Rule(
        749, "settlement-not-recorded",
        "A reversal is asked of a settlement that the center recorded and that is not reversed.",
        "Look at the settlement's state.")
    public static let reversalNotAsked = Refusal.Rule(
        750, "reversal-not-asked",
        "A settlement is reversed, or a reversal refused, once the institution asked for it.",
        "Let the institution ask with SettlementReversalRequested.")
    public static let invoiceSettled = Refusal.Rule(
        751, "invoice-settled",
        "An invoice is settled directly once, and not claimed from the fund besides.",
        "Find what holds the invoice with find. If that is wrong, withdraw it, or ask for its reversal once it is recorded; then ask anew. If it is right, nothing more is to be settled."
    )
    public static let settingDoesNotFit = Refusal.Rule(
        752, "setting-does-not-fit",
        "A stay is a hospital's and names its stream; outpatient care and a purchase are of one day and name none.",
        "Give the setting, the days and the stay of what was done.")
    public static let billNotPriced = Refusal.Rule(
        753, "bill-not-priced",
        "A bill is settled directly by the center's policy of direct settlement, where that prices it.",
        "Let the person pay, and claim by the unit; or let the center publish policy/CENTER/direct-stay or direct-outpatient."
    )
    public static let settlementDays = Refusal.Rule(
        754, "settlement-days",
        "The person pays on the last day of the treatment or later, and is paid back on that day or later.",
        "Write the day on which the person paid, or was paid back: not before the day that the sentence names.")
    public static let listDoesNotPrice = Refusal.Rule(
        755, "list-does-not-price",
        "A bill that is settled directly has its list; of a line under a ceiling, price times quantity is the amount.",
        "Give the list of the bill, with the quantity and the price of one as they were charged.")
    public static let askedTooOften = Refusal.Rule(
        756, "asked-too-often",
        "An institution names one invoice in at most 30 settlements.",
        "Preview and ask under the message id that was begun with; or let the person pay, and claim by the unit.")
    public static let accountNotDrawn = Refusal.Rule(
        757, "account-not-drawn",
        "A settlement that drew on the personal account is reversed where the account holds its withdrawal.",
        "Look at the account: its withdrawal has the settlement's number, and the institution as its outlet.")
}
