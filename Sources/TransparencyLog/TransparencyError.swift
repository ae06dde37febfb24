/// Why a note, a key, a checkpoint, a proof or a tile was refused.
///
/// Two errors are equal when their codes are, and a code matches an error in a pattern, whatever the message:
/// `catch TransparencyError.Code.badSignature`.
public struct TransparencyError: Error, Sendable {
    /// A reason. New ones may be added; the numbers of old ones never change.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The reason's number, as messages show it.
        public let rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }
    }

    /// The reason.
    public let code: Code
    /// One sentence that names the thing and what is wrong with it.
    public let message: String
    /// One sentence that says what to do.
    public let remedy: String

    public init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension TransparencyError: Equatable {
    public static func == (left: TransparencyError, right: TransparencyError) -> Bool { left.code == right.code }
}

extension TransparencyError: CustomStringConvertible {
    public var description: String { "\(message) (reason \(code.rawValue)). \(remedy)" }
}

extension TransparencyError.Code {
    /// Matches a thrown error by its code.
    public static func ~= (code: Self, error: any Error) -> Bool {
        (error as? TransparencyError)?.code == code
    }

    // Notes.
    /// Longer than ``Note/maximumByteCount``.
    public static let noteTooLong = Self(rawValue: 2101)
    /// Not valid UTF-8.
    public static let notUTF8 = Self(rawValue: 2102)
    /// A control character other than newline.
    public static let controlCharacter = Self(rawValue: 2103)
    /// No blank line between text and signatures.
    public static let noSignatureBlock = Self(rawValue: 2104)
    /// The note, its text or a line of it does not end in a newline.
    public static let missingNewline = Self(rawValue: 2105)
    /// A signature line that is not `— name base64`.
    public static let malformedSignatureLine = Self(rawValue: 2106)
    /// A key name that is empty or holds a space, a plus sign or a control character.
    public static let badKeyName = Self(rawValue: 2107)
    /// The same key name and key ID sign twice.
    public static let duplicateSignature = Self(rawValue: 2108)
    /// More than ``Note/maximumSignatureCount`` signatures.
    public static let tooManySignatures = Self(rawValue: 2109)
    /// Text that ends in a blank line or is empty, so that it cannot be told from the signatures.
    public static let badNoteText = Self(rawValue: 2110)
    /// A known key's signature does not verify.
    public static let badSignature = Self(rawValue: 2111)
    /// No known key has signed.
    public static let noKnownSignature = Self(rawValue: 2112)

    // Keys.
    /// Not `name+id+base64`.
    public static let malformedKey = Self(rawValue: 2201)
    /// The key ID is not the one that name and key give.
    public static let wrongKeyID = Self(rawValue: 2202)
    /// A signature type that is not implemented.
    public static let unsupportedKeyType = Self(rawValue: 2203)
    /// Key bytes of the wrong length.
    public static let badKeyLength = Self(rawValue: 2204)
    /// Two different known keys with one name and one key ID.
    public static let ambiguousKey = Self(rawValue: 2205)
    /// A key of one type asked to do what only another type may.
    public static let wrongKeyType = Self(rawValue: 2206)

    // Checkpoints and cosignatures.
    /// Fewer than three lines, or an empty line among them.
    public static let malformedCheckpoint = Self(rawValue: 2301)
    /// An origin that is empty or holds a newline or control character.
    public static let badOrigin = Self(rawValue: 2302)
    /// A tree size that is not a decimal number below 2^63 without leading zeros.
    public static let badTreeSize = Self(rawValue: 2303)
    /// A root that is not the canonical base64 of 32 bytes.
    public static let badRoot = Self(rawValue: 2304)
    /// An extension line that is empty or holds a newline or control character.
    public static let badExtension = Self(rawValue: 2305)
    /// A checkpoint of a log other than the expected one.
    public static let wrongOrigin = Self(rawValue: 2306)
    /// A cosignature that is not 8 bytes of time and 64 of signature.
    public static let malformedCosignature = Self(rawValue: 2307)
    /// A time of zero, or beyond 2^63 - 1.
    public static let badTimestamp = Self(rawValue: 2308)

    // Trees and proofs.
    /// A leaf index that is not below the tree size.
    public static let indexOutOfRange = Self(rawValue: 2401)
    /// The older tree is larger than the newer.
    public static let sizesReversed = Self(rawValue: 2402)
    /// A proof with too few or too many hashes.
    public static let wrongProofLength = Self(rawValue: 2403)
    /// The proof leads to another root.
    public static let wrongRoot = Self(rawValue: 2404)
    /// Two trees of the same size have different roots.
    public static let conflictingRoots = Self(rawValue: 2405)
    /// A source of hashes gave another number of hashes than asked.
    public static let wrongHashCount = Self(rawValue: 2406)

    // Tiles.
    /// Not a path of tlog-tiles in its one canonical form.
    public static let badTilePath = Self(rawValue: 2501)
    /// A hash tile whose length is not 32 bytes times its width.
    public static let badTileLength = Self(rawValue: 2502)
    /// An entry bundle that is cut short or holds another number of entries than its width.
    public static let badEntryBundle = Self(rawValue: 2503)
    /// An entry longer than 65,535 bytes.
    public static let entryTooLong = Self(rawValue: 2504)

    // Proof files.
    /// A proof file whose lines are not those of `c2sp.org/tlog-proof@v1`.
    public static let malformedProofFile = Self(rawValue: 2601)
    /// Extra data that is not canonical base64.
    public static let badExtraData = Self(rawValue: 2602)
    /// An index that is not a decimal number below 2^63 without leading zeros.
    public static let badIndex = Self(rawValue: 2603)
    /// A hash that is not the canonical base64 of 32 bytes.
    public static let badHash = Self(rawValue: 2604)

    // Policies.
    /// A line that C2SP tlog-policy does not have, or that contradicts another.
    public static let malformedPolicy = Self(rawValue: 2701)
}
