"""The rows of the benchmark: what is run, beside what, and what is wanted of it."""

from dataclasses import dataclass, field

# Bytes on the disk that an entry takes at most, all tables and views and a copy included, to know beforehand whether they fit.
DISK_BYTES = 900


@dataclass(frozen=True)
class Peer:
    # {bench}, {mirror}, {triplicate}, {peers}, {scripts} and {python} are where the programs are, {entries} is the number below, {directory} is
    # empty and on the disk that is measured, or holds what `prepare` made.
    command: str
    entries: int
    # Makes a log once, for all rounds and all rows that name the same command. Where there is no other command, making it is what is measured,
    # in one round.
    prepare: str = ""
    # Whether each run works on a copy of what was prepared.
    copied: bool = False

    def disk(self, scale):
        return self.entries * scale // 100 * DISK_BYTES


@dataclass(frozen=True)
class Figure:
    """One line of the report: a number that all peers print, or one of `rate` and `core rate` (a second of processor time)."""

    name: str
    title: str = ""
    # "/s", "s", "B" or "".
    unit: str = "/s"
    # How the goal bounds the figure, or its ratio to the limit's: "ratio >=", "ratio <=", ">=" or "<="; "each <=" and "each >="
    # bound every round, where the first differs from those that find its work done.
    bound: str = ""
    goal: float = 0
    # The peer that its ratio is taken to, where it is not the last.
    limit: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    # The first is ours, the last the limit that its ratio is taken to.
    peers: dict
    figures: list = field(default_factory=lambda: [Figure("rate")])
    # Why the peers cannot be compared, or what else to know.
    note: str = ""
    # Rows of one group, which stand together, may read the same prepared logs.
    group: str = ""
    # Whether the program bench-mirror is needed: such rows are not in the short form, because it takes long to build.
    needs_mirror: bool = False
    # Facts of the machine that matter to this row alone, and are said with it.
    facts: tuple = ()


def lmdb_append(batch, entries, synced=1):
    options = f"--entries {{entries}} --batch {batch} --size 300 --synced {synced} --directory {{directory}}"
    return Row(
        name=f"lmdb-append-{batch}" + ("" if synced else "-unsynced"),
        title=f"LMDB append, batch {batch:,}, 300 bytes, " + ("synced" if synced else "not synced"),
        peers={
            "swift": Peer(f"{{bench}} lmdb-append {options}", entries),
            "c": Peer(f"{{peers}}/append {options}", entries),
        },
    )


def ledger_append(batch, entries, goal=0):
    """With hashing, tree, signed checkpoint, and the views that decode no payload, durable at the end."""
    ours = f"--batch {batch} --size 300 --streams 10000 --flush 1 --flush-after 100000 --directory {{directory}}"
    limit = f"--batch {batch} --size 300 --synced 1 --directory {{directory}}"
    bound = {"bound": "ratio >=", "goal": goal} if goal else {}
    return Row(
        name=f"ledger-append-{batch}",
        title=f"Ledger append, batch {batch:,}, 300 bytes, with hashing, tree, signed checkpoint, heads and chains, beside LMDB in C",
        peers={
            "ledger": Peer(f"{{bench}} ledger-append --entries {{entries}} {ours}", entries),
            "c": Peer(f"{{peers}}/append --entries {{entries}} {limit}", entries),
        },
        figures=[Figure("rate", **bound)],
    )


def mirror_commit(entries):
    """A foreign log committed whole, beside the same number of entries appended by the hosted path in the same run."""
    options = "--package 8192 --batch 8192 --size 300 --streams 10000 --directory {directory}"
    return Row(
        name="mirror-commit",
        title="Full mirror, packages of 8,192 entries of 300 bytes, verified again and durable",
        peers={"swift": Peer(f"{{bench}} mirror-commit --entries {{entries}} {options}", entries)},
        figures=[
            Figure("rate", bound=">=", goal=200_000),
            Figure("append", "as many entries by the hosted path", "s"),
        ],
    )


def mirror_catch_up(entries):
    """The log of another process over loopback, from nothing; three kinds of mirror of the same log."""

    def mirror(kind):
        return Peer(f"{{mirror}} mirror-catch-up --kind {kind} --directory {{directory}}", entries, log())

    return Row(
        name="mirror-catch-up",
        needs_mirror=True,
        title="A mirror catches up with the whole log of another process over loopback, fetched, verified and durable, 300 bytes an entry",
        group="mirror-catch-up",
        peers={kind: mirror(kind) for kind in ("full", "whole", "filtered")},
        figures=[
            Figure("rate", bound=">=", goal=200_000), Figure("bothProcessor", "processor time of both processes, an entry", "s"),
            Figure("wireBytes", "bytes on the wire an entry, heads of answers not counted", "B"),
        ],
        note="Two processes: the log's node serves, the other mirrors; both cores are theirs. `full` is a ledger without views of claims; `whole` is "
        "a node that reads each entry by the rules and brings its search view up to date, too; `filtered` has no views and is the party to which "
        "all these entries are addressed, so that it fetches as many by pages of `visible`, and the tiles in which they lie. The documents that the "
        "invented entries name do not exist and are not fetched.",
    )


def mirror_lag(samples):
    """From an append answered at the source to the entry durable in the mirror."""

    def mirror(poll):
        return Peer(
            f"{{mirror}} mirror-lag --kind full --poll {poll} --samples {samples} --directory {{directory}}", 10_000, log(), copied=True)

    return Row(
        name="mirror-lag",
        needs_mirror=True,
        title="How far a live full mirror is behind, from an append answered at the source to the entry durable in the mirror",
        group="mirror-lag",
        peers={"poll 1 s": mirror(1_000), "poll 60 s": mirror(60_000)},
        figures=[Figure("p50", "median", "s"), Figure("p99", "99th percentile", "s"), Figure("max", "longest", "s")],
        note="One entry every 7 ms and what its append takes, two processes over loopback. The mirror's request for a checkpoint waits at the log's node "
        "until there is a newer one, so that what `serve --poll` says plays no part; a mirror takes 50 heads a second at most.",
    )


def direct_settlement(samples):
    """From the hospital's request recorded on its node to the center's priced answer readable there."""

    def pair(together):
        return Peer(
            f"{{mirror}} direct-settlement --poll 1000 --together {together} --samples {{entries}} --directory {{directory}}", samples)

    return Row(
        name="direct-settlement",
        needs_mirror=True,
        title="A direct settlement between two nodes, from the hospital's request recorded on its node to the center's priced answer readable there",
        group="direct-settlement",
        peers={"one at a time": pair(1), "8 at a time": pair(8)},
        figures=[
            Figure("answer p50", "median", "s"), Figure("answer p99", "99th percentile", "s"),
            Figure("there p50", "until it is priced, median", "s"), Figure("back p50", "from then until it is read, median", "s"),
            Figure("rate"), Figure("bothProcessor", "processor time of both processes, a request", "s"),
        ],
        note="Two processes over loopback, each a whole node that is served and mirrors the other live; a bill of three lines, 200 people in turn. Each way a "
        "mirror learns of the new head, fetches tiles and entries, verifies and commits both; the center reads the person, the filing, the policy and the "
        "account, prices, and commits. Prices are stamped to the millisecond.",
    )


def node_append(entries):
    """As `ledger-append-1000`, with claims' events and the view that decodes and folds them, flushed while it appends."""
    limit = "--entries {entries} --batch 1000 --size 300 --synced 1 --directory {directory}"
    return Row(
        name="node-append-1000",
        title="Append of claims' events through a whole node, batch 1,000, with the search view, beside LMDB in C",
        peers={
            "node": Peer("{bench} node-append --entries {entries} --batch 1000 --directory {directory}", entries),
            "c": Peer(f"{{peers}}/append {limit}", entries),
        },
        note="Making and encoding the events is part of the time. The view decodes and folds every claim that has moved at each "
        "flush, on the other core, so that over a long time its goal (`views-rebuild`) bounds this rate.",
    )


def lmdb_read(way, title, entries, passes):
    options = f"--way {way} --passes {passes} --entries {{entries}} --size 300 --directory {{directory}}"
    return Row(
        name=f"lmdb-{way}",
        title=title,
        peers={
            "swift": Peer(f"{{bench}} lmdb-read {options}", entries),
            "c": Peer(f"{{peers}}/read {options}", entries),
        },
    )


def append_latency(entries):
    options = "--entries {entries} --directory {directory}"
    return Row(
        name="append-latency",
        title="Durable append in process, one client, one event at a time, beside two bare fdatasync",
        peers={
            "node": Peer(f"{{bench}} append-latency {options}", entries),
            "fdatasync": Peer(f"{{peers}}/fdatasync {options}", entries),
        },
        figures=[
            Figure("p50", "median", "s", "ratio <=", 1.5), Figure("p99", "99th percentile", "s"), Figure("rate"),
        ],
    )


def log(skew="zipf"):
    return f"{{bench}} node-fill --entries {{entries}} --skew {skew} --directory {{directory}}"


def on_log(name, title, ours, limit_name, limit, entries, figures, note=""):
    """A row whose peers read one log of the node."""
    return Row(
        name=name, title=title, group="log", figures=figures, note=note,
        peers={"node": Peer(ours, entries, log()), limit_name: Peer(limit, entries, log())},
    )


def of_log(entries):
    passes = "--passes 5 --directory {directory}"
    once = "--entries {entries} --directory {directory}"
    return [
        on_log(
            "header-scan", "Scan of a node's log: stream, type and time of each entry", f"{{bench}} header-scan {passes}",
            "c", f"{{peers}}/scanlog {passes}", entries, [Figure("rate", "", "/s", "ratio >=", 0.5)],
            "The limit touches one word of each record of the same file. Ours reads through LMDB and EntryView."),
        on_log(
            "heads-rebuild", "Heads of all streams from the log's headers, from nothing",
            f"{{bench}} heads-rebuild {once}", "c", f"{{peers}}/scanlog {passes}", entries,
            [Figure("rate", "", "/s", ">=", 1_000_000), Figure("core rate", "a core", "/s")],
            "Decodes no payload; the flush of the heads is in it. The limit is the bare scan."),
        on_log(
            "views-rebuild", "Heads and search view from the log, from nothing", f"{{bench}} views-rebuild {once}",
            "c", f"{{peers}}/scanlog {passes}", entries,
            [Figure("core rate", "a core", "/s", ">=", 150_000), Figure("rate")],
            "Reads each stream by its back pointers, hashes, decodes and folds each entry."),
        on_log(
            "verify", "Verify of a whole log beside openssl's SHA-256 of the same leaves and nodes",
            f"{{bench}} verify {once}", "openssl", "{python} {scripts}/openssl_sha256.py --size 300 --entries {entries}",
            entries,
            [Figure("rate", "both cores", "/s", "ratio >=", 0.7), Figure("core rate", "a core", "/s", "ratio >=", 0.7)],
            "The limit is computed from `openssl speed`, which uses one core, at 301 and 65 bytes, elapsed for the rate, "
            "processor time a core. Ours looks at entries on two cores: the figure a core counts the time of both."),
    ]


def settle(kind, title, bills, bound):
    """A bill of 200 lines beside one of a single line."""
    options = "--entries {entries}"
    return Row(
        name=kind,
        title=title,
        peers={
            "200 lines": Peer(f"{{bench}} {kind} --lines 200 {options}", bills),
            "one line": Peer(f"{{bench}} {kind} --lines 1 {options}", bills),
        },
        figures=[
            Figure("p50", "a bill, median", "s", *bound),
            Figure("processor p99", "a bill, 99th percentile of processor time", "s", *bound),
            Figure("p99", "a bill, 99th percentile", "s"), Figure("rate"),
        ],
        note="Item classes with ceilings and first self-pay, bands, points, a second fund, every step explained.",
    )


SIZES = {"10k": 10_000, "1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}


def serve(skew, title, largest):
    """Nodes of growing size; the largest is ours, the smallest the limit."""
    names = list(SIZES)
    sizes = names[: names.index(largest) + 1]
    options = f"--samples 2000 --appends 20000 --skew {skew} --directory {{directory}}"
    return Row(
        name=f"serve-{skew}" + f"-{largest}",
        title=title,
        group=f"serve-{skew}",
        peers={
            size: Peer(f"{{bench}} node-serve {options}", SIZES[size], log(skew), copied=SIZES[size] <= 100_000)
            for size in reversed(sizes)
        },
        figures=[
            Figure("start", "start after a crash of the process", "s", "each <=", 1),
            Figure("state p50", "claim's state, median", "s"),
            Figure("state processor p99", "claim's state, 99th percentile of processor time", "s"),
            Figure("state p99", "claim's state, 99th percentile", "s", "<=", 0.001),
            Figure("trace p50", "claim's trace, median", "s"),
            Figure("trace processor p99", "claim's trace, 99th percentile of processor time", "s"),
            Figure("trace p99", "claim's trace, 99th percentile", "s", "<=", 0.010),
            Figure("append", "append in batches of 1,000, an entry", "s", "ratio <=", 1.3),
            Figure("appendProcessor", "the same, processor time", "s"),
            Figure("diskRatio", "bytes on disk to bytes of entries", "", "<=", 2),
            Figure("logBytes", "of the log, an entry", "B"),
            Figure("viewBytes", "of heads and views, an entry", "B"),
            Figure("memory", "private memory at the end", "B", "<=", 200_000_000),
        ],
        note="Only the first round starts a node that died under load; the others start what that one brought up and left. Warm: every claim and trace was read once before. The ratio is the largest node's to the smallest's.",
    )


def cold(skew, title, largest):
    """The nodes of `serve`, of whose files the system keeps nothing."""
    names = list(SIZES)
    sizes = names[: names.index(largest) + 1]
    return Row(
        name=f"cold-{skew}",
        title=title,
        facts=("read-ahead",),
        group=f"serve-{skew}",
        peers={
            size: Peer(
                f"{{bench}} node-cold --samples 50 --skew {skew} --directory {{directory}}", SIZES[size], log(skew),
                copied=SIZES[size] <= 1_000_000)
            for size in reversed(sizes)
        },
        figures=[
            Figure("rate", "entries of the log for a second of the start", "/s", "each >=", 1_000_000),
            Figure("start", "start after a loss of power, until a claim is answered", "s"),
            Figure("start read", "read from the disk for it", "B"),
            Figure("state p50", "claim's state, cold, median", "s"), Figure("state p99", "claim's state, cold, 99th percentile", "s"),
            Figure("state read", "read from the disk for a state", "B"),
            Figure("trace p50", "claim's trace, cold, median", "s"), Figure("trace p99", "claim's trace, cold, 99th percentile", "s"),
            Figure("trace read", "read from the disk for a trace", "B"),
        ],
        note="The node ended while it was written to, and no page of its files is in memory: not before the start, and not before each state or trace. "
        "What a virtual disk's host keeps is not known; how much is read for each page that is missed, the system's read-ahead decides. Nodes of up to a million entries start after a death while they were filled in each round; "
        "a larger one does in the first round, and in the others after 20,000 entries that were appended to it.",
    )


def peers_append(batch, entries):
    ours = f"--entries {{entries}} --batch {batch} --directory {{directory}}"
    theirs = f"--size 180 {ours}"
    return Row(
        name=f"peers-append-{batch}",
        title=f"Durable append, one client, batch {batch:,}",
        peers={
            "node": Peer(f"{{bench}} node-append {ours}", entries),
            "umadb": Peer(f"{{python}} {{scripts}}/umadb_append.py {theirs}", entries),
            "postgres": Peer(f"{{python}} {{scripts}}/postgres_append.py {theirs}", entries),
            "sqlite": Peer(f"{{peers}}/sqlite {theirs}", entries),
        },
        note="**Not comparable** with UmaDB and PostgreSQL: they are servers behind a loopback connection and a Python client, ours "
        "and SQLite (from C) run in process. Ours hashes, signs and keeps views as well; the others check that stream and "
        "version (not UmaDB) and id are unique. The fair rows are those over HTTP, with one client program.",
    )


def client(server, entries, options):
    program = {"node": " --program {triplicate}", "null": " --program {peers}/nullhttp"}.get(server.split("-")[0], "")
    return Peer(
        f"{{python}} {{scripts}}/clients.py --server {server}{program} --entries {{entries}} {options} --directory {{directory}}", entries)


SAME_PROGRAM = (
    "One client program (`peers/clients.py`), four processes with a thread a client, requests made beforehand, one connection a client; client and server share the "
    "machine's cores. The node takes JSON, with an id for each event, judges it by the rules, encodes, hashes and signs; UmaDB's client sends its own "
    "protocol from native code, PostgreSQL's the bound values of a prepared statement; both of these store 180 bytes a payload, as the node does on "
    "average. `null` is a server that reads requests and answers at once: what the client program itself can do. The processor ratio compares the servers alone.")


def append_over_http(clients, batch, entries):
    options = f"--work append --clients {clients} --batch {batch}"
    servers = ["node", "null", "postgres", "umadb"]
    bounds = {"bound": "ratio >=", "goal": 2 if batch == 1 else 1}
    return Row(
        name=f"http-append-{batch}",
        title=f"Durable append over a connection, {clients} clients, " + ("one event each" if batch == 1 else f"batches of {batch:,}"),
        group="http",
        peers={server: client(server, entries, options) for server in servers},
        figures=[
            Figure("rate", "events", "/s", **bounds),
            *([Figure("rate", "the same, beside PostgreSQL", "/s", "ratio >=", 4, "postgres")] if batch == 1 else []),
            Figure("p50", "a request, median", "s"), Figure("p99", "a request, 99th percentile", "s", "ratio <=", 1),
            Figure("serverProcessor", "processor time of the server, an event", "s"),
            Figure("clientProcessor", "processor time of the clients, an event", "s"),
        ],
        note=SAME_PROGRAM,
    )


def native_clients(clients, entries):
    options = f"--clients {clients} --entries {{entries}} --directory {{directory}}"
    return Row(
        name="http-append-native",
        title=f"Durable append over a connection, {clients} clients, one event each, driven by wrk and by pgbench",
        group="http",
        peers={
            "node": Peer(f"{{python}} {{scripts}}/native.py --server node --program {{triplicate}} {options}", entries),
            "postgres": Peer(f"{{python}} {{scripts}}/native.py --server postgres {options}", entries),
        },
        figures=[
            Figure("rate", "events", "/s"), Figure("p50", "a request, median", "s"), Figure("p99", "a request, 99th percentile", "s"),
            Figure("serverProcessor", "processor time of the server, an event", "s"),
        ],
        note="**Not the same program**: two programs in C, which take less of the machine than `peers/clients.py` does. Each event is of a stream of its own.",
    )


def read_over_http(entries):
    servers = ["node", "node-lines", "postgres", "umadb"]
    return Row(
        name="http-read",
        title="Reading all over a connection, one client",
        group="http",
        peers={server: client(server, entries, "--work read") for server in servers},
        figures=[
            Figure("rate", "events", "/s", "ratio >=", 1),
            Figure("serverProcessor", "processor time of the server, an event", "s"),
            Figure("clientProcessor", "processor time of the client, an event", "s"),
        ],
        note="The same client program. `node` sends the entries' bytes, each checked against its leaf in the tree; `node-lines` the same as lines of JSON with the decoded event. "
        "The client takes each entry apart.",
    )


def year_of_city(entries):
    """A year of a city with its frauds, recorded by every rule; the rows read it, or a copy."""
    made = "{bench} year-fill --entries {entries} --directory {directory}"
    return [
        Row(
            name="year-fill", title="Recording a seeded year of a city, every rule asked", group="year",
            peers={"node": Peer("", entries, made)},
            figures=[Figure("rate"), Figure("core rate", "a core", "/s"), Figure("claims", "claims in it", "")],
            note="About so many entries, recorded once; acts of one party at one moment are one commit, most are of one to ten entries. One author after the other, as the clock of the year goes."),
        Row(
            name="year-views", title="Heads and search view of a seeded year, from nothing", group="year",
            peers={"node": Peer("{bench} year-views --directory {directory}", entries, made, copied=True)},
            figures=[Figure("core rate", "a core", "/s", ">=", 150_000), Figure("rate")]),
        Row(
            name="year-findings", title="All findings of a seeded year", group="year",
            peers={"node": Peer("{bench} year-findings --directory {directory}", entries, made)},
            figures=[
                Figure("entry", "of the whole node, an entry", "s"), Figure("new entry", "of what its last hundredth touched, an entry of these", "s"),
                Figure("examined", "streams examined for a new entry", ""),
            ]),
    ]


def rows_with(large="10m"):
    return [
        ledger_append(1, 1_000),
        ledger_append(100, 100_000),
        ledger_append(1_000, 500_000, goal=0.5),
        mirror_commit(819_200),
        mirror_catch_up(400_000),
        mirror_lag(1_000),
        direct_settlement(400),
        node_append(200_000),
        lmdb_append(1, 1_000),
        lmdb_append(100, 100_000),
        lmdb_append(1_000, 500_000),
        lmdb_append(1_000, 1_000_000, synced=0),
        lmdb_read("scan", "LMDB scan in order, warm, first word of each entry", 1_000_000, passes=10),
        lmdb_read("get", "LMDB get at random, warm, first word of each entry", 1_000_000, passes=1),
        append_latency(1_000),
        settle("settle", "Pricing a bill of 200 lines", 2_000, ("<=", 0.001)),
        settle("settle-texts", "Pricing a bill of 200 lines from the YAML of policy and bill", 500, ()),
        *of_log(1_000_000),
        *year_of_city(1_000_000),
        cold("zipf", "A node after a loss of power, and reading what is not in memory", large),
        serve("zipf", "A node as it grows, entries mostly to claims lately opened (Zipf)", large),
        serve("uniform", "A node as it grows, entries to claims at random", large),
        peers_append(1, 1_000),
        peers_append(100, 50_000),
        peers_append(1_000, 200_000),
        append_over_http(64, 1, 25_600),
        append_over_http(4, 1_000, 160_000),
        read_over_http(200_000),
        native_clients(64, 30_000),
    ]
