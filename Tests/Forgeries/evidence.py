"""Forged evidence files, by the rules of Docs/format.md: what their makers do before they sign, and what others do after.

A file that shows less of an honest one (an entry, a blob, a witness left out whole) still holds. No change of lines is made that
does nothing but leave lines out, except where the line left out is one without which the rest cannot stand.
"""

import copy
import struct

from material import LOG, TRANSPORT, WITNESS, Rng, Signer, Tree, b64, beyond_order, decomposed, leaf_hash, line, node_hash, sha256
from notes import FORGED, HONEST, left_over

ORIGINS = [b"triplicate.example/center-210200", b"triplicate.example/hospital-h11010500001", b"triplicate.example/unit-9121"]


class Entry:
    """The fields of an entry; what stands in it is free to be wrong."""

    def __init__(self, rng: Rng, origin: bytes, stream: bytes):
        self.origin, self.stream, self.salt, self.type = origin, stream, rng.randbytes(32), rng.randrange(1, 40)
        self.readers, self.after, self.basis, self.payload = [], [], [], rng.randbytes(rng.randrange(1, 40))
        self.operator, self.time, self.tail, self.version, self.flags = b"clerk.wang", rng.randrange(2**40), b"", 1, 0

    def bytes(self) -> bytes:
        sections = [b"".join(bytes([len(name)]) + name + place.to_bytes(8, "little") for name, place in self.readers)]
        for references in (self.after, self.basis):
            sections.append(b"".join(
                bytes([len(name)]) + name + number.to_bytes(8, "little") + leaf for name, number, leaf in references))
        body = b"".join([self.origin, self.stream, self.operator, *sections, self.payload])
        head = struct.pack("<BBHIq", self.version, self.flags, self.type, 64 + len(body), self.time) + self.salt
        counts = [len(self.origin), len(self.stream), len(self.operator), 0, 0]
        counts += [len(self.readers), len(self.after), len(self.basis)]
        return head + bytes(counts) + struct.pack("<4H", *map(len, sections), len(self.payload)) + body + self.tail


class Log:
    def __init__(self, rng: Rng, origin: bytes, witnesses: list[Signer]):
        self.key, self.witnesses = Signer(rng, origin.decode(), LOG), sorted(witnesses, key=lambda one: one.vkey)
        self.entries, self.shown = [], {}
        self.extension = rng.choice([b"", b"", b"more\n", "\u53d1\u7968\n".encode()])
        self.size = self.root = self.origin = None

    def tree(self) -> Tree:
        return Tree([leaf_hash(entry.bytes()) for entry in self.entries])

    def reference(self, number: int) -> tuple[bytes, int, bytes]:
        return self.key.name, number, leaf_hash(self.entries[number].bytes())

    def text(self, size: int | None = None) -> bytes:
        size = len(self.entries) if size is None else size
        root = self.tree().root(min(size, len(self.entries))) if self.root is None else self.root
        origin = self.key.name if self.origin is None else self.origin
        return b"%b\n%d\n%b\n%b" % (origin, self.size if self.size is not None else size, b64(root), self.extension)

    def lines(self, size: int | None = None) -> list[bytes]:
        text, tree = self.text(size), self.tree()
        out = [b"log " + self.key.name, b"key " + self.key.vkey] + [b"witness " + one.vkey for one in self.witnesses]
        out += [b"checkpoint", *text.split(b"\n")[:-1], b""]
        out += [signer.line(text)[:-1] for signer in [self.key, *self.witnesses]]
        for number, blobs in self.shown.items():
            out += [b"entry %d" % number, b"bytes " + b64(self.entries[number].bytes())]
            size = len(self.entries) if size is None else size
            out += [b"hash " + b64(hash) for hash in (tree.path(number, size) if number < size else [])]
            out += [b"blob " + blob.hex().encode() for blob in sorted(blobs)]
        return out


class Sample:
    """A claim told in one to three logs, with witnesses of whom some are trusted."""

    def __init__(self, rng: Rng):
        self.rng = rng
        tag = b"%06d" % rng.randrange(10**6)
        self.stream = b"claim/210200/2026-" + tag
        self.related = sorted(b"stay/H11010500001/2026-%d" % number for number in rng.sample(range(1000), rng.randrange(3)))
        trusted = [Signer(rng, f"witness.example/{number}", WITNESS) for number in range(3)]
        others = [Signer(rng, f"t\u00e9moin.example/{number}", WITNESS) for number in range(2)]
        names = sorted(rng.sample(ORIGINS, rng.randrange(1, 4)))
        self.logs = [Log(rng, name, rng.sample(trusted + others, rng.randrange(4))) for name in names]
        streams = [self.stream, *self.related]
        for log in self.logs:
            for _ in range(rng.randrange(12)):
                log.entries.append(Entry(rng, log.key.name, b"claim/210200/2025-1"))
        # Those of the claim, each in some log, and what they refer to.
        for stream in streams + rng.choices(streams, k=rng.randrange(1, 4)) + [self.stream] * len(self.logs):
            self.tell(rng.choice(self.logs), stream)
        for log in self.logs:
            if not log.shown:
                self.tell(log, self.stream)
            for _ in range(rng.randrange(1, 8)):
                log.entries.append(Entry(rng, log.key.name, b"claim/210200/2025-2"))
        self.keys = [log.key for log in self.logs] + trusted

    def tell(self, log: Log, stream: bytes) -> None:
        rng, entry = self.rng, Entry(self.rng, log.key.name, stream)
        for other in self.logs:
            if other is not log and other.shown and rng.random() < 0.6:
                entry.after.append(other.reference(max(other.shown)))
        pairs = {(other.key.name, number): other for other in self.logs for number in range(len(other.entries))}
        for name, number in sorted(rng.sample(sorted(pairs), min(len(pairs), rng.randrange(3)))):
            entry.basis.append(pairs[name, number].reference(number))
        entry.readers = sorted((b"hospital:H%d" % number, rng.randrange(9)) for number in rng.sample(range(9), rng.randrange(3)))
        blobs = [rng.randbytes(32) for _ in range(rng.choice([0, 1, 2]))]
        entry.payload += b"".join(rng.choice([blob, blob.hex().encode()]) for blob in blobs)
        log.shown[len(log.entries)] = blobs
        log.entries.append(entry)

    def lines(self) -> list[bytes]:
        names = [b"stream " + self.stream] + [b"related " + name for name in self.related]
        return [b"triplicate/evidence/v1", *names] + [line for log in self.logs for line in log.lines()] + [b"end"]

    def trust(self) -> bytes:
        return b"# keys\n\n" + b"".join(key.vkey + b"\n" for key in self.keys)


def text(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def places(lines: list[bytes], keyword: bytes) -> list[int]:
    return [at for at, one in enumerate(lines) if one == keyword or one.startswith(keyword + b" ")]


def is_less(lines: list[bytes], than: list[bytes]) -> bool:
    """Whether nothing but leaving lines out makes the one of the other."""
    rest = iter(than)
    return all(any(one == other for other in rest) for one in lines)


def signed_forgeries(rng: Rng, honest: Sample):
    """Kind and file: what the keepers of the logs sign, and should not."""

    def signed(change) -> bytes:
        sample = copy.deepcopy(honest)
        log = sample.logs[rng.randrange(len(sample.logs))]
        number = rng.choice(sorted(log.shown))
        change(sample, log, log.entries[number], number)
        return text(sample.lines())

    def setting(**fields):
        return lambda sample, log, entry, number: [setattr(entry, name, value) for name, value in fields.items()]

    foreign = (b"triplicate.example/z", 3, rng.randbytes(32))
    for kind, change in [
        ("an entry with a byte too many", setting(tail=b"\0")), ("an entry of another format", setting(version=2)),
        ("a sealed entry", setting(flags=1)), ("an unknown flag", setting(flags=4)), ("an entry of type zero", setting(type=0)),
        ("a time before 1970", setting(time=-1)), ("an entry of another log", setting(origin=ORIGINS[0] + b"x")),
        ("an entry of no origin", setting(origin=b"a//b")), ("an entry of a stream that is not named", setting(stream=b"claim/1/2")),
        ("an entry of no stream", setting(stream=b"Claim/1/2")), ("an operator that obeys a terminal", setting(operator=b"a\x1b[2J")),
        ("an operator that turns the writing", setting(operator="a\u202eb".encode())),
        ("an operator that is not UTF-8", setting(operator=b"a\xc3")),
        ("a reader twice", setting(readers=[(b"unit:1", 0), (b"unit:1", 0)])),
        ("readers out of order", setting(readers=[(b"unit:2", 0), (b"unit:1", 0)])),
        ("a reader without a role", setting(readers=[(b"unit", 0)])),
        ("a reader's previous number beyond the last", setting(readers=[(b"unit:1", 2**63)])),
        ("references out of order", setting(after=[foreign, (b"triplicate.example/y", 3, foreign[2])])),
        ("a reference twice", setting(basis=[foreign, foreign])),
        ("a reference beyond the last number", setting(basis=[(foreign[0], 2**63 - 1, foreign[2])])),
        ("an `after` reference to the own log",
         lambda sample, log, entry, number: setattr(entry, "after", [(log.key.name, 0, foreign[2])])),
        ("a `basis` reference with another hash",
         lambda sample, log, entry, number: setattr(entry, "basis", [(log.key.name, max(log.shown), foreign[2])])),
        ("a size of zero", lambda sample, log, entry, number: setattr(log, "size", 0)),
        ("a size of 2^63", lambda sample, log, entry, number: setattr(log, "size", 2**63)),
        ("another root", lambda sample, log, entry, number: setattr(log, "root", rng.randbytes(32))),
        ("another name in the head", lambda sample, log, entry, number: setattr(log, "origin", log.key.name + b"x")),
        ("an empty extension line", lambda sample, log, entry, number: setattr(log, "extension", b"a\n\nb\n")),
        ("an extension line with a tab", lambda sample, log, entry, number: setattr(log, "extension", b"a\tb\n")),
        ("an extension line that is not UTF-8", lambda sample, log, entry, number: setattr(log, "extension", b"\xff\n")),
        ("logs out of order", lambda sample, log, entry, number: sample.logs.append(copy.deepcopy(sample.logs[0]))),
        ("the stream among the related", lambda sample, log, entry, number: sample.related.append(sample.stream)),
        ("a stream without an entry", lambda sample, log, entry, number: sample.related.append(b"visit/1/2")),
        ("a stream that is none", lambda sample, log, entry, number: sample.related.append(b"visit/1")),
        ("a blob that the entry does not name", lambda sample, log, entry, number: log.shown[number].append(rng.randbytes(32))),
        ("a blob of 31 bytes", lambda sample, log, entry, number: log.shown[number].append(rng.randbytes(31))),
        ("no entries", lambda sample, log, entry, number: log.shown.clear()),
        ("257 blobs", lambda sample, log, entry, number: log.shown[number].extend(rng.randbytes(32) for _ in range(257))),
        ("a witness twice", lambda sample, log, entry, number: log.witnesses.extend(
            [Signer(rng, "w", WITNESS, bytes(32)), Signer(rng, "w", WITNESS, bytes(32))])),
        ("a log's key among the witnesses", lambda sample, log, entry, number: log.witnesses.append(log.key)),
        ("a cosigner's key for the log's",
         lambda sample, log, entry, number: setattr(log, "key", Signer(rng, log.key.name.decode(), WITNESS, log.key.seed))),
        ("a transport key for the log's",
         lambda sample, log, entry, number: setattr(log, "key", Signer(rng, log.key.name.decode(), TRANSPORT, log.key.seed))),
        ("a key that nobody trusts", lambda sample, log, entry, number: setattr(log, "key", Signer(rng, log.key.name.decode(), LOG))),
        ("a cosignature's time beyond the last", lambda sample, log, entry, number: log.witnesses.__setitem__(slice(None), [late(rng)])),
    ]:
        yield kind + ", signed", signed(change)


def late(rng: Rng) -> Signer:
    witness = Signer(rng, "late.example/w", WITNESS)
    witness.time = 2**63 + rng.randrange(2**62)
    return witness


def head_forgeries(rng: Rng, honest: Sample):
    """Other heads and signatures under honest entries."""
    lines = honest.lines()
    at = rng.randrange(len(honest.logs))
    log = honest.logs[at]
    note = places(lines, b"checkpoint")[at] + 1
    first = note + len(log.text().split(b"\n"))
    end = first + 1 + len(log.witnesses)
    signers = [log.key, *log.witnesses]
    which = rng.randrange(len(signers))
    signer, body = signers[which], log.text()

    def with_note(text: bytes, signers=signers) -> list[bytes]:
        return lines[:note] + text.split(b"\n") + [one.line(text)[:-1] for one in signers] + lines[end:]

    def with_signature(signature: bytes, id: bytes = signer.id, name: bytes = signer.name) -> list[bytes]:
        return lines[: first + which] + [line(name, id, signature)[:-1]] + lines[first + which + 1 :]

    good = signer.signature(body)
    size = len(log.entries)
    yield "a changed signature", with_signature(rng.flipped(good))
    yield "a signature with S beyond the order", with_signature(beyond_order(good))
    yield "a signature cut by a byte", with_signature(good[:-1])
    yield "a signature with a byte more", with_signature(good + b"\0")
    yield "an empty signature", with_signature(b"")
    yield "a foreign signature", with_signature(Signer(rng, signer.name.decode(), signer.type).signature(body))
    wrong = Signer(rng, signer.name.decode(), WITNESS if signer.type == LOG else LOG, signer.seed)
    yield "a signature of another type", with_signature(wrong.signature(body))
    yield "another key id in the signature line", with_signature(good, id=rng.flipped(signer.id))
    yield "another name in the signature line", with_signature(good, name=signer.name + b"x")
    if decomposed(signer.name):
        yield "the name in the signature line decomposed", with_signature(good, name=decomposed(signer.name))
    if signer.type == WITNESS:
        moved = (signer.time + 60).to_bytes(8, "big")
        yield "another time of a cosignature", with_signature(moved + good[8:])
    own = lines[first + which]
    yield "a signature line twice", lines[: first + which] + [own] + lines[first + which :]
    yield "a signature line left out", lines[: first + which] + lines[first + which + 1 :]
    yield "a signature with bits left over", lines[: first + which] + [left_over(rng, own + b"\n")[:-1]] + lines[first + which + 1 :]
    yield "a stranger's signature line", lines[:end] + [line(b"stranger", b"abcd", rng.randbytes(64))[:-1]] + lines[end:]
    if len(signers) > 1:
        yield "signature lines reversed", lines[:first] + lines[first:end][::-1] + lines[end:]
        yield "a signature over another head by one", with_note(body)[:first] + [
            one.line(body if one is not signer else log.text(size - 1))[:-1] for one in signers] + lines[end:]
    for kind, changed in [
        ("a newer head of the log", with_note(newer(rng, log))), ("an older head of the log", with_note(log.text(max(log.shown)))),
        ("another history of the log", with_note(another_history(rng, log))),
    ]:
        yield kind, changed
    parts = body.split(b"\n")
    for kind, changed in [
        ("another size", [parts[0], b"%d" % (size + rng.randrange(1, 99)), *parts[2:]]),
        ("a size with a leading zero", [parts[0], b"0" + parts[1], *parts[2:]]),
        ("another root", [*parts[:2], b64(rng.randbytes(32)), *parts[3:]]),
        ("a root with bits left over", [*parts[:2], left_over(rng, parts[2] + b"\n")[:-1], *parts[3:]]),
        ("an extension line more", [*parts[:3], b"more", *parts[3:]]), ("no root", [*parts[:2], *parts[3:]]),
        ("an empty line more", [*parts[:3], b"", *parts[3:]]),
        ("another name in the head", [parts[0] + b"x", *parts[1:]]),
    ]:
        yield kind, lines[:note] + changed + lines[first:]
    key = places(lines, b"key")[at]
    foreign = Signer(rng, log.key.name.decode(), LOG)
    yield "a foreign key beside the log's signature", lines[:key] + [b"key " + foreign.vkey] + lines[key + 1 :]
    mixed = foreign.vkey.rsplit(b"+", 1)[0] + b"+" + log.key.vkey.rsplit(b"+", 1)[1]
    yield "a key under a foreign id", lines[:key] + [b"key " + mixed] + lines[key + 1 :]
    yield "a key id in capitals", lines[:key] + [lines[key].replace(log.key.id.hex().encode(), b"ABCDEF01")] + lines[key + 1 :]


def newer(rng: Rng, log: Log) -> bytes:
    later = copy.deepcopy(log)
    later.entries.append(Entry(rng, log.key.name, b"claim/210200/2025-3"))
    return later.text()


def another_history(rng: Rng, log: Log) -> bytes:
    other = copy.deepcopy(log)
    other.entries[max(log.shown)].payload += b"x"
    return other.text()


def proof_forgeries(rng: Rng, honest: Sample):
    """Entries, numbers, proofs and blobs that do not belong together."""
    lines = honest.lines()
    starts = places(lines, b"entry")
    start = rng.choice(starts)
    number = int(lines[start].split(b" ")[1])
    log = next(log for log in reversed(honest.logs) if lines.index(b"log " + log.key.name) < start)
    entry, size, tree = log.entries[number], len(log.entries), log.tree()
    hashes = [at for at in places(lines, b"hash") if start < at < min([one for one in starts if one > start] + [len(lines)])]
    last = hashes[-1] + 1 if hashes else start + 2

    def placed(at: int, *changed: bytes) -> list[bytes]:
        return lines[:at] + list(changed) + lines[at + 1 :]

    def with_bytes(data: bytes) -> list[bytes]:
        return placed(start + 1, b"bytes " + b64(data))

    def with_proof(proof: list[bytes]) -> list[bytes]:
        return lines[: start + 2] + [b"hash " + b64(hash) for hash in proof] + lines[last:]

    good = entry.bytes()
    path = tree.path(number, size)
    yield "a changed entry", with_bytes(rng.flipped(good))
    yield "an entry cut", with_bytes(good[: rng.randrange(len(good))])
    yield "an entry with a byte more", with_bytes(good + b"\0")
    yield "an empty entry", with_bytes(b"")
    for kind, field, value in [
        ("another operator", "operator", b"clerk.li"), ("another payload", "payload", entry.payload + b"1"),
        ("another time", "time", entry.time + 1), ("another stream", "stream", entry.stream + b"1"), ("another type", "type", entry.type + 1),
        ("no references", "basis", []), ("one reader more", "readers", [*entry.readers, (b"unit:1", 0)]),
        ("another salt", "salt", rng.randbytes(32)), ("another log's name in the entry", "origin", ORIGINS[0] + b"x"),
    ]:
        changed = copy.deepcopy(entry)
        setattr(changed, field, value)
        if changed.bytes() != good:
            yield kind, with_bytes(changed.bytes())
    another = rng.other(list(range(size)), number)
    yield "another entry of the log", with_bytes(log.entries[another].bytes())
    if another not in log.shown:
        yield "another number", placed(start, b"entry %d" % another)
    yield "a number beyond the head", placed(start, b"entry %d" % (size + rng.randrange(9)))
    for kind, value in [
        ("with a leading zero", b"0%d" % number), ("with a sign", b"+%d" % number), ("below zero", b"-%d" % (number + 1)), ("that is none", b""),
        ("in hexadecimal", b"0x%x" % number), ("beyond the last", b"%d" % (2**63 - 1)), ("of 65 bits", b"%d" % (2**64 + number)),
        ("with a space", b"%d " % number),
    ]:
        yield "a number " + kind, placed(start, b"entry " + value)
    at = rng.randrange(len(path))
    for kind, proof in [
        ("a hash changed", path[:at] + [rng.flipped(path[at])] + path[at + 1 :]), ("a hash left out", path[:at] + path[at + 1 :]),
        ("a hash twice", path[: at + 1] + path[at:]), ("no proof", []), ("64 hashes", path + [path[0]] * (64 - len(path))),
        ("a hash more", path + [rng.randbytes(32)]), ("the proof of another entry", tree.path(another, size)),
        ("the proof of an older head", tree.path(number, number + 1)), ("a hash of 31 bytes", path[:at] + [path[at][:31]] + path[at + 1 :]),
        ("hashes reversed", path[::-1]), ("two hashes as one, by their node", path[:-2] + [node_hash(path[-1], path[-2])]),
    ]:
        if proof != path:
            yield kind, with_proof(proof)
    right = tree.hash(number & ~1, min(size, (number & ~1) + 2))
    yield "two leaves as an entry", with_bytes(tree.leaves[number & ~1] + right)
    if hashes:
        at = rng.choice(hashes)
        yield "a hash with bits left over", placed(at, left_over(rng, lines[at] + b"\n")[:-1])
        yield "a hash in hexadecimal", placed(at, b"hash " + rng.randbytes(32).hex().encode())
    encoded = lines[start + 1]
    if encoded.endswith(b"="):
        yield "bytes with bits left over", placed(start + 1, left_over(rng, encoded + b"\n")[:-1])
        yield "bytes without padding", placed(start + 1, encoded.rstrip(b"="))
    for kind, value in [
        ("bytes with a space", encoded + b" "), ("bytes in two parts", encoded[:-4] + b"\n" + encoded[-4:]), ("bytes twice", encoded + b"\n" + encoded),
        ("bytes of 65,536 bytes", b"bytes " + b64(bytes(65_536))), ("bytes with a carriage return", encoded + b"\r"),
        ("bytes in the other alphabet", encoded[:-8] + b"-_-_" + encoded[-4:]),
    ]:
        yield kind, placed(start + 1, value)
    blobs = places(lines, b"blob")
    if blobs:
        at = rng.choice(blobs)
        yield "another blob", placed(at, b"blob " + rng.randbytes(32).hex().encode())
        yield "a blob twice", placed(at, lines[at], lines[at])
        if lines[at] != b"blob " + lines[at][5:].upper():
            yield "a blob in capitals", placed(at, b"blob " + lines[at][5:].upper())
        yield "a hash after a blob", placed(at, lines[at], b"hash " + b64(rng.randbytes(32)))
    block = lines[start:last]
    yield "an entry's block twice", lines[:last] + block + lines[last:]
    for log_at, other in enumerate(honest.logs):
        if other is not log:
            place = places(lines, b"entry")[0] if log_at == 0 else lines.index(b"log " + other.key.name)
            place = next(at for at in range(place, len(lines)) if lines[at].startswith(b"entry "))
            yield "an entry's block under another log", lines[:place] + block + lines[place:]


def file_forgeries(rng: Rng, honest: Sample, other: Sample):
    """Kind and bytes: the file as a whole."""
    lines = honest.lines()
    whole = text(lines)
    yield "nothing", b""
    yield "cut", whole[: rng.randrange(len(whole))]
    yield "cut after a line", text(lines[: rng.randrange(len(lines))])
    yield "the last line feed left out", whole[:-1]
    yield "the file twice", whole + whole
    yield "two files as one", whole + text(other.lines())
    yield "two files as one, with one end", text(lines[:-1]) + text(other.lines()[1:])
    yield "the end twice", whole + b"end\n"
    yield "bytes after the end", whole + rng.randbytes(3)
    yield "carriage returns", whole.replace(b"\n", b"\r\n")
    yield "a byte order mark", b"\xef\xbb\xbf" + whole
    yield "another version", whole.replace(b"/v1\n", b"/v3\n", 1)
    yield "a line for later versions", text(lines[:-1] + [rng.choice([b"exhibit 1", b"hidden 1", b"receipt 1"]), b"end"])
    yield "logs of another file", text(lines[: places(lines, b"log")[0]]) + text(other.lines()[places(other.lines(), b"log")[0] :])
    yield "another stream", whole.replace(b"stream " + honest.stream, b"stream claim/210200/1999-1", 1)
    if honest.related:
        at = rng.choice(places(lines, b"related"))
        yield "a related stream left out", text(lines[:at] + lines[at + 1 :])
        yield "a related stream twice", text(lines[: at + 1] + lines[at:])
    yield "257 related streams", text(lines[:2] + [b"related visit/1/%d" % number for number in range(1000, 1257)] + lines[2:])
    logs = places(lines, b"log") + [len(lines) - 1]
    if len(logs) > 2:
        first, second = lines[logs[0] : logs[1]], lines[logs[1] : logs[2]]
        yield "logs exchanged", text(lines[: logs[0]] + second + first + lines[logs[2] :])
    yield "a log twice", text(lines[: logs[1]] + lines[logs[0] :])
    yield "100 witnesses", text(
        lines[: logs[0] + 2] + [b"witness " + Signer(rng, f"w.example/{n}", WITNESS, bytes(32)).vkey for n in range(100, 200)] + lines[logs[0] + 2 :])
    # Bytes and lines at random.
    for _ in range(12):
        at = rng.randrange(len(whole))
        yield "a bit at random", rng.flipped(whole)
        yield "a byte at random left out", whole[:at] + whole[at + 1 :]
        yield "a byte at random twice", whole[: at + 1] + whole[at:]
        yield "a byte at random more", whole[:at] + bytes([rng.choice(b"\0\n\r 0A=+/\x7f\xff")]) + whole[at:]
        yield "a byte at random in another's place", whole[:at] + bytes([rng.other(list(b"\n 0A9=af"), whole[at])]) + whole[at + 1 :]
    needed = [at for at, one in enumerate(lines) if not one.startswith(b"blob ")]
    at = rng.choice(needed)
    yield "a line at random left out", text(lines[:at] + lines[at + 1 :])
    strange = other.lines()
    for _ in range(8):
        changed = list(lines)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(changed))
            match rng.randrange(5):
                case 0: changed.insert(at, rng.choice(changed))
                case 1: changed[at] = rng.choice(strange)
                case 2: changed.insert(at, rng.choice(strange))
                case 3: changed[at] = changed[at][:-1]
                case 4:
                    to = rng.randrange(len(changed))
                    changed[at], changed[to] = changed[to], changed[at]
        if not is_less(changed, lines):
            yield "lines at random", text(changed)


def trust_forgeries(rng: Rng, honest: Sample, other: Sample):
    """Kind and trusted keys, under an honest file."""
    trust, log = honest.trust(), rng.choice(honest.logs)
    without = [key for key in honest.keys if key is not log.key]
    stolen = Signer(rng, log.key.name.decode(), LOG)

    def keys(*more: bytes) -> bytes:
        return b"".join(key.vkey + b"\n" for key in without) + b"".join(one + b"\n" for one in more)

    yield "no trusted keys", b""
    yield "trusted keys of others", other.trust()
    yield "the log's key missing", keys()
    yield "another's key under the log's name", keys(stolen.vkey)
    yield "the log's key under another name", keys(Signer(rng, log.key.name.decode() + "x", LOG, log.key.seed).vkey)
    yield "the log's key as a witness's", keys(Signer(rng, log.key.name.decode(), WITNESS, log.key.seed).vkey)
    yield "the log's key as a transport key", keys(Signer(rng, log.key.name.decode(), TRANSPORT, log.key.seed).vkey)
    yield "the log's key in a comment", keys(b"# " + log.key.vkey)
    yield "the log's key with a space", keys(log.key.vkey + b" ")
    yield "the log's key with a carriage return", keys(log.key.vkey + b"\r")
    yield "the log's key under another id", trust.replace(log.key.id.hex().encode(), b"00000000")
    yield "a line that is no key", trust + b"key\n"
    yield "keys that are not UTF-8", trust + b"#\xff\n"
    yield "keys of more than 1 MiB", trust + b"#" * 2**20 + b"\n"
    yield "a signer's secret", trust + b"PRIVATE+KEY+" + log.key.vkey + b"\n"


def evidence_cases(rng: Rng):
    honest, other = Sample(rng), Sample(rng)
    whole, trust = text(honest.lines()), honest.trust()

    def case(kind, truth, file, trust=trust, **more):
        return {"family": "evidence", "kind": kind, "truth": truth, "file": file, "trust": trust, **more}

    yield case("as it is", HONEST, whole)
    yield case("trusted keys twice", HONEST, whole, trust + trust)
    yield case("trusted keys of more", HONEST, whole, trust + other.trust() + b"\n#")
    less = copy.deepcopy(honest)
    for log in less.logs:
        for number in log.shown:
            log.shown[number] = []
    yield case("without blobs", HONEST, text(less.lines()))
    less = copy.deepcopy(honest)
    for log in less.logs:
        log.witnesses = log.witnesses[:1]
    yield case("without a witness", HONEST, text(less.lines()))
    for kind, file in signed_forgeries(rng, honest):
        yield case(kind, FORGED, file)
    for make in (head_forgeries, proof_forgeries):
        for kind, lines in make(rng, honest):
            yield case(kind, FORGED, text(lines))
    for kind, file in file_forgeries(rng, honest, other):
        yield case(kind, FORGED, file)
    for kind, keys in trust_forgeries(rng, honest, other):
        yield case(kind, FORGED, whole, keys)
    if rng.random() < 0.05:
        yield case("larger than the limit", FORGED, whole, pad=67_108_864)
