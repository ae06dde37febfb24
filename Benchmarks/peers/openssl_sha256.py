"""How long the hashing of a log takes at the rate of `openssl speed sha256`: every entry with its prefix, every node of the tree."""

import argparse
import json
import subprocess


def seconds_a_hash(size, seconds, elapsed):
    """By the clock on the wall, or of the processor."""
    done = subprocess.run(
        ["openssl", "speed", "-mr", "-bytes", str(size), "-seconds", str(seconds), "-evp", "sha256"]
        + (["-elapsed"] if elapsed else []),
        capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("+F:"))
    return size / float(line.split(":")[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--size", type=int, required=True, help="bytes of an entry")
    parser.add_argument("--seconds", type=int, default=1, help="how long each size is measured")
    options = parser.parse_args()
    # A leaf is one byte and the entry; a node is one byte and two hashes (RFC 6962), and a tree has one node less than leaves.
    def whole(elapsed):
        leaf = seconds_a_hash(options.size + 1, options.seconds, elapsed)
        node = seconds_a_hash(65, options.seconds, elapsed)
        return options.entries * leaf + (options.entries - 1) * node

    print(json.dumps({
        "benchmark": "openssl-sha256", "peer": "openssl", "operations": options.entries, "seconds": whole(True),
        "processor": whole(False),
    }))


if __name__ == "__main__":
    main()
