internal import Glibc

/// The data and lock files that this process has open, over all environments.
///
/// LMDB relies on POSIX record locks, and closing any descriptor of a file releases all of the process's locks on it: an
/// environment that is opened twice in a process silently loses its protection against other processes
/// (lmdb.h, "Caveats").
enum OpenFiles {
    /// A file, whatever the path that led to it. LMDB keeps the file open, so its number is not given to another.
    struct Identity: Hashable {
        let device: UInt64
        let node: UInt64

        /// The identity of the file at `path`, or nil if there is none.
        init?(path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        /// The identity of an open file, or nil if no directory names the file any more.
        init?(descriptor: Int32) {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0, status.st_nlink > 0 else { return nil }
            self.init(status)
        }

        private init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            node = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// Held while an environment is opened or closed, so that two openings cannot slip past each other.
    static let inUse = Locked<Set<Identity>>([])

    /// The files of an environment at `path` that exist.
    static func identities(at path: String) -> Set<Identity> {
        var found: Set<Identity> = []
        for name in ["data.mdb", "lock.mdb"] {
            if let identity = Identity(path: "\(path)/\(name)") {
                found.insert(identity)
            }
        }
        return found
    }
}
