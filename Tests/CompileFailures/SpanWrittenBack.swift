// expected-error: overlapping accesses to 'transaction'
import LMDB

func copy(_ environment: Environment, _ table: Table) throws {
    try environment.write { transaction in
        if let old = try transaction.get(table, key: 1) {
            try transaction.put(table, key: 2, value: old)
        }
    }
}
