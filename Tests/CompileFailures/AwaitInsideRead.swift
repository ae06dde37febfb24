// expected-error: cannot pass function of type
import LMDB

func pause() async {}

func count(_ environment: Environment, _ table: Table) throws -> Int {
    try environment.read { transaction in
        await pause()
        return try transaction.count(table)
    }
}
