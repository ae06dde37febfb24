import ClaimsLedger
import Foundation
import Glibc
import Ledger

/// The offices as they are before the first day: made once, and copied for every run.
struct Founding: Sendable {
    /// An office and its log.
    struct Member: Sendable {
        let party: String
        let origin: String
        let folder: String
        /// The key that signs its log's heads.
        let logKey: String

        var code: String { String(party.drop { $0 != ":" }.dropFirst()) }
    }

    let members: [Member]

    // Places of the offices.
    static let center = 0
    static let agency = 1
    static let hospitals = [2, 3]
    static let arbiter = 4
    /// Mirrors all others whole.
    static let province = 5

    static let parties = [
        "center:210200", "agency:310100", "hospital:H31019900001", "hospital:H31019900002", "arbiter:110000",
        "center:210000",
    ]

    /// Where the nodes of this process are: in memory where there is such a place, since a run waits for the disk some thousand times.
    static let scratch: String = {
        let memory = "/dev/shm"
        let folder = access(memory, W_OK) == 0 ? "\(memory)/" : NSTemporaryDirectory()
        return "\(folder)triplicate-offices-\(getpid())"
    }()

    static let shared: Result<Founding, any Error> = Result { try Founding() }

    private init() throws {
        var members: [Member] = []
        for (place, party) in Self.parties.enumerated() {
            let folder = "\(Self.scratch)/founded/\(place)"
            let parts = party.split(separator: ":").map(String.init)
            try FileManager.default.createDirectory(
                atPath: "\(Self.scratch)/founded", withIntermediateDirectories: true)
            let made = try Node.initialize(
                folder, role: parts[0], code: parts[1], name: "测试 \(parts[1])",
                origin: "triplicate.example/\(parts[0])-\(parts[1].lowercased())")
            members.append(Member(party: party, origin: made.origin, folder: folder, logKey: made.verifierKeys.log))
        }
        let node = try Node(members[Self.center].folder, readOnly: false, clock: { Calendar.start - 3_600_000 })
        defer { node.close() }
        let scan = try node.storeBlob(Array("an invented scan".utf8))
        _ = try node.record(
            batch: Register.requests(scan: scan), by: node.actor(as: nil, operatorName: "clerk"), atomic: false)
        self.members = members
    }
}
