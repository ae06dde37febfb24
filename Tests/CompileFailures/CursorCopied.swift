// expected-error: 'cursor' used after consume
import LMDB

func count(_ transaction: borrowing ReadTransaction, _ table: Table) throws {
    let cursor = try transaction.cursor(table)
    let copy = cursor
    print(copy.integerKey, cursor.integerKey)
}
