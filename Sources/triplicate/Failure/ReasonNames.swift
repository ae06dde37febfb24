import Claims
import FHIR
import Glibc
import LMDB
import Ledger
import TransparencyLog

// The short names that scripts compare instead of numbers. Like numbers, they never change.

extension LedgerError.Code {
    /// The reason's short name.
    var name: String {
        switch self {
        case .notANode: "not-a-node"
        case .newerFormat: "newer-format"
        case .secondWriter: "second-writer"
        case .directoryUnusable: "directory-unusable"
        case .noSpace: "no-space"
        case .damaged: "damaged"
        case .unknownLog: "unknown-log"
        case .alreadyHosted: "already-hosted"
        case .missingKey: "missing-key"
        case .stale: "stale"
        case .eventIDReused: "event-id-reused"
        case .tooLarge: "too-large"
        case .badProposal: "bad-proposal"
        case .busy: "busy"
        case .closed: "closed"
        case .readOnly: "read-only"
        case .commitUnknown: "commit-unknown"
        case .blobDamaged: "blob-damaged"
        case .backupDamaged: "backup-damaged"
        case .backupMismatch: "backup-mismatch"
        case .unknownView: "unknown-view"
        case .badName: "bad-name"
        case .rewound: "rewound"
        case .viewsDamaged: "views-damaged"
        case .viewsUnproven: "views-unproven"
        case .unknownStream: "unknown-stream"
        default: "unknown"
        }
    }
}

extension FHIRError.Code {
    /// The reason's short name.
    var name: String {
        switch self {
        case .notJSON: "not-json"
        case .truncated: "truncated"
        case .notUTF8: "not-utf8"
        case .duplicateName: "duplicate-name"
        case .tooDeep: "too-deep"
        case .tooLarge: "too-large"
        case .notABundle: "not-a-bundle"
        case .wrongShape: "wrong-shape"
        case .missingElement: "missing-element"
        case .missingID: "missing-id"
        case .invalidID: "invalid-id"
        case .duplicateID: "duplicate-id"
        case .notInValueSet: "not-in-value-set"
        case .missingTotal: "missing-total"
        case .missingCurrency: "missing-currency"
        case .unknownCurrency: "unknown-currency"
        case .invalidNumber: "invalid-number"
        case .amountTooLarge: "amount-too-large"
        case .negativeTotal: "negative-total"
        case .invalidDate: "invalid-date"
        case .reversedPeriod: "reversed-period"
        case .notUnderstood: "not-understood"
        case .resourceTooLarge: "resource-too-large"
        default: "unknown"
        }
    }
}

extension SettlementError.Code {
    /// The reason's short name.
    var name: String {
        switch self {
        case .noAmount: "no-amount"
        case .doesNotAddUp: "does-not-add-up"
        case .amountOutOfRange: "amount-out-of-range"
        case .unknownClass: "unknown-class"
        case .missingFact: "missing-fact"
        case .noRow: "no-row"
        case .badFact: "bad-fact"
        case .notInEffect: "not-in-effect"
        case .noVersion: "no-version"
        case .missingHistory: "missing-history"
        case .unknownName: "unknown-name"
        case .divisionByZero: "division-by-zero"
        case .overflow: "overflow"
        case .badBands: "bad-bands"
        case .circle: "circle"
        case .badFormula: "bad-formula"
        case .broken: "broken"
        default: "unknown"
        }
    }
}

extension TransparencyError.Code {
    /// The reason's short name.
    var name: String {
        switch self {
        case .noteTooLong: "note-too-long"
        case .notUTF8: "not-utf8"
        case .controlCharacter: "control-character"
        case .noSignatureBlock: "no-signature-block"
        case .missingNewline: "missing-newline"
        case .malformedSignatureLine: "malformed-signature-line"
        case .badKeyName: "bad-key-name"
        case .duplicateSignature: "duplicate-signature"
        case .tooManySignatures: "too-many-signatures"
        case .badNoteText: "bad-note-text"
        case .badSignature: "bad-signature"
        case .noKnownSignature: "no-known-signature"
        case .malformedKey: "malformed-key"
        case .wrongKeyID: "wrong-key-id"
        case .unsupportedKeyType: "unsupported-key-type"
        case .badKeyLength: "bad-key-length"
        case .ambiguousKey: "ambiguous-key"
        case .wrongKeyType: "wrong-key-type"
        case .malformedCheckpoint: "malformed-checkpoint"
        case .badOrigin: "bad-origin"
        case .badTreeSize: "bad-tree-size"
        case .badRoot: "bad-root"
        case .badExtension: "bad-extension"
        case .wrongOrigin: "wrong-origin"
        case .malformedCosignature: "malformed-cosignature"
        case .badTimestamp: "bad-timestamp"
        case .indexOutOfRange: "index-out-of-range"
        case .sizesReversed: "sizes-reversed"
        case .wrongProofLength: "wrong-proof-length"
        case .wrongRoot: "wrong-root"
        case .conflictingRoots: "conflicting-roots"
        case .wrongHashCount: "wrong-hash-count"
        case .badTilePath: "bad-tile-path"
        case .badTileLength: "bad-tile-length"
        case .badEntryBundle: "bad-entry-bundle"
        case .entryTooLong: "entry-too-long"
        case .malformedProofFile: "malformed-proof-file"
        case .badExtraData: "bad-extra-data"
        case .badIndex: "bad-index"
        case .badHash: "bad-hash"
        default: "unknown"
        }
    }
}

extension LedgerError.Code {
    /// The ledger's reason for an error of the store that reached the command as it was.
    init(_ error: LMDBError) {
        self =
            switch error {
            case .mapFull, .diskFull: .noSpace
            case _ where [EFBIG, EDQUOT].contains(error.code): .noSpace
            case .corrupted, .pageNotFound, .invalidFile, .versionMismatch, .panic, .badTransaction, .vanished,
                .notFound, .keyExists, .incompatible, .badSize:
                .damaged
            case .readersFull, .mapResized, .tableBusy, .readersOpen: .busy
            case LMDBError.closed: .closed
            case LMDBError.readOnly: .readOnly
            default: .directoryUnusable
            }
    }
}
