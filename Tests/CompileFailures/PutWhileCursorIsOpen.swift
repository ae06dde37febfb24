// expected-error: overlapping accesses to 'transaction'
import LMDB

func move(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws {
    try environment.write { transaction in
        var cursor = try transaction.cursor(table)
        while try cursor.next() {
            try transaction.put(table, key: cursor.integerKey, value: bytes)
        }
    }
}
