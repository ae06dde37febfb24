#!/usr/bin/env python3
"""Makes and checks the vectors of the entry format, written from Docs/format.md alone.

    entry_vectors.py            checks that the vector file is what these rules give
    entry_vectors.py --write    writes it
    entry_vectors.py --page     prints the vectors that Docs/format.md shows
"""

import hashlib
import json
import pathlib
import re
import struct
import sys

FILE = pathlib.Path(__file__).resolve().parent.parent / "Vectors" / "EntryFormat" / "entries.json"

REASONS = {
    1001: "header", 1002: "version", 1003: "flags", 1004: "sealed", 1005: "type", 1006: "too-long", 1007: "length",
    1008: "time", 1009: "origin-length", 1010: "stream-length", 1011: "key-id-length", 1012: "readers-count",
    1013: "after-count", 1014: "basis-count", 1015: "sum", 1016: "origin", 1017: "stream", 1018: "operator",
    1019: "on-behalf-of", 1020: "readers-section", 1021: "reader-name", 1022: "readers-order", 1023: "reader-previous",
    1024: "after-section", 1025: "after-origin", 1026: "after-order", 1027: "after-own", 1028: "after-number",
    1029: "basis-section", 1030: "basis-origin", 1031: "basis-order", 1032: "basis-number",
}

# The header after the format version: flags, type, length, time, id, salt, eight counts, four section lengths.
HEADER = struct.Struct("<BBHIq16s16s8B4H")
NUMBER_LIMIT = 2**63 - 2

# ---------------------------------------------------------------- names and texts


def is_origin(text: bytes) -> bool:
    if not 1 <= len(text) <= 255 or not re.fullmatch(rb"[A-Za-z0-9._~:/-]+", text):
        return False
    return all(segment not in (b"", b".", b"..") for segment in text.split(b"/"))


def is_stream(text: bytes) -> bool:
    if not 1 <= len(text) <= 200 or not re.fullmatch(rb"[A-Za-z0-9._/-]+", text):
        return False
    segments = text.split(b"/")
    if len(segments) < 3 or any(segment in (b"", b".", b"..") for segment in segments):
        return False
    return re.fullmatch(rb"[a-z-]+", segments[0]) is not None


def is_party(text: bytes) -> bool:
    return 3 <= len(text) <= 64 and re.fullmatch(rb"[a-z-]+:[A-Za-z0-9._-]+", text) is not None


FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def is_plain_text(text: bytes) -> bool:
    try:
        decoded = text.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return len(text) <= 255 and FORBIDDEN.search(decoded) is None


# ---------------------------------------------------------------- decoding


class Refused(Exception):
    def __init__(self, reason: int):
        super().__init__(f"{reason} {REASONS[reason]}")
        self.reason = reason


def require(condition: bool, reason: int) -> None:
    if not condition:
        raise Refused(reason)


def records(section: bytes, count: int, fixed: int, reason: int):
    """Yields (name, fixed bytes) of each record; the section must hold `count` of them and nothing more."""
    offset = 0
    for _ in range(count):
        require(offset < len(section), reason)
        end = offset + 1 + section[offset] + fixed
        require(end <= len(section), reason)
        yield section[offset + 1 : end - fixed], section[end - fixed : end]
        offset = end
    require(offset == len(section), reason)


def decode(entry: bytes) -> dict:
    require(len(entry) >= 64, 1001)
    (version, flags, kind, length, time, event_id, salt, n_origin, n_stream, n_operator, n_behalf, n_key, readers_count,
     after_count, basis_count, n_readers, n_after, n_basis, n_payload) = HEADER.unpack(entry[:64])
    require(version == 1, 1002)
    require(flags & 0xFE == 0, 1003)
    require(flags & 1 == 0, 1004)
    require(kind != 0, 1005)
    require(length <= 65535, 1006)
    require(length == len(entry), 1007)
    require(time >= 0, 1008)
    require(n_origin >= 1, 1009)
    require(1 <= n_stream <= 200, 1010)
    require(n_key == 0, 1011)
    require(readers_count <= 64, 1012)
    require(after_count <= 64, 1013)
    require(basis_count <= 64, 1014)
    sizes = [n_origin, n_stream, n_operator, n_behalf, n_readers, n_after, n_basis, n_payload]
    require(64 + sum(sizes) == length, 1015)

    parts, offset = [], 64
    for size in sizes:
        parts.append(entry[offset : offset + size])
        offset += size
    origin, stream, operator, behalf, readers_section, after_section, basis_section, payload = parts
    require(is_origin(origin), 1016)
    require(is_stream(stream), 1017)
    require(is_plain_text(operator), 1018)
    require(is_plain_text(behalf), 1019)

    readers, before = [], None
    for name, rest in records(readers_section, readers_count, 8, 1020):
        require(is_party(name), 1021)
        require(before is None or before < name, 1022)
        previous = int.from_bytes(rest, "little")
        require(previous <= NUMBER_LIMIT + 1, 1023)
        readers.append({"party": name.decode(), "previous": None if previous == 0 else str(previous - 1)})
        before = name

    after, before = [], None
    for name, rest in records(after_section, after_count, 40, 1024):
        require(is_origin(name), 1025)
        require(before is None or before < name, 1026)
        require(name != origin, 1027)
        number = int.from_bytes(rest[:8], "little")
        require(number <= NUMBER_LIMIT, 1028)
        after.append({"origin": name.decode(), "number": str(number), "leaf": rest[8:].hex()})
        before = name

    basis, before = [], None
    for name, rest in records(basis_section, basis_count, 40, 1029):
        require(is_origin(name), 1030)
        number = int.from_bytes(rest[:8], "little")
        require(before is None or before < (name, number), 1031)
        require(number <= NUMBER_LIMIT, 1032)
        basis.append({"origin": name.decode(), "number": str(number), "leaf": rest[8:].hex()})
        before = (name, number)

    return {
        "type": kind, "time": str(time), "id": event_id.hex(), "salt": salt.hex(), "origin": origin.decode(),
        "stream": stream.decode(), "operator": operator.decode(), "onBehalfOf": behalf.decode(), "readers": readers,
        "after": after, "basis": basis, "payload": payload.hex(),
    }


def verdict(entry: bytes) -> int:
    try:
        fields = decode(entry)
    except Refused as refused:
        return refused.reason
    assert encode(fields) == entry, "one byte string for one set of fields"
    return 0


# ---------------------------------------------------------------- encoding, with every part open to mischief


def record(name: bytes, rest: bytes) -> bytes:
    return bytes([len(name)]) + name + rest


def reader_record(reader: dict) -> bytes:
    previous = 0 if reader["previous"] is None else int(reader["previous"]) + 1
    return record(reader["party"].encode(), previous.to_bytes(8, "little"))


def reference_record(reference: dict) -> bytes:
    number = int(reference["number"]).to_bytes(8, "little")
    return record(reference["origin"].encode(), number + bytes.fromhex(reference["leaf"]))


def encode(fields: dict, **mischief) -> bytes:
    part = {
        "origin": fields["origin"].encode(),
        "stream": fields["stream"].encode(),
        "operator": fields["operator"].encode(),
        "onBehalfOf": fields["onBehalfOf"].encode(),
        "keyID": b"",
        "readers": b"".join(map(reader_record, fields["readers"])),
        "after": b"".join(map(reference_record, fields["after"])),
        "basis": b"".join(map(reference_record, fields["basis"])),
        "payload": bytes.fromhex(fields["payload"]),
    }
    part.update({key: value for key, value in mischief.items() if key in part})
    header = {
        "version": 1, "flags": 0, "type": fields["type"], "length": 64 + sum(map(len, part.values())),
        "time": int(fields["time"]), "id": bytes.fromhex(fields["id"]), "salt": bytes.fromhex(fields["salt"]),
        "originLength": len(part["origin"]), "streamLength": len(part["stream"]),
        "operatorLength": len(part["operator"]), "onBehalfOfLength": len(part["onBehalfOf"]),
        "keyIDLength": len(part["keyID"]), "readersCount": len(fields["readers"]), "afterCount": len(fields["after"]),
        "basisCount": len(fields["basis"]), "readersLength": len(part["readers"]), "afterLength": len(part["after"]),
        "basisLength": len(part["basis"]), "payloadLength": len(part["payload"]),
    }
    header.update({key: value for key, value in mischief.items() if key in header})
    assert set(mischief) <= set(part) | set(header), mischief
    return HEADER.pack(*header.values()) + b"".join(part.values())


# ---------------------------------------------------------------- the vectors

LEAST = {
    "type": 1, "time": "0", "id": "00" * 16, "salt": "00" * 16, "origin": "a", "stream": "a/b/c", "operator": "",
    "onBehalfOf": "", "readers": [], "after": [], "basis": [], "payload": "",
}
FULL = {
    "type": 12, "time": "1767225600000", "id": bytes(range(16)).hex(), "salt": bytes(range(16, 32)).hex(),
    "origin": "triplicate.example/center-210200", "stream": "claim/210200/2026-000123", "operator": "clerk.wang",
    "onBehalfOf": "王小明",
    "readers": [
        {"party": "hospital:H11010500001", "previous": None}, {"party": "unit:91210200MA0000000X", "previous": "41"},
    ],
    "after": [{"origin": "triplicate.example/hospital-h11010500001", "number": "7", "leaf": "ab" * 32}],
    "basis": [
        {"origin": "triplicate.example/center-210200", "number": "3", "leaf": "01" * 32},
        {"origin": "triplicate.example/center-210200", "number": "9", "leaf": "02" * 32},
    ],
    "payload": "6203010203",
}
EXTREME = {
    "type": 65535, "time": str(2**63 - 1), "id": "ff" * 16, "salt": "ff" * 16,
    "origin": "A-z_0~9.example:8443/x/" + "y" * 232, "stream": "a-kind/De.c_i-der/1/.../2026-03/" + "Z" * 168,
    "operator": "\u00a0\u2027\u202f\u2065\u206a\ud7ff\ue000\uffff\U00010000\U0010ffff e\u0301",
    "onBehalfOf": "~" * 255,
    "readers": [
        {"party": "a:b", "previous": str(NUMBER_LIMIT)}, {"party": "a:b-", "previous": "0"},
        {"party": "a:" + "c" * 62, "previous": None}, {"party": "aa:b", "previous": "1"},
    ],
    "after": [
        {"origin": "A-z_0~9.example:8443/x", "number": "0", "leaf": "00" * 32},
        {"origin": "B" * 255, "number": str(NUMBER_LIMIT), "leaf": "ff" * 32},
    ],
    "basis": [
        {"origin": "0", "number": str(NUMBER_LIMIT), "leaf": "0f" * 32},
        {"origin": "00", "number": "0", "leaf": "0f" * 32},
        {"origin": "00", "number": "256", "leaf": "0e" * 32},
        {"origin": "1", "number": "1", "leaf": "f0" * 32},
    ],
    "payload": bytes(range(256)).hex(),
}
MANY = dict(
    LEAST,
    readers=[{"party": f"unit:{index:02}", "previous": None} for index in range(64)],
    after=[{"origin": f"log-{index:02}", "number": str(index), "leaf": "11" * 32} for index in range(64)],
    basis=[{"origin": "a", "number": str(index), "leaf": "22" * 32} for index in range(64)],
)


def malformed():
    reader = lambda name, previous=0: record(name, previous.to_bytes(8, "little"))
    reference = lambda name, number=0: record(name, number.to_bytes(8, "little") + b"\x33" * 32)
    full = encode(FULL)

    yield "nothing at all", 1001, b""
    yield "63 bytes", 1001, full[:63]
    yield "version 0", 1002, encode(FULL, version=0)
    yield "version 2", 1002, encode(FULL, version=2)
    yield "an unknown flag", 1003, encode(FULL, flags=2)
    yield "an unknown flag on a sealed entry", 1003, encode(FULL, flags=0x81)
    yield "sealed, with its key id", 1004, encode(FULL, flags=1, keyID=b"\x07" * 16)
    yield "sealed, without a key id", 1004, encode(FULL, flags=1)
    yield "type zero", 1005, encode(FULL, type=0)
    yield "a length beyond the limit", 1006, encode(FULL, length=65536)
    yield "a length far beyond the limit", 1006, encode(FULL, length=0xFFFFFFFF)
    yield "a length greater than the bytes at hand", 1007, encode(FULL, length=65535)
    yield "one byte short", 1007, full[:-1]
    yield "one byte more", 1007, full + b"\x00"
    yield "cut after the header", 1007, full[:64]
    yield "an instant before 1970", 1008, encode(FULL, time=-1)
    yield "the earliest instant", 1008, encode(FULL, time=-(2**63))
    yield "no origin", 1009, encode(FULL, origin=b"")
    yield "no stream", 1010, encode(FULL, stream=b"")
    yield "a stream of 201 bytes", 1010, encode(FULL, stream=b"a/b/" + b"c" * 197)
    yield "a key id without the flag", 1011, encode(FULL, keyID=b"\x07" * 16)
    yield "65 readers", 1012, encode(FULL, readersCount=65)
    yield "65 after references", 1013, encode(FULL, afterCount=65)
    yield "65 basis references", 1014, encode(FULL, basisCount=65)
    yield "a payload one byte longer than there is", 1015, encode(FULL, payloadLength=6)
    yield "a payload one byte shorter than there is", 1015, encode(FULL, payloadLength=4)
    yield "sections that reach beyond the end", 1015, encode(FULL, basisLength=65535)

    for name, origin in [
        ("an origin with a space", b"a b"), ("an origin with a plus sign", b"a+b"), ("an empty last segment", b"a/"),
        ("an empty first segment", b"/a"), ("an empty segment between", b"a//b"), ("a segment of one dot", b"a/./b"),
        ("a segment of two dots", b"a/.."), ("an origin with a line feed", b"a\n"), ("an origin beyond ASCII", "é".encode()),
        ("a scheme", b"https://a"), ("an origin with a null", b"a\0"), ("a percent sign", b"a%2e"),
    ]:
        yield name, 1016, encode(FULL, origin=origin)
    for name, stream in [
        ("two segments", b"claim/210200"), ("one segment", b"claim"), ("an upper-case kind", b"Claim/210200/1"),
        ("a digit in the kind", b"claim2/210200/1"), ("no kind", b"/210200/1"), ("no decider", b"claim//1"),
        ("no number", b"claim/210200/"), ("two dots for a number", b"claim/210200/.."),
        ("a dot for a decider", b"claim/./1"), ("a stream with a tilde", b"claim/210200/~1"),
        ("a stream with a colon", b"claim/210200:1/2"), ("a stream with a space", b"claim/210200/ 1"),
        ("a stream beyond ASCII", "claim/210200/案".encode()), ("a null in a stream", b"claim/210200/1\0"),
    ]:
        yield name, 1017, encode(FULL, stream=stream)
    for name, text in [
        ("a null", b"\0"), ("a line feed", b"a\nb"), ("an escape", b"\x1b[2J"), ("a delete", b"\x7f"),
        ("a C1 control", "\u0085".encode()), ("the last C1 control", "\u009f".encode()),
        ("a line separator", "\u2028".encode()), ("a paragraph separator", "\u2029".encode()),
        ("a right-to-left override", "a\u202eb".encode()), ("the first embedding", "\u202a".encode()),
        ("an isolate", "\u2066".encode()), ("the end of an isolate", "\u2069".encode()), ("a lone continuation", b"\x80"),
        ("an overlong slash", b"\xc0\xaf"), ("an overlong letter", b"\xc1\xa1"), ("an overlong of three", b"\xe0\x9f\xbf"),
        ("an overlong of four", b"\xf0\x8f\xbf\xbf"), ("a surrogate", b"\xed\xa0\x80"), ("the last surrogate", b"\xed\xbf\xbf"),
        ("beyond Unicode", b"\xf4\x90\x80\x80"), ("far beyond Unicode", b"\xf5\x80\x80\x80"),
        ("cut in two", b"\xc3"), ("cut in three", b"a\xe7\x8e"), ("cut in four", b"\xf0\x9f\x98"),
        ("a letter for a continuation", b"\xe7a\x8e"), ("the byte FF", b"\xff"),
    ]:
        yield f"operator: {name}", 1018, encode(FULL, operator=text)
        yield f"on-behalf-of: {name}", 1019, encode(FULL, onBehalfOf=text)

    yield "fewer readers than counted", 1020, encode(FULL, readersCount=3)
    yield "more readers than counted", 1020, encode(FULL, readersCount=1)
    yield "readers without a count", 1020, encode(FULL, readersCount=0)
    yield "a reader that reaches beyond its section", 1020, encode(FULL, readers=b"\xff" + b"a:b" * 4, readersCount=1)
    yield "a reader cut by the end of its section", 1020, encode(FULL, readers=reader(b"a:b")[:-1], readersCount=1)
    yield "a byte after the readers", 1020, encode(FULL, readers=reader(b"a:b") + b"\0", readersCount=1)
    for name, party in [
        ("no name", b""), ("a name of two bytes", b"a:"), ("no code", b"unit:"), ("no role", b":12"), ("no colon", b"unit12"),
        ("two colons", b"unit:1:2"), ("an upper-case role", b"Unit:1"), ("a digit in the role", b"unit1:1"),
        ("a slash in the code", b"unit:1/2"), ("a name of 65 bytes", b"a:" + b"c" * 63), ("a space", b"unit: 1"),
        ("beyond ASCII", "unit:é".encode()),
    ]:
        yield f"reader: {name}", 1021, encode(FULL, readers=reader(party), readersCount=1)
    yield "a reader twice", 1022, encode(FULL, readers=reader(b"a:b") * 2, readersCount=2)
    yield "readers out of order", 1022, encode(FULL, readers=reader(b"a:c") + reader(b"a:b"), readersCount=2)
    yield "a longer reader first", 1022, encode(FULL, readers=reader(b"a:bb") + reader(b"a:b"), readersCount=2)
    yield "a previous entry beyond the limit", 1023, encode(FULL, readers=reader(b"a:b", 2**63), readersCount=1)
    yield "a previous entry far beyond the limit", 1023, encode(FULL, readers=reader(b"a:b", 2**64 - 1), readersCount=1)

    for part, first, own in [("after", 1024, True), ("basis", 1029, False)]:
        count = part + "Count"
        put = lambda section, number: encode(FULL, **{part: section, count: number})
        yield f"{part}: fewer than counted", first, put(reference(b"b"), 2)
        yield f"{part}: more than counted", first, put(reference(b"b") + reference(b"c"), 1)
        yield f"{part}: none counted", first, put(reference(b"b"), 0)
        yield f"{part}: counted, and the section empty", first, put(b"", 1)
        yield f"{part}: beyond its section", first, put(b"\xff" + b"b" * 40, 1)
        yield f"{part}: cut by the end of its section", first, put(reference(b"b")[:-1], 1)
        yield f"{part}: a byte too many", first, put(reference(b"b") + b"\0", 1)
        for name, origin in [("no origin", b""), ("a space", b"b c"), ("two dots", b"b/.."), ("beyond ASCII", "é".encode())]:
            yield f"{part}: {name}", first + 1, put(reference(origin), 1)
        yield f"{part}: out of order", first + 2, put(reference(b"c") + reference(b"b"), 2)
        yield f"{part}: a longer origin first", first + 2, put(reference(b"bb") + reference(b"b"), 2)
        yield f"{part}: one twice", first + 2, put(reference(b"b", 5) * 2, 2)
        if own:
            yield "after: one log with two numbers", 1026, put(reference(b"b", 5) + reference(b"b", 6), 2)
            yield "after: the own log", 1027, put(reference(FULL["origin"].encode()), 1)
        else:
            yield "basis: numbers out of order", 1031, put(reference(b"b", 256) + reference(b"b", 1), 2)
        yield f"{part}: a number beyond the limit", 1028 if own else 1032, put(reference(b"b", 2**63 - 1), 1)
        yield f"{part}: a number far beyond the limit", 1028 if own else 1032, put(reference(b"b", 2**64 - 1), 1)
    yield "the own log twice in basis", 1031, encode(FULL, basis=reference(b"a", 1) * 2, basisCount=2)


CHANGES = [0x01, 0x20, 0x80, 0xFF]


def build() -> str:
    entries, changes = [], []
    for name, fields in [("least", LEAST), ("full", FULL), ("extreme", EXTREME), ("many", MANY)]:
        entry = encode(fields)
        assert decode(entry) == fields, name
        assert verdict(entry) == 0, name
        leaf = hashlib.sha256(b"\x00" + entry).hexdigest()
        entries.append({"name": name, "fields": fields, "leaf": leaf, "hex": entry.hex()})
        if name in ("least", "full", "extreme"):
            for change in CHANGES:
                verdicts = []
                for offset in range(len(entry)):
                    changed = bytearray(entry)
                    changed[offset] ^= change
                    verdicts.append(verdict(bytes(changed)))
                changes.append({"entry": name, "xor": change, "verdicts": verdicts})
    refused = []
    for name, reason, entry in malformed():
        assert verdict(entry) == reason, (name, reason, verdict(entry))
        refused.append({"name": name, "reason": reason, "reasonName": REASONS[reason], "hex": entry.hex()})
    missing = set(REASONS) - {vector["reason"] for vector in refused}
    assert not missing, missing

    line = lambda value: json.dumps(value, ensure_ascii=True, separators=(", ", ": "))
    block = lambda values: ",\n".join("    " + line(value) for value in values)
    about = (
        "Vectors of the entry format, see Docs/format.md. 'entries' are well-formed. 'malformed' are refused for the "
        "reason given. 'changes': the verdict (0 or a reason) on the entry with one byte, at each offset in turn, "
        "combined with 'xor'."
    )
    return (
        f'{{\n  "about": {line(about)},\n  "entries": [\n{block(entries)}\n  ],\n'
        f'  "malformed": [\n{block(refused)}\n  ],\n  "changes": [\n{block(changes)}\n  ]\n}}\n'
    )


def page() -> None:
    for title, fields in [("The least entry", LEAST), ("An entry with something in every part", FULL)]:
        entry = encode(fields)
        print(f"{title}, {len(entry)} bytes, leaf hash `{hashlib.sha256(bytes([0]) + entry).hexdigest()}`:\n")
        for start in range(0, len(entry), 32):
            print("    " + entry[start : start + 32].hex())
        print()


def main() -> int:
    if sys.argv[1:] == ["--page"]:
        page()
        return 0
    built = build()
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(built)
        print(f"wrote {FILE.name}")
        return 0
    if FILE.read_text() != built:
        print(f"{FILE} is not what the rules give", file=sys.stderr)
        return 1
    vectors = json.loads(built)
    print(
        f"ok: {len(vectors['entries'])} entries, {len(vectors['malformed'])} malformed ones, "
        f"{sum(len(change['verdicts']) for change in vectors['changes'])} one-byte changes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
