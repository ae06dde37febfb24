// expected-error: lifetime-dependent value escapes its scope
import LMDB

@_lifetime(immortal)
func bytes(_ environment: Environment, _ table: Table) throws -> RawSpan? {
    let transaction = try environment.beginRead()
    return try transaction.get(table, key: 1)
}
