#!/usr/bin/env python3
"""Checks an evidence file offline. Written from Docs/format.md and the C2SP specifications alone, for Python 3.10.

    verify_evidence.py FILE --trust VKEYFILE [--json]      0: the file holds, 1: it is refused, 2: misuse
    verify_evidence.py --self-test                         checks a file made with fresh keys, and forgeries of it

Needs the package `cryptography` for Ed25519. Each `require` is one rule of the page with the number and name of its
reason, and they stand in the order in which the reasons apply. All texts are bytes until they are shown.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
from collections import namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_FILE, MAX_NOTE, MAX_TRUST, MAX_ENTRY = 67_108_864, 1_048_576, 1_048_576, 65_535  # bytes
MAX_NUMBER, MAX_SIZE, MAX_TIME = 2**63 - 2, 2**63 - 1, 2**63 - 1
# Names and texts, as patterns of the whole text.
DOTS = r"(?!\.\.?(?:/|\Z))"  # no segment `.` or `..` begins here
ORIGIN = rf"(?=.{{1,255}}\Z){DOTS}[A-Za-z0-9._~:-]+(?:/{DOTS}[A-Za-z0-9._~:-]+)*"
STREAM = rf"(?=.{{1,200}}\Z)[a-z-]+(?:/{DOTS}[A-Za-z0-9._-]+){{2,}}"
PARTY = r"(?=.{3,64}\Z)[a-z-]+:[A-Za-z0-9._-]+"
CONTROL, LINES, TURNS = "\0-\x1f\x7f-\x9f", "\u2028\u2029", "\u202a-\u202e\u2066-\u2069"
SPACES = "\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
PLAIN_TEXT = f"[^{CONTROL}{LINES}{TURNS}]*"
KEY_NAME = f"[^+\0-\x1f{SPACES}]+"
NO_CONTROL = "[^\0-\x1f]*"  # of notes, as C2SP has it
NUMBER = "0|[1-9][0-9]{0,18}"
DASH = "\u2014 ".encode()  # begins a signature line
LOG_KEY, WITNESS_KEY = 0x01, 0x04
Key = namedtuple("Key", "vkey name id type public")
Checkpoint = namedtuple("Checkpoint", "text origin size root signatures")  # signatures: key name, key id, bytes
Proven = namedtuple("Proven", "number bytes proof blobs")
Log = namedtuple("Log", "origin keys checkpoint entries")  # keys: the log's, then its witnesses'
Entry = namedtuple("Entry", "origin stream references payload")  # references: `after` or `basis`, origin, number, leaf


class Refused(Exception):
    """The first reason that applies, such as `1127 root`, and a sentence about it: its two arguments."""


def require(holds: bool, reason: str, sentence: str) -> None:
    if not holds:
        raise Refused(reason, sentence)


def matches(pattern: str, text: bytes) -> bool:
    """Whether the bytes are UTF-8, and the pattern is that of the whole text."""
    try:
        return re.fullmatch(pattern, text.decode(), re.DOTALL) is not None
    except UnicodeDecodeError:
        return False


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def read_number(text: bytes, largest: int) -> int | None:
    return int(text) if matches(NUMBER, text) and int(text) <= largest else None


def read_base64(text: bytes, size: int | None = None) -> bytes | None:
    """The bytes, if the text is their one form in base64 (and they are as many as they should be)."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if base64.b64encode(raw) == text and size in (None, len(raw)) else None


# Keys, signatures and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature)
def read_vkey(vkey: bytes) -> Key | None:
    """What a key of another type has for an id and for material is that type's affair: nothing uses it."""
    name, id, encoded = (vkey.split(b"+", 2) + [b"", b""])[:3]
    raw = read_base64(encoded)
    if not raw or not matches(KEY_NAME, name) or not matches("[0-9a-f]{8}", id):
        return None
    true = len(raw) == 33 and sha256(name, b"\n", raw)[:4].hex().encode() == id
    used = raw[0] in (LOG_KEY, WITNESS_KEY)
    return Key(vkey, name, bytes.fromhex(id.decode()), raw[0], raw[1:]) if true or not used else None


def signature_holds(key: Key, signature: bytes, text: bytes) -> bool:
    time = 0
    if key.type == WITNESS_KEY:
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        text = b"cosignature/v1\ntime %d\n" % time + text
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
        return len(signature) == 64 and time <= MAX_TIME
    except (InvalidSignature, ValueError):
        return False


def read_checkpoint(text: bytes, signature_lines: list) -> Checkpoint:
    reason, lines = "1112 checkpoint", text.split(b"\n")[:-1]
    require(matches(f"({NO_CONTROL}\n)*", text), reason, "the checkpoint is not UTF-8 without control characters")
    require(len(lines) >= 3, reason, "the checkpoint has not origin, size and root")
    size, root = read_number(lines[1], MAX_SIZE), read_base64(lines[2], 32)
    require(size is not None, reason, "the checkpoint's size is not a number")
    require(root is not None, reason, "the checkpoint's root is not the base64 of 32 bytes")
    require(size > 0 or root == sha256(), reason, "the root of size 0 is not the SHA-256 of nothing")
    signatures = []
    for line in signature_lines:
        name, _, encoded = line.removeprefix(DASH).partition(b" ")
        raw = read_base64(encoded)
        form = matches(KEY_NAME, name) and matches(NO_CONTROL, name) and raw is not None and len(raw) > 4
        require(form, reason, "a signature line has not the form of one")
        signatures.append((name, raw[:4], raw[4:]))
    signers = {signature[:2] for signature in signatures}
    require(len(signers) > 0, reason, "the checkpoint has no signature line")
    require(len(signers) == len(signatures), reason, "two signature lines have one key name and key id")
    return Checkpoint(text, lines[0], size, root, signatures)


# Entries
def records(section: bytes, count: int, tail: int, reason: str):
    """The records of a section, one after the other: name, number, and the bytes behind it; and the one before."""
    at, last = 0, (b"", 0, b"")
    for _ in range(count):
        end = at + 1 + (section[at] if at < len(section) else 0)
        require(end + tail <= len(section), reason, "a section does not hold a record whole")
        record = section[at + 1 : end], int.from_bytes(section[end : end + 8], "little"), section[end + 8 : end + tail]
        yield record, last
        at, last = end + tail, record
    require(at == len(section), reason, "a section holds more than its records")


def read_entry(entry: bytes) -> Entry:
    require(len(entry) >= 64, "1001 header", "there are fewer than 64 bytes")
    version, flags, type, length, time, _, _, *rest = struct.unpack_from("<BBHIq16s16s8B4H", entry)
    lengths, (readers_count, after_count, basis_count) = rest[:5] + rest[8:], rest[5:8]
    require(version == 1, "1002 version", "the format version is not 1")
    require(flags <= 1, "1003 flags", "a bit other than bit 0 is set")
    require(flags == 0, "1004 sealed", "the entry is sealed")
    require(type != 0, "1005 type", "the event type is zero")
    require(length <= MAX_ENTRY, "1006 too-long", "the length in the header is more than 65,535")
    require(length == len(entry), "1007 length", "the length in the header is not the number of bytes at hand")
    require(time >= 0, "1008 time", "the wall clock is negative")
    require(lengths[0] > 0, "1009 origin-length", "the length of origin is 0")
    require(1 <= lengths[1] <= 200, "1010 stream-length", "the length of stream is 0 or more than 200")
    require(lengths[4] == 0, "1011 key-id-length", "the length of the key id is not 0")
    require(readers_count <= 64, "1012 readers-count", "there are more than 64 readers")
    require(after_count <= 64, "1013 after-count", "there are more than 64 `after` references")
    require(basis_count <= 64, "1014 basis-count", "there are more than 64 `basis` references")
    require(64 + sum(lengths) == length, "1015 sum", "the lengths of the parts do not add up")
    parts = [entry[64 + sum(lengths[:part]) :][: lengths[part]] for part in range(9)]
    origin, stream, operator, on_behalf_of, _, readers, after, basis, payload = parts
    require(matches(ORIGIN, origin), "1016 origin", "the origin is not an origin")
    require(matches(STREAM, stream), "1017 stream", "the stream is not a stream's name")
    require(matches(PLAIN_TEXT, operator), "1018 operator", "the operator is not plain text")
    require(matches(PLAIN_TEXT, on_behalf_of), "1019 on-behalf-of", "on-behalf-of is not plain text")
    references = []
    for (name, previous, _), last in records(readers, readers_count, 8, "1020 readers-section"):
        require(matches(PARTY, name), "1021 reader-name", "a reader is not a party's name")
        require(name > last[0], "1022 readers-order", "a reader is not greater than the one before")
        require(previous <= MAX_NUMBER + 1, "1023 reader-previous", "`previous` is more than 2^63 - 1")
    for (name, number, leaf), last in records(after, after_count, 40, "1024 after-section"):
        require(matches(ORIGIN, name), "1025 after-origin", "the origin of an `after` reference is not an origin")
        require(name > last[0], "1026 after-order", "an `after` reference is not greater than the one before")
        require(name != origin, "1027 after-own", "an `after` reference is to the entry's own log")
        require(number <= MAX_NUMBER, "1028 after-number", "the number of an `after` reference is too large")
        references.append(("after", name, number, leaf))
    for (name, number, leaf), last in records(basis, basis_count, 40, "1029 basis-section"):
        require(matches(ORIGIN, name), "1030 basis-origin", "the origin of a `basis` reference is not an origin")
        require((name, number) > last[:2], "1031 basis-order", "a `basis` reference is not greater than the last")
        require(number <= MAX_NUMBER, "1032 basis-number", "the number of a `basis` reference is too large")
        references.append(("basis", name, number, leaf))
    return Entry(origin, stream, references, payload)


# Trees (RFC 6962; RFC 9162, section 2.1.3.2)
def proof_sides(number: int, size: int):
    """For each hash that the proof must have, from the leaf's sibling up, whether it is a left one."""
    fn, sn = number, size - 1
    while sn > 0:
        left = fn & 1 == 1 or fn == sn
        yield left
        while left and fn & 1 == 0:
            fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1


# The form of the file (1101 to 1121)
class Lines:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def peek(self) -> bytes:
        end = self.data.find(b"\n", self.at)
        require(end >= 0, "1103 truncated", "the file ends where a line, or the rest of one, must follow")
        return self.data[self.at : end]

    def take(self) -> bytes:
        line = self.peek()
        self.at += len(line) + 1
        return line

    def value(self, keyword: str) -> bytes:
        line, start = self.take(), keyword.encode() + b" "
        require(line.startswith(start), "1105 line", f"a line `{keyword}` with its value must stand here")
        return line[len(start) :]

    def values(self, keyword: str, limit: int):
        """The values of all lines of a kind that stand here, as long as there are not too many."""
        count = 0
        while self.peek().startswith(keyword.encode() + b" "):
            count += 1
            require(count <= limit, "1121 limit", f"there are too many lines `{keyword}`")
            yield self.value(keyword)

    def word(self, keyword: str) -> None:
        require(self.take() == keyword.encode(), "1105 line", f"the line `{keyword}` must stand here")

    def checkpoint(self) -> Checkpoint:
        start = self.at
        while self.take():
            pass
        end = self.at
        while self.peek().startswith(DASH):
            self.take()
        require(self.at - start <= MAX_NOTE, "1112 checkpoint", "the checkpoint has more than 1,048,576 bytes")
        return read_checkpoint(self.data[start : end - 1], self.data[end : self.at].split(b"\n")[:-1])


def read_file(lines: Lines) -> tuple[list, list]:
    """The names of the streams, the file's own first, and the logs."""
    require(len(lines.data) <= MAX_FILE, "1101 size", "the file is longer than 67,108,864 bytes")
    require(lines.take() == b"triplicate/evidence/v1", "1102 version", "the first line is not `triplicate/evidence/v1`")
    streams, logs, room = [lines.value("stream")], [], 65_536
    require(matches(STREAM, streams[0]), "1106 stream", "the value of `stream` is not a stream's name")
    for name in lines.values("related", 256):
        require(matches(STREAM, name), "1106 stream", "the value of `related` is not a stream's name")
        order = name != streams[0] and (not streams[1:] or name > streams[-1])
        require(order, "1107 related-order", "a related stream is not greater than the one before, or is the stream")
        streams.append(name)
    for origin in lines.values("log", 256):
        require(matches(ORIGIN, origin), "1108 origin", "the value of `log` is not an origin")
        require(not logs or origin > logs[-1].origin, "1109 log-order", "a log is not greater than the one before")
        logs.append(read_log(lines, origin, room))
        room -= len(logs[-1].entries)
    require(len(logs) > 0, "1105 line", "a line `log` with its value must stand here")
    lines.word("end")
    require(lines.at == len(lines.data), "1104 trailing", "something follows the line `end`")
    return streams, logs


def read_log(lines: Lines, origin: bytes, room: int) -> Log:
    keys, entries = [read_vkey(lines.value("key"))], []
    form = keys[0] is not None and keys[0].type == LOG_KEY and keys[0].name == origin
    require(form, "1110 key", "the value of `key` is not a vkey of type 0x01 with the log's origin for a name")
    for vkey in lines.values("witness", 99):
        key = read_vkey(vkey)
        form = key is not None and key.type == WITNESS_KEY and matches(NO_CONTROL, key.name)
        require(form, "1111 witness", "the value of `witness` is not a vkey of type 0x04")
        require(not keys[1:] or vkey > keys[-1].vkey, "1111 witness", "a witness is not greater than the one before")
        keys.append(key)
    lines.word("checkpoint")
    checkpoint = lines.checkpoint()
    require(checkpoint.origin == origin, "1113 checkpoint-origin", "the checkpoint is of another log")
    signers = [signature[:2] for signature in checkpoint.signatures] == [(key.name, key.id) for key in keys]
    require(signers, "1114 signers", "the signature lines do not name the `key` and each `witness` in order")
    for value in lines.values("entry", room):
        number = read_number(value, MAX_NUMBER)
        require(number is not None, "1115 number", "the value of `entry` is not a number")
        last = entries[-1].number if entries else -1
        require(number > last, "1116 entry-order", "an entry's number is not greater than the one before")
        entries.append(read_proven(lines, number))
    require(len(entries) > 0, "1105 line", "a line `entry` with its value must stand here")
    return Log(origin, keys, checkpoint, entries)


def read_proven(lines: Lines, number: int) -> Proven:
    proof, blobs, entry = [], [], read_base64(lines.value("bytes"))
    require(entry is not None, "1117 base64", "the value of `bytes` is not base64 in its one form")
    require(len(entry) <= MAX_ENTRY, "1121 limit", "an entry has more than 65,535 bytes")
    for value in lines.values("hash", 63):
        proof.append(read_base64(value, 32))
        require(proof[-1] is not None, "1118 hash", "the value of `hash` is not the base64 of 32 bytes")
    for value in lines.values("blob", 256):
        require(matches("[0-9a-f]{64}", value), "1119 blob", "the value of `blob` is not 64 lower-case hex digits")
        require(not blobs or value > blobs[-1], "1120 blob-order", "a blob's hash is not greater than the one before")
        blobs.append(value)
    return Proven(number, entry, proof, blobs)


# What holds (1122 to 1133)
def read_trust(data: bytes) -> set:
    require(len(data) <= MAX_TRUST, "1122 trust", "the file of trusted keys is longer than 1,048,576 bytes")
    require(matches(".*", data), "1122 trust", "the file of trusted keys is not UTF-8")
    vkeys = {line for line in data.split(b"\n") if line and not line.startswith(b"#")}
    require(all(map(read_vkey, vkeys)), "1122 trust", "a line of the file of trusted keys is not a vkey")
    return vkeys


def check_entry(proven: Proven, log: Log, streams: list, at: str) -> Entry:
    size, reached = log.checkpoint.size, sha256(b"\0", proven.bytes)
    require(proven.number < size, "1125 index", f"the number of {at} is not below the checkpoint's size")
    sides = list(proof_sides(proven.number, size))
    require(len(proven.proof) == len(sides), "1126 proof-length", f"the proof of {at} has not {len(sides)} hashes")
    for left, other in zip(sides, proven.proof):
        reached = sha256(b"\1", other, reached) if left else sha256(b"\1", reached, other)
    require(reached == log.checkpoint.root, "1127 root", f"the proof of {at} does not lead to the checkpoint's root")
    try:
        entry = read_entry(proven.bytes)
    except Refused as why:
        raise Refused("1128 entry", f"{at} is not a well-formed entry: {why.args[1]} ({why.args[0]})") from why
    require(entry.origin == log.origin, "1129 entry-origin", f"the bytes of {at} are an entry of another log")
    require(entry.stream in streams, "1130 entry-stream", f"{at} is of a stream that the file does not name")
    for blob in proven.blobs:
        named = blob in entry.payload or bytes.fromhex(blob.decode()) in entry.payload
        require(named, "1131 blob-unnamed", f"the payload of {at} does not name the blob {blob.decode()}")
    return entry


def verify(data: bytes, trust: bytes) -> dict:
    """What the file shows. Raises `Refused` if it does not hold."""
    streams, logs = read_file(Lines(data))
    trusted, leaves, entries, shown, outside = read_trust(trust), {}, [], [], []
    for log in logs:
        origin, signed, witnesses = log.origin.decode(), log.checkpoint, []
        require(log.keys[0].vkey in trusted, "1123 untrusted", f"the key of {origin} is not one of the trusted keys")
        for key, (_, _, signature) in zip(log.keys, signed.signatures):
            holds = signature_holds(key, signature, signed.text)
            require(holds, "1124 signature", f"the signature of {key.vkey.decode()!a} on {origin} does not verify")
            if key.type == WITNESS_KEY:
                time = int.from_bytes(signature[:8], "big")
                witnesses.append({"key": key.vkey.decode(), "time": time, "trusted": key.vkey in trusted})
        for proven in log.entries:
            at = f"entry {proven.number} of {origin}"
            entries.append((at, check_entry(proven, log, streams, at)))
            leaves[log.origin, proven.number] = sha256(b"\0", proven.bytes)
        numbers = [proven.number for proven in log.entries]
        shown.append({"origin": origin, "size": signed.size, "entries": numbers, "witnesses": witnesses})
    for at, entry in entries:
        for kind, origin, number, leaf in entry.references:
            to = f"entry {number} of {origin.decode()}"
            same = leaves.get((origin, number), leaf) == leaf
            require(same, "1132 reference", f"{at} refers (`{kind}`) to another leaf hash than that of {to}")
            if (origin, number) not in leaves:
                outside.append({"from": at, "kind": kind, "to": to, "leaf": leaf.hex()})
    unused = set(streams) - {entry.stream for _, entry in entries}
    require(not unused, "1133 unused-stream", "the file has no entry of a stream that it names")
    stream, *related = [name.decode() for name in streams]
    return {"holds": True, "stream": stream, "related": related, "logs": shown, "outside": outside}


# The program
def summary(shown: dict):
    yield f"holds: {sum(len(log['entries']) for log in shown['logs'])} entries about {shown['stream']}"
    yield from (f"related: {name}" for name in shown["related"])
    for log in shown["logs"]:
        yield f"log {log['origin']}: size {log['size']}, entries {', '.join(map(str, log['entries']))}"
        for witness in log["witnesses"]:
            weight = "trusted" if witness["trusted"] else "not trusted: this says nothing"
            yield f"    cosigned {witness['time']} seconds after 1970 by {witness['key']!a} ({weight})"
    for reference in shown["outside"]:
        yield f"not in this file: {reference['to']}, to which {reference['from']} refers ({reference['kind']})"


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an evidence file offline.")
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_argument("--trust", metavar="VKEYFILE", help="the trusted keys, one vkey a line")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--self-test", action="store_true", help="check a file made with fresh keys, and forgeries")
    options = parser.parse_args()
    if options.self_test:
        import evidence_samples
        return evidence_samples.self_test()
    if options.file is None or options.trust is None:
        parser.error("FILE and --trust VKEYFILE are needed")
    try:
        with open(options.file, "rb") as file, open(options.trust, "rb") as trust:
            data, vkeys = file.read(MAX_FILE + 1), trust.read(MAX_TRUST + 1)
    except OSError as error:
        parser.error(str(error))
    try:
        shown = verify(data, vkeys)
    except Refused as why:
        reason, sentence = why.args
        if options.json:
            print(json.dumps({"holds": False, "reason": reason, "sentence": sentence}))
        print(f"refused: {sentence} ({reason})", file=sys.stderr)
        return 1
    print(json.dumps(shown) if options.json else "\n".join(summary(shown)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
