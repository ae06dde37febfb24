// expected-error: 'transaction' consumed more than once
import LMDB

func write(_ environment: Environment) throws {
    let transaction = try environment.beginWrite()
    try transaction.commit()
    try transaction.commit()
}
