// bench NAME --option value … runs one benchmark once, in this process, and prints its raw numbers as one JSON line.
// Benchmarks/measure.py runs it in turn with its peers and summarises.
import Glibc

let benchmarks: [String: (Arguments) throws -> Measurement] = [
    "append-latency": NodeAppend.latency,
    "header-scan": HeaderScan.run,
    "heads-rebuild": Rebuild.heads,
    "ledger-append": LedgerAppend.run,
    "lmdb-append": LMDBAppend.run,
    "lmdb-read": LMDBRead.run,
    "mirror-catch-up": MirrorCatchUp.run,
    "mirror-commit": MirrorCommit.run,
    "mirror-lag": MirrorCatchUp.lag,
    "mirror-source": MirrorSource.run,
    "node-append": NodeAppend.run,
    "node-fill": WorkNode.fill,
    "node-serve": NodeServe.run,
    "settle": SettleBill.run,
    "settle-texts": SettleBill.texts,
    "verify": VerifyLog.run,
    "views-rebuild": Rebuild.views,
]

let words = Array(CommandLine.arguments.dropFirst())
guard let name = words.first, let benchmark = benchmarks[name] else {
    print("usage: bench \(benchmarks.keys.sorted().joined(separator: "|")) --option value …")
    exit(2)
}
do {
    print(try benchmark(Arguments(Array(words.dropFirst()))).line)
} catch {
    print("bench \(name): \(error)")
    exit(1)
}
