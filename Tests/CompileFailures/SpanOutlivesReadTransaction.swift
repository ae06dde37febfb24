// expected-error: lifetime-dependent variable 'kept' escapes its scope
import LMDB

func size(_ environment: Environment, _ table: Table) throws -> Int {
    var kept = RawSpan()
    do {
        let transaction = try environment.beginRead()
        if let span = try transaction.get(table, key: 1) { kept = span }
    }
    return kept.byteCount
}
