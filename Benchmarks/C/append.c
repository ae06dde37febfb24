/* Appends entries to LMDB in transactions of a given size: the limit for what is built on it. */
#include "measure.h"

int main(int count, char **arguments) {
    uint64_t entries = number_argument(count, arguments, "entries");
    uint64_t batch = number_argument(count, arguments, "batch");
    uint64_t size = number_argument(count, arguments, "size");
    int synced = number_argument(count, arguments, "synced") != 0;
    MDB_env *environment = open_environment(text_argument(count, arguments, "directory"), synced);
    MDB_dbi table = create_table(environment);
    Span begun = begin();
    append(environment, table, entries, batch, size);
    Span taken = since(begun);
    mdb_env_close(environment);
    print_result("lmdb-append", entries, taken);
    return 0;
}
