public import SwiftProtobuf

extension EntryReference {
    /// An entry by its log and its number in it.
    public init(origin: String, number: UInt64) {
        self.init()
        self.origin = origin
        self.number = number
    }
}

extension Act {
    init(_ entry: RecordedEvent) {
        self.init()
        self.entry = entry.reference
        party = entry.party.description
        operatorName = entry.operatorName
        onBehalfOf = entry.onBehalfOf
        time = Google_Protobuf_Timestamp(milliseconds: entry.time)
        pending = entry.pending
    }

    /// The author's wall clock, in milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64 { time.milliseconds }

    /// The day in Asia/Shanghai on which it was done, by the author's clock.
    public var day: CalendarDate { CalendarDate(instant: milliseconds) }
}

extension Google_Protobuf_Timestamp {
    /// - Parameter milliseconds: Since 1970-01-01T00:00:00Z; held to the years 1970 to 9999, which is what the JSON form
    ///   can say.
    public init(milliseconds: Int64) {
        let bounded = min(max(milliseconds, 0), 253_402_300_799_999)
        self.init(seconds: bounded / 1_000, nanos: Int32(bounded % 1_000) * 1_000_000)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64 { seconds * 1_000 + Int64(nanos) / 1_000_000 }
}
