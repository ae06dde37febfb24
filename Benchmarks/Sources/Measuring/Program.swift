import Glibc

/// Runs the benchmark that the command's first word names, once, in this process, prints its raw numbers as one JSON line, and ends the
/// process. The other words are its options.
package func run(_ benchmarks: [String: (Arguments) throws -> Measured]) -> Never {
    let program = CommandLine.arguments.first.flatMap { $0.split(separator: "/").last } ?? "bench"
    let words = Array(CommandLine.arguments.dropFirst())
    guard let name = words.first, let benchmark = benchmarks[name] else {
        print("usage: \(program) \(benchmarks.keys.sorted().joined(separator: "|")) --option value …")
        exit(2)
    }
    do {
        print(try benchmark(Arguments(Array(words.dropFirst()))).line)
        exit(0)
    } catch {
        print("\(program) \(name): \(error)")
        exit(1)
    }
}
