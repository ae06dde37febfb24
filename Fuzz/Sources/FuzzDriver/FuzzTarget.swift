import Glibc

/// One decoder of outside bytes, as libFuzzer exercises it.
public struct FuzzTarget: Sendable {
    /// Its name: of the corpus folder, and what `--target` takes.
    public let name: String
    /// The longest input that is worth trying, in bytes.
    public let longest: Int
    /// Decodes one input and checks what must hold of the result. Refused input is no failure: a broken rule traps.
    ///
    /// The bytes lie in an allocation of exactly their number, so that AddressSanitizer sees a read beyond them.
    public let run: @Sendable (UnsafeRawBufferPointer) -> Void

    private init(_ name: String, _ longest: Int, _ run: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
        self.name = name
        self.longest = longest
        self.run = run
    }

    /// A target that reads its input where it lies.
    public static func onBytes(
        _ name: String, longest: Int, _ run: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) -> FuzzTarget { FuzzTarget(name, longest, run) }

    /// A target that wants its input as an array.
    public static func onArray(
        _ name: String, longest: Int, _ run: @escaping @Sendable ([UInt8]) -> Void
    ) -> FuzzTarget { FuzzTarget(name, longest) { run(Array($0)) } }

    /// A target that wants its input as text. As in the programs that read files, what is not UTF-8 is refused before.
    public static func onText(
        _ name: String, longest: Int, _ run: @escaping @Sendable (String) -> Void
    ) -> FuzzTarget {
        FuzzTarget(name, longest) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            run(text)
        }
    }
}

/// Stops the program where a rule is broken, so that libFuzzer keeps the input.
public func demand(_ holds: Bool, _ rule: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line) {
    guard holds else { fatalError("broken: \(rule())", file: file, line: line) }
}

/// Runs what must succeed after what went before.
///
/// - Returns: What `body` returns; an error stops the program.
public func must<Result>(
    _ rule: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> Result
) -> Result {
    do {
        return try body()
    } catch {
        fatalError("broken: \(rule()): \(error)", file: file, line: line)
    }
}

/// Runs what must be refused.
public func mustRefuse<Result>(
    _ rule: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> Result
) {
    do {
        _ = try body()
    } catch {
        return
    }
    fatalError("broken: \(rule())", file: file, line: line)
}

/// Builds the error's text too: messages quote what came from outside. With `TRIPLICATE_FUZZ_SHOW` in the environment it is
/// printed, for whoever wonders why an input is refused.
public func show(_ error: any Error) {
    let text = String(describing: error)
    demand(!text.isEmpty, "an error says something")
    if isShowing { print(text) }
}

private let isShowing = getenv("TRIPLICATE_FUZZ_SHOW") != nil
