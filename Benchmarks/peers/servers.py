"""UmaDB and PostgreSQL, each started on a free loopback port with a directory of its own, syncing each commit, and stopped by its
process; and their clients. A client makes requests beforehand; `send` sends one and returns when what is in it is durable."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import time
import uuid

# Where Debian installs it.
POSTGRES = pathlib.Path("/usr/lib/postgresql/15/bin")
TABLE = """CREATE TABLE events (position bigserial PRIMARY KEY, stream text NOT NULL, version bigint NOT NULL,
    id uuid NOT NULL UNIQUE, type int NOT NULL, payload bytea NOT NULL, UNIQUE (stream, version))"""
ONE = "INSERT INTO events (stream, version, id, type, payload) VALUES (%s, %s, %s, 131, %s)"
MANY = """INSERT INTO events (stream, version, id, type, payload)
    SELECT s, v, i, 131, p FROM unnest(%s::text[], %s::bigint[], %s::uuid[], %s::bytea[]) AS rows (s, v, i, p)"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """A process that serves on a port. Used with `with`, which stops it; its files are removed by who made the directory."""

    # Fast shutdown of PostgreSQL; it ends the others too.
    SIGNAL = 15

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.port = free_port()
        self.process = None

    def start(self, command, **how):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)

    def until(self, is_ready):
        """What `is_ready` returns once it does not fail."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return is_ready()
            except Exception as error:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.stop()
                    sys.exit(f"{type(self).__name__} does not answer: {error}")
                time.sleep(0.05)

    def load(self):
        """Loads what the client needs, on the main thread of a process that makes clients."""

    def connected(self):
        socket.create_connection(("127.0.0.1", self.port)).close()

    def processor(self):
        """Seconds of processor time of the server's process and of those that it has started, ended ones too."""
        ticks = os.sysconf("SC_CLK_TCK")
        seconds = 0.0
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if self.process.pid in (int(entry.name), int(words[1])):
                seconds += sum(map(int, words[11:15])) / ticks
        return seconds

    def stop(self):
        self.process.send_signal(self.SIGNAL)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class UmaDB(Server):
    def __init__(self, directory):
        super().__init__(directory)
        program = pathlib.Path(sys.executable).parent / "umadb"
        self.start([program, "--listen", f"127.0.0.1:{self.port}", "--db-path", directory])
        self.until(self.connected)

    def load(self):
        import umadb  # noqa: F401

    def client(self):
        return UmaDBClient(self)


class UmaDBClient:
    def __init__(self, server):
        # Not before the program has forked: it has threads.
        import umadb

        self.umadb = umadb
        self.client = umadb.Client(f"http://127.0.0.1:{server.port}")
        self.client.head()

    def one(self, event):
        return self.many([event])

    def many(self, events):
        return [
            self.umadb.Event(event_type="DocumentAttached", data=payload, tags=[stream], uuid=uuid.UUID(int=number + 1))
            for stream, _, number, payload in events]

    def send(self, events):
        self.client.append(events)

    def count(self):
        return self.client.head() or 0

    def read(self):
        """Reads every event; returns how many there are."""
        count = 0
        response = self.client.read()
        while batch := response.next_batch():
            count += len(batch)
        return count


class PostgreSQL(Server):
    SIGNAL = 2

    def __init__(self, directory):
        super().__init__(directory)
        data = self.directory / "postgres"
        data.mkdir(mode=0o700)
        # The server refuses to run as root.
        user = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            shutil.chown(data, entry.pw_uid, entry.pw_gid)
            reach(data.parent)
        subprocess.run(
            [POSTGRES / "initdb", "-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **user)
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "synchronous_commit=on",
                    "fsync=on", "shared_buffers=256MB", "max_wal_size=4GB"]
        self.start([POSTGRES / "postgres", "-D", data] + [word for one in settings for word in ("-c", one)], cwd="/", **user)
        client = self.until(self.client)
        client.connection.execute(TABLE)
        client.close()

    def client(self):
        return PostgreSQLClient(self)


class PostgreSQLClient:
    def __init__(self, server):
        import psycopg

        self.connection = psycopg.connect(
            host="127.0.0.1", port=server.port, user="bench", dbname="postgres", autocommit=True)

    def one(self, event):
        stream, version, number, payload = event
        return ONE, (stream, version, uuid.UUID(int=number), payload)

    def many(self, events):
        streams, versions, numbers, payloads = map(list, zip(*events))
        return MANY, (streams, versions, [uuid.UUID(int=number) for number in numbers], payloads)

    def send(self, request):
        self.connection.execute(*request, prepare=True, binary=True)

    def count(self):
        return self.connection.execute("SELECT count(*) FROM events").fetchone()[0]

    def read(self):
        """Reads every event; returns how many there are."""
        count = 0
        # Without a cursor of its own the client would keep all of them.
        with self.connection.transaction(), self.connection.cursor("all", binary=True) as cursor:
            cursor.itersize = 10_000
            for _ in cursor.execute("SELECT position, stream, version, id, payload FROM events ORDER BY position"):
                count += 1
        return count

    def close(self):
        self.connection.close()


def reach(folder):
    """Lets another user pass through the folders above the data; fails where the checkout is private."""
    probe = subprocess.run(["stat", folder], user="postgres", group="postgres", extra_groups=[], cwd="/",
                           capture_output=True)
    os.chmod(folder, 0o711)
    if probe.returncode != 0:
        sys.exit(f"The user postgres cannot reach {folder}: choose another place with --data.")
