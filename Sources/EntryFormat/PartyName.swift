/// Names of parties: `role:code`, such as `hospital:H11010500001`.
public enum PartyName {
    /// Whether a text names a party: a role of `a-z -`, a colon, a code of `A-Z a-z 0-9 . _ -`, 3 to 64 bytes in all.
    /// Which roles there are, and what their codes look like, is not the entry's affair.
    public static func isValid(_ text: String) -> Bool { isValid(text.utf8.span.bytes) }

    /// Whether some bytes name a party. See ``isValid(_:)-(String)``.
    public static func isValid(_ text: RawSpan) -> Bool { TextRule.isParty(text) }
}
