import ClaimsLedger
import Foundation
import Glibc
import Ledger
import Simulation
import Synchronization
import TransparencyLog

/// Nodes start, stop, and come back with what they had, or with an old backup.
extension Country {
    func start(_ office: Office) {
        let skew = office.skew
        must("\(office.party) does not start") {
            let node = try Node(
                office.path, readOnly: false, holdsAppends: office.isHeld,
                clock: { [clock] in max(0, clock.time + skew) })
            office.node = node
            office.incarnation += 1
            office.forget()
            if office.isHeld, bug == .skipsStartCheck {
                node.ledger.allowAppends()
                office.isHeld = false
            }
            trace.note(now, "start", office.index, office.incarnation)
            try startMirrors(office, on: node)
            checkNew(office)
            if !office.isHeld { try checkAcknowledged(of: office, node) }
            planDesk(office)
            if office.isHeld { askForHead(office) }
            if office.incarnation == 1 || bug != .stopsReacting { planReaction(office) }
        }
    }

    /// Whether the power goes at a step of a commit. The node is gone then.
    /// - Parameter share: of so many such steps, one counts.
    func crashes(_ office: Office, _ step: String, oneOf share: Int = 1) -> Bool {
        guard isFaulty, random.happens(perMille: profile.stepCrash), random.draw(1...share) == 1 else { return false }
        tally.add(.crashes, step)
        stop(office, with: nil)
        return true
    }

    /// Does something that commits several times; the power may go after any of its commits.
    /// - Returns: nil where it went.
    func stepwise<Result>(_ office: Office, _ step: String, _ body: (Node) throws -> Result) throws -> Result? {
        guard let node = office.node else { return nil }
        guard isFaulty, random.happens(perMille: 6 * profile.stepCrash) else { return try body(node) }
        // What mirrors have committed is still being told by the writer's thread: what it would tell late is not counted, and while it is at
        // that, a commit would go its way and not this thread's.
        usleep(2_000)
        let shot = Snapshot(of: office.path, at: nextPath(office), afterCommits: random.draw(1...3))
        let subscription = node.ledger.whenGrown { shot.committed() }
        let result = try body(node)
        subscription.cancel()
        guard shot.isTaken else { return result }
        tally.add(.crashes, step)
        stop(office, with: shot.path)
        return nil
    }

    /// The power goes: what is on the disk now, or was when `image` was taken, is what there is.
    func stop(_ office: Office, with image: String?) {
        trace.note(now, "stop", office.index, office.incarnation)
        must("\(office.party)'s files cannot be copied") {
            let path = image ?? nextPath(office)
            if image == nil { try FileManager.default.copyItem(atPath: office.path, toPath: path) }
            office.node?.close()
            office.node = nil
            office.incarnation += 1
            try FileManager.default.removeItem(atPath: office.path)
            office.path = path
        }
        let incarnation = office.incarnation
        queue.plan(at: now + Int64(random.draw(1...1_500)) * 60_000) { [self] in
            if !office.isUp, office.incarnation == incarnation { start(office) }
        }
    }

    private func nextPath(_ office: Office) -> String {
        copies += 1
        return "\(folder)/\(office.index).\(copies)"
    }

    // MARK: Old backups

    func backUp(_ office: Office) {
        guard let node = office.node else { return }
        let file = "\(folder)/\(office.index).backup"
        must("\(office.party) cannot be backed up") { _ = try node.backUp(to: file) }
        office.backup = file
    }

    /// The node is lost, and comes back as it was at its backup: it asks for its newest head before it appends.
    func rewind(_ office: Office) {
        guard isFaulty, let file = office.backup else { return }
        office.backup = nil
        tally.add(.disk, "old backups")
        trace.note(now, "rewind", office.index)
        let path = nextPath(office)
        must("\(office.party) cannot be restored") {
            _ = try Node.restore(from: file, to: path, keys: "\(office.path)/keys", trust: [])
            office.checked = 0
            office.isHeld = true
            office.wasRewound = true
            stop(office, with: path)
        }
    }

    /// Asks all others which head of the own log they hold.
    func askForHead(_ office: Office) {
        guard office.isHeld, office.isUp else { return }
        for other in offices where other.index != office.index {
            let incarnation = office.incarnation
            deliver(from: office.index, to: other.index) { [self] in
                guard let node = other.node, let log = node.ledger.log(origin: office.member.origin) else { return }
                let note = (try? node.ledger.checkpoint(of: log)) ?? nil
                let size = note.flatMap { try? Checkpoint(Note($0).text).size } ?? 0
                deliver(from: other.index, to: office.index) { [self] in
                    guard office.incarnation == incarnation, office.isHeld else { return }
                    office.heads[other.index] = Office.Head(size: size, note: note ?? "")
                    if office.heads.count == offices.count - 1 { decide(office) }
                }
            }
        }
        plan(office, in: Calendar.hour * Int64(isFaulty ? 6 : 24)) { [self] in askForHead($0) }
    }

    /// All have said what they hold: the node goes on, or takes from the full mirror what it lacks.
    private func decide(_ office: Office) {
        guard let node = office.node, let log = office.ownLog(on: node),
            let newest = office.heads.values.max(by: { $0.size < $1.size }),
            let whole = office.heads[Founding.province]
        else { return }
        office.heads = [:]
        must("\(office.party) cannot be recovered") {
            let size = try node.ledger.tree(of: log).frontier.size
            if newest.size <= size {
                node.ledger.allowAppends()
                office.isHeld = false
                if node.ledger.holdsAppends { tally.add(.disk, "backups that waited for others' entries") }
                // What nobody else holds is gone; nobody has seen it.
                office.acknowledged.removeAll { $0.number.map { $0 >= size } ?? false }
                tally.add(.disk, "backups that caught up with themselves")
                grown(office)
            } else if whole.size == newest.size {
                recover(office, log, from: size, whole)
            }
        }
    }

    private func recover(_ office: Office, _ log: LogIdentity, from size: UInt64, _ head: Office.Head) {
        let (province, incarnation) = (offices[Founding.province], office.incarnation)
        deliver(from: office.index, to: province.index) { [self] in
            guard let node = province.node, let held = node.ledger.log(origin: log.origin) else { return }
            let entries = (size..<head.size).compactMap { number in
                (try? node.ledger.proof(of: number, in: held, size: head.size))??.entry
            }
            let blobs = entries.flatMap { Node.blobNames(inEntry: $0) }
                .compactMap { Digest(hex: $0).flatMap { try? node.ledger.blobs.content(of: $0) } }
            guard entries.count == Int(head.size - size) else { return }
            deliver(from: province.index, to: office.index) { [self] in
                guard let node = office.node, office.incarnation == incarnation, office.isHeld else { return }
                must("\(office.party) cannot take back its log") {
                    for blob in blobs { _ = try node.ledger.blobs.store(blob) }
                    try node.ledger.recover(own: log, entries: entries, checkpoint: head.note)
                    tally.add(.disk, "entries taken back", entries.count)
                }
                checkNew(office)
                askForHead(office)
            }
        }
    }
}

/// A copy of a node's files, taken when it has committed so many times.
private final class Snapshot: Sendable {
    let path: String
    private let source: String
    private let commits: Int
    private let thread = pthread_self()
    private let seen = Atomic(0)
    private let taken = Atomic(false)

    init(of source: String, at path: String, afterCommits commits: Int) {
        self.source = source
        self.path = path
        self.commits = commits
    }

    var isTaken: Bool { taken.load(ordering: .acquiring) }

    func committed() {
        guard pthread_equal(pthread_self(), thread) != 0 else { return }
        guard seen.add(1, ordering: .acquiringAndReleasing).newValue == commits else { return }
        guard (try? FileManager.default.copyItem(atPath: source, toPath: path)) != nil else { return }
        taken.store(true, ordering: .releasing)
    }
}
