import Foundation
import Synchronization

extension Array where Element: Sendable {
    /// Cuts the array into as many parts of equal length as there are processors, and computes something of each, all at once.
    ///
    /// - Parameters:
    ///   - least: A shorter part is not worth a thread; fewer parts are made, at least one.
    ///   - body: Runs on several threads, none of them one of Swift's cooperative ones unless the caller's is.
    /// - Returns: What was computed, in the order of the parts.
    /// - Throws: The error of the first part that failed, after all have ended.
    package func mapPartsInParallel<R: Sendable>(
        ofAtLeast least: Int, _ body: @Sendable (ArraySlice<Element>) throws -> R
    ) throws -> [R] {
        let parts = Swift.max(1, Swift.min(ProcessInfo.processInfo.activeProcessorCount, count / least))
        guard parts > 1 else { return [try body(self[...])] }
        let results = Mutex<[Result<R, any Error>?]>(Swift.Array(repeating: nil, count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let result = Result { try body(self[count * part / parts..<count * (part + 1) / parts]) }
            results.withLock { $0[part] = result }
        }
        return try results.withLock { try $0.compactMap { try $0?.get() } }
    }
}
