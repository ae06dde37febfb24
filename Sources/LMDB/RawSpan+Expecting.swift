internal import CLMDB

extension RawSpan {
    /// Begins to bring the bytes to the processor's cache, up to a kibibyte of them, and does not wait for it: for what is read soon.
    package func expect() {
        unsafe withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            for offset in stride(from: 0, to: min(bytes.count, 1024), by: 64) {
                unsafe clmdb_prefetch(start + offset)
            }
        }
    }
}
