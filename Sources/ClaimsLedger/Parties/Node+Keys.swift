public import Claims
import Foundation
public import Ledger
import SwiftProtobuf

/// That a key was replaced, as its party hands it to the registrar, who records it.
public struct KeyRotation: Sendable {
    /// The party's stream at its registrar.
    public let stream: String
    /// The same for the same two keys, so that it is recorded once.
    public let eventID: String
    public let event: KeyRotated

    /// The event in the proto3 JSON of its message.
    /// - Throws: where it cannot be written.
    public func eventJSON() throws -> String { try event.jsonString() }
}

extension Node {
    /// The newest log of a hosted party that has not ended.
    /// - Parameter code: the party's code, or `role:code`; nil for the only one.
    /// - Throws: `LedgerError` `unknownLog`, which names the choices.
    public func ownLog(as code: String?) throws -> LogIdentity {
        let party = try actor(as: code, operatorName: "").party.description
        guard let log = ledger.logs.last(where: { $0.isHosted && $0.party == party && $0.history.end == nil }) else {
            throw LedgerError(.unknownLog, "\(party) keeps no log here.", remedy: "Name a party that this node hosts.")
        }
        return log
    }

    /// The registrar that has admitted a party, as far as this node holds registrars' logs; nil where it knows none.
    /// - Throws: `LedgerError` `damaged`.
    public func registrar(of party: String) throws -> String? {
        let logs = Set(ledger.logs.filter { $0.role == Role.registrar.rawValue }.map(\.party))
        if let state = try admittedParties()[party] { return state.registrar }
        return logs.count == 1 ? logs.first : nil
    }

    /// What the registrar has to record of each replacement of a log's keys, signed by the keys that were replaced: the same at each call.
    ///
    /// A key that is not here any more signs nothing; the registrar then replaces a witness, mirror or transport key on its own word.
    /// - Parameter registrar: as `registrar:210200`.
    /// - Throws: `Refusal` where it is no party; `LedgerError` `directoryUnusable`.
    public func keyRotations(of log: LogIdentity, registrar: String) throws -> [KeyRotation] {
        let registrar = try Party(registrar)
        let stream = StreamAddress.party(try Party(log.party), at: registrar.code)
        return try log.keyReplacements.map { replaced in
            var event = KeyRotated()
            event.origin = log.origin
            event.purpose =
                switch replaced.role {
                case .log: .logKey
                case .witness: .witnessKey
                case .mirror: .mirrorKey
                case .transport: .transportKey
                }
            event.oldKey = replaced.oldKey
            event.newKey = replaced.newKey
            event.fromSize = replaced.fromSize
            let text = event.signedText(registrar: registrar.description)
            event.signature = Data(
                try Ledger.signRotation(text, by: replaced.oldKey, of: log, in: ledger.directory) ?? [])
            let id = replaced.newKey.split(separator: "+").dropFirst().first ?? ""
            return KeyRotation(
                stream: "\(stream)", eventID: "key-rotation/\(event.purpose.word)/\(id)/\(log.origin.suffix(120))",
                event: event)
        }
    }
}
