package import Glibc

/// One run's raw numbers.
package struct Measured {
    /// The benchmark's name.
    package let benchmark: String
    /// How many operations were done.
    package let operations: Int
    /// How long they took.
    package let seconds: Double
    /// How long the processor worked for them in this process, in seconds.
    package let processor: Double
    /// What else was measured, by name: seconds, bytes or ratios.
    package var figures: [String: Double] = [:]

    /// Measures one run.
    ///
    /// - Parameter body: Does the work and returns how many operations it was.
    package init(_ benchmark: String, _ body: () throws -> Int) rethrows {
        let begun = Self.now(CLOCK_MONOTONIC)
        let processorBegun = Self.now(CLOCK_PROCESS_CPUTIME_ID)
        operations = try body()
        processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - processorBegun
        seconds = Self.now(CLOCK_MONOTONIC) - begun
        self.benchmark = benchmark
    }

    /// Measures one run, without what the body says is not part of it.
    package init(_ benchmark: String, _ body: (inout Pauses) throws -> Int) rethrows {
        var pauses = Pauses()
        let begun = Self.now(CLOCK_MONOTONIC)
        let processorBegun = Self.now(CLOCK_PROCESS_CPUTIME_ID)
        operations = try body(&pauses)
        processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - processorBegun - pauses.processor
        seconds = Self.now(CLOCK_MONOTONIC) - begun - pauses.seconds
        self.benchmark = benchmark
    }

    /// What was done between the operations.
    package struct Pauses {
        fileprivate var seconds = 0.0
        fileprivate var processor = 0.0

        package mutating func here<Result>(_ work: () throws -> Result) rethrows -> Result {
            let begun = Measured.now(CLOCK_MONOTONIC)
            let processorBegun = Measured.now(CLOCK_THREAD_CPUTIME_ID)
            defer {
                seconds += Measured.now(CLOCK_MONOTONIC) - begun
                processor += Measured.now(CLOCK_THREAD_CPUTIME_ID) - processorBegun
            }
            return try work()
        }
    }

    /// The numbers as one JSON line.
    package var line: String {
        let numbers = #""operations":\#(operations),"seconds":\#(seconds),"processor":\#(processor)"#
        let others = figures.sorted { $0.key < $1.key }.map { #","\#($0.key)":\#($0.value)"# }.joined()
        return #"{"benchmark":"\#(benchmark)","peer":"swift",\#(numbers)\#(others)}"#
    }

    package static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
