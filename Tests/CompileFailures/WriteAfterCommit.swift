// expected-error: 'transaction' used after consume
import LMDB

func write(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws {
    var transaction = try environment.beginWrite()
    try transaction.commit()
    try transaction.put(table, key: 1, value: bytes)
}
