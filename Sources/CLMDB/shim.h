#include <lmdb.h>

/* Begins to bring what stands at an address into the processor's cache. Any address is allowed. */
static inline void clmdb_prefetch(const void *address) {
    __builtin_prefetch(address);
}
