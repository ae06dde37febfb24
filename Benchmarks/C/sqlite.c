/* Appends events to SQLite in this process: write-ahead log, every commit synced, unique stream and version, unique id. */
#include <sqlite3.h>

#include "measure.h"

static sqlite3 *database;

static void check(int code, int wanted, const char *what) {
    if (code != wanted) {
        fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(database));
        exit(1);
    }
}

static void run(const char *statement) {
    check(sqlite3_exec(database, statement, NULL, NULL, NULL), SQLITE_OK, statement);
}

int main(int count, char **arguments) {
    uint64_t entries = number_argument(count, arguments, "entries");
    uint64_t batch = number_argument(count, arguments, "batch");
    size_t size = number_argument(count, arguments, "size");
    char path[4096];
    snprintf(path, sizeof path, "%s/events.sqlite", text_argument(count, arguments, "directory"));
    check(sqlite3_open(path, &database), SQLITE_OK, path);
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,"
        " id BLOB NOT NULL UNIQUE, type INTEGER NOT NULL, payload BLOB NOT NULL, UNIQUE (stream, version))");
    sqlite3_stmt *insert;
    check(sqlite3_prepare_v2(database, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", -1, &insert, NULL), SQLITE_OK,
          "INSERT");
    unsigned char *payload = malloc(size);
    memset(payload, 0xA5, size);
    uint64_t claims = entries / 10 + 1;
    Span begun = begin();
    for (uint64_t i = 0; i < entries;) {
        run("BEGIN IMMEDIATE");
        for (uint64_t end = i + batch < entries ? i + batch : entries; i < end; i++) {
            char stream[64];
            uint64_t id[2] = {i * 0x9E3779B97F4A7C15u, i};
            int length = snprintf(stream, sizeof stream, "claim/210200/2026-%09" PRIu64, i % claims);
            memcpy(payload, &i, sizeof i);
            sqlite3_bind_int64(insert, 1, (sqlite3_int64)i);
            sqlite3_bind_text(insert, 2, stream, length, SQLITE_STATIC);
            sqlite3_bind_int64(insert, 3, (sqlite3_int64)(i / claims));
            sqlite3_bind_blob(insert, 4, id, sizeof id, SQLITE_STATIC);
            sqlite3_bind_int64(insert, 5, 131);
            sqlite3_bind_blob(insert, 6, payload, (int)size, SQLITE_STATIC);
            check(sqlite3_step(insert), SQLITE_DONE, "step");
            check(sqlite3_reset(insert), SQLITE_OK, "reset");
        }
        run("COMMIT");
    }
    Span taken = since(begun);
    sqlite3_finalize(insert);
    sqlite3_close(database);
    free(payload);
    printf("{\"benchmark\":\"sqlite\",\"peer\":\"sqlite\",\"operations\":%" PRIu64
           ",\"seconds\":%.9f,\"processor\":%.9f}\n",
           entries, taken.seconds, taken.processor);
    return 0;
}
