// expected-error: instance method 'commit' is unavailable from asynchronous contexts
import LMDB

func begin(_ environment: Environment) throws -> WriteTransaction {
    try environment.beginWrite()
}

func pause() async {}

func write(_ environment: Environment) async throws {
    let transaction = try begin(environment)
    await pause()
    try transaction.commit()
}
