/* Reads warm entries of LMDB: all in order with a cursor (scan), or by keys at random (get). */
#include "measure.h"

static uint64_t first_word(const MDB_val *value) {
    uint64_t word;
    memcpy(&word, value->mv_data, sizeof word);
    return word + value->mv_size;
}

static uint64_t scan(MDB_txn *transaction, MDB_dbi table, uint64_t *sum) {
    MDB_cursor *cursor;
    MDB_val key, value;
    uint64_t read = 0;
    int code;
    CHECK(mdb_cursor_open(transaction, table, &cursor));
    while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
        *sum += first_word(&value);
        read++;
    }
    if (code != MDB_NOTFOUND) {
        CHECK(code);
    }
    mdb_cursor_close(cursor);
    return read;
}

static uint64_t get(MDB_txn *transaction, MDB_dbi table, uint64_t entries, uint64_t *sum) {
    uint64_t state = 1;
    for (uint64_t read = 0; read < entries; read++) {
        /* Knuth's MMIX generator: the same keys in the same order as the Swift peer. */
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint64_t key = (state >> 32) % entries;
        MDB_val name = {sizeof key, &key};
        MDB_val value;
        CHECK(mdb_get(transaction, table, &name, &value));
        *sum += first_word(&value);
    }
    return entries;
}

int main(int count, char **arguments) {
    uint64_t entries = number_argument(count, arguments, "entries");
    uint64_t size = number_argument(count, arguments, "size");
    uint64_t passes = number_argument(count, arguments, "passes");
    int scanning = strcmp(text_argument(count, arguments, "way"), "scan") == 0;
    MDB_env *environment = open_environment(text_argument(count, arguments, "directory"), 0);
    MDB_dbi table = create_table(environment);
    append(environment, table, entries, 10000, size);
    MDB_txn *transaction;
    uint64_t warm = 0, sum = 0;
    CHECK(mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction));
    scan(transaction, table, &warm);
    Span begun = begin();
    uint64_t read = 0;
    for (uint64_t pass = 0; pass < passes; pass++) {
        read += scanning ? scan(transaction, table, &sum) : get(transaction, table, entries, &sum);
    }
    Span taken = since(begun);
    mdb_txn_abort(transaction);
    mdb_env_close(environment);
    if (sum == 0 || read != entries * passes || (scanning && sum != warm * passes)) {
        fprintf(stderr, "read %" PRIu64 " entries with sum %" PRIu64 " instead of %" PRIu64 "\n", read, sum, warm);
        return 1;
    }
    print_result(scanning ? "lmdb-scan" : "lmdb-get", read, taken);
    return 0;
}
