// expected-error: 'transaction' used after consume
import LMDB

func count(_ environment: Environment, _ table: Table) throws -> Int {
    let transaction = try environment.beginRead()
    let copy = transaction
    return try copy.count(table) + transaction.count(table)
}
