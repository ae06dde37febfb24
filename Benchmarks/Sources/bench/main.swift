// bench NAME --option value … runs one benchmark once, in this process, and prints its raw numbers as one JSON line.
// Benchmarks/measure.py runs it in turn with its peers and summarises.
import Measuring

run([
    "append-latency": NodeAppend.latency,
    "header-scan": HeaderScan.run,
    "heads-rebuild": Rebuild.heads,
    "ledger-append": LedgerAppend.run,
    "lmdb-append": LMDBAppend.run,
    "lmdb-read": LMDBRead.run,
    "mirror-commit": MirrorCommit.run,
    "node-append": NodeAppend.run,
    "node-cold": NodeCold.run,
    "node-fill": WorkNode.fill,
    "node-serve": NodeServe.run,
    "settle": SettleBill.run,
    "settle-texts": SettleBill.texts,
    "verify": VerifyLog.run,
    "views-rebuild": Rebuild.views,
    "year-fill": YearOfCity.fill,
    "year-findings": YearOfCity.findings,
    "year-views": YearOfCity.views,
])
