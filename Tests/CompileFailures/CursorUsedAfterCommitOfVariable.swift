// expected-error: overlapping accesses to 'transaction'
import LMDB

func count(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws -> Bool {
    var transaction = try environment.beginWrite()
    try transaction.put(table, key: 1, value: bytes)
    var cursor = try transaction.cursor(table)
    try transaction.commit()
    return try cursor.next()
}
