import Glibc

/// One run's raw numbers.
struct Measurement {
    /// The benchmark's name.
    let benchmark: String
    /// How many operations were done.
    let operations: Int
    /// How long they took.
    let seconds: Double
    /// How long the processor worked for them in this process, in seconds.
    let processor: Double
    /// What else was measured, by name: seconds, bytes or ratios.
    var figures: [String: Double] = [:]

    /// Measures one run.
    ///
    /// - Parameter body: Does the work and returns how many operations it was.
    init(_ benchmark: String, _ body: () throws -> Int) rethrows {
        let begun = Self.now(CLOCK_MONOTONIC)
        let processorBegun = Self.now(CLOCK_PROCESS_CPUTIME_ID)
        operations = try body()
        processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - processorBegun
        seconds = Self.now(CLOCK_MONOTONIC) - begun
        self.benchmark = benchmark
    }

    /// The numbers as one JSON line.
    var line: String {
        let numbers = #""operations":\#(operations),"seconds":\#(seconds),"processor":\#(processor)"#
        let others = figures.sorted { $0.key < $1.key }.map { #","\#($0.key)":\#($0.value)"# }.joined()
        return #"{"benchmark":"\#(benchmark)","peer":"swift",\#(numbers)\#(others)}"#
    }

    static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
