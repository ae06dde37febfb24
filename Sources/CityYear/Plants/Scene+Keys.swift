import Claims

extension Scene {
    /// The registrar admits a hospital; in July its key is stolen, in December that comes out, and the key is revoked: nothing that it
    /// signed from July on counts.
    mutating func loseKey(of hospital: Hospital) {
        let party = hospital.party
        let stream = "party/210200/hospital-\(hospital.code)"
        plan(WorkCalendar.firstDay, 485, by: City.registrar, "registry.wu", in: stream) { books in
            guard let facts = books.log?(party), facts.keys.count == 4 else { return nil }
            var event = PartyAdmitted()
            event.party = party
            event.name = hospital.name
            event.origin = City.origin(of: party)
            event.keys.log = facts.keys[0]
            event.keys.witness = facts.keys[1]
            event.keys.mirror = facts.keys[2]
            event.keys.transport = facts.keys[3]
            event.address = "https://hospital.example:8443"
            return .partyAdmitted(event)
        }
        // Nothing is recorded on that day: it is only known afterwards which head was the last good one.
        plan(WorkCalendar.day("2025-07-01"), 1, by: City.registrar, "registry.wu", in: stream) { books in
            books.lastGood = books.log?(party)
            return nil
        }
        plan(WorkCalendar.day("2025-12-22"), 485, by: City.registrar, "registry.wu", in: stream) { books in
            guard let facts = books.lastGood, let key = facts.keys.first, facts.size > 0 else { return nil }
            var event = KeyRevoked()
            event.origin = City.origin(of: party)
            event.purpose = .logKey
            event.key = key
            event.lastGoodSize = facts.size
            event.lastGoodRoot = facts.root
            event.reason = "密钥失窃"
            return .keyRevoked(event)
        }
    }
}
