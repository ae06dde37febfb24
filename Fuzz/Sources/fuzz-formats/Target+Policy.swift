import Evidence
import FuzzDriver

@testable import TransparencyLog

extension FuzzTarget {
    /// A policy file (C2SP tlog-policy), read by those who ask witnesses and by those who show evidence.
    static let tlogPolicy = FuzzTarget.onArray("tlog-policy", longest: 4096) { bytes in
        let policy: TLogPolicy
        do {
            policy = try TLogPolicy(bytes)
        } catch {
            return show(error)
        }
        demand(policy.logs.count <= TLogPolicy.maximumLineCount, "there are as many logs as there may be")
        demand(policy.witnesses.count <= TLogPolicy.maximumLineCount, "there are as many witnesses as there may be")
        demand(policy.logs.allSatisfy { $0.key.type == .ed25519 }, "logs sign heads")
        demand(policy.witnesses.allSatisfy { $0.key.type == .cosignature }, "witnesses cosign")
        let again = must("what was accepted can be written and read") { try TLogPolicy(written(policy)) }
        demand(again == policy, "reading gives the same policy")
        check(policy)
        compare(policy, bytes)
    }

    private static func check(_ policy: TLogPolicy) {
        let all = policy.witnesses.map(\.key)
        demand(policy.isSatisfied(by: Set(all)), "all witnesses are a quorum")
        demand(policy.isSatisfied(by: []) == policy.asksNobody, "nobody is a quorum where nobody is asked")
        demand(policy.mightBeSatisfied(withoutThoseThatAnswered: []), "without answers a quorum is still to come")
        demand(
            policy.mightBeSatisfied(withoutThoseThatAnswered: Set(all)) == policy.asksNobody,
            "where all have answered, no quorum is left")
        // One after the other: the quorum is there from one of them on, which says when.
        var seen: [VerifierKey: UInt64] = [:]
        var first: UInt64?
        for (place, key) in all.enumerated() {
            seen[key] = UInt64(place + 1)
            let isThere = policy.isSatisfied(by: Set(seen.keys))
            demand(first == nil || isThere, "a further cosignature takes no quorum away")
            if isThere, first == nil { first = UInt64(place + 1) }
        }
        demand(policy.time(of: seen) == (policy.asksNobody ? nil : first), "a quorum is as old as its newest member")
    }

    /// Who shows evidence reads a part of such files, and must not read it otherwise.
    private static func compare(_ policy: TLogPolicy, _ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        let shown: EvidencePolicy
        do {
            shown = try EvidencePolicy(file: text)
        } catch {
            return show(error)
        }
        demand(shown.witnesses == policy.witnesses.map(\.key), "both readers see the same witnesses")
        let empty = NoteSignature(key: SampleKeys.witness.verifierKey, signature: [])
        var cosigned: [VerifiedSignature] = []
        for (place, key) in shown.witnesses.enumerated() {
            cosigned.append(VerifiedSignature(key: key, signature: empty, timestamp: UInt64(place + 1)))
            let times = Dictionary(cosigned.map { ($0.key, $0.timestamp ?? 0) }, uniquingKeysWith: { $1 })
            let met = shown.metTime(by: cosigned)
            demand(policy.asksNobody ? met == 0 : met == policy.time(of: times), "both readers see the same quorum")
        }
    }

    /// The policy as a file. Groups get names that no witness has.
    private static func written(_ policy: TLogPolicy) -> [UInt8] {
        func address(_ url: String?) -> String { url.map { " \($0)" } ?? "" }
        var lines = policy.logs.map { Array("log \($0.key.text)\(address($0.url))".utf8) }
        for witness in policy.witnesses {
            let rest = " \(witness.key.text)\(address(witness.url))"
            lines.append([Array("witness ".utf8), witness.nameBytes, Array(rest.utf8)].flatMap(\.self))
        }
        let longest = policy.witnesses.map(\.nameBytes.count).max() ?? 0
        var groups = 0
        func name(_ rule: TLogPolicy.Rule) -> [UInt8] {
            switch rule {
            case .none: return Array("none".utf8)
            case .witness(let key): return policy.witnesses.first { $0.key == key }?.nameBytes ?? []
            case .group(let threshold, let members):
                let names = members.map(name)
                groups += 1
                let own = [UInt8](repeating: UInt8(ascii: "g"), count: longest) + "roup\(groups)".utf8
                let members = names.flatMap { (name: [UInt8]) -> [UInt8] in [0x20] + name }
                lines.append([Array("group ".utf8), own, Array(" \(threshold)".utf8), members].flatMap(\.self))
                return own
            }
        }
        let quorum = name(policy.quorum)
        lines.append(Array("quorum ".utf8) + quorum)
        return lines.flatMap { $0 + [0x0A] }
    }
}
