// expected-error: cannot be consumed when captured by an escaping closure or borrowed by a non-Escapable type
import LMDB

func count(_ environment: Environment, _ table: Table) throws -> Bool {
    let transaction = try environment.beginWrite()
    var cursor = try transaction.cursor(table)
    try transaction.commit()
    return try cursor.next()
}
