#!/usr/bin/env python3
"""Runs the rows of the benchmark in turn with their peers, and summarises what they print.

Every round runs each peer of a row once, in an order that turns from round to round. What counts is the ratio within a round: the
noise of a shared machine hits all peers of a round alike. The rows stand in rows.py; a peer prints one JSON line with "operations",
"seconds" and "processor" (seconds of processor time), and other figures by name.
"""

import argparse
import functools
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import datetime, timezone

from report import results
from rows import rows_with

# As Benchmarks/run installs it.
UMADB = (pathlib.Path(__file__).resolve().parent / "peers" / "requirements.txt").read_text().splitlines()[0]
HERE = pathlib.Path(__file__).resolve().parent


class Logs:
    """Logs that several peers read: each is made once, by its command, and removed at the end."""

    def __init__(self, data):
        self.data = data
        self.made = {}

    def path(self, command):
        if command not in self.made:
            path = tempfile.mkdtemp(dir=self.data)
            self.made[command] = path, None
            print(f"  preparing: {command.split(' ', 1)[1]}", file=sys.stderr)
            self.made[command] = path, run_program(command, path)
        return self.made[command][0]

    def result(self, command):
        """What the command printed that made a log."""
        self.path(command)
        if self.made[command][1] is None:
            raise RuntimeError(f"{command} has failed before")
        return self.made[command][1]

    def remove(self):
        for path, _ in self.made.values():
            shutil.rmtree(path)


def run_program(command, directory):
    """Runs one process and returns what it printed."""
    words = [word.replace("{directory}", directory) for word in command.split()]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def run_once(peer, places, scale, data, logs):
    """One process, in an empty directory, in a log made before, or in a copy of it."""
    entries = max(1, peer.entries * scale // 100)

    def command(text):
        return text.replace("{entries}", str(entries)).format(directory="{directory}", **places)

    if not peer.command:
        return logs.result(command(peer.prepare))
    shared = logs.path(command(peer.prepare)) if peer.prepare else None
    if shared and not peer.copied:
        return run_program(command(peer.command), shared)
    directory = tempfile.mkdtemp(dir=data)
    try:
        if shared:
            subprocess.run(["cp", "-r", "--sparse=always", f"{shared}/.", directory], check=True)
        return run_program(command(peer.command), directory)
    finally:
        shutil.rmtree(directory)


def measure(row, rounds, scale, places, data, logs):
    """The raw measurements of a row, one for each peer and round."""
    peers = list(row.peers)
    raw = []
    if not any(row.peers[peer].command for peer in peers):
        rounds = 1
    for number in range(rounds):
        turn = number % len(peers)
        for peer in peers[turn:] + peers[:turn]:
            result = run_once(row.peers[peer], places, scale, data, logs)
            raw.append({"row": row.name, "round": number, **result, "peer": peer})
            rate = result["operations"] / result["seconds"]
            print(f"  round {number + 1}/{rounds} {peer}: {rate:,.0f}/s", file=sys.stderr)
    return raw


def first_line(path, key):
    try:
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown"


@functools.cache
def output_of(*command):
    """What a program says of itself; asked once."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def read_ahead(path):
    """How much the system reads from the path's disk at once where one page is missed."""
    device = os.stat(path).st_dev
    found = pathlib.Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/queue/read_ahead_kb")
    if not found.exists():
        # A partition has its disk's.
        found = found.resolve().parent.parent.parent / "queue" / "read_ahead_kb"
    return f"{found.read_text().strip()} kB" if found.exists() else "unknown"


def busy_cores(seconds):
    """How many cores work while we do nothing: the load that others make."""

    def times():
        words = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:]
        ticks = [int(word) for word in words]
        # Idle, and waiting for the disk.
        return sum(ticks), ticks[3] + ticks[4]

    (total, idle) = times()
    time.sleep(seconds)
    (total_after, idle_after) = times()
    busy = 1 - (idle_after - idle) / max(1, total_after - total)
    return busy * len(os.sched_getaffinity(0))


def machine(data, seconds):
    """What the figures depend on; it is looked for so long at what others make of the cores."""
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": first_line("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": first_line("/proc/meminfo", "MemTotal"),
        "load before": f"{busy_cores(seconds):.1f}",
        "kernel": platform.release(),
        "read-ahead": read_ahead(data),
        "file system": output_of("stat", "-f", "-c", "%T", str(data)),
        "swift": output_of("swift", "--version"),
        "gcc": output_of("gcc", "--version"),
        "lmdb": output_of("pkg-config", "--modversion", "lmdb"),
        "openssl": output_of("openssl", "version"),
        "postgres": output_of("/usr/lib/postgresql/15/bin/postgres", "--version"),
        "sqlite": output_of("pkg-config", "--modversion", "sqlite3"),
        "umadb": UMADB,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", required=True, help="the directory of bench and bench-mirror, Benchmarks/Sources")
    parser.add_argument("--peers", required=True, help="the directory of the peers' programs")
    parser.add_argument("--triplicate", required=True, help="the program")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers' clients")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each peer (at least 5 to be quoted)")
    parser.add_argument("--only", action="append", help="the name of a row, or how names begin with * after it")
    parser.add_argument("--scale", type=int, default=100, help="percent of the usual number of entries")
    parser.add_argument(
        "--large", choices=["1m", "10m", "100m"], default="10m", help="the largest node of the rows serve-*: entries")
    parser.add_argument("--short", action="store_true", help="one round, a hundredth of the entries, no rows of mirrors")
    parser.add_argument("--data", help="a directory on the disk to measure; without it one in .build, with --short in /var/tmp")
    options = parser.parse_args()
    if options.short:
        options.rounds, options.scale, options.large = 1, 1, "1m"
    rows = [row for row in rows_with(options.large) if not (options.short and row.needs_mirror)]
    names = [row.name for row in rows]
    for name in options.only or []:
        if not any(matches(name, one) for one in names):
            parser.error(f"there is no row {name}; there are {', '.join(names)}")
    if options.rounds < 1 or options.scale < 1:
        parser.error("--rounds and --scale must be positive")
    chosen = [row for row in rows if not options.only or any(matches(name, row.name) for name in options.only)]
    # In the short form PostgreSQL, which runs as another user where this is root, must not depend on where the checkout is.
    with tempfile.TemporaryDirectory(dir="/var/tmp") if options.short and not options.data else nullcontext() as temporary:
        data = pathlib.Path(options.data or temporary or HERE / ".build" / "data")
        data.mkdir(parents=True, exist_ok=True)
        if temporary:
            data.chmod(0o711)
        measure_rows(parser, options, rows, chosen, data)


def measure_rows(parser, options, rows, chosen, data):
    """Measures the chosen rows, keeps their figures where they are whole, and prints the report."""
    needed = max(sum(peer.disk(options.scale) for peer in row.peers.values()) for row in chosen)
    free = shutil.disk_usage(data).free
    if needed > free:
        parser.error(f"{data} has {free >> 30} GiB free, and these rows need {needed >> 30} GiB")
    # A quick look leaves the figures that are quoted alone.
    kept = options.rounds >= 5 and options.scale >= 100
    raw_directory = HERE / "raw" if kept else data / "raw"
    raw_directory.mkdir(exist_ok=True)
    places = {
        "bench": f"{options.programs}/bench", "mirror": f"{options.programs}/bench-mirror", "triplicate": options.triplicate,
        "peers": options.peers,
        "python": options.python, "scripts": str(HERE / "peers"),
    }
    failed = []
    logs = Logs(data)
    begun = time.monotonic()
    for index, row in enumerate(chosen):
        print(f"{row.title} (after {time.monotonic() - begun:.0f} s)", file=sys.stderr)
        facts = machine(data, 0.1 if options.short else 1.0)
        try:
            raw = measure(row, options.rounds, options.scale, places, data, logs)
        except RuntimeError as error:
            # The other rows are measured all the same.
            print(error, file=sys.stderr)
            failed.append(row.name)
            continue
        finally:
            # Large logs are not kept beside one another: only what the next row reads too.
            if index + 1 == len(chosen) or chosen[index + 1].group != row.group:
                logs.remove()
                logs = Logs(data)
        with open(raw_directory / f"{row.name}.jsonl", "w") as file:
            file.write(json.dumps({"row": row.name, "machine": facts}) + "\n")
            file.writelines(json.dumps(one) + "\n" for one in raw)
    report = results(rows, raw_directory, (HERE / "missed.md").read_text())
    if kept:
        (HERE / "RESULTS.md").write_text(report)
    print(report)
    if failed:
        sys.exit(f"Not measured: {', '.join(failed)}")


def matches(pattern, name):
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


if __name__ == "__main__":
    main()
