import CLibFuzzer
import Glibc

/// A program of several targets: `PROGRAM --target=NAME [option of libFuzzer …] [CORPUS …]`, or `PROGRAM --list`.
///
/// libFuzzer passes over options with two dashes, so its own child processes are given the same target.
public enum FuzzProgram {
    /// Runs libFuzzer; ends the process.
    public static func run(_ targets: [FuzzTarget]) -> Never {
        let targets = targets + Canary.targets
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--list") {
            for target in targets { print(target.name, target.longest) }
            exit(0)
        }
        let name = arguments.first { $0.hasPrefix("--target=") }?.dropFirst("--target=".count)
        guard let target = targets.first(where: { $0.name == name ?? "" }) else {
            print("error: --target= names none of: \(targets.map(\.name).joined(separator: ", "))")
            exit(2)
        }
        selected = target
        var count = CommandLine.argc
        var vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(
            LLVMFuzzerRunDriver(&count, &vector) { data, count in
                selected?.run(UnsafeRawBufferPointer(start: data, count: count))
                return 0
            })
    }
}

/// Set once, before libFuzzer runs the first input: its callback is a C function and carries nothing.
private nonisolated(unsafe) var selected: FuzzTarget?
