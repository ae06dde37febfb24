// expected-error: cannot be consumed when captured by an escaping closure or borrowed by a non-Escapable type
import LMDB

func bytes(_ environment: Environment, _ table: Table) throws -> Int {
    let transaction = try environment.beginWrite()
    let span = try transaction.get(table, key: 1)
    try transaction.commit()
    return span?.byteCount ?? 0
}
