// expected-error: instance method 'beginRead' is unavailable from asynchronous contexts
import LMDB

func pause() async {}

func count(_ environment: Environment, _ table: Table) async throws -> Int {
    let transaction = try environment.beginRead()
    await pause()
    return try transaction.count(table)
}
