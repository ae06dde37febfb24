// expected-error: overlapping accesses to 'transaction'
import LMDB

func bytes(_ environment: Environment, _ table: Table) throws -> Int {
    var transaction = try environment.beginRead()
    let span = try transaction.get(table, key: 1)
    transaction.reset()
    return span?.byteCount ?? 0
}
