import Testing
import TransparencyLog

@testable import Replication

@Suite("A witness that is asked")
struct WitnessTests {
    private let witness = SampleLog.signer(5, .cosignature, name: "w.example")

    private func log(_ count: Int) -> SampleLog {
        var log = SampleLog()
        for _ in 0..<count { log.append() }
        return log
    }

    private func proof(_ log: SampleLog, _ old: UInt64, _ size: UInt64) throws -> [Digest] {
        try MerkleTree.consistencyProof(from: old, to: size) { log.hash($0, $1) }
    }

    /// - Returns: the status.
    private func decide(
        _ request: Witness.Request, _ remembered: MirrorState.Head?
    ) -> Result<Witness.Decision, Witness.Refusal> {
        Result { () throws(Witness.Refusal) in
            try Witness.decide(request, remembered: { _ in remembered }) { origin, size in
                origin == SampleLog.origin ? SampleLog.party.logKeys(at: size) : nil
            }
        }
    }

    private func status(_ request: Witness.Request, _ remembered: MirrorState.Head?) -> Int {
        switch decide(request, remembered) {
        case .success: 200
        case .failure(let refusal): refusal.status
        }
    }

    @Test("The example of tlog-witness is read and written as it stands.")
    func example() throws {
        let body = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

            """
        let request = try Witness.Request(body: Array(body.utf8))
        #expect(request.oldSize == 20_852_014 && request.proof.count == 4 && request.body == body)
        #expect(status(request, nil) == 404)
    }

    @Test("A head that follows the one remembered is cosigned; any old size up to it, any new one.")
    func follows() throws {
        let log = log(40)
        for old in UInt64(0)...40 {
            for size in old...40 {
                let request = Witness.Request(oldSize: old, proof: try proof(log, old, size), note: log.note(size))
                let remembered = old == 0 ? nil : MirrorState.Head(size: old, root: log.root(old))
                let decision = try decide(Witness.Request(body: Array(request.body.utf8)), remembered).get()
                #expect(decision.head == MirrorState.Head(size: size, root: log.root(size)))
                let signature = try witness.cosign(decision.checkpoint, at: 1_700_000_000)
                let answer = Array(Witness.body(of: [signature]).utf8)
                let read = try Witness.cosignatures(in: answer, of: decision.note, witnesses: [witness.verifierKey])
                #expect(read.map(\.timestamp) == [1_700_000_000])
            }
        }
    }

    @Test("Each refusal has the status of tlog-witness.")
    func refusals() throws {
        let log = log(20)
        let head = MirrorState.Head(size: 10, root: log.root(10))
        let good = Witness.Request(oldSize: 10, proof: try proof(log, 10, 20), note: log.note(20))
        #expect(status(good, head) == 200)
        let stranger = SampleLog.signer(2, .ed25519)
        let lost = SampleLog.signer(2, .ed25519, name: "elsewhere.example")
        #expect(status(.init(oldSize: 10, proof: good.proof, note: log.note(20, by: stranger)), head) == 403)
        #expect(
            status(.init(oldSize: 10, proof: good.proof, note: log.note(20, by: lost, origin: lost.name)), head) == 404)
        let forged = good.note.replacing("\n20\n", with: "\n19\n")
        #expect(status(.init(oldSize: 10, proof: good.proof, note: forged), head) == 403)
        #expect(status(.init(oldSize: 21, proof: [], note: log.note(20)), head) == 400)
        #expect(status(.init(oldSize: 10, proof: [], note: "junk"), head) == 400)
        guard case .failure(let conflict) = decide(.init(oldSize: 0, proof: [], note: log.note(20)), head) else {
            Issue.record("an old size that is not remembered is a conflict")
            return
        }
        #expect(conflict.status == 409 && conflict.conflictBody == "10\n")
        #expect(Witness.rememberedSize(in: Array("10\n".utf8)) == 10)
        for wrong in ["10", "", "010\n", "-1\n", "9223372036854775808\n"] {
            #expect(Witness.rememberedSize(in: Array(wrong.utf8)) == nil)
        }
        #expect(status(good, nil) == 409)
        #expect(status(.init(oldSize: 10, proof: Array(good.proof.dropLast()), note: good.note), head) == 422)
        #expect(status(.init(oldSize: 10, proof: good.proof + good.proof, note: good.note), head) == 422)
        #expect(status(.init(oldSize: 0, proof: good.proof, note: good.note), nil) == 422)
        var other = log.forked(at: 9)
        for _ in 0..<11 { other.append() }
        #expect(status(.init(oldSize: 10, proof: try proof(other, 10, 20), note: other.note(20)), head) == 422)
        #expect(status(.init(oldSize: 10, proof: [], note: other.note(10)), head) == 409)
        let empty = "\(SampleLog.origin)\n0\n\(log.root(1).base64)\n"
        let note = try Note(text: empty, signatures: [SampleLog.key.sign(noteText: empty)]).encoded
        #expect(status(.init(oldSize: 0, proof: [], note: note), nil) == 422)
        #expect(status(.init(oldSize: 0, proof: [], note: SampleLog().note(0)), nil) == 200)
    }

    @Test(
        "A body that is not as tlog-witness has it is refused with 400.",
        arguments: [
            "", "old 1", "old 1\n", "old 01\n\nx", "old -1\n\nx", "Old 1\n\nx", "old  1\n\nx", "old 1 \n\nx",
            "old 1\nAA==\n\nx", "old 1\r\n\r\nx", "old 9223372036854775808\n\nx",
            "old 1\n" + String(repeating: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", count: 64) + "\nx",
        ])
    func malformed(body: String) {
        #expect { try Witness.Request(body: Array(body.utf8)) } throws: { ($0 as? Witness.Refusal)?.status == 400 }
    }

    // MARK: The guard at the start

    private func own(_ log: SampleLog, _ size: UInt64) -> StartGuard.OwnLog {
        StartGuard.OwnLog(origin: SampleLog.origin, size: size, root: log.root(size), checkpoint: log.note(size)) {
            smaller in
            var opening = (try? MerkleTree.consistencyProof(from: smaller, to: size) { log.hash($0, $1) }) ?? []
            if smaller.nonzeroBitCount == 1 { opening.insert(log.root(smaller), at: 0) }
            return (log.root(smaller), opening)
        }
    }

    private func cosigned(_ log: SampleLog, _ size: UInt64, by key: SignerKey) throws -> StartGuard.Answer {
        let note = try Note(log.note(size))
        return .head(note: try note.adding([key.cosign(Checkpoint(note.text), at: 5)]).encoded)
    }

    @Test("A node appends only if nobody who might know more has kept silent.")
    func guarded() throws {
        let keys = (0..<3).map { SampleLog.signer(UInt8(20 + $0), .cosignature, name: "w\($0).example") }
        let lines = keys.enumerated().map { "witness w\($0) \($1.verifierKey.text)\n" }.joined()
        let policy = try TLogPolicy(lines + "group g 2 w0 w1 w2\nquorum g\n")
        let log = log(40)
        func judge(_ size: UInt64, _ answers: [Int: StartGuard.Answer], _ policy: TLogPolicy = policy)
            -> StartGuard.Verdict
        {
            let byKey = Dictionary(uniqueKeysWithValues: answers.map { (keys[$0].verifierKey, $1) })
            return StartGuard.judge(
                own(log, size), keys: { SampleLog.party.logKeys(at: $0) }, policy: policy, answers: byKey)
        }
        let missing = keys.map(\.verifierKey)
        #expect(judge(20, [:]) == .undecided(missing: missing))
        #expect(judge(20, [0: .nothing]) == .undecided(missing: Array(missing[1...])))
        #expect(judge(20, [0: .nothing, 1: .failed]) == .undecided(missing: Array(missing[1...])))
        #expect(judge(20, [0: .nothing, 2: .nothing]) == .go)
        #expect(judge(20, [0: try cosigned(log, 20, by: keys[0]), 1: try cosigned(log, 7, by: keys[1])]) == .go)
        // A note that another witness cosigned is no answer of this one.
        #expect(
            judge(20, [0: try cosigned(log, 20, by: keys[1]), 1: .nothing])
                == .undecided(missing: [missing[0], missing[2]]))
        #expect(judge(20, [0: .head(note: "junk"), 1: .nothing]) == .undecided(missing: [missing[0], missing[2]]))
        guard
            case .behind(let note) = judge(
                20, [0: try cosigned(log, 21, by: keys[0]), 1: try cosigned(log, 30, by: keys[1])])
        else {
            Issue.record("a larger head is what the node lacks")
            return
        }
        #expect(note.contains("\n30\n"))
        var other = log.forked(at: 5)
        for _ in 0..<30 { other.append() }
        for size in [UInt64(6), 8, 16, 19, 20] {
            guard case .forked(let exhibit) = judge(20, [1: try cosigned(other, size, by: keys[1])]) else {
                Issue.record("a head of another history, of size \(size), convicts")
                continue
            }
            #expect(try exhibit.convicts(origin: SampleLog.origin) { SampleLog.party.logKeys(at: $0) })
        }
        guard
            case .forked = judge(20, [0: try cosigned(other, 30, by: keys[0]), 1: try cosigned(log, 30, by: keys[1])])
        else {
            Issue.record("two heads of one size convict")
            return
        }
        let nobody = try TLogPolicy(lines + "quorum none\n")
        #expect(judge(20, [:], nobody) == .go)
        #expect(judge(20, [0: try cosigned(log, 21, by: keys[0])], nobody) != .go)
    }

    @Test("An exhibit convicts only if the log signed both heads and its hashes lead to the larger.")
    func exhibits() throws {
        let log = log(40)
        var other = log.forked(at: 5)
        for _ in 0..<30 { other.append() }
        let keys: (UInt64) -> [VerifierKey] = { SampleLog.party.logKeys(at: $0) }
        for size in [UInt64(6), 8, 13, 16] {
            var opening = try proof(log, size, 40)
            if size.nonzeroBitCount == 1 { opening.insert(log.root(size), at: 0) }
            let exhibit = ForkExhibit(smaller: other.note(size), larger: log.note(40), proof: opening)
            #expect(try exhibit.convicts(origin: SampleLog.origin, keys: keys))
            let honest = ForkExhibit(smaller: log.note(size), larger: log.note(40), proof: opening)
            #expect(try honest.convicts(origin: SampleLog.origin, keys: keys) == false)
            for wrong in [[], Array(opening.dropLast()), opening.reversed(), opening + [opening[0]]]
            where wrong != opening {
                let forged = ForkExhibit(smaller: log.note(size), larger: log.note(40), proof: wrong)
                #expect(throws: TransparencyError.self) { try forged.convicts(origin: SampleLog.origin, keys: keys) }
            }
        }
        let stranger = ForkExhibit(
            smaller: other.note(10, by: SampleLog.signer(2, .ed25519)), larger: log.note(10), proof: [])
        #expect(throws: TransparencyError.self) { try stranger.convicts(origin: SampleLog.origin, keys: keys) }
    }
}
