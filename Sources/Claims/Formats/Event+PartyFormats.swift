extension Event {
    func checkPartyFormats() throws(Refusal) {
        switch kind {
        case .partyAdmitted(let event): try event.checkFormats()
        case .partyAmended(let event):
            try FormatCheck.partyName(event.name)
            try FormatCheck.reached(event.address, event.certificatePins, event.fullMirrors)
            try FormatCheck.required(event.reason, "reason")
        case .keyRotated(let event):
            try FormatCheck.origin(event.origin, "origin")
            try FormatCheck.key(event.oldKey, event.purpose, of: event.origin, "oldKey")
            try FormatCheck.key(event.newKey, event.purpose, of: event.origin, "newKey")
            guard event.purpose == .logKey || event.fromSize == 0 else {
                throw Refusal(.rotationBackwards, "A \(event.purpose.word) key counts for no size of the log.")
            }
        case .keyRevoked(let event):
            try FormatCheck.origin(event.origin, "origin")
            try FormatCheck.key(event.key, event.purpose, of: event.origin, "key")
            if event.purpose == .logKey { try FormatCheck.hash(event.lastGoodRoot, "lastGoodRoot") }
            try FormatCheck.required(event.reason, "reason")
        case .partySuspended(let event): try FormatCheck.required(event.reason, "reason")
        case .partyReinstated(let event): try FormatCheck.required(event.reason, "reason")
        case .logEnded(let event):
            try FormatCheck.head(event.last, "last")
            try FormatCheck.required(event.reason, "reason")
            if event.hasExhibit { try FormatCheck.document(event.exhibit, "exhibit") }
        case .logContinued(let event):
            try FormatCheck.head(event.last, "last")
            try FormatCheck.required(event.reason, "reason")
        default: try checkDisputeFormats()
        }
    }
}

extension PartyAdmitted {
    func checkFormats() throws(Refusal) {
        _ = try Party(party)
        try FormatCheck.partyName(name)
        try FormatCheck.origin(origin, "origin")
        try FormatCheck.key(keys.log, .logKey, of: origin, "keys.log")
        try FormatCheck.key(keys.witness, .witnessKey, of: origin, "keys.witness")
        try FormatCheck.key(keys.mirror, .mirrorKey, of: origin, "keys.mirror")
        try FormatCheck.key(keys.transport, .transportKey, of: origin, "keys.transport")
        try FormatCheck.reached(address, certificatePins, fullMirrors)
        if hasPrevious { try FormatCheck.head(previous, "previous") }
    }
}

extension FormatCheck {
    fileprivate static func partyName(_ name: String) throws(Refusal) {
        try required(name, "name")
        try limited(name, to: 1_000, "name")
    }

    /// A log's origin: a URL without scheme, as checkpoints and entries name it.
    fileprivate static func origin(_ text: String, _ field: @autoclosure () -> String) throws(Refusal) {
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        guard text.utf8.count <= 200, PartyKey.isName(text) else {
            throw Refusal(.malformedOrigin, "\(field()) \"\(text)\" cannot be a log's origin.")
        }
    }

    /// A verifier key of a purpose; that of a log has the log's name.
    fileprivate static func key(
        _ text: String, _ purpose: KeyPurpose, of origin: String, _ field: @autoclosure () -> String
    ) throws(Refusal) {
        guard let type = purpose.signatureType else {
            throw Refusal(.valueUnspecified, "purpose says of no key what it is for.")
        }
        guard !text.isEmpty else { throw Refusal(.missingField, "\(field()) is missing.") }
        guard let key = PartyKey(text), key.type == type else {
            throw Refusal(.malformedKey, "\(field()) is no verifier key for the purpose \(purpose.word).")
        }
        guard purpose != .logKey || key.name == origin else {
            throw Refusal(.malformedKey, "\(field()) has the name \(key.name), and the log's origin is \(origin).")
        }
    }

    fileprivate static func head(_ head: LogHead, _ field: @autoclosure () -> String) throws(Refusal) {
        try origin(head.origin, "\(field()).origin")
        try hash(head.root, "\(field()).root")
    }

    /// Where a party's node is reached, how it is known, and who may read its whole log.
    fileprivate static func reached(_ address: String, _ pins: [String], _ mirrors: [String]) throws(Refusal) {
        if !address.isEmpty {
            let host = address.dropFirst("https://".utf8.count)
            guard address.hasPrefix("https://"), address.utf8.count <= 300, !host.isEmpty, PartyKey.isName(address),
                !host.contains(where: { "/?#@\\".contains($0) })
            else { throw Refusal(.malformedAddress, "address \"\(address)\" is not https://host:port.") }
        }
        try count(pins.count, atMost: 20, "certificatePins")
        for (index, pin) in pins.enumerated() { try hash(pin, "certificatePins[\(index)]") }
        try count(mirrors.count, atMost: 100, "fullMirrors")
        for mirror in mirrors { _ = try Party(mirror) }
    }
}
