import ArgumentParser
import ClaimsLedger

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the node holds, how far it is signed, and how much room it has.",
        discussion: """
            Example:
              triplicate status --data node
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let status = try node.withNode(readOnly: true) { node, _ in try node.status() }
        try output.emit(status) { page in
            page.line(
                "\(Style.bold(status.directory))  \(status.entries.of("entry", "entries")) in \(status.logs.count.of("log"))"
            )
            var logs = Table("party", "name", "origin", ">entries", ">signed", "root", "")
            for log in status.logs {
                logs.add(
                    log.party, log.name, log.origin, "\(log.entries)", "\(log.signed)",
                    String(log.root.prefix(16)) + "…",
                    log.hosted ? "hosted" : "mirrored")
            }
            page.table(logs)
            page.line()
            page.facts([
                ("documents", "\(status.blobs)"),
                ("log", "\(status.log.usedBytes.inBytes) used of \(status.log.mapBytes.inBytes) reserved"),
                (
                    "views",
                    "\(status.viewStore.usedBytes.inBytes) used, \(status.unflushed.of("entry", "entries")) not yet flushed"
                ),
                ("free on disk", Int(status.log.freeBytes).inBytes), ("format", "\(status.format)"),
            ])
        }
    }
}

extension Int {
    /// `12.3 MiB`.
    var inBytes: String {
        var value = Double(self)
        for unit in ["bytes", "KiB", "MiB", "GiB"] {
            if value < 1024 { return unit == "bytes" ? "\(self) bytes" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1024
        }
        return "\((value * 10).rounded() / 10) TiB"
    }
}
