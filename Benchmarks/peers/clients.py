"""Drives any of the servers with so many clients, each of which keeps one connection, sends a request, waits until it is answered, and
sends the next. One program for all servers: a few processes, because a process of Python computes on one core at a time, and in
each a thread for each of its clients. All requests are made before the time begins.

Prints one JSON line; `processor` is the server's own processor time, so that the client's cost stands apart, as `clientProcessor`
for each event.
"""

import argparse
import json
import os
import sys
import threading
import time
from multiprocessing import get_context

from node import LineReader, Node, Null
from servers import PostgreSQL, UmaDB

STREAM_EVENTS = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", choices=["node", "node-lines", "umadb", "postgres", "null"], required=True)
    parser.add_argument("--program", help="the server's program, of node and null")
    parser.add_argument("--work", choices=["append", "read"], required=True)
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--size", type=int, default=180, help="bytes of an event's payload, of servers other than node")
    parser.add_argument("--directory", required=True, help="empty, on the disk that is measured")
    options = parser.parse_args()
    with start(options) as server:
        result = (append if options.work == "append" else read)(options, server)
    print(json.dumps({"benchmark": f"clients-{options.work}", "peer": options.server, **result}))


def start(options):
    if options.server.startswith("node"):
        return Node(options.directory, options.program)
    if options.server == "null":
        return Null(options.directory, options.program)
    return (UmaDB if options.server == "umadb" else PostgreSQL)(options.directory)


def events(client, first, count, size):
    """Events of a client: its streams one after the other, ten to each."""
    padding = b"\xa5" * (size - 8)
    for index in range(first, first + count):
        number = (client << 32) + index
        yield (
            f"stay/H31019900001/2026-{client:03}{index // STREAM_EVENTS:07}", index % STREAM_EVENTS, number,
            number.to_bytes(8, "little") + padding)


def requests(client, number, first, count, options):
    made = list(events(number, first, count, options.size))
    if options.batch == 1:
        return [client.one(event) for event in made]
    return [client.many(made[at:at + options.batch]) for at in range(0, count, options.batch)]


# --- Appending


def append(options, server):
    """All clients at once; the first request of each is not measured."""
    clients = options.clients
    processes = min(options.processes, clients)
    each = max(1, options.entries // clients // options.batch) * options.batch
    context = get_context("fork")
    gate = context.Barrier(processes + 1)
    results = context.SimpleQueue()
    workers = [
        context.Process(target=work, args=(options, server, range(n, clients, processes), each, gate, results), daemon=True)
        for n in range(processes)]
    for worker in workers:
        worker.start()
    wait(gate)
    before = server.processor()
    wait(gate)
    done = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers) or not all(done):
        sys.exit("A client failed.")
    after = server.processor()
    operations = each * clients
    if options.server != "null" and server.client().count() != operations + clients * options.batch:
        sys.exit(f"{options.server} holds {server.client().count()} events, not {operations + clients * options.batch}")
    seconds = max(one["end"] for one in done) - min(one["begin"] for one in done)
    latencies = sorted(latency for one in done for latency in one["latencies"])
    return {
        "operations": operations, "seconds": seconds, "processor": after - before,
        "clientProcessor": sum(one["processor"] for one in done) / operations,
        "serverProcessor": (after - before) / operations,
        "p50": latencies[len(latencies) // 2], "p99": latencies[len(latencies) * 99 // 100], "max": latencies[-1],
    }


def wait(gate):
    try:
        gate.wait(600)
    except threading.BrokenBarrierError:
        sys.exit("A client failed.")


def work(options, server, numbers, each, gate, results):
    """One process with some of the clients, each in a thread."""
    server.load()
    latencies = []
    failures = []
    here = threading.Barrier(len(numbers) + 1)

    def run(number):
        try:
            client = server.client()
            first = requests(client, number, 0, options.batch, options)
            rest = requests(client, number, options.batch, each, options)
            own = []
            client.send(first[0])
            here.wait()
            here.wait()
            for request in rest:
                begun = time.monotonic()
                client.send(request)
                own.append(time.monotonic() - begun)
            latencies.extend(own)
        except BaseException as error:
            failures.append(error)
            print(f"client {number}: {error!r}", file=sys.stderr)
            here.abort()
            gate.abort()

    threads = [threading.Thread(target=run, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    try:
        here.wait()
        gate.wait(600)
        gate.wait(600)
        begin = time.monotonic()
        processor = time.process_time()
        here.wait()
    except threading.BrokenBarrierError:
        results.put(None)
        os._exit(1)
    for thread in threads:
        thread.join()
    end = time.monotonic()
    results.put(None if failures else {
        "begin": begin, "end": end, "processor": time.process_time() - processor, "latencies": latencies})


# --- Reading


def read(options, server):
    """One client that reads all; it read all once before."""
    writer = server.client()
    for batch in requests_to_fill(writer, options):
        writer.send(batch)
    reader = LineReader(server) if options.server == "node-lines" else server.client()
    count = reader.read()
    if count != options.entries:
        sys.exit(f"{options.server} gives {count} events, not {options.entries}")
    rest(server)
    before = server.processor()
    processor = time.process_time()
    begun = time.monotonic()
    reader.read()
    seconds = time.monotonic() - begun
    processor = time.process_time() - processor
    served = server.processor() - before
    return {
        "operations": count, "seconds": seconds, "processor": served,
        "clientProcessor": processor / count, "serverProcessor": served / count,
    }


def rest(server):
    """Waits until the server has done what it does after it has answered."""
    before = -1.0
    deadline = time.monotonic() + 60
    while (now := server.processor()) - before > 0.02 and time.monotonic() < deadline:
        before = now
        time.sleep(0.5)


def requests_to_fill(client, options):
    made = list(events(0, 0, options.entries, options.size))
    return (client.many(made[at:at + 1_000]) for at in range(0, len(made), 1_000))


if __name__ == "__main__":
    main()
