extension Refusal.Rule {
    // MARK: 511: Declared admissions

    public static let alreadyDeclared = Refusal.Rule(
        511, "already-declared",
        "An admission is declared once in a stream.",
        "Use a new stream for a new stay, or correct the declaration.")
    public static let notDeclared = Refusal.Rule(
        512, "not-declared",
        "What happens to a declared admission follows its declaration.",
        "Declare the admission first.")
    public static let alreadyClosed = Refusal.Rule(
        513, "already-closed",
        "A declared admission is closed once.",
        "Correct the closing, or annul it.")
    public static let forNobodyNamed = Refusal.Rule(
        514, "for-nobody-named",
        "What the center declares or closes is for the hospital, the unit or the person that the declaration names.",
        "Say on whose behalf: hospital:CODE, unit:CODE, or the person's stream.")
    public static let closedTooEarly = Refusal.Rule(
        515, "closed-too-early",
        "A declared stay ends on the day of its admission or later.",
        "Correct the day of the discharge or of the admission.")

    // MARK: 521: Audits

    public static let auditAlreadyOrdered = Refusal.Rule(
        521, "audit-already-ordered",
        "An audit is ordered once in a stream.",
        "Order another audit in a stream of its own, or correct the order.")
    public static let auditNotOrdered = Refusal.Rule(
        522, "audit-not-ordered",
        "Visits, inspections, photographs and the conclusion follow the order of the audit.",
        "Order the audit first.")
    public static let auditConcluded = Refusal.Rule(
        523, "audit-concluded",
        "Nothing is added to an audit, or changed in it, after its conclusion.",
        "Annul the conclusion first: the audit is open again.")
    public static let staffMissing = Refusal.Rule(
        524, "staff-missing",
        "An audit names the staff that is sent, and each visit and inspection who was there.",
        "Name at least one person.")
    public static let auditSubjectUnfit = Refusal.Rule(
        525, "audit-subject-unfit",
        "An audit is about an admission, a claim or a filing; one after surgery or of papers about a claim or a filing.",
        "Name a stream of that kind as the subject.")
    public static let auditIncomplete = Refusal.Rule(
        526, "audit-incomplete",
        "A conclusion rests on what the kind of audit asks: a visit, an inspection, photographs of the operated part and of the whole body.",
        "Record what is missing, or conclude that nothing could be found out, with the ground.")
    public static let confirmedAgainstFindings = Refusal.Rule(
        527, "confirmed-against-findings",
        "Nothing is confirmed against the last inspection, or by visits that never found the patient.",
        "Conclude that it is not confirmed, or inspect or visit again.")
    public static let concludedTooEarly = Refusal.Rule(
        528, "concluded-too-early",
        "An audit is concluded on the day of its last visit, inspection or photograph, or later.",
        "Correct the day.")
    public static let orderKept = Refusal.Rule(
        529, "order-kept",
        "A corrected order keeps its kind and its subject.",
        "Conclude this audit and order another.")
    public static let notAPhotograph = Refusal.Rule(
        530, "not-a-photograph",
        "A photograph is a document of that kind.",
        "Give PHOTOGRAPH as the document's kind.")
    public static let photographAlreadyThere = Refusal.Rule(
        531, "photograph-already-there",
        "A photograph stands once in an audit.",
        "Take another one, or correct the entry that is there.")
    public static let dueInThePast = Refusal.Rule(
        532, "due-in-the-past",
        "An audit is due on the day it is ordered or later.",
        "Give today or a later day.")
    public static let auditSubjectUnknown = Refusal.Rule(
        533, "audit-subject-unknown",
        "What is audited is a stream that the center holds.",
        "Name the admission, the claim or the filing that is there.")
    public static let auditSubjectDiffers = Refusal.Rule(
        534, "audit-subject-differs",
        "An order names the person and the hospital of what is audited.",
        "Correct the person or the hospital, or leave it out.")
    public static let inspectionOutstanding = Refusal.Rule(
        535, "inspection-outstanding",
        "Where the evaluation before a transfer asks for it, a claim is approved after an inspection of the operation, made after discharge, has confirmed it.",
        "Order an audit INSPECTION_AFTER_SURGERY of the claim, inspect, and conclude it.")
    public static let photographsOutstanding = Refusal.Rule(
        536, "photographs-outstanding",
        "Where the setting asks for it, an operation of a resettled or long-term resident person is approved after an audit of photographs of the operated part and of the whole body has confirmed it.",
        "Order an audit PHOTOGRAPHS_AFTER_SURGERY of the claim, add the photographs, and conclude it.")

    public static let daysNotOver = Refusal.Rule(
        537, "days-not-over",
        "Claims are drawn from days that are over: the last one is before today.",
        "Draw up to yesterday, or wait for the next day.")

    // MARK: 971: Reviews

    public static let alreadyDrawn = Refusal.Rule(
        971, "already-drawn",
        "A review's stream holds one draw.",
        "Draw again in a stream of its own.")
    public static let notDrawn = Refusal.Rule(
        972, "not-drawn",
        "A review is concluded after claims were drawn for it.",
        "Draw first: triplicate review draw.")
    public static let shareOutOfRange = Refusal.Rule(
        973, "share-out-of-range",
        "A draw asks for a share from 0 to 1, a value, or a factor above 1 of the median, or several of them.",
        "Give a share such as 0.05, a value or a factor.")
    public static let drawnDisordered = Refusal.Rule(
        974, "drawn-disordered",
        "The claims drawn are the center's own, each once, by name, each with its causes, and no more than the population.",
        "Let triplicate review draw make the draw.")
    public static let randomCountDiffers = Refusal.Rule(
        975, "random-count-differs",
        "As many claims are drawn at random as the share of the population says, rounded up.",
        "Let triplicate review draw make the draw.")
    public static let causeNotAsked = Refusal.Rule(
        976, "cause-not-asked",
        "A claim is drawn by value or by deviation only where the draw asks for that.",
        "Let triplicate review draw make the draw.")
    public static let claimNotDrawn = Refusal.Rule(
        977, "claim-not-drawn",
        "A review is concluded for a claim that was drawn.",
        "Name one of the claims of the draw.")
    public static let reviewAlreadyConcluded = Refusal.Rule(
        978, "review-already-concluded",
        "The review of a claim is concluded once.",
        "Correct the conclusion, or annul it.")
    public static let claimUnderReview = Refusal.Rule(
        979, "claim-under-review",
        "A claim that was drawn for review is approved after the review of it is concluded.",
        "Conclude the review: ReviewConcluded in the review's stream.")

    /// The rules of this file, by number.
    static let auditRules: [Refusal.Rule] = [
        .alreadyDeclared, .notDeclared, .alreadyClosed, .forNobodyNamed, .closedTooEarly,
        .auditAlreadyOrdered, .auditNotOrdered, .auditConcluded, .staffMissing, .auditSubjectUnfit, .auditIncomplete,
        .confirmedAgainstFindings, .concludedTooEarly, .orderKept, .notAPhotograph, .photographAlreadyThere,
        .dueInThePast, .auditSubjectUnknown, .auditSubjectDiffers, .inspectionOutstanding, .photographsOutstanding,
        .daysNotOver,
        .alreadyDrawn, .notDrawn, .shareOutOfRange, .drawnDisordered, .randomCountDiffers, .causeNotAsked,
        .claimNotDrawn, .reviewAlreadyConcluded, .claimUnderReview,
    ]
}
