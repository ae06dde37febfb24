"""Drives a node with wrk, or PostgreSQL with pgbench: programs in C that differ, so that the two are no measure of each other, but take
little of the machine from the server. One event a request, each of a stream of its own. Prints one JSON line."""

import argparse
import json
import pathlib
import subprocess
import sys

from node import Node, stay_event
from servers import POSTGRES, PostgreSQL

HERE = pathlib.Path(__file__).resolve().parent
# As `bigserial` makes a number, so that each insert is of a stream and an id of its own.
INSERT = """INSERT INTO events (stream, version, id, type, payload) VALUES
    ('stay/H31019900001/2026-' || nextval('numbers'), 0, gen_random_uuid(), 131, decode(repeat('a5', 180), 'hex'));
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=["node", "postgres"], required=True)
    parser.add_argument("--program", help="the node's program")
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--entries", type=int, required=True, help="about how many, at ten thousand a second; a second at least")
    parser.add_argument("--directory", required=True, help="empty, on the disk that is measured")
    options = parser.parse_args()
    seconds = max(1, options.entries // 10_000)
    if options.server == "node":
        with Node(options.directory, options.program) as server:
            result = wrk(server, options.clients, seconds)
    else:
        with PostgreSQL(options.directory) as server:
            result = pgbench(server, options, seconds)
    print(json.dumps({"benchmark": "native-append", "peer": options.server, **result}))


def wrk(server, clients, seconds):
    name, made = stay_event(0, 0)
    before = server.processor()
    done = subprocess.run(
        ["wrk", "--threads=2", f"--connections={clients}", f"--duration={seconds}s", "--timeout=30s", f"--script={HERE}/native.lua",
         f"http://127.0.0.1:{server.port}", "--", server.token, f'{{"type":"{name}","event":{made}}}'],
        capture_output=True, text=True, check=True)
    processor = server.processor() - before
    result = json.loads(done.stdout.splitlines()[-1])
    held = server.client().count()
    # Requests under way at the end are recorded and not counted.
    if result.pop("errors") or not result["operations"] <= held <= result["operations"] + clients:
        sys.exit(f"The node holds {held} entries: {done.stdout}")
    return {**result, "processor": processor, "serverProcessor": processor / result["operations"]}


def pgbench(server, options, seconds):
    client = server.client()
    client.connection.execute("CREATE SEQUENCE numbers")
    folder = pathlib.Path(options.directory)
    script = folder / "insert.sql"
    script.write_text(INSERT)
    before = server.processor()
    done = subprocess.run(
        [POSTGRES / "pgbench", "-h", "127.0.0.1", "-p", str(server.port), "-U", "bench", "--no-vacuum", f"--client={options.clients}",
         "--jobs=2", f"--time={seconds}", "--protocol=prepared", f"--file={script}", "--log", f"--log-prefix={folder}/log", "postgres"],
        capture_output=True, text=True, check=True)
    processor = server.processor() - before
    # Client, number, microseconds, …
    latencies = sorted(
        int(line.split()[2]) / 1e6 for file in folder.glob("log.*") for line in file.read_text().splitlines())
    rate = next(float(line.split()[2]) for line in done.stdout.splitlines() if line.startswith("tps ="))
    if client.count() != len(latencies):
        sys.exit(f"PostgreSQL holds {client.count()} events, not {len(latencies)}")
    return {
        "operations": len(latencies), "seconds": len(latencies) / rate, "processor": processor,
        "serverProcessor": processor / len(latencies), "p50": latencies[len(latencies) // 2],
        "p99": latencies[len(latencies) * 99 // 100],
    }


if __name__ == "__main__":
    main()
