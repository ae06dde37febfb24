/// Which logs are known, and which witnesses' cosignatures make a head of theirs worth trusting: a C2SP tlog-policy file.
///
/// ```
/// log example.com/center+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
/// witness province w.example.com+…
/// witness city v.example.com+…
/// group both all province city
/// quorum both
/// ```
public struct TLogPolicy: Sendable, Equatable {
    /// A log whose heads are trusted.
    public struct Log: Sendable, Equatable {
        /// Its key. The key's name is the log's origin.
        public let key: VerifierKey
        /// How it is reached; nil where the policy says nothing.
        public let url: String?
    }

    /// A witness that the quorum may count.
    public struct Witness: Sendable, Equatable {
        /// Its name within the policy: bytes that need not be UTF-8.
        public let nameBytes: [UInt8]
        public let key: VerifierKey
        /// Where it takes checkpoints; nil where the policy says nothing.
        public let url: String?

        /// The name, for people.
        public var name: String { String(decoding: nameBytes, as: UTF8.self) }
    }

    /// Who has to cosign.
    indirect enum Rule: Sendable, Equatable {
        /// Nobody.
        case none
        case witness(VerifierKey)
        /// So many of the members.
        case group(threshold: Int, members: [Rule])
    }

    /// In the file's order.
    public let logs: [Log]
    /// In the file's order.
    public let witnesses: [Witness]
    let quorum: Rule

    init(logs: [Log], witnesses: [Witness], quorum: Rule) {
        self.logs = logs
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// Whether a head needs no cosignature: `quorum none`.
    public var asksNobody: Bool { quorum == .none }

    /// Whether these witnesses' cosignatures make a quorum.
    ///
    /// - Parameter witnesses: the keys whose cosignatures of one head have been verified. Others than the policy's count nothing.
    /// - Complexity: O(*n*) in the policy's lines.
    public func isSatisfied(by witnesses: Set<VerifierKey>) -> Bool {
        Self.isSatisfied(quorum) { witnesses.contains($0) }
    }

    /// Whether the witnesses that have not answered could make a quorum by themselves: then a head may be cosigned of which
    /// nobody who answered knows.
    ///
    /// With `quorum none` this is always true: see ``asksNobody``.
    public func mightBeSatisfied(withoutThoseThatAnswered answered: Set<VerifierKey>) -> Bool {
        Self.isSatisfied(quorum) { !answered.contains($0) }
    }

    /// The earliest instant at which a quorum had cosigned.
    ///
    /// - Parameter cosigned: when each witness cosigned, in seconds since 1970.
    /// - Returns: `nil` if no quorum has, and for `quorum none`, where nobody vouches for a time.
    public func time(of cosigned: [VerifierKey: UInt64]) -> UInt64? {
        asksNobody ? nil : Self.time(quorum, cosigned)
    }

    private static func isSatisfied(_ rule: Rule, _ has: (VerifierKey) -> Bool) -> Bool {
        switch rule {
        case .none: true
        case .witness(let key): has(key)
        case .group(let threshold, let members): members.count { isSatisfied($0, has) } >= threshold
        }
    }

    private static func time(_ rule: Rule, _ cosigned: [VerifierKey: UInt64]) -> UInt64? {
        switch rule {
        case .none: return nil
        case .witness(let key): return cosigned[key]
        case .group(let threshold, let members):
            let times = members.compactMap { time($0, cosigned) }.sorted()
            return times.count >= threshold ? times[threshold - 1] : nil
        }
    }
}
