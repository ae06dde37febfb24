import ArgumentParser
import Claims
import ClaimsLedger
import Ledger

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records what happened: one event, or a batch.",
        discussion: """
            The event is the proto3 JSON of its message (Protos/triplicate/v1). It is judged by the rules first; a refusal has a number and a remedy, and \
            changes nothing. What was recorded is durable and signed when the command ends.

            An event id makes a retry safe: the same event under the same id is recorded once. --expect says how many entries of the stream you have seen; \
            if others came between, the event is refused and they are named.

            Examples:
              echo '{"hospital":"H11019900001","stampedOn":"2018-02-12",
                "officer":"office.li"}' |
                triplicate record filing/210200/2018-000045 FormStamped \\
                --event - --as H11019900001 --operator office.li
              triplicate record --batch stay.jsonl --as H11019900001
              triplicate record --batch claim.jsonl --as 91210299MA0TRPLC1U \\
                --attach papers/card.pdf --attach papers/invoice.pdf

            A line of a batch: {"stream": "…", "type": "…", "event": {…}, "eventId": "…", "expect": 3, "author": "clerk.wang"}; the last three may be left \
            out. A batch stops at the first event that is refused; what stands before it stays recorded, unless --atomic makes the batch one proposal. \
            Documents are stored before the events are judged, and stay where these are refused. \
            With --json a line is printed for each event as soon as it is durable, and a refusal is the last line.
            """)

    @OptionGroup var node: NodeOptions
    @Argument(help: ArgumentHelp("The stream, as claim/210200/2019-000123.", valueName: "stream"))
    var stream: String?
    @Argument(help: ArgumentHelp("The type of event, as ClaimSubmitted.", valueName: "type"))
    var type: String?
    @Option(help: ArgumentHelp("The event's JSON: a file, or - for standard input (the default).", valueName: "file"))
    var event: String?
    @Option(
        help: ArgumentHelp("The idempotency key: 32 hexadecimal digits, or any text up to 200 bytes.", valueName: "id"))
    var eventId: String?
    @Option(
        parsing: .unconditional, help: ArgumentHelp("How many entries of the stream you have seen.", valueName: "n"))
    var expect: UInt64?
    @Option(help: ArgumentHelp("A file of events, one JSON object a line; - for standard input.", valueName: "file"))
    var batch: String?
    @Flag(help: "All events of the batch are recorded, or none.")
    var atomic = false
    @Option(
        help: ArgumentHelp(
            "A document to store first, so that the event can name it by its SHA-256, or a folder of them; may be repeated.",
            valueName: "file"))
    var attach: [String] = []
    @OptionGroup var acting: ActorOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if batch != nil {
            guard stream == nil, type == nil, event == nil, eventId == nil, expect == nil else {
                throw ValidationError("--batch takes streams, types, ids and expectations from its file.")
            }
        } else {
            guard stream != nil, type != nil else { throw ValidationError("Give a stream and a type, or --batch.") }
            guard !atomic else { throw ValidationError("--atomic goes with --batch.") }
        }
    }

    func run() throws {
        let requests = try requests()
        let documents = try attach.flatMap { try InputFile.files($0, what: "documents") }
        try node.withRecordingNode { node, line in
            let actor = try acting.actor(on: node)
            var stored = 0
            var isRecorded = false
            defer {
                if !isRecorded, stored > 0 {
                    Failure.note(
                        "\(stored.of("document")) given with --attach stayed on this node, though not everything was recorded. They are kept once: give the same command again, or leave them."
                    )
                }
            }
            for file in documents {
                let hash = try node.storeBlob(
                    try InputFile.bytes(file, what: "a document", limit: BlobStore.maximumBytes))
                stored += 1
                if !output.json { print("stored \(hash)  \(file)") }
            }
            if batch != nil {
                guard !requests.isEmpty else {
                    // Documents alone may be what was wanted.
                    isRecorded = true
                    // With JSON, no line stands for no event.
                    output.json ? Failure.note("nothing to record.") : print("nothing to record")
                    return
                }
                let recorded = try node.record(
                    batch: requests, by: actor, atomic: atomic, progress: { line.show($0) },
                    onCommit: { if output.json { printLines($0) } })
                isRecorded = true
                line.finish()
                if !output.json { report(recorded, by: actor) }
                try noteSubjects(of: recorded, on: node)
            } else {
                let recorded = try node.record(requests[0], by: actor)
                isRecorded = true
                try output.emit(recorded) { show(recorded, by: actor, on: &$0) }
                try noteSubjects(of: [recorded], on: node)
            }
        }
    }

    private func requests() throws -> [RecordRequest] {
        if let batch { return try RecordRequest.lines(try InputFile.text(batch, what: "a batch")) }
        return [
            RecordRequest(
                stream: stream ?? "", type: type ?? "",
                event: try InputFile.text(event ?? "-", what: "an event", limit: RecordRequest.maximumEventBytes),
                eventId: eventId, expect: expect)
        ]
    }

    /// Says of a dispute that was opened which of its subjects are not held here: they may be another node's, or misspelt.
    private func noteSubjects(of recorded: [Recorded], on node: Node) throws {
        let streams = Set(recorded.filter { !$0.alreadyPresent && $0.stream.hasPrefix("dispute/") }.map(\.stream))
        for name in streams.sorted() {
            guard case .dispute(let dispute)? = try node.state(of: name).subject,
                recorded.contains(where: {
                    $0.log == dispute.opened.entry.origin && $0.number == dispute.opened.entry.number
                })
            else { continue }
            for subject in try node.absent(dispute.opening.subjects) {
                Failure.note(
                    "This node holds nothing of \(subject), which \(name) is about: if it is no other party's, check its name."
                )
            }
        }
    }

    /// What is durable now, a line for each event, so that a script knows it even if the program is killed later.
    private func printLines(_ recorded: [Recorded]) {
        for item in recorded {
            if let text = try? JSONText.of(item) { print(text) }
        }
        StandardOutput.flush()
    }

    private func report(_ recorded: [Recorded], by actor: Actor) {
        var page = Page()
        let added = recorded.count { !$0.alreadyPresent }
        let repeated = recorded.count - added
        page.line(
            "\(actor.party) recorded \(added.of("event"))\(repeated == 0 ? "" : "; \(repeated) of the batch stood there already")."
        )
        if recorded.count <= 12 {
            var table = Table("stream", ">entry", "")
            for item in recorded {
                table.add(item.stream, "#\(item.number)", item.alreadyPresent ? "already there" : "")
            }
            page.table(table)
        }
        if let last = recorded.last { page.facts([("log", last.log), ("head", Checkpoints.summary(last.checkpoint))]) }
        page.print()
    }

    private func show(_ recorded: Recorded, by actor: Actor, on page: inout Page) {
        page.line(
            recorded.alreadyPresent
                ? "It stands in \(recorded.stream) already, as recorded by \(actor.party)."
                : "\(actor.party) recorded \(type ?? "an event") in \(recorded.stream).")
        page.facts([
            ("log", recorded.log), ("entry", "#\(recorded.number), entry \(recorded.version) of the stream here"),
            ("position", "\(recorded.position)"), ("event id", recorded.eventId),
            ("time", LocalTime.text(recorded.time)),
            ("head", Checkpoints.summary(recorded.checkpoint)),
        ])
    }
}

/// A signed checkpoint in a few words.
enum Checkpoints {
    /// `size 12, root 8Zk…=`, of a C2SP checkpoint's text; empty if there is none.
    static func summary(_ checkpoint: String) -> String {
        let lines = checkpoint.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 2 ? "size \(lines[1]), root \(lines[2])" : ""
    }
}

extension BinaryInteger {
    /// `1 event`, `2 events`.
    func of(_ thing: String, _ things: String? = nil) -> String {
        "\(self) \(self == 1 ? thing : things ?? "\(thing)s")"
    }
}
