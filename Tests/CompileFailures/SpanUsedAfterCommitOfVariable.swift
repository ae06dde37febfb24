// expected-error: overlapping accesses to 'transaction'
import LMDB

func size(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws -> Int {
    var transaction = try environment.beginWrite()
    try transaction.put(table, key: 1, value: bytes)
    let span = try transaction.get(table, key: 1)
    try transaction.commit()
    return span?.byteCount ?? 0
}
