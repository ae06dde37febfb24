"""A node of Triplicate, served, and its client: HTTP/1.1 over one connection that is kept."""

import http.client
import json
import socket
import struct
import subprocess
import sys

from servers import Server

HOSPITAL = "H31019900001"
WHO = f"as={HOSPITAL}&operator=ward.he"
# How an entry begins in `GET /api/v1/entries`: its position, when it was received, its number in its log, its length.
HEAD = struct.Struct("<QqQH")


class Node(Server):
    """A node of one hospital, empty at first."""

    def __init__(self, directory, program):
        super().__init__(directory)
        node = self.directory / "node"
        subprocess.run(
            [program, "init", "--data", node, "--role", "hospital", "--code", HOSPITAL, "--name", "上海示范医院",
             "--origin", "triplicate.example/hospital-h31019900001"], check=True, stdout=subprocess.DEVNULL)
        self.start([program, "serve", "--data", node, "--listen", f"127.0.0.1:{self.port}"])
        self.token = self.until(lambda: json.loads((node / "serve.json").read_text())["token"])
        self.until(self.connected)

    def client(self):
        return NodeClient(self)


class Null(Server):
    """A server that reads requests and does nothing: what the client program reaches here is the client's own limit."""

    token = "0" * 64

    def __init__(self, directory, program):
        super().__init__(directory)
        self.start([program, str(self.port)])
        self.until(self.connected)

    def client(self):
        return NodeClient(self)


class NodeClient:
    def __init__(self, server):
        self.port = server.port
        self.token = server.token
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def one(self, event):
        stream, version, number, _ = event
        name, made = stay_event(number, version)
        return self.post(
            f"/api/v1/streams/{stream}/events?{WHO}", f'{{"type":"{name}","event":{made}}}', f"Idempotency-Key: {number + 1:032x}")

    def many(self, events):
        lines = []
        for stream, version, number, _ in events:
            name, made = stay_event(number, version)
            lines.append(f'{{"stream":"{stream}","type":"{name}","eventId":"{number + 1:032x}","event":{made}}}')
        return self.post(f"/api/v1/events:batch?{WHO}", "\n".join(lines))

    def post(self, path, body, *fields):
        body = body.encode()
        head = [
            f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Authorization: Bearer {self.token}",
            "Content-Type: application/json", f"Content-Length: {len(body)}", *fields, "", ""]
        return "\r\n".join(head).encode() + body

    def send(self, request):
        self.socket.sendall(request)
        answer = self.part()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self.part()
        if not answer.startswith(b"HTTP/1.1 20"):
            sys.exit(f"A request was refused: {answer.decode(errors='replace')}")
        head = answer[:end].lower()
        at = head.index(b"content-length:") + 15
        left = end + 4 + int(head[at:].split(b"\r", 1)[0]) - len(answer)
        while left > 0:
            left -= len(self.part())

    def part(self):
        part = self.socket.recv(1 << 18)
        if not part:
            sys.exit("The server closed a connection.")
        return part

    def count(self):
        return self.read()

    def read(self, accept="application/octet-stream"):
        """Reads every entry and takes it apart as far as every subscriber must; returns how many there are."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request(
            "GET", "/api/v1/entries", headers={"Authorization": f"Bearer {self.token}", "Accept": accept})
        answer = connection.getresponse()
        if answer.status != 200:
            sys.exit(f"Reading was refused: {answer.status} {answer.read()}")
        take = lines if accept == "application/x-ndjson" else frames
        count = 0
        held = b""
        while part := answer.read1(1 << 20):
            taken, held = take(held + part, count)
            count += taken
        connection.close()
        if held:
            sys.exit(f"{len(held)} bytes of an entry came, and not the rest.")
        return count


class LineReader(NodeClient):
    """Reads the entries as lines of JSON."""

    def read(self, accept="application/x-ndjson"):
        return super().read(accept)


def frames(held, count):
    """How many whole entries there are, which go on after `count`, and what is left."""
    entries = []
    at = 0
    while at + HEAD.size <= len(held):
        position, received, number, length = HEAD.unpack_from(held, at)
        end = at + HEAD.size + length
        if end > len(held):
            break
        if position != count + len(entries):
            sys.exit(f"Position {position} came after {count + len(entries)} entries.")
        entries.append((position, received, number, held[at + HEAD.size:end]))
        at = end
    return len(entries), held[at:]


def lines(held, _):
    whole, _, rest = held.rpartition(b"\n")
    return (whole.count(b"\n") + 1 if whole else 0), rest


def stay_event(number, version):
    """A stay's admission, or the bill of one of its days: about 300 bytes as an entry of the log."""
    if version == 0:
        return "Admitted", (
            '{"insured":{"name":"秦玉兰","residentId":"210299195804170027","cardNumber":"LN21029900020117"},"center":"210200",'
            '"admittedOn":"2026-01-01","department":"骨科","diagnosis":"右膝骨关节炎"}')
    charges = [("BED-3", "三人间床位费", "BED", 5000), ("NUR-2", "二级护理", "NURSING", 1600), ("DRG-CEF", "注射用头孢呋辛钠", "DRUG", 1180 + number % 100)]
    made = ",".join(
        f'{{"code":"{code}","name":"{name}","itemClass":"CLASS_A","category":"{category}","quantity":"1","unitPrice":"{price}","amount":"{price}"}}'
        for code, name, category, price in charges)
    total = sum(price for _, _, _, price in charges)
    return "DayBilled", f'{{"bill":{{"date":"2026-01-{version + 1:02}","lines":[{made}],"total":"{total}"}}}}'
