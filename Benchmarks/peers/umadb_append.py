"""Appends to a UmaDB server on a free loopback port, with its Python client. The client's processor time alone is counted."""

import pathlib
import subprocess
import sys
import time
import uuid

import umadb

import workload


def main():
    options = workload.arguments()
    port = workload.free_port()
    program = pathlib.Path(sys.executable).parent / "umadb"
    server = subprocess.Popen(
        [program, "--listen", f"127.0.0.1:{port}", "--db-path", options.directory],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = connect(f"http://127.0.0.1:{port}", server)

        def append(batch):
            client.append([
                umadb.Event(
                    event_type="DocumentAttached", data=payload, tags=[stream],
                    uuid=uuid.UUID(int=number + 1))
                for stream, _, number, payload in batch
            ])

        workload.report("umadb", options, append)
        if client.head() != options.entries:
            sys.exit(f"UmaDB holds {client.head()} events, not {options.entries}")
    finally:
        server.terminate()
        server.wait()


def connect(url, server):
    deadline = time.monotonic() + 30
    while True:
        try:
            client = umadb.Client(url)
            client.head()
            return client
        except Exception as error:
            if time.monotonic() > deadline or server.poll() is not None:
                sys.exit(f"UmaDB does not answer: {error}")
            time.sleep(0.05)


if __name__ == "__main__":
    main()
