/// Names of logs: schema-less URLs such as `triplicate.example/center-210200`.
public enum OriginName {
    /// Whether a text names a log: segments of `A-Z a-z 0-9 . _ ~ : -` separated by `/`, none empty, `.` or `..`,
    /// 1 to 255 bytes in all.
    public static func isValid(_ text: String) -> Bool { isValid(text.utf8.span.bytes) }

    /// Whether some bytes name a log. See ``isValid(_:)-(String)``.
    public static func isValid(_ text: RawSpan) -> Bool { TextRule.isOrigin(text) }
}
