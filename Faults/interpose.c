/* Makes system calls of a node fail, or records them. Loaded with LD_PRELOAD; steered by the environment:
 *
 *   FAULT_ROOT     a path prefix: only calls on files under it count (as "…/node" also takes "…/node.restoring-x")
 *   FAULT_PLACE    which of them: a comma-separated list of log, views, blobs, keys, config, lock, backup, folder; unset: all
 *   FAULT_CALLS    which calls: a comma-separated list of open, read, write, dwrite (through O_DSYNC), sync, rename, mkdir, mmap, truncate,
 *                  unlink; unset: all
 *   FAULT_NTH      the call, counted from 1, that fails
 *   FAULT_ERROR    the number of the error (errno), or
 *                    SHORT  half of the bytes are read or written, and the call says so
 *                    LATE   the call (dwrite, sync) fails with EIO after the bytes are in the system's cache: they are read again from there, and no
 *                           later sync takes them to the disk; if FAULT_STICKY is set, whatever follows fails and does nothing
 *                    KILL   as LATE, but the process is killed, and a later sync does take them to the disk
 *                    CUT    the call is made; then half of the file's pages are cut off under the maps of it (mmap, sync)
 *   FAULT_STICKY   if set, every counted call from there on fails; after SHORT with ENOSPC, as on a full disk
 *   FAULT_FIRED    a file to which one line is added for each fault: CALL PLACE PATH
 *   FAULT_JOURNAL  a file to which every call that changes something is added, in order, with its bytes (see journal.py)
 *
 * What is written to standard output is recorded too, before it is written, as the call "answer" of FAULT_ROOT.
 *
 * The journal's records: a line "CALL RESULT OFFSET LENGTH PATH-BYTES\n", the path, then LENGTH bytes. RESULT is 0 or an errno. The
 * record is written after the call, under a lock that also holds the call, so that the order is the order of the calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define SHORT (-1)
#define LATE (-2)
#define KILL (-3)
#define CUT (-4)

static struct {
    const char *root, *place, *calls, *fired;
    long nth, seen;
    int error, sticky, journal, ready;
} plan;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

__attribute__((constructor)) static void prepare(void) {
    const char *error = getenv("FAULT_ERROR"), *nth = getenv("FAULT_NTH"), *journal = getenv("FAULT_JOURNAL");
    plan.root = getenv("FAULT_ROOT");
    plan.place = getenv("FAULT_PLACE");
    plan.calls = getenv("FAULT_CALLS");
    plan.fired = getenv("FAULT_FIRED");
    plan.sticky = getenv("FAULT_STICKY") != NULL;
    plan.error = !error                       ? EIO
                 : strcmp(error, "SHORT") == 0 ? SHORT
                 : strcmp(error, "LATE") == 0  ? LATE
                 : strcmp(error, "KILL") == 0  ? KILL
                 : strcmp(error, "CUT") == 0   ? CUT
                                               : atoi(error);
    plan.nth = nth ? atol(nth) : 0;
    plan.journal = -1;
    if (journal)
        plan.journal = (int)syscall(SYS_openat, AT_FDCWD, journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    plan.ready = plan.root != NULL;
}

/* Whether `word` stands in the comma-separated `list`; no list holds everything. */
static int listed(const char *list, const char *word) {
    size_t length = strlen(word);
    if (!list || !*list) return 1;
    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || at[-1] == ',') && (at[length] == 0 || at[length] == ',')) return 1;
    return 0;
}

static const char *place_of(const char *path) {
    const char *rest = path + strlen(plan.root);
    if (strstr(rest, "lock.mdb") || strstr(rest, "/lock")) return "lock";
    if (strstr(rest, "/log/") && strstr(rest, "/data.mdb")) return "log";
    if (strstr(rest, "/views/data.mdb")) return "views";
    if (strstr(rest, "/blobs")) return "blobs";
    if (strstr(rest, "/keys")) return "keys";
    if (strstr(rest, "/config")) return "config";
    if (strstr(rest, ".backup")) return "backup";
    return "folder";
}

/* The absolute path of `path` as seen from `folder`, or of the open file `folder` where `path` is NULL; "" if it has none. */
static void resolve(int folder, const char *path, char *out) {
    char link[64];
    ssize_t length = 0;
    out[0] = 0;
    if (path && path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    if (folder == AT_FDCWD)
        snprintf(link, sizeof link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = syscall(SYS_readlinkat, AT_FDCWD, link, out, PATH_MAX - 1);
    out[length < 0 ? 0 : length] = 0;
    if (path && length > 0) snprintf(out + length, (size_t)(PATH_MAX - length), "/%s", path);
}

static int counts(const char *path) {
    return plan.ready && path[0] && strncmp(path, plan.root, strlen(plan.root)) == 0;
}

/* Decides whether this call fails: 0 no, else the errno or one of the words above. Held under the lock. `can` are the bytes that could be cut short. */
static int decide(const char *call, const char *path, size_t can) {
    int error = plan.error;
    if (plan.nth <= 0 || !counts(path)) return 0;
    const char *place = place_of(path);
    if (!listed(plan.calls, call) || !listed(plan.place, place)) return 0;
    plan.seen++;
    if (plan.seen < plan.nth || (plan.seen > plan.nth && !plan.sticky)) return 0;
    if (error == LATE && (plan.seen > plan.nth || strcmp(call, "write") == 0)) error = EIO;
    if (error == SHORT && strcmp(call, "read") == 0) {
        if (can < 2) return 0;
    } else if (error == SHORT && (plan.seen > plan.nth || can < 2)) {
        error = ENOSPC;
    }
    if (plan.fired) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s %s %s\n", call, place, path);
        int file = (int)syscall(SYS_openat, AT_FDCWD, plan.fired, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file >= 0) {
            (void)!syscall(SYS_write, file, line, (size_t)length);
            syscall(SYS_close, file);
        }
    }
    return error;
}

static void write_all(const void *bytes, size_t count) {
    const char *from = bytes;
    while (count > 0) {
        ssize_t done = syscall(SYS_write, plan.journal, from, count);
        if (done <= 0) _exit(99);
        from += done;
        count -= (size_t)done;
    }
}

static void note(const char *call, int result, off_t offset, const char *path, const void *bytes, size_t count) {
    char head[128];
    if (plan.journal < 0 || !counts(path)) return;
    int length = snprintf(head, sizeof head, "%s %d %lld %zu %zu\n", call, result, (long long)offset, count, strlen(path));
    write_all(head, (size_t)length);
    write_all(path, strlen(path));
    write_all(bytes, count);
}

#define BEGIN                                                                                                                  \
    char path[PATH_MAX];                                                                                                       \
    int fault;                                                                                                                 \
    if (!plan.ready) prepare();                                                                                                \
    pthread_mutex_lock(&lock);

#define END(result)                                                                                                            \
    do {                                                                                                                       \
        int kept = errno;                                                                                                      \
        pthread_mutex_unlock(&lock);                                                                                           \
        errno = kept;                                                                                                          \
        return result;                                                                                                         \
    } while (0)

/* --- open ------------------------------------------------------------------------------------------------------------------ */

static int open_at(int folder, const char *name, int flags, mode_t mode) {
    BEGIN
    resolve(folder, name, path);
    fault = decide("open", path, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    int isNew = (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    int file = (int)syscall(SYS_openat, folder, name, flags, mode);
    if (file >= 0 && isNew) note("create", 0, 0, path, "", 0);
    if (file >= 0 && !isNew && (flags & O_TRUNC)) note("truncate", 0, 0, path, "", 0);
    END(file);
}

#define MODE                                                                                                                   \
    mode_t mode = 0;                                                                                                           \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                                       \
        va_list more;                                                                                                          \
        va_start(more, flags);                                                                                                 \
        mode = (mode_t)va_arg(more, int);                                                                                      \
        va_end(more);                                                                                                          \
    }

int open(const char *name, int flags, ...) { MODE return open_at(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return open_at(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return open_at(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return open_at(folder, name, flags, mode); }

/* --- write ----------------------------------------------------------------------------------------------------------------- */

/* Whether a descriptor's writes are on the disk when they return. */
static int isDurable(int file) { return (syscall(SYS_fcntl, file, F_GETFL) & O_DSYNC) != 0; }

static void noteWrite(int file, off_t offset, const char *path, const void *bytes, ssize_t done) {
    if (done >= 0) note(isDurable(file) ? "dwrite" : "write", 0, offset, path, bytes, (size_t)done);
}

/* A durable write that reaches the system's cache and not the disk, as the last act of this process or with an error. */
static int lateWrite(int fault, int file, const void *bytes, size_t count, off_t offset, const char *path) {
    if (syscall(SYS_pwrite64, file, bytes, count, offset) != (long)count) _exit(99);
    note(fault == KILL ? "write" : "doubt", 0, offset, path, bytes, count);
    if (fault == KILL) syscall(SYS_kill, getpid(), SIGKILL);
    return EIO;
}

ssize_t write(int file, const void *bytes, size_t count) {
    if (file == 1 && plan.journal >= 0) {
        /* An answer: what it says must be sure before it is given. */
        pthread_mutex_lock(&lock);
        note("answer", 0, 0, plan.root, bytes, count);
        pthread_mutex_unlock(&lock);
    }
    if (file <= 2) return syscall(SYS_write, file, bytes, count);
    BEGIN
    resolve(file, NULL, path);
    fault = decide(isDurable(file) ? "dwrite" : "write", path, count);
    if (fault > 0) {
        errno = fault;
        END(-1);
    }
    off_t offset = counts(path) ? syscall(SYS_lseek, file, 0, SEEK_CUR) : 0;
    if (fault == LATE || fault == KILL) {
        errno = lateWrite(fault, file, bytes, count, offset, path);
        END(-1);
    }
    ssize_t done = syscall(SYS_write, file, bytes, fault == SHORT ? count / 2 : count);
    noteWrite(file, offset, path, bytes, done);
    END(done);
}

static ssize_t write_at(int file, const void *bytes, size_t count, off_t offset) {
    BEGIN
    resolve(file, NULL, path);
    fault = decide(isDurable(file) ? "dwrite" : "write", path, count);
    if (fault > 0) {
        errno = fault;
        END(-1);
    }
    if (fault == LATE || fault == KILL) {
        errno = lateWrite(fault, file, bytes, count, offset, path);
        END(-1);
    }
    ssize_t done = syscall(SYS_pwrite64, file, bytes, fault == SHORT ? count / 2 : count, offset);
    noteWrite(file, offset, path, bytes, done);
    END(done);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return write_at(file, bytes, count, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) { return write_at(file, bytes, count, offset); }

/* Gathered writes become one: the file system promises no more for them. */
static ssize_t write_gathered(int file, const struct iovec *parts, int count, off_t offset, int hasOffset) {
    size_t total = 0, at = 0;
    for (int part = 0; part < count; part++) total += parts[part].iov_len;
    char *bytes = malloc(total + 1);
    if (!bytes) {
        errno = ENOMEM;
        return -1;
    }
    for (int part = 0; part < count; part++) {
        memcpy(bytes + at, parts[part].iov_base, parts[part].iov_len);
        at += parts[part].iov_len;
    }
    ssize_t done = hasOffset ? write_at(file, bytes, total, offset) : write(file, bytes, total);
    int kept = errno;
    free(bytes);
    errno = kept;
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) { return write_gathered(file, parts, count, 0, 0); }
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return write_gathered(file, parts, count, offset, 1);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
    return write_gathered(file, parts, count, offset, 1);
}

/* --- read ------------------------------------------------------------------------------------------------------------------ */

static ssize_t read_at(int file, void *bytes, size_t count, off_t offset, int hasOffset) {
    BEGIN
    resolve(file, NULL, path);
    fault = decide("read", path, count);
    if (fault > 0) {
        errno = fault;
        END(-1);
    }
    if (fault == SHORT) count /= 2;
    END(hasOffset ? syscall(SYS_pread64, file, bytes, count, offset) : syscall(SYS_read, file, bytes, count));
}

ssize_t read(int file, void *bytes, size_t count) {
    return file <= 2 ? syscall(SYS_read, file, bytes, count) : read_at(file, bytes, count, 0, 0);
}
ssize_t pread(int file, void *bytes, size_t count, off_t offset) { return read_at(file, bytes, count, offset, 1); }
ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) { return read_at(file, bytes, count, offset, 1); }

/* --- sync ------------------------------------------------------------------------------------------------------------------ */

/* Cuts off half of the file's pages, as somebody else's hand or a broken file system does. */
static void cut(int file) {
    struct stat status;
    if (fstat(file, &status) != 0 || status.st_size < 8192) return;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    syscall(SYS_truncate, link, status.st_size / 8192 * 4096);
}

static int sync_file(int file, long number) {
    BEGIN
    resolve(file, NULL, path);
    fault = decide("sync", path, 0);
    if (fault == KILL) syscall(SYS_kill, getpid(), SIGKILL);
    if (fault && fault != CUT) {
        /* What was written before a failed sync may be lost for good, whatever a later one says. */
        note("sync", EIO, 0, path, "", 0);
        errno = fault == SHORT ? ENOSPC : fault == LATE ? EIO : fault;
        END(-1);
    }
    int result = (int)syscall(number, file);
    note("sync", result == 0 ? 0 : errno, 0, path, "", 0);
    if (fault == CUT) cut(file);
    END(result);
}

int fsync(int file) { return sync_file(file, SYS_fsync); }
int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }

/* LMDB syncs this way only where it writes through the map, which the node never asks for: counted as a sync of the log. */
int msync(void *start, size_t length, int flags) {
    BEGIN
    snprintf(path, sizeof path, "%s/log/data.mdb", plan.root ? plan.root : "");
    fault = decide("sync", path, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    END((int)syscall(SYS_msync, start, length, flags));
}

/* --- names, sizes, maps ---------------------------------------------------------------------------------------------------- */

int rename(const char *from, const char *to) {
    char target[PATH_MAX];
    BEGIN
    resolve(AT_FDCWD, from, path);
    resolve(AT_FDCWD, to, target);
    fault = decide("rename", target, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    int result = (int)syscall(SYS_rename, from, to);
    if (result == 0) note("rename", 0, 0, path, target, strlen(target));
    END(result);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    char one[PATH_MAX], two[PATH_MAX];
    resolve(from_folder, from, one);
    resolve(to_folder, to, two);
    return rename(one, two);
}

int mkdir(const char *name, mode_t mode) {
    BEGIN
    resolve(AT_FDCWD, name, path);
    fault = decide("mkdir", path, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    int result = (int)syscall(SYS_mkdir, name, mode);
    if (result == 0) note("mkdir", 0, 0, path, "", 0);
    END(result);
}

int unlink(const char *name) {
    BEGIN
    resolve(AT_FDCWD, name, path);
    fault = decide("unlink", path, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    int result = (int)syscall(SYS_unlink, name);
    if (result == 0) note("unlink", 0, 0, path, "", 0);
    END(result);
}

static int truncate_to(int file, off_t size) {
    BEGIN
    resolve(file, NULL, path);
    fault = decide("truncate", path, 0);
    if (fault) {
        errno = fault == SHORT ? ENOSPC : fault;
        END(-1);
    }
    int result = (int)syscall(SYS_ftruncate, file, size);
    if (result == 0) note("truncate", 0, size, path, "", 0);
    END(result);
}

int ftruncate(int file, off_t size) { return truncate_to(file, size); }
int ftruncate64(int file, off64_t size) { return truncate_to(file, size); }

static void *map(void *start, size_t length, int protection, int flags, int file, off_t offset) {
    if (file < 0 || (flags & MAP_ANONYMOUS))
        return (void *)syscall(SYS_mmap, start, length, protection, flags, file, offset);
    BEGIN
    resolve(file, NULL, path);
    fault = decide("mmap", path, 0);
    if (fault && fault != CUT) {
        errno = fault == SHORT ? ENOMEM : fault;
        END(MAP_FAILED);
    }
    void *result = (void *)syscall(SYS_mmap, start, length, protection, flags, file, offset);
    if (fault == CUT) cut(file);
    END(result);
}

void *mmap(void *start, size_t length, int protection, int flags, int file, off_t offset) {
    return map(start, length, protection, flags, file, offset);
}
void *mmap64(void *start, size_t length, int protection, int flags, int file, off64_t offset) {
    return map(start, length, protection, flags, file, offset);
}
