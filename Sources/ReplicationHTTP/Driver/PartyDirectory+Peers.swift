public import Replication

extension PartyDirectory {
    /// What the registrars say, and of parties that none has admitted what the node's administrator says.
    ///
    /// A registrar's word goes before: it also says when a key ends. But a log key that the administrator has named and the registrar
    /// has not is a contradiction, and nothing is believed of that party until it is gone.
    /// - Returns: the directory, and the origins of peers about whom the two contradict each other.
    public func joined(with peers: PeerList) -> (directory: PartyDirectory, contradicted: [String]) {
        var records = Array(records.values)
        var contradicted: [String] = []
        for peer in peers.peers {
            guard let index = records.firstIndex(where: { $0.origin == peer.origin }) else {
                records.append(peer.record)
                continue
            }
            if let key = peer.keys.log, !records[index].logKeys.contains(where: { $0.key == key }) {
                contradicted.append(peer.origin)
                records.remove(at: index)
                continue
            }
            // Where it is reached is what this node has found to work; who it is, the registrar's word.
            if let address = peer.address { records[index].address = address.text }
            if !peer.pins.isEmpty { records[index].certificatePins = peer.pins }
        }
        return (PartyDirectory(records), contradicted)
    }
}
