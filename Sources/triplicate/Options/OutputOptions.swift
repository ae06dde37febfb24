import ArgumentParser

/// What every command takes.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document (or JSON Lines) on standard output.")
    var json = false

    /// Ends as a child process did that has said why on standard error.
    func relay(_ document: String?, _ code: Int32) throws -> Never {
        if json, let document { print(document) }
        throw ExitCode(code)
    }

    /// Prints a value as JSON if that was asked for, else what `text` makes of it.
    func emit(_ value: some Encodable, text: (inout Page) -> Void) throws {
        if json {
            print(try JSONText.of(value))
        } else {
            var page = Page()
            text(&page)
            page.print()
        }
    }
}
