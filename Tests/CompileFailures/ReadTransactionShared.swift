// expected-error: does not conform to the 'Sendable' protocol
import LMDB

func share<T: Sendable & ~Copyable>(_ value: borrowing T) {}

func count(_ environment: Environment) throws {
    let transaction = try environment.beginRead()
    share(transaction)
}
