// expected-error: 'transaction' is borrowed and cannot be consumed
import LMDB

func keep(_ environment: Environment) throws -> ReadTransaction {
    try environment.read { transaction in transaction }
}
