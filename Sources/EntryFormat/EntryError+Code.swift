extension EntryError {
    /// A numbered reason for refusing an entry. Numbers are never used again for another reason.
    ///
    /// They are tested in ascending order, save that the records of a section are tested one after the other, so that
    /// every reader gives the same reason for the same bytes.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Fewer than the 64 bytes of the fixed header.
        public static let header = Code(rawValue: 1001)
        /// A format version other than 1.
        public static let version = Code(rawValue: 1002)
        /// A flag that version 1 does not know.
        public static let flags = Code(rawValue: 1003)
        /// The payload is encrypted, which version 1 reserves and refuses.
        public static let sealed = Code(rawValue: 1004)
        /// Event type zero.
        public static let type = Code(rawValue: 1005)
        /// Longer than 65,535 bytes.
        public static let tooLong = Code(rawValue: 1006)
        /// The length in the header is not the number of bytes at hand.
        public static let length = Code(rawValue: 1007)
        /// A wall clock before 1970.
        public static let time = Code(rawValue: 1008)
        /// An origin of no bytes, or of more than 255.
        public static let originLength = Code(rawValue: 1009)
        /// A stream name of no bytes, or of more than 200.
        public static let streamLength = Code(rawValue: 1010)
        /// A key id in an entry that is not sealed.
        public static let keyIDLength = Code(rawValue: 1011)
        /// More than 64 readers.
        public static let readersCount = Code(rawValue: 1012)
        /// More than 64 `after` references.
        public static let afterCount = Code(rawValue: 1013)
        /// More than 64 `basis` references.
        public static let basisCount = Code(rawValue: 1014)
        /// The lengths of the parts do not add up to the length of the entry.
        public static let sum = Code(rawValue: 1015)
        /// The origin is no log's name.
        public static let origin = Code(rawValue: 1016)
        /// The stream name has not the shape `kind/decider/number`.
        public static let stream = Code(rawValue: 1017)
        /// The operator is not plain text of at most 255 bytes.
        public static let operatorName = Code(rawValue: 1018)
        /// On-behalf-of is not plain text of at most 255 bytes.
        public static let onBehalfOf = Code(rawValue: 1019)
        /// The readers do not fill their section exactly.
        public static let readersSection = Code(rawValue: 1020)
        /// A reader is no party's name.
        public static let readerName = Code(rawValue: 1021)
        /// Readers out of order, or one twice.
        public static let readersOrder = Code(rawValue: 1022)
        /// The number of a reader's previous entry is too large.
        public static let readerPrevious = Code(rawValue: 1023)
        /// The `after` references do not fill their section exactly.
        public static let afterSection = Code(rawValue: 1024)
        /// The origin of an `after` reference is no log's name.
        public static let afterOrigin = Code(rawValue: 1025)
        /// `after` references out of order, or one origin twice.
        public static let afterOrder = Code(rawValue: 1026)
        /// An `after` reference to the entry's own log.
        public static let afterOwn = Code(rawValue: 1027)
        /// The number in an `after` reference is too large.
        public static let afterNumber = Code(rawValue: 1028)
        /// The `basis` references do not fill their section exactly.
        public static let basisSection = Code(rawValue: 1029)
        /// The origin of a `basis` reference is no log's name.
        public static let basisOrigin = Code(rawValue: 1030)
        /// `basis` references out of order, or one twice.
        public static let basisOrder = Code(rawValue: 1031)
        /// The number in a `basis` reference is too large.
        public static let basisNumber = Code(rawValue: 1032)

        /// Every reason, in ascending order.
        public static let all: [Code] = names.map { Code(rawValue: $0.number) }

        private static let names: [(number: UInt16, name: String, remedy: String)] = {
            let bytes = "Fetch the entry again from its log: these bytes are damaged or were never an entry."
            let author = "The author has to write it again as Docs/format.md says."
            return [
                (1001, "header", bytes),
                (1002, "version", "Use a release that reads this format version."),
                (1003, "flags", "Use a release that knows this flag."),
                (1004, "sealed", "Use a release that can open sealed entries, and the key that the key id names."),
                (1005, "type", author),
                (1006, "too-long", "Put large content in a blob, and name the blob in the event."),
                (1007, "length", bytes),
                (1008, "time", "Set the clock of the author's node."),
                (1009, "origin-length", author),
                (1010, "stream-length", author),
                (1011, "key-id-length", author),
                (1012, "readers-count", "Address at most 64 readers, and open the entry to more with a disclosure."),
                (1013, "after-count", "Name at most 64 other logs."),
                (1014, "basis-count", "Name at most 64 heads of other streams."),
                (1015, "sum", bytes),
                (1016, "origin", "Name the log like example.org/center-210200."),
                (1017, "stream", "Name the stream like claim/210200/2026-000123."),
                (1018, "operator", "Use at most 255 bytes of plain text without control characters."),
                (1019, "on-behalf-of", "Use at most 255 bytes of plain text without control characters."),
                (1020, "readers-section", bytes),
                (1021, "reader-name", "Name the party like hospital:H11010500001."),
                (1022, "readers-order", "Sort the readers by the bytes of their names, each once."),
                (1023, "reader-previous", author),
                (1024, "after-section", bytes),
                (1025, "after-origin", "Name the log like example.org/center-210200."),
                (1026, "after-order", "Sort the references by origin, each origin once."),
                (1027, "after-own", "Leave out the entry's own log: its order is known."),
                (1028, "after-number", author),
                (1029, "basis-section", bytes),
                (1030, "basis-origin", "Name the log like example.org/center-210200."),
                (1031, "basis-order", "Sort the references by origin, then number, each pair once."),
                (1032, "basis-number", author),
            ]
        }()

        /// The reason's short name in `Docs/format.md`, or `unknown`.
        public var name: String {
            Code.names.first { $0.number == rawValue }?.name ?? "unknown"
        }

        /// What the reader of the message can do about it.
        public var remedy: String {
            Code.names.first { $0.number == rawValue }?.remedy ?? "See Docs/format.md."
        }

        public var description: String { "\(rawValue) \(name)" }
    }
}
