import Foundation
import Testing

/// The compiler's part of the module's safety: the programs of Tests/CompileFailures must not compile, each for the
/// reason that its first line gives.
struct CompileFailureTests {
    static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    static let programs = package.appending(path: "Tests/CompileFailures")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: programs.path)) ?? []
        return files.filter { $0.hasSuffix(".swift") && $0 != "Control.swift" }.sorted()
    }()

    @Test("A program that breaks a rule of the module does not compile, for that reason alone.", arguments: names)
    func mustNotCompile(name: String) async throws {
        let file = Self.programs.appending(path: name)
        let firstLine = try String(contentsOf: file, encoding: .utf8).prefix { $0 != "\n" }
        let marker = "// expected-error: "
        try #require(firstLine.hasPrefix(marker), "\(name) does not say what its error is")
        let expected = firstLine.dropFirst(marker.count)
        let result = try await compile(file)
        #expect(result.status != 0, "\(name) compiles")
        #expect(result.errors.count == 1, "\(result.output)")
        #expect(result.errors.first?.contains(expected) == true, "\(result.output)")
    }

    @Test("The same things done right compile without a warning, so the failures are not the set-up's.")
    func control() async throws {
        let result = try await compile(Self.programs.appending(path: "Control.swift"))
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.contains("warning:"), "\(result.output)")
        #expect(Self.names.count >= 20)
    }

    struct Compilation {
        let status: Int32
        let output: String

        /// The lines that name a place in the program, and an error there. Swift 6.3.1 adds to some violations of
        /// exclusivity that it stumbled over its own copy: these lines are left out.
        var errors: [Substring] {
            let places = output.split(separator: "\n").filter { $0.hasPrefix("/") && $0.contains(": error: ") }
            return places.filter { !$0.contains("This is a compiler bug") }
        }
    }

    /// Compiles a program as far as the checks of lifetimes, ownership and exclusivity, which come after those of types.
    ///
    /// The compiler works for seconds: it is waited for on a thread of its own, because other tests need the cooperative ones.
    private func compile(_ file: URL) async throws -> Compilation {
        let process = Process()
        process.executableURL = try compiler()
        process.arguments = [
            "-swift-version", "6", "-enable-experimental-feature", "Lifetimes", "-parse-as-library", "-emit-sil",
            "-o", "/dev/null", "-I", try modules().path, "-I", Self.package.appending(path: "Sources/CLMDB").path,
            file.path,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = await withCheckedContinuation { continuation in
            Thread {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }.start()
        }
        process.waitUntilExit()
        return Compilation(status: process.terminationStatus, output: output)
    }

    /// The compiler of the toolchain on the path, which is the one that runs the tests.
    private func compiler() throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let candidates = path.split(separator: ":").map { URL(filePath: String($0)).appending(path: "swiftc") }
        return try #require(
            candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }, "there is no swiftc on the PATH"
        )
    }

    /// Where the build left the module: beside the running test bundle.
    private func modules() throws -> URL {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let modules = URL(filePath: bundle).deletingLastPathComponent().appending(path: "Modules")
        try #require(
            FileManager.default.fileExists(atPath: modules.appending(path: "LMDB.swiftmodule").path),
            "the module LMDB is not in \(modules.path)")
        return modules
    }
}
