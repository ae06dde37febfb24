// expected-error: value of type 'ReadTransaction' has no member 'put'
import LMDB

func write(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws {
    try environment.read { transaction in
        try transaction.put(table, key: 1, value: bytes)
    }
}
