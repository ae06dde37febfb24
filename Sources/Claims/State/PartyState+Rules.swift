extension PartyState {
    /// The log in which the party goes on; `nil` before it is admitted, and between an end and the next admission.
    public var currentLog: Log? { logs.last.flatMap { $0.hasEnd ? nil : $0 } }

    func judge(_ event: Event.OneOf_Kind, by actor: Actor, in stream: StreamAddress) throws(Refusal) {
        switch event {
        case .partyAdmitted(let admission): try judge(admission, in: stream)
        case .partyAmended: _ = try requireAdmitted(stream)
        case .keyRotated(let rotation): try judge(rotation, in: stream)
        case .keyRevoked(let revocation): try judge(revocation, in: stream)
        case .partySuspended:
            _ = try requireAdmitted(stream)
            guard !suspended else { throw Refusal(.alreadySuspended, "\(party) is suspended already.") }
        case .partyReinstated:
            _ = try requireAdmitted(stream)
            guard suspended else { throw Refusal(.notSuspended, "\(party) is not suspended.") }
        case .logEnded(let end):
            _ = try requireOpen(end.last.origin, in: stream)
        case .logContinued: try judgeContinuation(by: actor, in: stream)
        default: break
        }
    }

    private func judge(_ admission: PartyAdmitted, in stream: StreamAddress) throws(Refusal) {
        guard stream.namedParty?.description == admission.party else {
            throw Refusal(.admittedElsewhere, "\(admission.party) is admitted, and the stream is \(stream).")
        }
        if let log = currentLog {
            throw Refusal(.alreadyAdmittedParty, "\(party) has the log \(log.origin).")
        }
        guard !logs.contains(where: { $0.origin == admission.origin }) else {
            throw Refusal(.originUsed, "\(admission.origin) was a log of \(party).")
        }
        guard admission.hasPrevious == !logs.isEmpty, logs.last.map({ $0.end == admission.previous }) ?? true else {
            throw Refusal(
                .previousDiffers,
                logs.last.map { "The log \($0.origin) ended at size \($0.end.size) with another head than is stated." }
                    ?? "\(admission.party) has no log before this one.")
        }
        let keys = [admission.keys.log, admission.keys.witness, admission.keys.mirror, admission.keys.transport]
        for (index, key) in keys.enumerated() { try requireNew(key, besides: keys[..<index]) }
    }

    private func judge(_ rotation: KeyRotated, in stream: StreamAddress) throws(Refusal) {
        let log = try requireOpen(rotation.origin, in: stream)
        let old = try requireKey(rotation.oldKey, rotation.purpose, of: log)
        guard !old.hasRotated, rotation.purpose != .logKey || !old.hasRevoked else {
            throw Refusal(
                .keyEnded, "The \(rotation.purpose.word) key \(rotation.oldKey) is replaced or revoked already.")
        }
        try requireNew(rotation.newKey, besides: [])
        if rotation.purpose == .logKey, rotation.fromSize <= old.fromSize {
            throw Refusal(
                .rotationBackwards,
                "The new key is to sign from size \(rotation.fromSize) on, and the old one signs from \(old.fromSize).")
        }
        // Whoever lost a witness, mirror or transport key cannot sign with it; a log of which the key is lost has ended.
        guard rotation.purpose == .logKey || !rotation.signature.isEmpty else { return }
        let text = rotation.signedText(registrar: stream.decider.description)
        guard rotation.signature.count == 64,
            PartyKey(rotation.oldKey)?.isValidSignature(Array(rotation.signature), for: Array(text.utf8)) == true
        else { throw Refusal(.rotationUnsigned, "The old key \(rotation.oldKey) has not signed the rotation.") }
    }

    private func judge(_ revocation: KeyRevoked, in stream: StreamAddress) throws(Refusal) {
        let log = try requireOpen(revocation.origin, in: stream)
        let key = try requireKey(revocation.key, revocation.purpose, of: log)
        guard !key.hasRevoked else { throw Refusal(.keyEnded, "The key \(revocation.key) is revoked already.") }
        guard revocation.purpose == .logKey else { return }
        let last = revocation.lastGoodSize
        guard last < .max, last + 1 >= key.fromSize, !key.hasUntilSize || last < key.untilSize else {
            let end = key.hasUntilSize ? "up to \(key.untilSize &- 1)" : "on"
            throw Refusal(
                .revocationBackwards,
                "The last good size is \(last), and the key signed from size \(key.fromSize) \(end).")
        }
    }

    // MARK: What has to be there

    private func requireAdmitted(_ stream: StreamAddress) throws(Refusal) -> Log {
        guard let log = logs.last else { throw Refusal(.partyNotAdmitted, "Nobody is admitted in \(stream).") }
        return log
    }

    private func requireOpen(_ origin: String, in stream: StreamAddress) throws(Refusal) -> Log {
        _ = try requireAdmitted(stream)
        guard let log = logs.last(where: { $0.origin == origin }) else {
            throw Refusal(.partyNotAdmitted, "\(origin) is no log of \(party).")
        }
        guard !log.hasEnd else { throw Refusal(.logHasEnded, "\(origin) ended at size \(log.end.size).") }
        return log
    }

    private func requireKey(_ text: String, _ purpose: KeyPurpose, of log: Log) throws(Refusal) -> Key {
        guard let key = log.keys.last(where: { $0.key == text && $0.purpose == purpose }) else {
            throw Refusal(.keyUnknown, "\(text) is no \(purpose.word) key of \(log.origin).")
        }
        return key
    }

    /// By the public key: the same bytes under another name, or for another purpose, are the same key.
    private func requireNew(_ text: String, besides others: ArraySlice<String>) throws(Refusal) {
        let used = (logs.flatMap(\.keys).map(\.key) + others).compactMap { PartyKey($0)?.publicKey }
        guard let key = PartyKey(text), !used.contains(key.publicKey) else {
            throw Refusal(.keyUsed, "\(text) is, or was, a key of the party.")
        }
    }

    // MARK: Effects

    mutating func apply(_ event: Event.OneOf_Kind, _ act: Act) {
        switch event {
        case .partyAdmitted(let event): apply(event, act)
        case .partyAmended(let event):
            name = event.name
            address = event.address
            certificatePins = event.certificatePins
            fullMirrors = event.fullMirrors
            amended = act
        case .keyRotated(let event):
            change(event.oldKey, event.purpose, of: event.origin) { key in
                key.rotated = act
                if event.purpose == .logKey { key.untilSize = event.fromSize }
            }
            guard let log = logs.firstIndex(where: { $0.origin == event.origin }) else { return }
            logs[log].keys.append(PartyState.key(event.purpose, event.newKey, from: event.fromSize, act))
        case .keyRevoked(let event):
            change(event.key, event.purpose, of: event.origin) { key in
                key.revoked = act
                key.revokedBecause = event.reason
                guard event.purpose == .logKey else { return }
                // Beyond every size, which no rule lets pass, it would count for none.
                key.untilSize = event.lastGoodSize &+ 1
                key.lastGood.origin = event.origin
                key.lastGood.size = event.lastGoodSize
                key.lastGood.root = event.lastGoodRoot
            }
        case .partySuspended(let event):
            suspended = true
            suspendedBecause = event.reason
            suspension = act
        case .partyReinstated:
            suspended = false
            suspendedBecause = ""
            clearSuspension()
        case .logEnded(let event):
            guard let log = logs.firstIndex(where: { $0.origin == event.last.origin }) else { return }
            logs[log].end = event.last
            logs[log].ended = act
            logs[log].endedBecause = event.reason
            if event.hasExhibit { logs[log].exhibit = event.exhibit }
        case .logContinued(let event): apply(event, act)
        default: break
        }
    }

    private mutating func apply(_ event: PartyAdmitted, _ act: Act) {
        party = event.party
        name = event.name
        registrar = act.party
        registrarLog = act.entry.origin
        address = event.address
        certificatePins = event.certificatePins
        fullMirrors = event.fullMirrors
        var log = Log()
        log.origin = event.origin
        log.admitted = act
        if event.hasPrevious { log.previous = event.previous }
        log.keys = [
            PartyState.key(.logKey, event.keys.log, from: 0, act),
            PartyState.key(.witnessKey, event.keys.witness, from: 0, act),
            PartyState.key(.mirrorKey, event.keys.mirror, from: 0, act),
            PartyState.key(.transportKey, event.keys.transport, from: 0, act),
        ]
        logs.append(log)
        compareContinuations()
    }

    private static func key(_ purpose: KeyPurpose, _ text: String, from size: UInt64, _ act: Act) -> Key {
        var key = Key()
        key.purpose = purpose
        key.key = text
        key.fromSize = size
        key.introduced = act
        return key
    }

    private mutating func change(
        _ text: String, _ purpose: KeyPurpose, of origin: String, _ change: (inout Key) -> Void
    ) {
        guard let log = logs.firstIndex(where: { $0.origin == origin }),
            let key = logs[log].keys.lastIndex(where: { $0.key == text && $0.purpose == purpose })
        else { return }
        change(&logs[log].keys[key])
    }
}

extension PartyState.Log {
    /// The keys of a purpose that count now: neither replaced nor revoked.
    public func currentKeys(_ purpose: KeyPurpose) -> [PartyState.Key] {
        keys.filter { $0.purpose == purpose && !$0.hasRotated && !$0.hasRevoked }
    }

    /// Why no key of the log covers an entry; `nil` if one does. An entry is first signed by a head one larger than its number.
    func reasonNotCovered(_ number: UInt64) -> (chinese: String, english: String)? {
        if hasEnd, number >= end.size {
            return (
                "日志 \(origin) 已于 \(end.size) 条终止", "the log \(origin) had ended at size \(end.size) (\(endedBecause))"
            )
        }
        let size = number &+ 1
        let ranges = keys.filter { $0.purpose == .logKey }
        guard !ranges.contains(where: { $0.fromSize <= size && (!$0.hasUntilSize || size < $0.untilSize) }) else {
            return nil
        }
        if let revoked = ranges.last(where: \.hasRevoked) {
            return (
                "日志密钥已撤销，最后可信条数为 \(revoked.lastGood.size)",
                "the log's key is revoked, and the last head that it rightly signed has the size \(revoked.lastGood.size)"
            )
        }
        return ("该条数下无有效密钥", "no key of the log is valid at the size \(size)")
    }
}
