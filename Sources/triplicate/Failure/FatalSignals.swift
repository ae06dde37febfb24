import Glibc

/// Signals that end the program: a damaged page of a node's store can kill whoever reads it.
enum FatalSignals {
    /// A write beyond the limit on a file's size (`ulimit -f`) is refused with EFBIG, not answered with a signal that kills in silence.
    static func ignoreFileSizeLimit() { signal(SIGXFSZ, SIG_IGN) }

    /// Says one sentence, and with `--json` one document, when such a signal comes, and ends with 1.
    ///
    /// The child of a check dies of the signal itself, so that its parent can report which it was.
    static func tell() {
        guard !CommandLine.arguments.contains(ChildCheck.option) else { return }
        provideStack()
        var action = sigaction()
        action.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
        if CommandLine.arguments.contains("--json") {
            action.__sigaction_handler.sa_handler = sayAsJSON
        } else {
            action.__sigaction_handler.sa_handler = saySentence
        }
        for number in [SIGBUS, SIGSEGV, SIGABRT, SIGILL, SIGFPE, SIGTRAP] { sigaction(number, &action, nil) }
    }

    /// A stack of its own for the handlers: the one in use may be what overflowed.
    private static func provideStack() {
        let size = 1 << 16
        var stack = stack_t()
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        stack.ss_size = size
        sigaltstack(&stack, nil)
    }
}

// Handlers: nothing but write(2) and _exit(2), which signal-safety(7) allows. No allocation, no lock, no lazy global.

private func saySentence(_: Int32) {
    let text: StaticString =
        "error: The node's files are damaged: reading them ended the process. [1206] Run verify: if it reports damage, restore the node from a backup; if it passes, remove the files in the node's folder views.\n"
    write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(1)
}

private func sayAsJSON(_ number: Int32) {
    let text: StaticString =
        #"{"error":{"area":"ledger","code":"damaged","message":"The node's files are damaged: reading them ended the process.","number":1206,"remedy":"Run verify: if it reports damage, restore the node from a backup; if it passes, remove the files in the node's folder views."}}"#
    write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    let end: StaticString = "\n"
    write(STDOUT_FILENO, end.utf8Start, end.utf8CodeUnitCount)
    saySentence(number)
}
