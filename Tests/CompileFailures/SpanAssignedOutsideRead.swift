// expected-error: lifetime-dependent variable 'kept' escapes its scope
import LMDB

func size(_ environment: Environment, _ table: Table) throws -> Int {
    var kept = RawSpan()
    try environment.read { transaction in
        if let span = try transaction.get(table, key: 1) { kept = span }
    }
    return kept.byteCount
}
