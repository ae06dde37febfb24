// expected-error: lifetime-dependent value escapes its scope
import LMDB

@_lifetime(immortal)
func cursor(_ environment: Environment, _ table: Table) throws -> Cursor {
    let transaction = try environment.beginRead()
    return try transaction.cursor(table)
}
