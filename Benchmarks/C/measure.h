/* What the C peers share: arguments, clock, opening, the result as one JSON line. */
#ifndef MEASURE_H
#define MEASURE_H

#include <inttypes.h>
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Ends the program on LMDB's error: a benchmark that goes on would print numbers of nothing. */
#define CHECK(call)                                                                                  \
    do {                                                                                             \
        int code_ = (call);                                                                          \
        if (code_ != MDB_SUCCESS) {                                                                  \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, mdb_strerror(code_));      \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

/* The value of --NAME among the arguments. */
static const char *text_argument(int count, char **arguments, const char *name) {
    for (int i = 1; i + 1 < count; i++) {
        if (strncmp(arguments[i], "--", 2) == 0 && strcmp(arguments[i] + 2, name) == 0) {
            return arguments[i + 1];
        }
    }
    fprintf(stderr, "--%s is missing\n", name);
    exit(2);
}

static uint64_t number_argument(int count, char **arguments, const char *name) {
    return strtoull(text_argument(count, arguments, name), NULL, 10);
}

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Time on the wall, and of the processor in this process. */
typedef struct {
    double seconds, processor;
} Span;

static Span begin(void) {
    return (Span){now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID)};
}

static Span since(Span begun) {
    return (Span){now(CLOCK_MONOTONIC) - begun.seconds, now(CLOCK_PROCESS_CPUTIME_ID) - begun.processor};
}

/* An environment with the same sizes and flags as the Swift peer's. */
static inline MDB_env *open_environment(const char *directory, int synced) {
    MDB_env *environment;
    CHECK(mdb_env_create(&environment));
    CHECK(mdb_env_set_mapsize(environment, (size_t)16 << 30));
    CHECK(mdb_env_set_maxdbs(environment, 32));
    CHECK(mdb_env_set_maxreaders(environment, 126));
    CHECK(mdb_env_open(environment, directory, MDB_NOTLS | (synced ? 0 : MDB_NOSYNC), 0600));
    return environment;
}

static inline MDB_dbi create_table(MDB_env *environment) {
    MDB_txn *transaction;
    MDB_dbi table;
    CHECK(mdb_txn_begin(environment, NULL, 0, &transaction));
    CHECK(mdb_dbi_open(transaction, "entries", MDB_CREATE | MDB_INTEGERKEY, &table));
    CHECK(mdb_txn_commit(transaction));
    return table;
}

/* Appends entries 0 ..< count in transactions of `batch`. Each value begins with its key. */
static inline void append(MDB_env *environment, MDB_dbi table, uint64_t count, uint64_t batch, size_t size) {
    unsigned char *bytes = malloc(size);
    memset(bytes, 0xA5, size);
    for (uint64_t key = 0; key < count;) {
        MDB_txn *transaction;
        CHECK(mdb_txn_begin(environment, NULL, 0, &transaction));
        for (uint64_t end = key + batch < count ? key + batch : count; key < end; key++) {
            memcpy(bytes, &key, sizeof key);
            MDB_val name = {sizeof key, &key};
            MDB_val value = {size, bytes};
            CHECK(mdb_put(transaction, table, &name, &value, MDB_APPEND));
        }
        CHECK(mdb_txn_commit(transaction));
    }
    free(bytes);
}

static inline void print_result(const char *benchmark, uint64_t operations, Span taken) {
    printf("{\"benchmark\":\"%s\",\"peer\":\"c\",\"operations\":%" PRIu64 ",\"seconds\":%.9f,\"processor\":%.9f}\n",
           benchmark, operations, taken.seconds, taken.processor);
}

#endif
