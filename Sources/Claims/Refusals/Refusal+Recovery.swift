extension Refusal.Rule {
    /// The rules of this file, by number.
    static let recoveryRules: [Refusal.Rule] = [
        .reversedBeforePayment, .noPartInStream,
        .careDoesNotFit, .guarantorNotTheUnit, .outpatientOwnCost, .treatmentOutside, .notAway, .approvalNotStated,
        .completionLate, .dueDayPast, .linesIncomplete, .lineBilledDiffers, .lineAmountsDisorder, .lineGroundMissing,
        .linesDoNotAddUp, .excludedNotPaid, .lineGroundUnknown, .exclusionTooLate, .lineDecisionsMissing, .noSuchLine,
        .alreadyExcluded, .exclusionNotOpen, .itemDoesNotCover, .listDecided,
        .acceptedClaim, .orderedPayee,
        .advanceNeedsThirdParty, .writtenRequestNeeded, .alreadyAdvanced, .demandNumberUsed, .demandBeyondOutstanding,
        .receiptNumberUsed, .unknownDemand, .nothingAdvanced, .refundNumberUsed, .refundBeyondSurplus,
        .writeOffBeyondOutstanding,
        .notOnBehalf, .objectionNumberUsed, .noSuchDecision, .objectionLate, .alreadyObjected, .objectionNotOpen,
        .objectionFourEyes, .objectionDecided,
    ]

    // MARK: 600: Claims

    public static let careDoesNotFit = Refusal.Rule(
        625, "care-does-not-fit",
        """
        A claim names what its care asks for and nothing else: a filing, except in sudden illness; a specific item for one; \
        a guarantor in sudden illness.
        """,
        "Choose the care that the claim is for, and name what it asks for.")
    public static let guarantorNotTheUnit = Refusal.Rule(
        626, "guarantor-not-the-unit",
        "The guarantor of a claim in sudden illness is the person's unit.",
        "Give the unit's code as the guarantor.")
    public static let outpatientOwnCost = Refusal.Rule(
        627, "outpatient-own-cost",
        "Outpatient care away from home, other than a specific item or emergency observation, is the person's own cost.",
        "Do not claim it; the personal account may pay it.")
    public static let treatmentOutside = Refusal.Rule(
        628, "treatment-outside",
        "Treatment abroad or in Hong Kong, Macao or Taiwan is not reimbursed (article 30).",
        "Do not claim it.")
    public static let notAway = Refusal.Rule(
        629, "not-away",
        "Sudden illness while travelling, studying or visiting is treated outside the insured place.",
        "Settle treatment in the insured place on its own road.")
    public static let approvalNotStated = Refusal.Rule(
        630, "approval-not-stated",
        "A claim in sudden illness is taken up on approval, whose reason is stated; no other claim is.",
        "State approvedBecause, or leave it out.")
    public static let completionLate = Refusal.Rule(
        631, "completion-late",
        "The papers of a returned claim come by their day (a setting: 10 working days); late ones state why.",
        "State why in the note; the center decides whether it takes the claim up.")
    public static let dueDayPast = Refusal.Rule(
        632, "due-day-past",
        "The day by which papers are wanted is not past.",
        "Give today or a later day, or none.")
    public static let linesIncomplete = Refusal.Rule(
        633, "lines-incomplete",
        "Where lines are decided, each line of the list has one decision, in the list's order.",
        "Decide on every line, from 1.")
    public static let lineBilledDiffers = Refusal.Rule(
        634, "line-billed-differs",
        "A decision on a line states what the list bills for it.",
        "Copy the line's amount.")
    public static let lineAmountsDisorder = Refusal.Rule(
        635, "line-amounts-disorder",
        "Of a line no more is approved than is in scope, no more is in scope than is recognised, no more than is billed.",
        "Correct the line's amounts.")
    public static let lineGroundMissing = Refusal.Rule(
        636, "line-ground-missing",
        "Less than billed is recognised of a line on a numbered ground only.",
        "State a ground of Docs/grounds.md.")
    public static let linesDoNotAddUp = Refusal.Rule(
        637, "lines-do-not-add-up",
        """
        Decided lines sum to the split: what is recognised to the total, what is in scope to in scope, what is approved to \
        the fund total.
        """,
        "Price the recognised lines, and share the result among them.")
    public static let excludedNotPaid = Refusal.Rule(
        638, "excluded-not-paid",
        "Nothing is recognised of an excluded line, and no fund money of an excluded claim, unless an advance is granted.",
        "Price without what is excluded, or grant an advance first.")
    public static let lineGroundUnknown = Refusal.Rule(
        639, "line-ground-unknown",
        "A ground of a line has a number of Docs/grounds.md, or the office's own from 10000.",
        "Choose a number of the list.")
    public static let exclusionTooLate = Refusal.Rule(
        640, "exclusion-too-late",
        "Exclusions and advances are decided before the approval; a price from before them does not stand.",
        "Annul the approval, or refuse and restore the claim, first.")
    public static let lineDecisionsMissing = Refusal.Rule(
        641, "line-decisions-missing",
        "A claim with excluded lines is priced line by line.",
        "Decide on every line.")
    public static let noSuchLine = Refusal.Rule(
        642, "no-such-line",
        "An exclusion names lines of the claim's list by their numbers, ascending, or the whole claim.",
        "Count the lines of the list from 1.")
    public static let alreadyExcluded = Refusal.Rule(
        643, "already-excluded",
        "What is excluded is not excluded again.",
        "Lift the other exclusion first.")
    public static let exclusionNotOpen = Refusal.Rule(
        644, "exclusion-not-open",
        "A lifting or an advance names an exclusion of the claim that stands.",
        "Name the entry that excluded.")
    public static let itemDoesNotCover = Refusal.Rule(
        645, "item-does-not-cover",
        "A specific outpatient item that is claimed was approved for that person, institution and time.",
        "Name the right item, or apply for one.")
    public static let listDecided = Refusal.Rule(
        647, "list-decided",
        "A list whose lines are excluded or decided by number is not exchanged.",
        "Refuse the claim and submit a new one.")
    public static let acceptedClaim = Refusal.Rule(
        648, "accepted-claim",
        """
        Of a claim that was accepted a correction changes the agent, the payee and the reason of lateness, and adds papers; \
        nothing else.
        """,
        "Let the center return the claim, or refuse it, and hand in what is right.")
    public static let orderedPayee = Refusal.Rule(
        649, "ordered-payee",
        "The payee stays while an order of payment is open, and when money is paid.",
        "Hold the payment, and let the order fail or the money come back first.")

    // MARK: 700: Advances and recoveries

    public static let advanceNeedsThirdParty = Refusal.Rule(
        720, "advance-needs-third-party",
        "The fund pays first only where a third party is liable and does not pay or is unknown (article 30).",
        "Exclude with the cause THIRD_PARTY, if that is it.")
    public static let writtenRequestNeeded = Refusal.Rule(
        721, "written-request-needed",
        "The fund pays first on a written request.",
        "Attach the request as a WRITTEN_REQUEST.")
    public static let alreadyAdvanced = Refusal.Rule(
        722, "already-advanced",
        "An advance is granted once for an exclusion.",
        "Nothing is left to do.")
    public static let demandNumberUsed = Refusal.Rule(
        723, "demand-number-used",
        "A demand's number is used once in a claim.",
        "Give a new number.")
    public static let demandBeyondOutstanding = Refusal.Rule(
        724, "demand-beyond-outstanding",
        "Demands that are open are together no more than the advance that is paid out and outstanding.",
        "Demand at most what is left.")
    public static let receiptNumberUsed = Refusal.Rule(
        725, "receipt-number-used",
        "A receipt's number is used once in a claim.",
        "Check whether the receipt is already recorded.")
    public static let unknownDemand = Refusal.Rule(
        726, "unknown-demand",
        "A receipt that answers a demand names one of the claim.",
        "Name the demand, or none.")
    public static let nothingAdvanced = Refusal.Rule(
        727, "nothing-advanced",
        "Money is recovered in a claim in which an advance was granted.",
        "Record it in the claim that it is for.")
    public static let refundNumberUsed = Refusal.Rule(
        728, "refund-number-used",
        "A refund's number is used once in a claim.",
        "Check whether the refund is already recorded.")
    public static let refundBeyondSurplus = Refusal.Rule(
        729, "refund-beyond-surplus",
        "Refunded is what came in beyond the advance, and no more.",
        "Refund at most what is owed to the person.")
    public static let writeOffBeyondOutstanding = Refusal.Rule(
        730, "write-off-beyond-outstanding",
        "Written off is an advance that is paid out and outstanding, and no more.",
        "Write off at most what is outstanding.")

    // MARK: 980: Feedback and objections

    public static let notOnBehalf = Refusal.Rule(
        981, "not-on-behalf",
        """
        What the insured person says is recorded on that person's behalf, named by the stream; an objection also on the \
        unit's.
        """,
        "Name the person's stream, or the unit, as on whose behalf.")
    public static let objectionNumberUsed = Refusal.Rule(
        982, "objection-number-used",
        "An objection's number is used once in a claim.",
        "Give a new number.")
    public static let noSuchDecision = Refusal.Rule(
        983, "no-such-decision",
        """
        An objection is against a decision of its claim that has its effect: a return, a price, an approval, a refusal, an \
        exclusion or its lifting, a hold, a demand.
        """,
        "Name the entry of the decision.")
    public static let objectionLate = Refusal.Rule(
        984, "objection-late",
        "An objection is filed from the day of the decision on, within 60 working days (a setting).",
        "If the day is wrong, correct it; a late objection is not taken up.")
    public static let alreadyObjected = Refusal.Rule(
        985, "already-objected",
        "A decision is objected to once.",
        "Look at the objection that stands.")
    public static let objectionNotOpen = Refusal.Rule(
        986, "objection-not-open",
        "An objection is decided once.",
        "Look at the claim's objections.")
    public static let objectionFourEyes = Refusal.Rule(
        987, "objection-four-eyes",
        "An objection is decided by somebody else than the decision that it is against.",
        "Let somebody else decide it.")
    public static let objectionDecided = Refusal.Rule(
        988, "objection-decided",
        "A decided objection keeps its number and what it is against.",
        "File a new objection, or annul the decision first.")

    public static let reversedBeforePayment = Refusal.Rule(
        714, "reversed-before-payment",
        "Money comes back on the day of its payment or later.",
        "Correct the day.")
    public static let noPartInStream = Refusal.Rule(
        810, "no-part-in-stream",
        "A receipt or a disclosure is recorded by a party that may read the stream.",
        "Ask the stream's decider to disclose it first.")
}
