"""Appends to a PostgreSQL of its own on a free loopback port, one statement a batch. The client's processor time alone is counted."""

import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import time
import uuid

import psycopg

import workload

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
TABLE = """CREATE TABLE events (position bigserial PRIMARY KEY, stream text NOT NULL, version bigint NOT NULL,
    id uuid NOT NULL UNIQUE, type int NOT NULL, payload bytea NOT NULL, UNIQUE (stream, version))"""
ONE = "INSERT INTO events (stream, version, id, type, payload) VALUES (%s, %s, %s, 131, %s)"
MANY = """INSERT INTO events (stream, version, id, type, payload)
    SELECT s, v, i, 131, p FROM unnest(%s::text[], %s::bigint[], %s::uuid[], %s::bytea[]) AS rows (s, v, i, p)"""


def main():
    options = workload.arguments()
    port = workload.free_port()
    data = pathlib.Path(options.directory) / "postgres"
    data.mkdir(mode=0o700)
    # The server refuses to run as root.
    user = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        shutil.chown(data, entry.pw_uid, entry.pw_gid)
        reach(data.parent)
    subprocess.run(
        [PROGRAMS / "initdb", "-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"],
        check=True, stdout=subprocess.DEVNULL, cwd="/", **user)
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "synchronous_commit=on",
                "fsync=on", "shared_buffers=256MB", "max_wal_size=4GB"]
    server = subprocess.Popen(
        [PROGRAMS / "postgres", "-D", data] + [word for one in settings for word in ("-c", one)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user)
    try:
        with connect(port, server) as connection:
            connection.execute(TABLE)

            def append(batch):
                if len(batch) == 1:
                    stream, version, number, payload = batch[0]
                    connection.execute(ONE, (stream, version, uuid.UUID(int=number), payload), prepare=True, binary=True)
                else:
                    streams, versions, numbers, payloads = map(list, zip(*batch))
                    ids = [uuid.UUID(int=number) for number in numbers]
                    connection.execute(MANY, (streams, versions, ids, payloads), prepare=True, binary=True)

            workload.report("postgres", options, append)
            held = connection.execute("SELECT count(*) FROM events").fetchone()[0]
            if held != options.entries:
                sys.exit(f"PostgreSQL holds {held} events, not {options.entries}")
    finally:
        # Fast shutdown; the directory is removed by who made it.
        server.send_signal(2)
        server.wait()


def reach(folder):
    """Lets another user pass through the folders above the data; fails where the checkout is private."""
    probe = subprocess.run(["stat", folder], user="postgres", group="postgres", extra_groups=[], cwd="/",
                           capture_output=True)
    os.chmod(folder, 0o711)
    if probe.returncode != 0:
        sys.exit(f"The user postgres cannot reach {folder}: choose another place with --data.")


def connect(port, server):
    deadline = time.monotonic() + 60
    while True:
        try:
            return psycopg.connect(host="127.0.0.1", port=port, user="bench", dbname="postgres", autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or server.poll() is not None:
                sys.exit(f"PostgreSQL does not answer: {error}")
            time.sleep(0.05)


if __name__ == "__main__":
    main()
