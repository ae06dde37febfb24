internal import Glibc

/// A value that one thread at a time can reach, behind a POSIX mutex.
///
/// `Synchronization.Mutex` would do as well, but ThreadSanitizer cannot see how threads wait for it, because that part lies
/// in the standard library, and takes every such wait for a race.
///
/// A value without any bytes has no place of its own: ThreadSanitizer takes it for the beginning of this object, which everybody reads. ``Turn``
/// stands for it.
///
/// Sendable without the compiler's check, because it owns a C mutex, and `value` is touched only while that is held.
@safe
final class Locked<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    init(_ value: Value) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        let code = unsafe pthread_mutex_init(mutex, nil)
        precondition(code == 0, "A mutex could not be made: error \(code).")
        self.value = value
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs a function on the value while no other thread can. The function must not come back here.
    func withLock<Result, Failure>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        let code = unsafe pthread_mutex_lock(mutex)
        precondition(code == 0, "A mutex could not be locked: error \(code).")
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}

/// What is locked where only being alone matters.
struct Turn: Sendable {
    private let place: UInt8 = 0
}
