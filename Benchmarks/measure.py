#!/usr/bin/env python3
"""Runs the rows of the benchmark in turn with their peers, and summarises what they print.

A row has two or more peers: commands that do the same work and print one JSON line with
"operations", "seconds" and "processor" (seconds of processor time).
Every round runs each peer once, in an order that turns from round to round, each in an empty directory. What counts is
the ratio within a round: the noise of a shared machine hits both peers of a round alike.

A row is added in ROWS: its commands, and which peer is the limit that the first one is divided by.
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone

HERE = pathlib.Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    # Peer to command. The first is ours, the last the limit. {bench} and {peers} are where the programs are, {directory}
    # is empty and on the disk that is measured, {entries} is the number below.
    peers: dict
    entries: int


def lmdb_append(batch, entries, synced=1):
    options = f"--entries {{entries}} --batch {batch} --size 300 --synced {synced} --directory {{directory}}"
    return Row(
        name=f"lmdb-append-{batch}" + ("" if synced else "-unsynced"),
        title=f"LMDB append, batch {batch:,}, 300 bytes, " + ("synced" if synced else "not synced"),
        peers={"swift": f"{{bench}} lmdb-append {options}", "c": f"{{peers}}/append {options}"},
        entries=entries,
    )


def lmdb_read(way, title, entries, passes):
    options = f"--way {way} --passes {passes} --entries {{entries}} --size 300 --directory {{directory}}"
    return Row(
        name=f"lmdb-{way}",
        title=title,
        peers={"swift": f"{{bench}} lmdb-read {options}", "c": f"{{peers}}/read {options}"},
        entries=entries,
    )


ROWS = [
    lmdb_append(1, 1_000),
    lmdb_append(100, 100_000),
    lmdb_append(1_000, 500_000),
    lmdb_append(1_000, 1_000_000, synced=0),
    lmdb_read("scan", "LMDB scan in order, warm, first word of each entry", 1_000_000, passes=10),
    lmdb_read("get", "LMDB get at random, warm, first word of each entry", 1_000_000, passes=1),
]


def run_once(command, data):
    """One process, in an empty directory. Returns what it printed."""
    directory = tempfile.mkdtemp(dir=data)
    try:
        words = [word.format(directory=directory) if "{directory}" in word else word for word in command]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)
    finally:
        shutil.rmtree(directory)


def measure(row, rounds, scale, places, data):
    """The raw measurements of a row, one for each peer and round."""
    entries = max(1, row.entries * scale // 100)
    commands = {
        peer: [word.format(entries=entries, directory="{directory}", **places) for word in command.split()]
        for peer, command in row.peers.items()
    }
    peers = list(commands)
    raw = []
    for number in range(rounds):
        turn = number % len(peers)
        for peer in peers[turn:] + peers[:turn]:
            result = run_once(commands[peer], data)
            raw.append({"row": row.name, "round": number, **result, "peer": peer})
            print(f"  round {number + 1}/{rounds} {peer}: {rate(raw[-1]):,.0f}/s", file=sys.stderr)
    return raw


def rate(measurement):
    return measurement["operations"] / measurement["seconds"]


def summarise(row, raw):
    """One line of the table: rates of each peer and the ratios within each round."""
    peers = list(row.peers)
    rates = {peer: [rate(one) for one in raw if one["peer"] == peer] for peer in peers}
    ratios = [ours / limit for ours, limit in zip(rates[peers[0]], rates[peers[-1]])]
    cells = [row.title, str(len(ratios))]
    cells += [f"{statistics.median(rates[peer]):,.0f}/s {peer}" for peer in peers]
    cells += [f"{value:.2f}" for value in (statistics.median(ratios), min(ratios), max(ratios))]
    efforts = [[one["operations"] / one["processor"] for one in raw if one["peer"] == peer] for peer in peers]
    cells.append(f"{statistics.median(ours / limit for ours, limit in zip(efforts[0], efforts[-1])):.2f}")
    return "| " + " | ".join(cells) + " |"


def first_line(path, key):
    try:
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown"


def output_of(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def machine(data):
    """What the figures depend on."""
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": first_line("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": first_line("/proc/meminfo", "MemTotal"),
        "load before": f"{os.getloadavg()[0]:.1f}",
        "kernel": platform.release(),
        "file system": output_of("stat", "-f", "-c", "%T", str(data)),
        "swift": output_of("swift", "--version"),
        "gcc": output_of("gcc", "--version"),
        "lmdb": output_of("pkg-config", "--modversion", "lmdb"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True, help="the program of Benchmarks/Sources/bench")
    parser.add_argument("--peers", required=True, help="the directory of the peers' programs")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each peer (at least 5 to be quoted)")
    parser.add_argument("--only", action="append", help="the name of a row; all others are left out")
    parser.add_argument("--scale", type=int, default=100, help="percent of the usual number of entries")
    parser.add_argument("--data", default=str(HERE / ".build" / "data"), help="a directory on the disk to measure")
    options = parser.parse_args()
    names = [row.name for row in ROWS]
    for name in options.only or []:
        if name not in names:
            parser.error(f"there is no row {name}; there are {', '.join(names)}")
    if options.rounds < 1 or options.scale < 1:
        parser.error("--rounds and --scale must be positive")
    rows = [row for row in ROWS if not options.only or row.name in options.only]
    data = pathlib.Path(options.data)
    data.mkdir(parents=True, exist_ok=True)
    # A quick look leaves the figures that are quoted alone.
    kept = options.rounds >= 5 and options.scale >= 100
    raw_directory = HERE / "raw" if kept else data.parent / "raw"
    raw_directory.mkdir(exist_ok=True)
    places = {"bench": options.bench, "peers": options.peers}
    facts = machine(data)
    for row in rows:
        print(row.title, file=sys.stderr)
        raw = measure(row, options.rounds, options.scale, places, data)
        with open(raw_directory / f"{row.name}.jsonl", "w") as file:
            file.write(json.dumps({"row": row.name, "machine": facts}) + "\n")
            file.writelines(json.dumps(one) + "\n" for one in raw)
    report = results(raw_directory)
    if kept:
        (HERE / "RESULTS.md").write_text(report)
    print(report)


def results(raw_directory):
    """The report over all raw numbers at hand, of this run and of earlier ones."""
    lines = [
        "# Results",
        "",
        "Written by `Benchmarks/run` from `raw/`. Ratios are ours to the limit's, within each round of runs in turn; higher",
        "is better. Rates are medians. The processor ratio compares operations per second of processor time: it shows our own",
        "cost where the disk, or other work on the machine, decides the time.",
        "",
    ]
    tables = {}
    for row in ROWS:
        path = raw_directory / f"{row.name}.jsonl"
        if not path.exists():
            continue
        head, *raw = [json.loads(line) for line in path.read_text().splitlines()]
        facts = "; ".join(f"{key}: {value}" for key, value in head["machine"].items())
        tables.setdefault(facts, []).append(summarise(row, raw))
    for facts, table in tables.items():
        lines += ["| row | rounds | ours | limit | ratio (median) | least | greatest | processor ratio |", "|---|---|---|---|---|---|---|---|"]
        lines += table + ["", f"Machine: {facts}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
