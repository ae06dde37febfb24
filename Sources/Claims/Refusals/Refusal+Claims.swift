extension Refusal.Rule {
    // MARK: 600: Claims

    public static let alreadySubmitted = Refusal.Rule(
        601, "already-submitted",
        "A claim's stream holds one submission.",
        "Use a new stream, or correct the submission.")
    public static let notSubmitted = Refusal.Rule(
        602, "not-submitted",
        "What happens to a claim follows its submission.",
        "Let the unit submit the claim first.")
    public static let notByTheUnit = Refusal.Rule(
        603, "not-by-the-unit",
        "A claim is handed in, and completed, by the person's unit, or by the center on that unit's behalf.",
        "Let the unit submit, or name it as on whose behalf.")
    public static let claimLate = Refusal.Rule(
        604, "claim-late",
        "A claim is submitted within one month of discharge (a setting); a late one states why.",
        "State lateReason; the center decides whether it takes the claim up.")
    public static let papersMissing = Refusal.Rule(
        605, "papers-missing",
        """
        A claim has its documents: card (both sides), application form, discharge or diagnosis certificate, itemised list, \
        invoice signed on the back; a specific item its form; sudden illness the guarantor's certificate and the medical \
        record in place of the form.
        """,
        "Add the missing papers and submit again.")
    public static let filingDoesNotCover = Refusal.Rule(
        606, "filing-does-not-cover",
        "The treatment lies in the hospitals and the time of a filing on record of that person.",
        "Name the right filing, or amend it.")
    public static let invoiceAlreadyClaimed = Refusal.Rule(
        607, "invoice-already-claimed",
        "An invoice is claimed once at a center.",
        "Look at the claim that holds it.")
    public static let notUnderReview = Refusal.Rule(
        608, "not-under-review",
        "A claim is accepted when it was submitted, or completed after its return.",
        "Look at the claim's state.")
    public static let papersStillWanting = Refusal.Rule(
        609, "papers-still-wanting",
        "A returned claim is completed when every paper that was wanting has been handed in.",
        "Hand in the wanting papers.")
    public static let nothingWanting = Refusal.Rule(
        610, "nothing-wanting",
        "A return says which papers are wanting, or why.",
        "Name a document or a ground.")
    public static let latenessNotExcused = Refusal.Rule(
        611, "lateness-not-excused",
        "A claim that was handed in, or completed, late is taken up on a stated ground only.",
        "State latenessExcused, or refuse the claim.")
    public static let claimDoesNotAddUp = Refusal.Rule(
        612, "claim-does-not-add-up",
        "A claim is priced when its invoice, list and days add up (row S13).",
        "Return the claim, or let the unit correct it.")
    public static let splitDoesNotAddUp = Refusal.Rule(
        613, "split-does-not-add-up",
        """
        A split holds: total = fund + account + cash; in scope = total - own pay - over limit - first self-pay; \
        fund = pooled + major illness + others; personal = account + cash.
        """,
        "Price the claim again.")
    public static let splitExceedsClaim = Refusal.Rule(
        614, "split-exceeds-claim",
        "No more is priced than was claimed.",
        "Price at most the claimed total.")
    public static let notAccepted = Refusal.Rule(
        615, "not-accepted",
        "A claim is priced after it was accepted and before it is approved.",
        "Look at the claim's state.")
    public static let notAdjudicated = Refusal.Rule(
        616, "not-adjudicated",
        "A claim is approved after it was priced, once.",
        "Price the claim first.")
    public static let approvedAmountDiffers = Refusal.Rule(
        617, "approved-amount-differs",
        "The approved amount is the priced fund total.",
        "Approve that amount, or price the claim again.")
    public static let notRefusable = Refusal.Rule(
        618, "not-refusable",
        "A claim is refused while none of it is paid.",
        "Reverse the payment first.")
    public static let notRefused = Refusal.Rule(
        619, "not-refused",
        "Only a refused claim is restored.",
        "Look at the claim's state.")
    public static let policyNotInForce = Refusal.Rule(
        620, "policy-not-in-force",
        """
        A claim is priced with a published version of a policy that is in force on the day that decides the \
        benefit year.
        """,
        "Name a version in force on that day.")
    public static let invoiceElsewhere = Refusal.Rule(
        621, "invoice-elsewhere",
        "An invoice's stream has the invoice's code and number, joined by a hyphen, as its number.",
        "Record it in invoice/CENTER/CODE-NUMBER.")
    public static let submittedBeforeDischarge = Refusal.Rule(
        622, "submitted-before-discharge",
        "A claim is submitted after discharge.",
        "Wait for the discharge, or correct the date.")
    public static let notReturnable = Refusal.Rule(
        623, "not-returnable",
        "A claim is returned before it is priced.",
        "Look at the claim's state.")
    public static let notReturned = Refusal.Rule(
        624, "not-returned",
        "Only a returned claim is completed.",
        "Use DocumentAttached to add a paper.")

    // MARK: 700: Payments

    public static let notApproved = Refusal.Rule(
        701, "not-approved",
        "Payment is ordered for an approved claim.",
        "Approve the claim first.")
    public static let paymentHeld = Refusal.Rule(
        702, "payment-held",
        "Nothing is ordered or paid while payment is held.",
        "Release the payment first.")
    public static let orderNumberUsed = Refusal.Rule(
        703, "order-number-used",
        "An order's number is used once in a claim.",
        "Give a new number.")
    public static let moreThanApproved = Refusal.Rule(
        704, "more-than-approved",
        "Orders and payments together are no more than what was approved.",
        "Order at most what is left.")
    public static let fourEyes = Refusal.Rule(
        705, "four-eyes",
        "Who approves does not pay: the operator who orders or pays is not the one who approved.",
        "Let somebody else order or pay.")
    public static let orderNotOpen = Refusal.Rule(
        706, "order-not-open",
        "A payment fulfils, or fails, an order that is open.",
        "Order the payment first.")
    public static let paymentDiffers = Refusal.Rule(
        707, "payment-differs",
        "A payment is of the amount that was ordered.",
        "Pay the ordered amount.")
    public static let paymentNumberUsed = Refusal.Rule(
        708, "payment-number-used",
        "The bank's number of a payment is used once in a claim.",
        "Check whether the payment is already recorded.")
    public static let unknownPayment = Refusal.Rule(
        709, "unknown-payment",
        "A reversal names a payment of the claim.",
        "Name the payment that came back.")
    public static let alreadyReversed = Refusal.Rule(
        710, "already-reversed",
        "A payment is reversed once.",
        "Nothing is left to do.")
    public static let reversalDiffers = Refusal.Rule(
        711, "reversal-differs",
        "A reversal is of the whole amount of its payment.",
        "Reverse the whole amount.")
    public static let notHeld = Refusal.Rule(
        712, "not-held",
        "Only a held payment is released.",
        "Nothing is left to do.")
    public static let alreadyHeld = Refusal.Rule(
        713, "already-held",
        "A held payment is not held again.",
        "Nothing is left to do.")

    // MARK: 800: Corrections

    public static let entryNotInStream = Refusal.Rule(
        801, "entry-not-in-stream",
        "A correction, an annulment or a disclosure names entries of its own stream.",
        "Name an entry that this stream holds.")
    public static let notOwnEntry = Refusal.Rule(
        802, "not-own-entry",
        "A party corrects, annuls and discloses its own entries only.",
        "Let the party whose entry it is do it.")
    public static let alreadyAnnulled = Refusal.Rule(
        803, "already-annulled",
        "An annulled entry is neither corrected nor annulled again.",
        "Record what is right in a new entry.")
    public static let notUndoable = Refusal.Rule(
        804, "not-undoable",
        "Money is corrected by reversal only, and decisions that have an event that undoes them by that event.",
        "Record the event that undoes it, for example PaymentReversed or ClaimRestored.")
    public static let notCorrectable = Refusal.Rule(
        805, "not-correctable",
        "A decision on money is annulled and made anew, never corrected.",
        "Annul it and record a new one.")
    public static let restsOnIt = Refusal.Rule(
        806, "rests-on-it",
        "What a later decision or payment rests on is not annulled.",
        "Correct it, or undo the decision first.")
    public static let otherType = Refusal.Rule(
        807, "other-type",
        "A correction replaces an event by one of the same type.",
        "Give a replacement of the same type.")
    public static let acceptedInvoice = Refusal.Rule(
        808, "accepted-invoice",
        "The invoice of an accepted claim is not exchanged.",
        "Refuse the claim and submit a new one.")
    public static let alreadyInAudience = Refusal.Rule(
        809, "already-in-audience",
        "A stream is disclosed to a party that may not yet read it.",
        "Nothing is left to do.")

    // MARK: 900: Policies

    public static let versionUsed = Refusal.Rule(
        901, "version-used",
        "A version of a policy or a catalogue is published once.",
        "Give a new version.")
    public static let procedureMisplaced = Refusal.Rule(
        902, "procedure-misplaced",
        "Settings of procedure stand in the stream policy/CENTER/procedure, and nothing else stands there.",
        "Publish it in the stream where it belongs.")
}
