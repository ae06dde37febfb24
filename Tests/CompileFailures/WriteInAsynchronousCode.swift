// expected-error: instance method 'beginWrite' is unavailable from asynchronous contexts
import LMDB

func begin(_ environment: Environment) async throws -> Int {
    let transaction = try environment.beginWrite()
    _ = transaction
    return 1
}
