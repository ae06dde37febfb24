// expected-error: missing reinitialization of inout parameter 'transaction' after consume
import LMDB

func write(_ environment: Environment) throws {
    try environment.write { transaction in
        try transaction.commit()
    }
}
