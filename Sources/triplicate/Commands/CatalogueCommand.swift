import ArgumentParser
import Claims
import ClaimsLedger
import Policies

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Looks after catalogues: class, ceiling and usual price of each item, as data.",
        discussion: """
            Example:
              triplicate catalogue check catalogue.yaml
            """,
        subcommands: [CatalogueCheck.self, CataloguePublish.self])
}

struct CatalogueCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads a catalogue and names every mistake in it.",
        discussion: """
            Each mistake comes with its line, its column, and what may have been meant. Docs/policies.md says how a catalogue is written.

            Example:
              triplicate catalogue check catalogue.yaml
            """)

    private struct Summary: Encodable {
        let ok = true
        let catalogue: String
        let version: String
        let title: String
        let effectiveFrom: String?
        let effectiveTo: String?
        let items: Int
        let classes: [String: Int]
        let withCeiling: Int
        let withUsualPrice: Int
    }

    @Argument(help: ArgumentHelp("The catalogue.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let catalogue = try MistakenFile.reading(file, "a catalogue", CatalogueFile.parse)
        let classes = Dictionary(grouping: catalogue.items) { $0.itemClass.letter }.mapValues(\.count)
        let summary = Summary(
            catalogue: catalogue.name, version: catalogue.version, title: catalogue.title,
            effectiveFrom: catalogue.effectiveFrom?.description, effectiveTo: catalogue.effectiveTo?.description,
            items: catalogue.items.count, classes: classes,
            withCeiling: catalogue.items.count { $0.ceiling != nil },
            withUsualPrice: catalogue.items.count { $0.usualPrice != nil })
        try output.emit(summary) { page in
            page.line("\(Style.bold(catalogue.name))  \(Style.green("no mistakes"))")
            page.facts([
                ("title", catalogue.title), ("version", catalogue.version),
                ("in force", "\(summary.effectiveFrom ?? "always") to \(summary.effectiveTo ?? "further notice")"),
                (
                    "items",
                    "\(summary.items): "
                        + classes.sorted { $0.key < $1.key }.map { "\($0.value) of class \($0.key)" }
                        .joined(separator: ", ")
                ),
                ("ceilings", "\(summary.withCeiling)"), ("usual prices", "\(summary.withUsualPrice)"),
            ])
        }
    }
}

struct CataloguePublish: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publishes a version of a catalogue.",
        discussion: """
            Name, version and dates are the file's. It is recorded in catalogue/CENTER/NAME with the text and its SHA-256; a text of more than 50,000 bytes is \
            stored as a document. Published again, the same text is already there; another text needs another version.

            Example:
              triplicate catalogue publish catalogue.yaml --as 210200
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var actor: ActorOptions
    @Argument(help: ArgumentHelp("The catalogue.", valueName: "file"))
    var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let text = try InputFile.text(file, what: "a catalogue")
        let published = try MistakenFile.naming(file) {
            try node.withRecordingNode { node, _ in
                try node.publishCatalogue(text, by: actor.actor(on: node))
            }
        }
        try output.emit(published) { $0.show(published) }
    }
}

extension Page {
    /// What was published, and where.
    mutating func show(_ published: Published) {
        line(
            "\(Style.bold(published.recorded.stream))  "
                + (published.recorded.alreadyPresent ? "already there" : Style.green("published")))
        facts([
            ("version", published.version),
            (
                "in force",
                "\(published.effectiveFrom) to \(published.effectiveTo.isEmpty ? "further notice" : published.effectiveTo)"
            ),
            ("items", published.items.map(String.init) ?? ""), ("SHA-256", published.sha256),
            ("text", published.isBlob ? "a document" : "in the entry"),
            ("entry", "\(published.recorded.number) of \(published.recorded.log)"),
        ])
    }
}

extension ChargeLine.ItemClass {
    /// A, B or C.
    var letter: String {
        switch self {
        case .classA: "A"
        case .classB: "B"
        case .selfPay: "C"
        default: "?"
        }
    }
}
