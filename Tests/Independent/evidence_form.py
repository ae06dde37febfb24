"""The form of evidence files (1101 to 1121, 1134 to 1137), entries (1001 to 1032), keys, signatures and trees, for verify_evidence.py.

Written from Docs/format.md, C2SP, RFC 6962 and 9162 alone. Each `require` is one rule of the page.
"""

import base64
import hashlib
import re
import struct
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
