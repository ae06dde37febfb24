/* Two small writes, each followed by fdatasync, as a commit of LMDB needs them: what one client must wait for at least. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "measure.h"

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void require(int holds, const char *what) {
    if (!holds) {
        perror(what);
        exit(1);
    }
}

int main(int count, char **arguments) {
    uint64_t operations = number_argument(count, arguments, "entries");
    char path[4096];
    snprintf(path, sizeof path, "%s/file", text_argument(count, arguments, "directory"));
    int file = open(path, O_RDWR | O_CREAT, 0600);
    require(file >= 0, path);
    static unsigned char page[4096];
    double *taken = malloc(operations * sizeof *taken);
    require(taken != NULL && operations > 0, "--entries");
    Span begun = begin();
    for (uint64_t i = 0; i < operations; i++) {
        double start = now(CLOCK_MONOTONIC);
        memcpy(page, &i, sizeof i);
        /* The pages of the entry at the end of the file, then its first page. */
        require(pwrite(file, page, sizeof page, (off_t)((i + 1) * sizeof page)) == sizeof page, "pwrite");
        require(fdatasync(file) == 0, "fdatasync");
        require(pwrite(file, page, sizeof page, 0) == sizeof page, "pwrite");
        require(fdatasync(file) == 0, "fdatasync");
        taken[i] = now(CLOCK_MONOTONIC) - start;
    }
    Span span = since(begun);
    qsort(taken, operations, sizeof *taken, compare);
    printf("{\"benchmark\":\"fdatasync\",\"peer\":\"c\",\"operations\":%" PRIu64 ",\"seconds\":%.9f,\"processor\":%.9f,"
           "\"p50\":%.9f,\"p99\":%.9f,\"max\":%.9f}\n",
           operations, span.seconds, span.processor, taken[operations / 2], taken[operations * 99 / 100],
           taken[operations - 1]);
    free(taken);
    return 0;
}
