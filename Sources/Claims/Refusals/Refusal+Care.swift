extension Refusal.Rule {
    // MARK: 300: Persons and institutions

    public static let nothingToEnd = Refusal.Rule(
        323, "nothing-to-end",
        "A designation ends, or rests, from a day on which the institution is designated.",
        "Give a day of a designation; see institution/CENTER/CODE.")
    public static let personMerged = Refusal.Rule(
        324, "person-merged",
        "Nothing new is registered, filed, claimed or credited under the number of a duplicate.",
        "Use the person's stream that stands; PersonUnmerged if the merging was a mistake.")
    public static let mergedIntoItself = Refusal.Rule(
        325, "merged-into-itself",
        "A duplicate is merged into another stream of the same center.",
        "Name the person's stream that stands.")
    public static let mergedIntoNobody = Refusal.Rule(
        326, "merged-into-nobody",
        "A duplicate is merged into a person who is registered, lives (or died, as both say), and is merged into nobody.",
        "Name the person's stream that stands, and record a death there after the merging.")
    public static let notMerged = Refusal.Rule(
        327, "not-merged",
        "Only a merging is undone.",
        "Nothing is left to do.")
    public static let alreadyDied = Refusal.Rule(
        328, "already-died",
        "A death is recorded once.",
        "Correct the entry with Corrected if the day or the certificate is wrong.")
    public static let afterDeath = Refusal.Rule(
        329, "after-death",
        "Nothing is filed, claimed or spent for days after the person's death.",
        "Give a day up to the death, or correct the death with Corrected.")
    public static let dayToCome = Refusal.Rule(
        330, "day-to-come",
        "What is recorded as having happened is not of a day to come.",
        "Correct the date, or record it when it has happened.")
    public static let deathNotCarried = Refusal.Rule(
        331, "death-not-carried",
        """
        A death that a duplicate's register records is recorded for the one that stands before the merging, of the same \
        day.
        """,
        "Record PersonDied in the stream that stands, or annul or correct the one that is wrong; then merge.")
    public static let residentIDOfAnother = Refusal.Rule(
        332, "resident-id-of-another",
        "A resident ID is registered once at a center.",
        "Use the person's stream; where the ID is mistyped in one of the two, correct that with PersonCorrected.")
    public static let cardOfAnother = Refusal.Rule(
        333, "card-of-another",
        "A card is, or was, one person's at a center.",
        """
        Copy the number from the card; where it is mistyped in the other's register, correct that with PersonCorrected \
        first.
        """)

    // MARK: 400: Filings

    public static let notAReferral = Refusal.Rule(
        423, "not-a-referral",
        "Only a referral is evaluated before it is put on record.",
        "Put the form on record, or refuse it, without an evaluation.")
    public static let evaluationMissing = Refusal.Rule(
        424, "evaluation-missing",
        "A referral is evaluated before it is put on record, where the place asks for it (a setting, by default it does not).",
        "Record PreEvaluated first.")
    public static let evaluationNotSupported = Refusal.Rule(
        425, "evaluation-not-supported",
        "A referral whose evaluation does not support it goes on record only with a note that says why.",
        "Refuse the form, or say in the note why it goes on record all the same.")
    public static let historyNotConsulted = Refusal.Rule(
        426, "history-not-consulted",
        "Whoever evaluates a referral has read the person's medical history, and names the last entry of it.",
        "Read history/CENTER/NUMBER, of the person's number, and name its last entry; none if it is empty.")
    public static let notEvaluated = Refusal.Rule(
        427, "not-evaluated",
        "A treatment is compared with the evaluation of a referral that is on record.",
        "Name the filing that was evaluated, and put it on record first.")
    public static let comparisonOfAnother = Refusal.Rule(
        428, "comparison-of-another",
        "A comparison is about a claim that names this filing.",
        "Name the claim that was submitted under this filing.")
    public static let comparedBeforeDischarge = Refusal.Rule(
        429, "compared-before-discharge",
        "A treatment is compared after the discharge.",
        "Compare after the discharge, or correct the date.")
    public static let comparisonMissing = Refusal.Rule(
        430, "comparison-missing",
        "A claim under an evaluated referral is approved after the treatment was compared with the evaluation, and agrees.",
        "Record TransferCompared in the filing; refuse the claim if the treatment was another.")

    // MARK: 430: Specific outpatient items

    public static let itemAlreadyApplied = Refusal.Rule(
        431, "item-already-applied",
        "The stream of a specific item holds one application.",
        "Use a new stream, or correct the application.")
    public static let noItemApplication = Refusal.Rule(
        432, "no-item-application",
        "Decisions on a specific item follow an application.",
        "Submit the application first.")
    public static let itemInstitutions = Refusal.Rule(
        433, "item-institutions",
        "A specific item names at least one institution, and each once.",
        "Name the institutions where it is treated.")
    public static let itemNotPending = Refusal.Rule(
        434, "item-not-pending",
        "An application for a specific item is approved or refused once.",
        "Look at the item's state.")
    public static let itemNotApproved = Refusal.Rule(
        435, "item-not-approved",
        "Only an approved specific item ends.",
        "Look at the item's state.")
    public static let itemEndsOutside = Refusal.Rule(
        436, "item-ends-outside",
        "A specific item ends on a day of its validity.",
        "Give a day from the first to the last day of the approval.")
    public static let approvedApplication = Refusal.Rule(
        437, "approved-application",
        "Person and disease of an approved specific item are not exchanged.",
        "Annul the approval first, or apply in a new stream.")
    public static let decidedApplication = Refusal.Rule(
        438, "decided-application",
        "Kind, person, place and hospitals of an application that was decided are not exchanged.",
        "Let the center amend the filing, or annul its decision first.")
    public static let evaluationDecided = Refusal.Rule(
        439, "evaluation-decided",
        "Opinion and inspection of an evaluation are not exchanged once the referral is on record.",
        "Annul RecordFiled first, correct the evaluation, and put the referral on record again.")

    // MARK: 940: Personal accounts

    public static let accountElsewhere = Refusal.Rule(
        941, "account-elsewhere",
        "A personal account has the number of its person.",
        "Record it in account/CENTER/NUMBER, of the same center and number as the person's stream.")
    public static let accountNumberUsed = Refusal.Rule(
        942, "account-number-used",
        "The number of a credit, of an outlet's withdrawal or of an institution's request is used once in an account.",
        "Check whether it is already recorded; else give a new number.")
    public static let accountNotOpen = Refusal.Rule(
        943, "account-not-open",
        "Money leaves an account after its first credit.",
        "Credit the account first, or name the right stream.")
    public static let balanceTooSmall = Refusal.Rule(
        944, "balance-too-small",
        "The balance of a personal account is never below zero.",
        "Take at most the balance.")
    public static let accountCard = Refusal.Rule(
        945, "account-card",
        "An account is drawn on with the person's current card, and none that is locked.",
        "Give the number of the current card; CardReplaced lifts a lock.")
    public static let requestExceedsInvoice = Refusal.Rule(
        946, "request-exceeds-invoice",
        "No more is asked of an account than the invoice says.",
        "Ask for at most the invoice's amount.")
    public static let requestNotOpen = Refusal.Rule(
        947, "request-not-open",
        "A spending, or its refusal, decides a request that is open.",
        "Look at the account's requests.")
    public static let spendingDiffers = Refusal.Rule(
        948, "spending-differs",
        "A spending is of the amount that was requested.",
        "Spend the requested amount, or refuse the request.")
    public static let unknownMovement = Refusal.Rule(
        949, "unknown-movement",
        "A reversal names a credit, a withdrawal or a spending of the account.",
        "Name the entry of the movement; triplicate account lists them.")
    public static let movementReversed = Refusal.Rule(
        950, "movement-reversed",
        "A movement is reversed once.",
        "Nothing is left to do.")
    public static let movementDiffers = Refusal.Rule(
        951, "movement-differs",
        "A reversal is of the whole amount of its movement.",
        "Reverse the whole amount.")
    public static let invoiceRequested = Refusal.Rule(
        952, "invoice-requested",
        "An invoice is paid from an account once.",
        "Look at the request that holds it.")
    public static let invoiceOfClaim = Refusal.Rule(
        953, "invoice-of-claim",
        "An invoice that is claimed from the fund is not paid from an account.",
        "Refuse the request; see the invoice's claim.")
    public static let pharmacySells = Refusal.Rule(
        954, "pharmacy-sells",
        "A pharmacy asks for purchases only; outpatient care is a hospital's.",
        "Give the kind PURCHASE, or the hospital's code.")
    public static let creditedTooEarly = Refusal.Rule(
        955, "credited-too-early",
        """
        An account is credited on a day of the person's insurance, and no earlier than in the year before that of its newest \
        movement and of the month that the credit is for.
        """,
        "Give the day on which the account was credited; the month that it is for may be long past.")

    // MARK: 960: Medical history

    public static let historyElsewhere = Refusal.Rule(
        961, "history-elsewhere",
        "A medical history has the number of its person.",
        "Record it in history/CENTER/NUMBER, of the same center and number as the person's stream.")
    public static let alreadyInHistory = Refusal.Rule(
        962, "already-in-history",
        "A claim's stay is entered in the history once.",
        "Correct the entry with Corrected.")
    public static let historyNotDisclosed = Refusal.Rule(
        963, "history-not-disclosed",
        "A medical history is read by the center alone.",
        "Disclose the claim or the filing instead.")
    public static let historyOfAnother = Refusal.Rule(
        964, "history-of-another",
        "A history is built up from the person's own claims.",
        "Name a claim of this person.")
    public static let claimNotVerified = Refusal.Rule(
        965, "claim-not-verified",
        "A history is built up from claims that were accepted and are not refused.",
        "Accept the claim first.")
    public static let historyDiffers = Refusal.Rule(
        966, "history-differs",
        "Hospital and dates in a history are those of the claim.",
        "Correct them, or let the claim be corrected.")

    /// The rules of this file, by number.
    static let careRules: [Refusal.Rule] = [
        .beforeApplication, .placeAtHome,
        .nothingToEnd, .personMerged, .mergedIntoItself, .mergedIntoNobody, .notMerged, .alreadyDied, .afterDeath,
        .dayToCome, .deathNotCarried, .residentIDOfAnother, .cardOfAnother,
        .notAReferral, .evaluationMissing, .evaluationNotSupported, .historyNotConsulted, .notEvaluated,
        .comparisonOfAnother, .comparedBeforeDischarge, .comparisonMissing,
        .itemAlreadyApplied, .noItemApplication, .itemInstitutions, .itemNotPending, .itemNotApproved,
        .itemEndsOutside, .approvedApplication, .decidedApplication, .evaluationDecided,
        .accountElsewhere, .accountNumberUsed, .accountNotOpen, .balanceTooSmall, .accountCard,
        .requestExceedsInvoice, .requestNotOpen, .spendingDiffers, .unknownMovement, .movementReversed,
        .movementDiffers, .invoiceRequested, .invoiceOfClaim, .pharmacySells, .creditedTooEarly,
        .historyElsewhere, .alreadyInHistory, .historyNotDisclosed, .historyOfAnother, .claimNotVerified,
        .historyDiffers,
    ]

    public static let beforeApplication = Refusal.Rule(
        442, "before-application",
        "A filing is in force from the day that was applied for at the earliest.",
        "Record it from that day, or let the application be corrected.")
    public static let placeAtHome = Refusal.Rule(
        443, "place-at-home",
        "A filing is for treatment away from the insured place.",
        "Name the treating place; what is treated at home needs no filing.")
}
