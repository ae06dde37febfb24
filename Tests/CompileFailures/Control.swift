// The control: everything that the other programs do wrong, done right. It must compile.
import LMDB

func use(_ span: RawSpan) {}

func everything(_ environment: Environment, _ table: Table, _ bytes: RawSpan) throws {
    let size = try environment.read { transaction in
        let span = try transaction.get(table, key: 1)
        return span?.byteCount ?? 0
    }
    var reader = try environment.beginRead()
    if let span = try reader.get(table, key: 1) { use(span) }
    reader.reset()
    try reader.renew()
    if try scan(reader, table) == size { return }
    var writer = try environment.beginWrite()
    if let span = try writer.get(table, key: 1) { use(span) }
    try writer.put(table, key: 2, value: bytes, append: true)
    try writer.commit()
    try environment.write { transaction in
        try transaction.put(table, key: 3, value: bytes)
    }
}

func scan(_ transaction: borrowing some Transaction & ~Copyable, _ table: Table) throws -> Int {
    var cursor = try transaction.cursor(table)
    var size = 0
    var last = RawSpan()
    while try cursor.next() {
        last = cursor.value
        size += last.byteCount
    }
    return size + last.byteCount
}

func fromAsynchronousCode(_ environment: Environment, _ table: Table, _ bytes: [UInt8]) async throws {
    try everything(environment, table, bytes.span.bytes)
}
