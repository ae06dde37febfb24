// expected-error: requires that 'RawSpan' conform to 'Escapable'
import LMDB

func size(_ environment: Environment, _ table: Table) throws -> Int {
    let span: RawSpan? = try environment.read { transaction in try transaction.get(table, key: 1) }
    return span?.byteCount ?? 0
}
