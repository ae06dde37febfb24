// expected-error: overlapping accesses to 'transaction'
import LMDB

func copy(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws -> Int {
    try environment.write { transaction in
        let old = try transaction.get(table, key: 1)
        try transaction.put(table, key: 2, value: bytes)
        return old?.byteCount ?? 0
    }
}
