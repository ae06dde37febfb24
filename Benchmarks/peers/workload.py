"""What the drivers of the peers with one client share: the events, the arguments and the result as one JSON line."""

import argparse
import json
import sys
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--size", type=int, required=True, help="bytes of an event's payload")
    parser.add_argument("--directory", required=True, help="empty, on the disk that is measured")
    return parser.parse_args()


def events(options):
    """Batches of (stream, version, number, payload): ten events a stream, as the Swift rows have it on average."""
    claims = options.entries // 10 + 1
    padding = b"\xa5" * (options.size - 8)
    for first in range(0, options.entries, options.batch):
        yield [
            (f"claim/210200/2026-{i % claims:09}", i // claims, i, i.to_bytes(8, "little") + padding)
            for i in range(first, min(first + options.batch, options.entries))
        ]


def append_to(peer, make):
    """Starts a server, appends each batch and prints how long all of them took. Making the requests is not in the time."""
    options = arguments()
    with make(options.directory) as server:
        client = server.client()
        requests = [client.one(batch[0]) if len(batch) == 1 else client.many(batch) for batch in events(options)]
        processor = time.process_time()
        begun = time.monotonic()
        for request in requests:
            client.send(request)
        seconds = time.monotonic() - begun
        processor = time.process_time() - processor
        if client.count() != options.entries:
            sys.exit(f"{peer} holds {client.count()} events, not {options.entries}")
    print(json.dumps({
        "benchmark": "append", "peer": peer, "operations": options.entries, "seconds": seconds, "processor": processor,
    }))
