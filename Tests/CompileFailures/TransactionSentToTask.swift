// expected-error: noncopyable 'transaction' cannot be consumed when captured by an escaping closure
import LMDB

func count(_ environment: Environment, _ table: Table) throws {
    let transaction = try environment.beginRead()
    Task {
        let moved = transaction
        print(try moved.count(table))
    }
}
