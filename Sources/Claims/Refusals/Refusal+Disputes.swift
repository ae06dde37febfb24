extension Refusal.Rule {
    // MARK: 840: Opening and notice

    public static let disputeAlreadyOpened = Refusal.Rule(
        840, "dispute-already-opened",
        "A dispute is opened once in a stream.",
        "Open another dispute in a stream of its own, or file a statement in this one.")
    public static let disputeNotOpened = Refusal.Rule(
        841, "dispute-not-opened",
        "What happens in a dispute follows its opening.",
        "Open the dispute first; who asks an institution holds the opening.")
    public static let notTheClaimant = Refusal.Rule(
        842, "not-the-claimant",
        "The claimant alone opens a dispute, in its own name, and withdraws it.",
        "Name the own party as the claimant; only the claimant withdraws.")
    public static let sidesUnfit = Refusal.Rule(
        843, "sides-unfit",
        "A dispute has two sides; they, and those whom it concerns besides, are centers, agencies, hospitals, pharmacies or units, each named once.",
        "Name another party as the respondent, and each other party once.")
    public static let disputeAboutNothing = Refusal.Rule(
        844, "dispute-about-nothing",
        "A dispute names what it is about: one stream at least, each once.",
        "Name the claim, the stay or the filing.")
    public static let alreadyNotified = Refusal.Rule(
        845, "already-notified",
        "Notice of a dispute is given once.",
        "Nothing is left to do.")
    public static let respondentNotNotified = Refusal.Rule(
        846, "respondent-not-notified",
        "Notice is given to the respondent at least, and to nobody whom the dispute does not name.",
        "Name the respondent, and of others only those of the opening.")
    public static let notNotified = Refusal.Rule(
        847, "not-notified",
        "Statements, inquiries and the ruling follow the notice.",
        "Wait for the arbiter's notice: DisputeNotified.")
    public static let disputeOver = Refusal.Rule(
        848, "dispute-over",
        "Nothing is said, asked or withdrawn in a dispute that was rejected, withdrawn or ruled on, unless an appeal is open.",
        "Appeal in time against a ruling; else open another dispute.")
    public static let disputeBackwards = Refusal.Rule(
        849, "dispute-backwards",
        "Each step of a dispute is of the day of the step before it, or later, and so is every day that it sets.",
        "Correct the day.")

    // MARK: 850: Statements and inquiries

    public static let notASide = Refusal.Rule(
        850, "not-a-side",
        "Statements and appeals are of the two sides.",
        "Let a side say it, or ask the arbiter for an inquiry.")
    public static let mayNotInquire = Refusal.Rule(
        851, "may-not-inquire",
        "The arbiter asks an institution, or a center that is a side.",
        "Ask the arbiter for the inquiry.")
    public static let inquiryNumberUsed = Refusal.Rule(
        852, "inquiry-number-used",
        "An inquiry's number is unique in its dispute.",
        "Give another number.")
    public static let answerHidden = Refusal.Rule(
        853, "answer-hidden",
        "Both sides read the answer to an inquiry, and nobody whom the dispute does not name.",
        "Name both sides in answerTo, and of others only those of the opening.")
    public static let inquiryUnknown = Refusal.Rule(
        854, "inquiry-unknown",
        "An answer names the inquiry that it answers.",
        "Name an inquiry of this dispute.")
    public static let notTheAsked = Refusal.Rule(
        855, "not-the-asked",
        "The institution that was asked answers; an answer on paper is recorded by whoever asked.",
        "Let the institution answer; whoever asked records what came on paper with onPaper.")
    public static let inquiryAnswered = Refusal.Rule(
        856, "inquiry-answered",
        "An inquiry is answered once.",
        "Send another inquiry.")
    public static let answerWithoutScan = Refusal.Rule(
        857, "answer-without-scan",
        "An answer on paper, which the institution has not signed here, comes with its scan; no other does.",
        "Attach the scan of the paper, or leave onPaper and scan out.")
    public static let statementLate = Refusal.Rule(
        858, "statement-late",
        "A statement after the days of discovery comes with the reason, unless an appeal is open.",
        "State why it is late: lateReason.")

    // MARK: 860: Rulings

    public static let alreadyRuled = Refusal.Rule(
        860, "already-ruled",
        "A dispute is ruled on once, and again only after an appeal that sends it back.",
        "The ruling stands. Whoever disagrees appeals within the period (DisputeAppealed); the decision on an open appeal is AppealDecided."
    )
    public static let rulingCitesNothing = Refusal.Rule(
        861, "ruling-cites-nothing",
        "A ruling rests on entries: it cites one at least.",
        "Cite the entries that prove it, each with its log, number and leaf hash.")
    public static let rulingAmount = Refusal.Rule(
        862, "ruling-amount",
        "Upheld is the whole amount in dispute, dismissed none of it, partly upheld less than it; an agreement goes up to it.",
        "Correct the amount or the outcome.")
    public static let consequencesDisordered = Refusal.Rule(
        863, "consequences-disordered",
        "The consequences of a ruling are numbered 1, 2, 3, in their order.",
        "Give the consequences the numbers 1, 2, 3 and so on, in the order in which they stand in the event.")
    public static let consequenceUnfit = Refusal.Rule(
        864, "consequence-unfit",
        "A consequence binds a party that the dispute names; money is recovered, payment held, a card locked, a designation suspended and the police informed by a center, in its own stream.",
        "Name the party that can do it, and the stream in which it decides.")
    public static let citedNotHeld = Refusal.Rule(
        865, "cited-not-held",
        "What is cited in a dispute is held by whoever cites it, with that leaf hash.",
        "Check log and number; leave leafHash out, and record fills it in from what the node holds.")

    // MARK: 866: What a dispute names

    public static let subjectUnknown = Refusal.Rule(
        866, "subject-unknown",
        "A dispute is about streams that exist, as far as the log of whoever decides in them is written on the author's node.",
        "Check the name with list; what another node's party decides need not be held here.")
    public static let arbiterUnknown = Refusal.Rule(
        867, "arbiter-unknown",
        "A dispute goes before an arbiter that the author's node knows: by its log, or by a registrar that has admitted it.",
        "Name an arbiter in the stream, as dispute/110000/2019-000009; peers add makes one known.")
    public static let recoveryBeyondPaid = Refusal.Rule(
        868, "recovery-beyond-paid",
        "A ruling recovers no more from a claim than was approved or paid in it, as far as its author holds that.",
        "Recover at most that, or hold the payment instead.")

    // MARK: 870: Appeals and consequences

    public static let notRuled = Refusal.Rule(
        870, "not-ruled",
        "Appeals and consequences follow a ruling that stands.",
        "Wait for the ruling.")
    public static let alreadyAppealed = Refusal.Rule(
        871, "already-appealed",
        "A ruling is appealed against once; what was decided on the appeal stands.",
        "Look at the appeal and at what was decided on it: show DISPUTE. While it is open, each side may add a StatementFiled."
    )
    public static let notAppealed = Refusal.Rule(
        872, "not-appealed",
        "The decision on an appeal follows the appeal.",
        "Decide when one of the sides has appealed.")
    public static let appealRuling = Refusal.Rule(
        873, "appeal-ruling",
        "A decision that changes the ruling carries the new one; no other carries one.",
        "Add the ruling, or leave it out.")
    public static let appealLate = Refusal.Rule(
        874, "appeal-late",
        "An appeal after its last day comes with the reason.",
        "State why it is late: lateReason. The arbiter decides on it.")
    public static let rulingRests = Refusal.Rule(
        875, "ruling-rests",
        "While an appeal is open, nothing of the ruling is carried out in its name.",
        "Wait for the decision on the appeal.")
    public static let consequenceUnknown = Refusal.Rule(
        876, "consequence-unknown",
        "What is carried out is a consequence of the ruling that stands.",
        "Give the number of one of its consequences.")
    public static let notTheBound = Refusal.Rule(
        877, "not-the-bound",
        "A consequence is carried out by the party that it binds.",
        "Let that party record it.")
    public static let alreadyCarriedOut = Refusal.Rule(
        878, "already-carried-out",
        "A consequence is carried out once.",
        "Nothing is left to do.")
    public static let carriedOutOtherwise = Refusal.Rule(
        879, "carried-out-otherwise",
        "What carried a consequence out is the party's own entry of a fitting type, in the stream that the ruling names.",
        "Name the entry: of a correction Corrected, Annulled, BillCorrected or a new price; of a recovery RecoveryDemanded or RecoveryReceived; DesignationEnded, PaymentHeld, CardLocked, ReferredToPolice."
    )

    /// The rules of this file, by number.
    static let disputeRules: [Refusal.Rule] = [
        .disputeAlreadyOpened, .disputeNotOpened, .notTheClaimant, .sidesUnfit, .disputeAboutNothing,
        .alreadyNotified, .respondentNotNotified, .notNotified, .disputeOver, .disputeBackwards,
        .notASide, .mayNotInquire, .inquiryNumberUsed, .answerHidden, .inquiryUnknown, .notTheAsked,
        .inquiryAnswered, .answerWithoutScan, .statementLate,
        .alreadyRuled, .rulingCitesNothing, .rulingAmount, .consequencesDisordered, .consequenceUnfit, .citedNotHeld,
        .subjectUnknown, .arbiterUnknown, .recoveryBeyondPaid,
        .notRuled, .alreadyAppealed, .notAppealed, .appealRuling, .appealLate, .rulingRests, .consequenceUnknown,
        .notTheBound, .alreadyCarriedOut, .carriedOutOtherwise,
    ]
}
