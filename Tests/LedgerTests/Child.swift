import Foundation
import Synchronization
import Testing

/// The test's own writer, `Tests/LedgerWriter`, in a process of its own.
final class Child {
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()
    private let lines: LineReader

    /// Starts it; its executable lies beside the tests.
    init(_ mode: String, _ directory: String, _ number: Int? = nil) throws {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("LedgerWriter")
        process.arguments = [mode, directory] + (number.map { ["\($0)"] } ?? [])
        // One that dies of a damaged page need not say where.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardOutput = output
        process.standardInput = input
        lines = LineReader(output.fileHandleForReading)
        try process.run()
        // Only the child may hold the writing end, or its end would never be seen.
        try output.fileHandleForWriting.close()
    }

    /// Waits for a line that begins with `prefix`; false where the child ended without one.
    func wait(for prefix: String) -> Bool { lines.wait { $0.contains { $0.hasPrefix(prefix) } } }

    /// How many lines it has printed so far.
    var count: Int { lines.count }

    /// Waits until it has printed so many lines.
    func wait(forLines count: Int) -> Bool { lines.wait { $0.count >= count } }

    /// Kills it as `kill -9` does.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends its standard input.
    func letGo() throws { try input.fileHandleForWriting.close() }

    /// Waits for its end: what it printed, and how it ended (the signal's number negated, where one ended it).
    func finish() -> (lines: [String], status: Int32) {
        let all = lines.waitForEnd()
        process.waitUntilExit()
        return (all, process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
    }
}

/// Collects the lines of a pipe while they come, so that the child never waits for a reader.
private final class LineReader: Sendable {
    private struct State {
        var lines: [String] = []
        var rest: [UInt8] = []
        var isAtEnd = false
    }

    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        let descriptor = handle.fileDescriptor
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress!, $0.count) }
                if count < 0, errno == EINTR { continue }
                state.withLock { state in
                    for byte in buffer.prefix(max(0, count)) {
                        if byte == 10 {
                            state.lines.append(String(decoding: state.rest, as: UTF8.self))
                            state.rest = []
                        } else {
                            state.rest.append(byte)
                        }
                    }
                    if count <= 0 { state.isAtEnd = true }
                }
                changed.signal()
                if count <= 0 { break }
            }
            // Holds the pipe open until the thread is done with it.
            withExtendedLifetime(handle) {}
        }
    }

    var count: Int { state.withLock { $0.lines.count } }

    func wait(until condition: ([String]) -> Bool) -> Bool {
        while true {
            let (isMet, isAtEnd) = state.withLock { (condition($0.lines), $0.isAtEnd) }
            if isMet || isAtEnd { return isMet }
            _ = changed.wait(timeout: .now() + 0.1)
        }
    }

    func waitForEnd() -> [String] {
        _ = wait { _ in false }
        // A last line without its end was cut off by a kill.
        return state.withLock { $0.lines }
    }
}
