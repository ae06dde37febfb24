extension Refusal.Rule {
    /// Every rule, by number.
    public static let all: [Refusal.Rule] =
        [
            base, careRules, auditRules, recoveryRules, catalogueRules, partyRules, disputeRules, settlementRules,
            clearingRules,
        ].flatMap(\.self).sorted {
            $0.number < $1.number
        }

    private static let base: [Refusal.Rule] = [
        .unknownStreamKind, .malformedStreamName, .deciderDoesNotFit, .unknownEventType, .eventDoesNotBelong,
        .roleMayNot, .notTheDecider, .notTheNamedParty, .malformedEvent, .eventTooLarge, .audienceTooSmall,
        .malformedParty,
        .malformedRegion, .malformedInstitution, .malformedCreditCode, .malformedResidentID, .malformedDocument,
        .malformedInvoice, .malformedDate, .amountOutOfRange, .missingField, .malformedText, .malformedHash,
        .malformedDecimal, .malformedReference, .valueUnspecified, .malformedCard, .periodReversed, .tooMany,
        .timeOutOfRange,
        .personAlreadyRegistered, .personNotRegistered, .personDiffers, .unitDiffers, .cardNotCurrent,
        .cardAlreadyLocked, .cardLocked, .sameCard, .institutionNotDesignated, .institutionElsewhere,
        .publicHospitalNeeded,
        .alreadyApplied, .noApplication, .placeOutside, .tooManyHospitals, .hospitalsNeeded, .hospitalOutsidePlace,
        .sameLevel, .hospitalNotChosen, .alreadyStamped, .stampMissing, .filingNotPending, .validityDoesNotFit,
        .temporaryTooShort, .filingNotRecorded, .unchangedPeriod, .nothingAmended, .groundsMissing, .scanMissing,
        .changeInThePast, .notWithdrawable, .amendedBackwards,
        .alreadyAdmitted, .notAdmitted, .dayOutsideStay, .dayAlreadyBilled, .dischargeTooEarly, .notDischarged,
        .alreadySettled, .notSettled, .billDoesNotAddUp, .billDiffersFromDays,
        .alreadySubmitted, .notSubmitted, .notByTheUnit, .claimLate, .papersMissing, .filingDoesNotCover,
        .invoiceAlreadyClaimed, .notUnderReview, .papersStillWanting, .nothingWanting, .latenessNotExcused,
        .claimDoesNotAddUp, .splitDoesNotAddUp, .splitExceedsClaim, .notAccepted, .notAdjudicated,
        .approvedAmountDiffers, .notRefusable, .notRefused, .policyNotInForce, .invoiceElsewhere,
        .submittedBeforeDischarge, .notReturnable, .notReturned,
        .notApproved, .paymentHeld, .orderNumberUsed, .moreThanApproved, .fourEyes, .orderNotOpen, .paymentDiffers,
        .paymentNumberUsed, .unknownPayment, .alreadyReversed, .reversalDiffers, .notHeld, .alreadyHeld,
        .entryNotInStream, .notOwnEntry, .alreadyAnnulled, .notUndoable, .notCorrectable, .restsOnIt, .otherType,
        .acceptedInvoice, .alreadyInAudience,
        .versionUsed, .procedureMisplaced,
    ]
}
