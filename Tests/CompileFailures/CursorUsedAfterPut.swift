// expected-error: overlapping accesses to 'transaction'
import LMDB

func move(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws {
    var transaction = try environment.beginWrite()
    var cursor = try transaction.cursor(table)
    _ = try cursor.next()
    try transaction.put(table, key: 1, value: bytes)
    _ = try cursor.next()
    try transaction.commit()
}
