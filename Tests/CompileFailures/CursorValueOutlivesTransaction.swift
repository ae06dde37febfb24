// expected-error: lifetime-dependent variable 'kept' escapes its scope
import LMDB

func size(_ environment: Environment, _ table: Table) throws -> Int {
    var kept = RawSpan()
    do {
        let transaction = try environment.beginRead()
        var cursor = try transaction.cursor(table)
        if try cursor.first() { kept = cursor.value }
    }
    return kept.byteCount
}
