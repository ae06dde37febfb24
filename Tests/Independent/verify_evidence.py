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
Hidden = namedtuple("Hidden", "number leaf proof")
Log = namedtuple("Log", "origin keys quorum checkpoint entries")  # keys: the log's, then its witnesses'; entries, shown and hidden
Exhibit = namedtuple("Exhibit", "origin heads opening")  # heads: twice a key and a checkpoint
Policy = namedtuple("Policy", "rules quorum")  # rules: by name, a witness's vkey, or a count and names; quorum: a name or None
File = namedtuple("File", "version streams policy logs exhibits")
Entry = namedtuple("Entry", "origin stream type readers references payload")  # references: kind, origin, number, leaf


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
    references, addressed = [], []
    for (name, previous, _), last in records(readers, readers_count, 8, "1020 readers-section"):
        require(matches(PARTY, name), "1021 reader-name", "a reader is not a party's name")
        require(name > last[0], "1022 readers-order", "a reader is not greater than the one before")
        require(previous <= MAX_NUMBER + 1, "1023 reader-previous", "`previous` is more than 2^63 - 1")
        addressed.append(name)
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
    return Entry(origin, stream, type, addressed, references, payload)


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


def opened_roots(old: int, size: int, hashes: list) -> tuple | None:
    """The roots at both sizes to which the hashes of an exhibit lead; nothing if they are too many or too few."""
    if not hashes:
        return None
    fn, sn, fr, sr = old - 1, size - 1, hashes[0], hashes[0]
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    for hash in hashes[1:]:
        if sn == 0:
            return None
        if fn & 1 == 1 or fn == sn:
            fr, sr = sha256(b"\1", hash, fr), sha256(b"\1", hash, sr)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\1", sr, hash)
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr) if sn == 0 else None


# The form of the file (1101 to 1121, 1134 to 1137)
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


def read_file(lines: Lines) -> File:
    """The names of the streams stand in their order, the file's own first, if it has one."""
    require(len(lines.data) <= MAX_FILE, "1101 size", "the file is longer than 67,108,864 bytes")
    version = {b"triplicate/evidence/v1": 1, b"triplicate/evidence/v2": 2}.get(lines.take())
    require(version is not None, "1102 version", "the first line is not `triplicate/evidence/v1`, or `v2`")
    own, streams, logs, exhibits, room = [], [], [], [], 65_536
    if version == 1 or lines.peek().startswith(b"stream "):
        own = [lines.value("stream")]
        require(matches(STREAM, own[0]), "1106 stream", "the value of `stream` is not a stream's name")
    for name in lines.values("related", 256):
        require(matches(STREAM, name), "1106 stream", "the value of `related` is not a stream's name")
        order = name not in own and (not streams or name > streams[-1])
        require(order, "1107 related-order", "a related stream is not greater than the one before, or is the stream")
        streams.append(name)
    policy = read_policy(lines) if version == 2 else None
    for origin in lines.values("log", 256):
        require(matches(ORIGIN, origin), "1108 origin", "the value of `log` is not an origin")
        require(not logs or origin > logs[-1].origin, "1109 log-order", "a log is not greater than the one before")
        logs.append(read_log(lines, origin, room, version, policy))
        room -= len(logs[-1].entries)
    require(len(logs) > 0 or not own, "1105 line", "a line `log` with its value must stand here")
    for origin in lines.values("exhibit", 256) if version == 2 else []:
        require(matches(ORIGIN, origin), "1108 origin", "the value of `exhibit` is not an origin")
        order = not exhibits or origin > exhibits[-1].origin
        require(order, "1136 exhibit-order", "an exhibit is not greater than the one before")
        exhibits.append(read_exhibit(lines, origin))
    require(len(exhibits) > 0 or len(own) > 0, "1105 line", "a line `exhibit` with its value must stand here")
    lines.word("end")
    require(lines.at == len(lines.data), "1104 trailing", "something follows the line `end`")
    return File(version, own + streams, policy, logs, exhibits)


def read_policy(lines: Lines) -> Policy | None:
    rules, publics, members, quorums, last = {}, set(), set(), [], None
    for last in lines.values("policy", 256):
        form = not quorums and matches(".*", last) and re.fullmatch(rb"[^\0- \x7f]{1,1024}( [^\0- \x7f]{1,1024})+", last)
        require(bool(form), "1134 policy", "the value of `policy` is not a line of a policy, or stands after the last")
        kind, name, *rest = last.split(b" ")
        free = name not in rules and name != b"none"
        if kind == b"witness":
            key = read_vkey(rest[0]) if len(rest) == 1 else None
            form = free and key is not None and key.type == WITNESS_KEY and matches(NO_CONTROL, key.name)
            require(form and key.public not in publics, "1134 policy", "a line `witness` of the policy is not one")
            publics.add(key.public)
            rules[name] = key.vkey
        elif kind == b"group":
            form = free and len(rest) >= 2 and all(one in rules and one not in members for one in rest[1:])
            require(form and len(set(rest[1:])) == len(rest[1:]), "1134 policy", "a line `group` of the policy is not one")
            count = {b"any": 1, b"all": len(rest) - 1}.get(rest[0], read_number(rest[0], len(rest) - 1))
            require(count is not None and count > 0, "1134 policy", "a line `group` of the policy has no count")
            members.update(rest[1:])
            rules[name] = (count, rest[1:])
        else:
            form = kind == b"quorum" and not rest and (name in rules or name == b"none")
            require(form, "1134 policy", "the value of `policy` is not a line of a policy")
            quorums.append(name if name in rules else None)
    lines.peek()
    require(last is None or len(quorums) == 1, "1134 policy", "the policy has no line `quorum`")
    return Policy(rules, quorums[0]) if quorums else None


def read_log_key(lines: Lines, origin: bytes) -> Key:
    key = read_vkey(lines.value("key"))
    form = key is not None and key.type == LOG_KEY and key.name == origin
    require(form, "1110 key", "the value of `key` is not a vkey of type 0x01 with the log's origin for a name")
    return key


def read_head(lines: Lines, origin: bytes, keys: list) -> Checkpoint:
    lines.word("checkpoint")
    checkpoint = lines.checkpoint()
    require(checkpoint.origin == origin, "1113 checkpoint-origin", "the checkpoint is of another log")
    signers = [signature[:2] for signature in checkpoint.signatures] == [(key.name, key.id) for key in keys]
    require(signers, "1114 signers", "the signature lines do not name the `key` and each `witness` in order")
    return checkpoint


def read_log(lines: Lines, origin: bytes, room: int, version: int, policy: Policy | None) -> Log:
    keys, entries, quorum = [read_log_key(lines, origin)], [], None
    for vkey in lines.values("witness", 99):
        key = read_vkey(vkey)
        form = key is not None and key.type == WITNESS_KEY and matches(NO_CONTROL, key.name)
        require(form, "1111 witness", "the value of `witness` is not a vkey of type 0x04")
        require(not keys[1:] or vkey > keys[-1].vkey, "1111 witness", "a witness is not greater than the one before")
        keys.append(key)
    if version == 2 and lines.peek().startswith(b"quorum "):
        quorum = read_number(lines.value("quorum"), MAX_TIME)
        require(quorum is not None and policy is not None, "1135 quorum", "`quorum` has no time, or there is no policy")
    checkpoint = read_head(lines, origin, keys)
    while (shown := lines.peek().startswith(b"entry ")) or version == 2 and lines.peek().startswith(b"hidden "):
        value = lines.value("entry" if shown else "hidden")
        require(len(entries) < room, "1121 limit", "there are too many entries")
        number = read_number(value, MAX_NUMBER)
        require(number is not None, "1115 number", "the value of `entry` or `hidden` is not a number")
        last = entries[-1].number if entries else -1
        require(number > last, "1116 entry-order", "an entry's number is not greater than the one before")
        entries.append(read_proven(lines, number) if shown else read_hidden(lines, number))
    require(len(entries) > 0, "1105 line", "a line `entry` with its value must stand here")
    return Log(origin, keys, quorum, checkpoint, entries)


def read_exhibit(lines: Lines, origin: bytes) -> Exhibit:
    heads = []
    for _ in range(2):
        key = read_log_key(lines, origin)
        heads.append((key, read_head(lines, origin, [key])))
    old, new = [(head.size, head.root) for _, head in heads]
    require(old < new, "1137 exhibit-heads", "the first head of an exhibit has not the smaller size, or root")
    return Exhibit(origin, heads, read_hashes(lines, 65))


def read_hash(value: bytes) -> bytes:
    hash = read_base64(value, 32)
    require(hash is not None, "1118 hash", "the value of `hash` or `leaf` is not the base64 of 32 bytes")
    return hash


def read_hashes(lines: Lines, limit: int) -> list:
    return [read_hash(value) for value in lines.values("hash", limit)]


def read_hidden(lines: Lines, number: int) -> Hidden:
    leaf = read_hash(lines.value("leaf"))
    return Hidden(number, leaf, read_hashes(lines, 63))


def read_proven(lines: Lines, number: int) -> Proven:
    blobs, entry = [], read_base64(lines.value("bytes"))
    require(entry is not None, "1117 base64", "the value of `bytes` is not base64 in its one form")
    require(len(entry) <= MAX_ENTRY, "1121 limit", "an entry has more than 65,535 bytes")
    proof = read_hashes(lines, 63)
    for value in lines.values("blob", 256):
        require(matches("[0-9a-f]{64}", value), "1119 blob", "the value of `blob` is not 64 lower-case hex digits")
        require(not blobs or value > blobs[-1], "1120 blob-order", "a blob's hash is not greater than the one before")
        blobs.append(value)
    return Proven(number, entry, proof, blobs)


# What holds (1122 to 1133, 1138 to 1145)
def read_trust(data: bytes) -> tuple[set, set]:
    """The trusted vkeys, those of registrars' logs among them, and these alone."""
    require(len(data) <= MAX_TRUST, "1122 trust", "the file of trusted keys is longer than 1,048,576 bytes")
    require(matches(".*", data), "1122 trust", "the file of trusted keys is not UTF-8")
    vkeys, registrars = set(), set()
    for line in data.split(b"\n"):
        if not line or line.startswith(b"#"):
            continue
        key = read_vkey(line.removeprefix(b"registrar "))
        require(key is not None, "1122 trust", "a line of the file of trusted keys is not a vkey")
        if line.startswith(b"registrar "):
            require(key.type == LOG_KEY, "1122 trust", "the key of a registrar's log is not of type 0x01")
            registrars.add(key.vkey)
        vkeys.add(key.vkey)
    return vkeys, registrars


# Messages (Protobuf, as far as the page names it)
def read_varint(data: bytes, at: int) -> tuple[int, int] | None:
    value = 0
    for place in range(10):
        if at + place >= len(data):
            return None
        value |= (data[at + place] & 127) << 7 * place
        if data[at + place] < 128:
            return (value, at + place + 1) if value < 2**64 else None
    return None


def read_message(data: bytes, numbers=(), parts=()) -> dict | None:
    """The named fields by their numbers; nothing if it is no message, or a named field stands twice or with another wire type."""
    at, found = 0, {field: 0 for field in numbers} | {field: b"" for field in parts}
    seen = set()
    while at < len(data):
        if (tag := read_varint(data, at)) is None:
            return None
        field, wire, at = tag[0] >> 3, tag[0] & 7, tag[1]
        if not 1 <= field < 2**29 or wire not in (0, 1, 2, 5):
            return None
        value = None
        if wire in (0, 2):
            if (varint := read_varint(data, at)) is None:
                return None
            value, at = varint
        count = {0: 0, 1: 8, 2: value, 5: 4}[wire]
        if at + count > len(data):
            return None
        if wire == 2:
            value = data[at : at + count]
        at += count
        if field in found:
            if field in seen or wire != (0 if field in numbers else 2):
                return None
            seen.add(field)
            found[field] = value
    return found | {"seen": seen}


def read_event(payload: bytes, type: int) -> bytes | None:
    message = read_message(payload, parts=[type])
    return message[type] if message is not None and type in message["seen"] else None


# Parties' keys
ADMITTED, ROTATED, REVOKED, RECEIVED = 370, 372, 373, 333
PURPOSES = {1: b"log", 2: b"witness", 3: b"mirror"}


class PartyKey:
    def __init__(self, key: Key, purpose: int, start: int = 0):
        self.key, self.purpose, self.start, self.end = key, purpose, start, None
        self.rotated, self.revoked, self.good = False, False, None


class Party:
    def __init__(self, name: bytes, registrar: bytes, stream: bytes, keys: list):
        self.name, self.registrar, self.stream, self.keys = name, registrar, stream, keys

    def find(self, vkey: bytes, purpose: int) -> PartyKey | None:
        return next((one for one in reversed(self.keys) if one.key.vkey == vkey and one.purpose == purpose), None)


def read_party_key(vkey: bytes, purpose: int, origin: bytes) -> Key | None:
    key = read_vkey(vkey)
    if key is None or not matches(NO_CONTROL, key.name):
        return None
    return key if (key.type == LOG_KEY and key.name == origin if purpose == 1 else key.type == WITNESS_KEY) else None


class Register:
    """What the registrars' parts of the file say of logs' and witnesses' keys."""

    def __init__(self):
        self.parties = {}

    def party(self, origin: bytes) -> bytes | None:
        return self.parties[origin].name if origin in self.parties else None

    def log_key(self, key: Key) -> PartyKey | None:
        return self.parties[key.name].find(key.vkey, 1) if key.name in self.parties else None

    def may_sign(self, key: Key, size: int, root: bytes) -> bool:
        known = self.log_key(key)
        if known is None:
            return True
        if known.good and known.good[0] == size and known.good[1] not in (None, root):
            return False
        return known.start <= size and (known.end is None or size < known.end)

    def witnesses(self) -> set:
        keys = [key for party in self.parties.values() for key in party.keys]
        return {key.key.vkey for key in keys if key.purpose != 1 and not key.revoked}

    def take(self, entry: Entry, at: str) -> None:
        kind, code, place = entry.stream.split(b"/", 2)
        if kind != b"party" or entry.type not in (ADMITTED, ROTATED, REVOKED):
            return
        event = read_event(entry.payload, entry.type)
        fields = {ADMITTED: ((), (1, 3, 4)), ROTATED: ((2, 5), (1, 3, 4, 6)), REVOKED: ((2, 4), (1, 3, 5))}[entry.type]
        message = read_message(event, *fields) if event is not None else None
        require(message is not None, "1138 party-entry", f"what {at} says of a party's keys cannot be read")
        if entry.type == ADMITTED:
            keys = read_message(message[4], parts=(1, 2, 3))
            require(keys is not None, "1138 party-entry", f"what {at} says of a party's keys cannot be read")
            self.admit(message, keys, entry, place)
            return
        origin, purpose = message[1], message[2]
        party = self.parties.get(origin)
        if party is None or party.stream != entry.stream or party.registrar != entry.origin or purpose not in PURPOSES:
            return
        key = party.find(message[3], purpose)
        if key is not None:
            (self.rotate if entry.type == ROTATED else self.revoke)(message, party, key, code)

    def admit(self, message: dict, keys: dict, entry: Entry, place: bytes) -> None:
        name, origin = message[1], message[3]
        form = matches(ORIGIN, origin) and matches(PARTY, name) and name.replace(b":", b"-", 1) == place
        if not form or origin in self.parties:
            return
        read = {field: read_party_key(keys[field], field, origin) for field in (1, 2, 3) if field == 1 or keys[field]}
        if all(read.values()):
            own = [PartyKey(key, purpose) for purpose, key in read.items()]
            self.parties[origin] = Party(name, entry.origin, entry.stream, own)

    def rotate(self, message: dict, party: Party, old: PartyKey, code: bytes) -> None:
        origin, purpose, size, signature = message[1], message[2], message[5], message[6]
        new = read_party_key(message[4], purpose, origin)
        if new is None or old.rotated or new.public in [one.key.public for one in party.keys]:
            return
        if purpose == 1 and (old.revoked or not old.start < size <= MAX_NUMBER):
            return
        if purpose == 1 or signature:
            word = PURPOSES[purpose]
            seven = [b"triplicate/key-rotation/1", origin, word, old.key.vkey, new.vkey, b"%d" % size, b"registrar:" + code]
            text = b"".join(line + b"\n" for line in seven)
            if not signature_holds(old.key._replace(type=LOG_KEY), signature, text):
                return
        old.rotated = True
        if purpose == 1:
            old.end = size
        party.keys.append(PartyKey(new, purpose, size if purpose == 1 else 0))

    def revoke(self, message: dict, party: Party, key: PartyKey, code: bytes) -> None:
        last, root = message[4], message[5]
        if key.revoked:
            return
        if key.purpose == 1:
            if last > MAX_NUMBER or last + 1 < key.start or key.end is not None and last >= key.end:
                return
            key.end = last + 1
            key.good = last, bytes.fromhex(root.decode()) if matches("[0-9a-f]{64}", root) else None
        key.revoked = True


# The checks themselves
def check_proof(number: int, leaf: bytes, proof: list, signed: Checkpoint, at: str) -> None:
    require(number < signed.size, "1125 index", f"the number of {at} is not below the checkpoint's size")
    sides, reached = list(proof_sides(number, signed.size)), leaf
    require(len(proof) == len(sides), "1126 proof-length", f"the proof of {at} has not {len(sides)} hashes")
    for left, other in zip(sides, proof):
        reached = sha256(b"\1", other, reached) if left else sha256(b"\1", reached, other)
    require(reached == signed.root, "1127 root", f"the proof of {at} does not lead to the checkpoint's root")


def check_entry(proven: Proven, log: Log, streams: list, at: str) -> Entry:
    check_proof(proven.number, sha256(b"\0", proven.bytes), proven.proof, log.checkpoint, at)
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


def met_time(policy: Policy, cosigned: list) -> int | None:
    """The earliest time by which the policy is met by cosignatures: vkeys and times."""
    def met(name: bytes, vkeys: set) -> bool:
        rule = policy.rules[name]
        return sum(met(one, vkeys) for one in rule[1]) >= rule[0] if isinstance(rule, tuple) else rule in vkeys

    if policy.quorum is None:
        return 0
    for time in sorted(time for _, time in cosigned):
        if met(policy.quorum, {vkey for vkey, one in cosigned if one <= time}):
            return time
    return None


class Check:
    """One verification."""

    def __init__(self, file: File, trust: bytes):
        self.file, self.register = file, Register()
        self.trusted, self.registrars = read_trust(trust)
        if file.version == 1:
            self.registrars = set()
        self.entries, self.leaves, self.shown = {}, {}, {}  # by log: entries by number; leaf hashes; what to show

    def signed(self, keys: list, signed: Checkpoint, at: str) -> list:
        """The cosignatures: vkeys and times."""
        known = keys[0].vkey in self.trusted or self.register.log_key(keys[0]) is not None
        require(known, "1123 untrusted", f"the key of {at} is not trusted, and no registrar's part gives it to the log")
        for key, (_, _, signature) in zip(keys, signed.signatures):
            holds = signature_holds(key, signature, signed.text)
            require(holds, "1124 signature", f"the signature of {key.vkey.decode()!a} on {at} does not verify")
        may = keys[0].vkey in self.registrars or self.register.may_sign(keys[0], signed.size, signed.root)
        require(may, "1139 key-not-valid", f"the key of {at} may not sign at size {signed.size}")
        signatures = zip(keys[1:], signed.signatures[1:])
        return [(key.vkey, int.from_bytes(signature[:8], "big")) for key, (_, _, signature) in signatures]

    def log(self, log: Log) -> None:
        origin, signed, policy = log.origin.decode(), log.checkpoint, self.file.policy
        cosigned = self.signed(log.keys, signed, origin)
        known = self.trusted | self.register.witnesses()
        trusted = [one for one in cosigned if one[0] in known]
        met = met_time(policy, cosigned) if policy else None
        require(log.quorum in (None, met), "1140 quorum-not-met", f"the policy is met for {origin} at {met}")
        entries, leaves, hidden = {}, {}, []
        for one in log.entries:
            at = f"{'hidden ' if isinstance(one, Hidden) else ''}entry {one.number} of {origin}"
            if isinstance(one, Hidden):
                check_proof(one.number, one.leaf, one.proof, signed, at)
                leaves[one.number] = one.leaf
                hidden.append({"number": one.number, "leaf": one.leaf.hex()})
            else:
                entries[one.number] = check_entry(one, log, self.file.streams, at)
                leaves[one.number] = sha256(b"\0", one.bytes)
        self.entries[log.origin], self.leaves[log.origin] = entries, leaves
        witnesses = [{"key": vkey.decode(), "time": time, "trusted": vkey in known} for vkey, time in cosigned]
        self.shown[log.origin] = {
            "origin": origin, "size": signed.size, "entries": list(entries), "witnesses": witnesses, "hidden": hidden,
            "registrar": log.keys[0].vkey in self.registrars, "whole": len(entries) == signed.size}
        if policy:
            self.shown[log.origin]["policy"] = {"met": met, "metByTrusted": met_time(policy, trusted)}
        if (key := self.register.log_key(log.keys[0])) is not None:
            registrar = self.register.parties[log.origin].registrar.decode()
            self.shown[log.origin]["key"] = {
                "from": key.start, "until": key.end, "revoked": key.revoked, "registrar": registrar}

    def references(self) -> list:
        outside = []
        for at, entry in self.all_entries():
            for kind, origin, number, leaf in entry.references:
                to = f"entry {number} of {origin.decode()}"
                held = self.leaves.get(origin, {}).get(number)
                require(held in (None, leaf), "1132 reference", f"{at} refers (`{kind}`) to another leaf hash than that of {to}")
                if held is None:
                    outside.append({"from": at, "kind": kind, "to": to, "leaf": leaf.hex()})
        return outside

    def all_entries(self):
        for origin in sorted(self.entries):
            for number, entry in self.entries[origin].items():
                yield f"entry {number} of {origin.decode()}", entry

    def receipts(self) -> list:
        found = []
        for at, entry in self.all_entries():
            kind, code, rest = entry.stream.split(b"/", 2)
            if kind == b"receipt" and entry.type == RECEIVED:
                found.append(self.receipt(at, entry, code, rest.split(b"/")))
        return found

    def receipt(self, at: str, entry: Entry, code: bytes, rest: list) -> dict:
        event = read_event(entry.payload, RECEIVED)
        message = read_message(event, parts=(1, 2)) if event is not None else None
        to = read_message(message[1], (2,), (1,)) if message is not None else None
        form = len(rest) == 3 and to is not None and matches(ORIGIN, to[1]) and to[2] <= MAX_NUMBER
        require(form and matches("[0-9a-f]{64}", message[2]), "1141 receipt", f"the receipt {at} cannot be read")
        reader, (origin, number, leaf) = rest[0] + b":" + code, (to[1], to[2], bytes.fromhex(message[2].decode()))
        reason, entries = "1143 receipt-party", self.entries.get(origin, {})
        require(origin != entry.origin, reason, f"the receipt {at} acknowledges an entry of its own log")
        keeper, sender = self.register.party(entry.origin), self.register.party(origin)
        require(keeper in (None, reader), reason, f"the receipt {at} is not in its reader's log")
        require(sender is None or sender.replace(b":", b"-", 1) == rest[1], reason, f"the receipt {at} is for another sender")
        held = self.leaves.get(origin, {}).get(number)
        require(held in (None, leaf), "1142 receipt-leaf", f"the receipt {at} acknowledges another leaf hash")
        addressed = number not in entries or reader in entries[number].readers
        require(addressed, reason, f"what the receipt {at} acknowledges is not addressed to {reader.decode()}")
        covered = [one for one, shown in entries.items() if one <= number and reader in shown.readers]
        return {"reader": reader.decode(), "receipt": at, "of": origin.decode(), "number": number, "leaf": leaf.hex(),
                "covered": covered}

    def conviction(self, exhibit: Exhibit) -> dict:
        origin = exhibit.origin.decode()
        for key, head in exhibit.heads:
            self.signed([key], head, f"the exhibit of {origin}")
        (_, old), (_, new) = exhibit.heads
        same = old.root == new.root if old.size == new.size else True
        if old.size in (0, new.size):
            require(not exhibit.opening, "1144 opening", f"the exhibit of {origin} has hashes too many")
        else:
            roots = opened_roots(old.size, new.size, exhibit.opening)
            require(roots is not None and roots[1] == new.root, "1144 opening", f"the hashes of {origin} do not open its root")
            same = roots[0] == old.root
        require(not same, "1145 no-contradiction", f"the two heads of {origin} are of one history")
        party = self.register.party(exhibit.origin)
        return {"origin": origin, "sizes": [old.size, new.size], "roots": [old.root.hex(), new.root.hex()],
                "party": party.decode() if party else None}


def verify(data: bytes, trust: bytes) -> dict:
    """What the file shows. Raises `Refused` if it does not hold."""
    file = read_file(Lines(data))
    check = Check(file, trust)
    registrars = [log for log in file.logs if log.keys[0].vkey in check.registrars]
    for log in registrars:
        check.log(log)
        for number, entry in check.entries[log.origin].items():
            check.register.take(entry, f"entry {number} of {log.origin.decode()}")
    for log in file.logs:
        if log not in registrars:
            check.log(log)
    for origin, shown in check.shown.items():
        party = check.register.party(origin)
        shown["party"] = party.decode() if party else None
    outside = check.references()
    unused = set(file.streams) - {entry.stream for _, entry in check.all_entries()}
    require(not unused, "1133 unused-stream", "the file shows no entry of a stream that it names")
    receipts = check.receipts() if file.version == 2 else []
    convictions = [check.conviction(exhibit) for exhibit in file.exhibits]
    names = [name.decode() for name in file.streams]
    own = data.split(b"\n", 2)[1].startswith(b"stream ")
    return {"holds": True, "stream": names[0] if own else None, "related": names[1:] if own else names,
            "logs": [check.shown[log.origin] for log in file.logs], "outside": outside, "receipts": receipts,
            "convicted": convictions}


# The program
def summary(shown: dict):
    for one in shown["convicted"]:
        party = f" ({one['party']})" if one["party"] else ""
        (old, new), (old_root, new_root) = one["sizes"], one["roots"]
        yield f"convicted: {one['origin']}{party} has signed two histories: size {old} root {old_root}, size {new} root {new_root}"
    count = sum(len(log["entries"]) for log in shown["logs"])
    yield f"holds: {count} entries" + (f" about {shown['stream']}" if shown["stream"] else "")
    yield from (f"related: {name}" for name in shown["related"])
    for log in shown["logs"]:
        party = f" of {log['party']}" if log["party"] else ""
        yield f"log {log['origin']}{party}: size {log['size']}, entries {', '.join(map(str, log['entries']))}"
        if log["registrar"]:
            yield "    a registrar's" + (", shown whole" if log["whole"] else ", not shown whole: a later word may be left out")
        if "key" in log:
            end = "without end" if log["key"]["until"] is None else f"until below {log['key']['until']}"
            yield f"    its key signs from size {log['key']['from']} {end}, says {log['key']['registrar']}"
        for witness in log["witnesses"]:
            weight = "trusted" if witness["trusted"] else "not trusted: this says nothing"
            yield f"    cosigned {witness['time']} seconds after 1970 by {witness['key']!a} ({weight})"
        if "policy" in log:
            yield f"    policy met by {log['policy']['met']}, by trusted witnesses alone by {log['policy']['metByTrusted']}"
        yield from (f"    hidden: entry {one['number']}, leaf hash {one['leaf']}" for one in log["hidden"])
    for one in shown["receipts"]:
        yield f"received by {one['reader']}: {one['of']} up to entry {one['number']} ({one['receipt']}), of those shown {one['covered']}"
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
