/* Tells ThreadSanitizer how threads wait for a Synchronization.Mutex of Swift.
 *
 * The way through a free Mutex is inlined, so ThreadSanitizer sees it. The way through one that is held lies in the standard
 * library, which is not instrumented, and what one thread wrote under the lock and the next one read looks like a race. This
 * library is loaded before the others, stands in for the three functions of that way, and says what they do: unlocking releases
 * the lock's word, having locked acquires it, as the inlined way does. It hides no report: whoever touches the value without the
 * lock is still told. Scripts/sanitize shows both with planted programs, which also notice when a newer Swift has other functions.
 *
 * Where there is no ThreadSanitizer in the process, it only passes the calls on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

/* Synchronization._MutexHandle._lockSlow(UInt32), _tryLockSlow() -> Bool, _unlockSlow() */
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void unlock(SELF) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF)
{
    static SWIFT void (*next)(uint32_t, SELF);
    if (next == NULL) next = dlsym(RTLD_NEXT, LOCK);
    next(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT bool try_lock(SELF)
{
    static SWIFT bool (*next)(SELF);
    if (next == NULL) next = dlsym(RTLD_NEXT, TRY_LOCK);
    const bool locked = next(handle);
    if (locked && __tsan_acquire) __tsan_acquire(handle);
    return locked;
}

SWIFT void unlock(SELF)
{
    static SWIFT void (*next)(SELF);
    if (next == NULL) next = dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(handle);
    next(handle);
}
