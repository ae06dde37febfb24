extension Refusal.Rule {
    // MARK: 300: Persons and institutions

    public static let personAlreadyRegistered = Refusal.Rule(
        301, "person-already-registered",
        "A person is registered once in a stream.",
        "Use PersonCorrected to change the register.")
    public static let personNotRegistered = Refusal.Rule(
        302, "person-not-registered",
        "The person is registered at the center.",
        "Register the person first, or name the right stream.")
    public static let personDiffers = Refusal.Rule(
        303, "person-differs",
        "The name, resident ID and card on a form are those of the register.",
        "Correct the form, or the register.")
    public static let unitDiffers = Refusal.Rule(
        304, "unit-differs",
        "A unit acts for the people that the register gives to it.",
        "Correct the unit in the form or in the register.")
    public static let cardNotCurrent = Refusal.Rule(
        305, "card-not-current",
        "A card that is locked or replaced is the person's current one.",
        "Give the number of the current card.")
    public static let cardAlreadyLocked = Refusal.Rule(
        306, "card-already-locked",
        "A locked card is not locked again.",
        "Nothing is left to do.")
    public static let cardLocked = Refusal.Rule(
        307, "card-locked",
        "No claim is submitted or accepted on a locked card.",
        "Clear up why the card is locked; CardReplaced lifts the lock.")
    public static let sameCard = Refusal.Rule(
        308, "same-card",
        "A replacement has a new number.",
        "Give the new card's number.")
    public static let institutionNotDesignated = Refusal.Rule(
        320, "institution-not-designated",
        "Treatment is in an institution that the center's register designates on that day.",
        "Choose a designated institution, or designate this one.")
    public static let institutionElsewhere = Refusal.Rule(
        321, "institution-elsewhere",
        "An institution's stream has the institution's code as its number.",
        "Record it in institution/CENTER/CODE.")
    public static let publicHospitalNeeded = Refusal.Rule(
        322, "public-hospital-needed",
        "Emergency treatment is in a public hospital.",
        "Choose a public hospital.")

    // MARK: 400: Filings

    public static let alreadyApplied = Refusal.Rule(
        401, "already-applied",
        "A filing's stream holds one application.",
        "Use a new stream, or correct the application.")
    public static let noApplication = Refusal.Rule(
        402, "no-application",
        "Stamps and decisions follow an application.",
        "Submit the application first.")
    public static let placeOutside = Refusal.Rule(
        403, "place-outside",
        "Hong Kong, Macao and Taiwan lie outside the route.",
        "Such treatment is not filed.")
    public static let tooManyHospitals = Refusal.Rule(
        404, "too-many-hospitals",
        "A filing names at most three hospitals, each once.",
        "Choose at most three different hospitals.")
    public static let hospitalsNeeded = Refusal.Rule(
        405, "hospitals-needed",
        "A long-term filing and a referral name at least one hospital.",
        "Choose one to three hospitals.")
    public static let hospitalOutsidePlace = Refusal.Rule(
        406, "hospital-outside-place",
        "A chosen hospital lies in the treating place.",
        "Choose a hospital there, or correct the place.")
    public static let sameLevel = Refusal.Rule(
        407, "same-level",
        "The chosen hospitals are of different levels.",
        "Choose hospitals of different levels.")
    public static let hospitalNotChosen = Refusal.Rule(
        408, "hospital-not-chosen",
        "A form is stamped by a hospital that it names.",
        "Amend the filing first.")
    public static let alreadyStamped = Refusal.Rule(
        409, "already-stamped",
        "A hospital stamps a form once.",
        "Nothing is left to do.")
    public static let stampMissing = Refusal.Rule(
        410, "stamp-missing",
        "A form goes on record when every hospital that it names has stamped it.",
        "Collect the missing stamps.")
    public static let filingNotPending = Refusal.Rule(
        411, "filing-not-pending",
        "An application is recorded or refused once.",
        "Look at the filing's state.")
    public static let validityDoesNotFit = Refusal.Rule(
        412, "validity-does-not-fit",
        "A long-term filing has no last day, a temporary one has a last day.",
        "Leave the last day out, or give one.")
    public static let temporaryTooShort = Refusal.Rule(
        413, "temporary-too-short",
        "A temporary filing holds for at least six months (a setting).",
        "Give a later last day.")
    public static let filingNotRecorded = Refusal.Rule(
        415, "filing-not-recorded",
        "Only a filing on record is amended.",
        "Record the filing first.")
    public static let unchangedPeriod = Refusal.Rule(
        416, "unchanged-period",
        "A filing is not amended within the period that the local rule sets (a setting, by default none).",
        "Wait until the period is over.")
    public static let nothingAmended = Refusal.Rule(
        417, "nothing-amended",
        "An amendment changes something.",
        "Give hospitals, a place or a last day.")
    public static let groundsMissing = Refusal.Rule(
        418, "grounds-missing",
        "A refusal, a return or a hold states its grounds, each with a number and a text.",
        "State at least one ground.")
    public static let scanMissing = Refusal.Rule(
        419, "scan-missing",
        "A stamp that the center records from paper comes with its scan, and is marked as on paper.",
        "Attach the scan, or let the hospital stamp.")
    public static let changeInThePast = Refusal.Rule(
        420, "change-in-the-past",
        "An amendment or a withdrawal takes effect on the day it is recorded or later.",
        "Give today or a later day.")
    public static let notWithdrawable = Refusal.Rule(
        421, "not-withdrawable",
        "An application or a filing on record is withdrawn, once.",
        "Look at the filing's state.")
    public static let amendedBackwards = Refusal.Rule(
        422, "amended-backwards",
        "The terms of a filing follow each other in time.",
        "Give a day after the last change.")

    // MARK: 500: Stays

    public static let alreadyAdmitted = Refusal.Rule(
        501, "already-admitted",
        "A stay begins once.",
        "Use a new stream for a new stay.")
    public static let notAdmitted = Refusal.Rule(
        502, "not-admitted",
        "What happens in a stay follows the admission.",
        "Record the admission first.")
    public static let dayOutsideStay = Refusal.Rule(
        503, "day-outside-stay",
        "A daily bill is of a day from admission to discharge.",
        "Correct the date.")
    public static let dayAlreadyBilled = Refusal.Rule(
        504, "day-already-billed",
        "A day is billed once.",
        "Correct the entry with Corrected.")
    public static let dischargeTooEarly = Refusal.Rule(
        505, "discharge-too-early",
        "A discharge is not before the admission or the last day billed.",
        "Correct the date.")
    public static let notDischarged = Refusal.Rule(
        506, "not-discharged",
        "A bill is settled after the discharge.",
        "Record the discharge first.")
    public static let alreadySettled = Refusal.Rule(
        507, "already-settled",
        "A stay is settled once; after that nothing is billed and nobody is discharged.",
        "Use BillCorrected.")
    public static let notSettled = Refusal.Rule(
        508, "not-settled",
        "Only a settled bill is corrected.",
        "Settle the bill first.")
    public static let billDoesNotAddUp = Refusal.Rule(
        509, "bill-does-not-add-up",
        "A hospital's bill adds up: lines to the day's total, lines, days and invoice to the bill's total.",
        "Correct the bill.")
    public static let billDiffersFromDays = Refusal.Rule(
        510, "bill-differs-from-days",
        "A settlement bill agrees with the daily bills, per day and per line.",
        "Correct the bill, or the day that is wrong.")
}
