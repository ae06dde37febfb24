"""What the peers' drivers share: the events, the arguments and the result as one JSON line."""

import argparse
import json
import socket
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


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def report(peer, options, append):
    """Calls append(batch) for each batch and prints how long all of them took. Making the events is not in the time."""
    batches = list(events(options))
    processor = time.process_time()
    begun = time.monotonic()
    for batch in batches:
        append(batch)
    seconds = time.monotonic() - begun
    print(json.dumps({
        "benchmark": "append", "peer": peer, "operations": options.entries, "seconds": seconds,
        "processor": time.process_time() - processor,
    }))
