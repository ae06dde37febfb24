/// An entry read in place: nothing is copied and nothing allocated.
///
/// ```swift
/// let view = try EntryView(bytes)      // the fixed header and all sums of lengths: cheap
/// try view.checkWellFormed()           // all the rest: once, when an entry comes from outside
/// ```
///
/// The view is valid as long as the bytes it was made over. An entry that a node has once stored as well-formed needs
/// only the cheap check.
public struct EntryView: ~Escapable {
    /// The whole entry, as hashed.
    public let bytes: RawSpan

    /// Looks at the fixed header.
    ///
    /// - Parameter bytes: Exactly one entry.
    /// - Throws: `.header` to `.sum` of ``EntryError/Code``: the reasons numbered 1001 to 1015.
    /// - Complexity: O(1).
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) throws(EntryError) {
        self.bytes = bytes
        // What is wrong is said in the long way, so that what is right takes the short one.
        if !EntryView.hasRegularHeader(bytes) { try EntryView.checkHeader(bytes) }
    }

    /// The format version: 1.
    @inlinable public var format: UInt8 { byte(HeaderOffset.version) }
    /// The flags: 0 in every entry that version 1 accepts.
    @inlinable public var flags: UInt8 { byte(HeaderOffset.flags) }
    /// The number of the payload's field in `Event.kind`.
    @inlinable public var type: UInt16 { half(HeaderOffset.type) }
    /// Bytes in the entry.
    @inlinable public var length: Int { bytes.byteCount }
    /// The clock of the author's node, milliseconds since 1970.
    @inlinable public var time: Int64 {
        Int64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: HeaderOffset.time, as: Int64.self))
    }
    /// The key of a retry, unique within log and stream.
    public var id: EventID { EventID(bytes, at: HeaderOffset.id) }
    /// Random bytes that hide the content behind the leaf hash.
    public var salt: Salt { Salt(bytes, at: HeaderOffset.salt) }

    /// How many readers the entry addresses.
    @inlinable public var readersCount: Int { Int(byte(HeaderOffset.readersCount)) }
    /// How many `after` references there are.
    @inlinable public var afterCount: Int { Int(byte(HeaderOffset.afterCount)) }
    /// How many `basis` references there are.
    @inlinable public var basisCount: Int { Int(byte(HeaderOffset.basisCount)) }

    /// The name of the log, as UTF-8.
    @inlinable
    public var originBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(EntryLimit.headerBytes..<streamStart) }
    }

    /// The name of the stream, as UTF-8.
    @inlinable
    public var streamBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(streamStart..<operatorStart) }
    }

    /// The person or system that acted, as UTF-8.
    @inlinable
    public var operatorBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(operatorStart..<onBehalfStart) }
    }

    /// For whom the operator acted, as UTF-8; empty if for the own party.
    @inlinable
    public var onBehalfBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(onBehalfStart..<keyIDStart) }
    }

    /// The name of the key that a sealed payload is under: empty in every entry that version 1 accepts.
    @inlinable
    public var keyIDBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(keyIDStart..<readersStart) }
    }

    /// The section of the readers, as its bytes stand.
    @inlinable
    public var readersBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(readersStart..<afterStart) }
    }

    /// The section of the `after` references, as its bytes stand.
    @inlinable
    public var afterBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(afterStart..<basisStart) }
    }

    /// The section of the `basis` references, as its bytes stand.
    @inlinable
    public var basisBytes: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(basisStart..<payloadStart) }
    }

    /// The Protobuf bytes of the event, as its author wrote them.
    @inlinable
    public var payload: RawSpan {
        @_lifetime(copy self)
        get { bytes.extracting(payloadStart..<length) }
    }
}

/// Where the parts stand. The sums were checked when the view was made.
extension EntryView {
    @inlinable var streamStart: Int { EntryLimit.headerBytes + Int(byte(HeaderOffset.originLength)) }
    @inlinable var operatorStart: Int { streamStart + Int(byte(HeaderOffset.streamLength)) }
    @inlinable var onBehalfStart: Int { operatorStart + Int(byte(HeaderOffset.operatorLength)) }
    @inlinable var keyIDStart: Int { onBehalfStart + Int(byte(HeaderOffset.onBehalfOfLength)) }
    @inlinable var readersStart: Int { keyIDStart + Int(byte(HeaderOffset.keyIDLength)) }
    @inlinable var afterStart: Int { readersStart + Int(half(HeaderOffset.readersLength)) }
    @inlinable var basisStart: Int { afterStart + Int(half(HeaderOffset.afterLength)) }
    @inlinable var payloadStart: Int { length - Int(half(HeaderOffset.payloadLength)) }

    @inlinable
    func byte(_ offset: Int) -> UInt8 {
        bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    @inlinable
    func half(_ offset: Int) -> UInt16 {
        UInt16(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
