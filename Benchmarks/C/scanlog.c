/* Walks the entries of a node's log with a cursor and touches the first word of each: the limit of a scan by header. */
#include "measure.h"

static uint64_t scan(MDB_txn *transaction, MDB_dbi table, uint64_t *sum) {
    MDB_cursor *cursor;
    MDB_val key, value;
    uint64_t read = 0;
    int code;
    CHECK(mdb_cursor_open(transaction, table, &cursor));
    while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
        uint64_t word;
        memcpy(&word, value.mv_data, sizeof word);
        *sum += word + value.mv_size;
        read++;
    }
    if (code != MDB_NOTFOUND) {
        CHECK(code);
    }
    mdb_cursor_close(cursor);
    return read;
}

int main(int count, char **arguments) {
    uint64_t passes = number_argument(count, arguments, "passes");
    char path[4096];
    snprintf(path, sizeof path, "%s/node/log", text_argument(count, arguments, "directory"));
    MDB_env *environment;
    MDB_txn *transaction;
    MDB_dbi table;
    CHECK(mdb_env_create(&environment));
    CHECK(mdb_env_set_mapsize(environment, (size_t)1 << 40));
    CHECK(mdb_env_set_maxdbs(environment, 32));
    CHECK(mdb_env_open(environment, path, MDB_NOTLS | MDB_RDONLY, 0600));
    CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
    CHECK(mdb_dbi_open(transaction, "entries", 0, &table));
    uint64_t warm = 0, sum = 0, read = 0;
    uint64_t entries = scan(transaction, table, &warm);
    Span begun = begin();
    for (uint64_t pass = 0; pass < passes; pass++) {
        read += scan(transaction, table, &sum);
    }
    Span taken = since(begun);
    mdb_txn_abort(transaction);
    mdb_env_close(environment);
    if (read != entries * passes || sum != warm * passes || read == 0) {
        fprintf(stderr, "read %" PRIu64 " entries with sum %" PRIu64 "\n", read, sum);
        return 1;
    }
    print_result("scanlog", read, taken);
    return 0;
}
