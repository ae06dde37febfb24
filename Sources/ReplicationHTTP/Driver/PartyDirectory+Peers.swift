public import Ledger
public import Replication
import TransparencyLog

extension PartyDirectory {
    /// What the registrars say, as far as it contradicts neither this node's administrator nor this node, and of parties that none has
    /// admitted what the administrator says.
    ///
    /// A registrar's word goes before where it names all the keys that the administrator has named: it also says when a key ends. It
    /// does not count
    /// - of a peer whose party is another there, or one of whose keys it has never named: the administrator's word stands;
    /// - of a peer that is a registrar itself, unless it is that registrar's own word;
    /// - of further logs of a party of which the administrator's word stands, or that is hosted here under another admission;
    /// - of the party and the keys of a log that is hosted here.
    /// - Parameter hosted: the logs that this node writes.
    /// - Returns: the directory, and the origins of peers and of own logs about whom the two contradict each other.
    public func joined(
        with peers: PeerList, hosted: [LogIdentity] = []
    ) -> (directory: PartyDirectory, contradicted: [String]) {
        var records = records
        var contradicted: [String] = []
        /// Parties of which no registrar's word counts beyond the logs that are peers or hosted here.
        var own: Set<String> = []
        for peer in peers.peers {
            let said = records[peer.origin]
            let isOwnWord = !peer.isRegistrar || said?.registrar == peer.origin
            guard var record = said, isOwnWord, record.party == peer.party, record.names(peer.keys.all) else {
                if said != nil, isOwnWord { contradicted.append(peer.origin) }
                records[peer.origin] = peer.record
                own.insert(peer.party)
                continue
            }
            // Where it is reached is what this node has found to work; who it is, the registrar's word.
            if let address = peer.address { record.address = address.text }
            if !peer.pins.isEmpty { record.certificatePins = peer.pins }
            records[peer.origin] = record
        }
        for log in hosted {
            let keys = log.verifierKeys.compactMap { try? VerifierKey($0) }
            if var record = records[log.origin], record.party == log.party, record.namesLog(log) {
                record.take(keys)
                records[log.origin] = record
            } else {
                if records[log.origin] != nil { contradicted.append(log.origin) }
                records[log.origin] = nil
                own.insert(log.party)
            }
        }
        let known = Set(peers.peers.map(\.origin) + hosted.map(\.origin))
        let remaining = records.values.filter { !own.contains($0.party) || known.contains($0.origin) }
        return (PartyDirectory(remaining), contradicted)
    }
}

extension PartyRecord {
    /// Whether these keys are this party's, or once were.
    fileprivate func names(_ keys: [VerifierKey]) -> Bool {
        let known = logKeys.map(\.key) + witnessKeys + mirrorKeys + transportKeys + formerKeys
        return keys.allSatisfy { known.contains($0) }
    }

    /// Whether it names a key that signs, or once signed, the heads of a log that is hosted here.
    fileprivate func namesLog(_ log: LogIdentity) -> Bool {
        let keys = log.verifierKeys.prefix(1) + log.history.replaced.filter { $0.until != nil }.map(\.key)
        return keys.contains { text in logKeys.contains { $0.key.text == text } }
    }

    /// Takes the four keys of a log that is hosted here for the valid ones.
    fileprivate mutating func take(_ keys: [VerifierKey]) {
        guard keys.count >= 4 else { return }
        witnessKeys = [keys[1]]
        mirrorKeys = [keys[2]]
        transportKeys = [keys[3]]
    }
}
