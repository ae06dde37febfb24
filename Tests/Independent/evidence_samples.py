"""Makes an evidence file with fresh keys, and forgeries of it: the self-test of verify_evidence.py.

Written from Docs/format.md and RFC 6962 alone. It shares no code with the verifier: it only writes.
"""

import base64
import hashlib
import re
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify_evidence

CLAIM, STAY = b"claim/210200/2026-000001", b"stay/H11010500001/2026-7"
CENTER, HOSPITAL = b"sample.example/center", b"sample.example/hospital"
SCAN, LIST = hashlib.sha256(b"a scan").digest(), hashlib.sha256(b"a list").digest()


def entry(origin: bytes, stream: bytes, readers=(), after=(), basis=(), payload=b"") -> bytes:
    """readers: party and previous; after and basis: origin, number and leaf hash."""
    sections = [b"".join(bytes([len(name)]) + name + previous.to_bytes(8, "little") for name, previous in readers)]
    for references in (after, basis):
        parts = [bytes([len(name)]) + name + number.to_bytes(8, "little") + leaf for name, number, leaf in references]
        sections.append(b"".join(parts))
    body = b"".join([origin, stream, b"clerk", *sections, payload])
    lengths = bytes([len(origin), len(stream), len(b"clerk"), 0, 0, len(readers), len(after), len(basis)])
    head = struct.pack("<BBHIq", 1, 0, 7, 64 + len(body), 1) + bytes(16) + hashlib.sha256(body).digest()[:16]
    return head + lengths + struct.pack("<4H", *map(len, sections), len(payload)) + body


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def split(leaves: list) -> int:
    """The largest power of two below the number of leaves."""
    return 1 << (len(leaves) - 1).bit_length() - 1


def root(leaves: list) -> bytes:
    """RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaf(leaves[0]) if leaves else hashlib.sha256(b"").digest()
    at = split(leaves)
    return hashlib.sha256(b"\1" + root(leaves[:at]) + root(leaves[at:])).digest()


def proof(number: int, leaves: list) -> list:
    """RFC 6962, section 2.1.1."""
    if len(leaves) < 2:
        return []
    at = split(leaves)
    if number < at:
        return proof(number, leaves[:at]) + [root(leaves[at:])]
    return proof(number - at, leaves[at:]) + [root(leaves[:at])]


class Signer:
    def __init__(self, name: bytes, type: int):
        self.key, self.name, self.type = Ed25519PrivateKey.generate(), name, type
        public = bytes([type]) + self.key.public_key().public_bytes_raw()
        self.id = hashlib.sha256(name + b"\n" + public).digest()[:4]
        self.vkey = name + b"+" + self.id.hex().encode() + b"+" + base64.b64encode(public)

    def line(self, text: bytes, time: int = 1_767_225_600) -> bytes:
        if self.type == 1:
            signature = self.key.sign(text)
        else:
            signature = time.to_bytes(8, "big") + self.key.sign(b"cosignature/v1\ntime %d\n" % time + text)
        return b"\xe2\x80\x94 " + self.name + b" " + base64.b64encode(self.id + signature) + b"\n"


class Log:
    """One log with all its entries; `shown` says which stand in the file, with their blobs."""

    def __init__(self, key: Signer, witnesses: list, entries: list, shown: dict):
        self.key, self.witnesses, self.entries, self.shown = key, witnesses, entries, shown
        self.extension, self.size, self.root = b"", None, None

    def change(self, number: int, old: bytes, new: bytes) -> None:
        self.entries[number] = changed(self.entries[number], old, new)

    def lines(self) -> bytes:
        head = root(self.entries) if self.root is None else self.root
        size = len(self.entries) if self.size is None else self.size
        text = b"%b\n%d\n%b\n%b" % (self.key.name, size, base64.b64encode(head), self.extension)
        out = [b"log ", self.key.name, b"\nkey ", self.key.vkey, b"\n"]
        out += [b"witness " + witness.vkey + b"\n" for witness in self.witnesses]
        out += [b"checkpoint\n", text, b"\n"] + [signer.line(text) for signer in [self.key, *self.witnesses]]
        for number, blobs in self.shown.items():
            out.append(b"entry %d\nbytes %b\n" % (number, base64.b64encode(self.entries[number])))
            out += [b"hash " + base64.b64encode(hash) + b"\n" for hash in proof(number, self.entries)]
            out += [b"blob " + blob.hex().encode() + b"\n" for blob in blobs]
        return b"".join(out)


class Sample:
    """A file of two logs: a claim at a center and the stay at a hospital, a trusted witness and another."""

    def __init__(self, trusted: Signer, other: Signer, center: Signer, hospital: Signer):
        bill = entry(HOSPITAL, STAY, [(b"center:210200", 0)], payload=b"bill " + SCAN + LIST.hex().encode())
        before = [entry(HOSPITAL, b"stay/H11010500001/2026-6", payload=b"%d" % number) for number in range(4)]
        claim = entry(CENTER, CLAIM, payload=b"claim")
        basis = [(HOSPITAL, 2, leaf(before[2])), (HOSPITAL, 4, leaf(bill))]
        decision = entry(CENTER, CLAIM, [(b"hospital:H11010500001", 0)], [(HOSPITAL, 4, leaf(bill))], basis)
        self.stream, self.related = CLAIM, [STAY]
        self.trust = b"# keys\n\n" + b"\n".join([center.vkey, hospital.vkey, trusted.vkey])
        witnesses = sorted([trusted, other], key=lambda witness: witness.vkey)
        blobs = sorted([SCAN, LIST])
        self.center = Log(center, witnesses, [claim, entry(CENTER, b"a/b/c"), decision], {0: [], 2: []})
        self.hospital = Log(hospital, [], [*before, bill, entry(HOSPITAL, b"a/b/c")], {4: blobs})
        self.logs = [self.center, self.hospital]

    def file(self) -> bytes:
        names = b"stream %b\n" % self.stream + b"".join(b"related %b\n" % name for name in self.related)
        return b"triplicate/evidence/v1\n" + names + b"".join(log.lines() for log in self.logs) + b"end\n"


def changed(text: bytes, old: bytes, new: bytes) -> bytes:
    if old not in text or old == new:
        raise ValueError(f"{old} is not there to be changed")
    return text.replace(old, new, 1)


def signed_forgeries():
    """Reason, and what the keepers of the logs do to the sample before they sign it."""
    yield 1107, lambda sample: sample.related.append(CLAIM)
    yield 1107, lambda sample: sample.related.append(STAY)
    yield 1109, lambda sample: sample.logs.reverse()
    yield 1111, lambda sample: sample.center.witnesses.reverse()
    yield 1111, lambda sample: sample.hospital.witnesses.append(sample.center.key)
    yield 1112, lambda sample: setattr(sample.hospital, "extension", b"a\tb\n")
    yield 1112, lambda sample: setattr(sample.hospital, "size", 2**63)
    yield 1112, lambda sample: setattr(sample.hospital, "size", 0)
    yield 1116, lambda sample: setattr(sample.center, "shown", {2: [], 0: []})
    yield 1119, lambda sample: sample.center.shown[0].append(b"short")
    yield 1120, lambda sample: sample.hospital.shown[4].reverse()
    yield 1121, lambda sample: sample.center.shown[0].extend(number.to_bytes(32, "big") for number in range(257))
    yield 1125, lambda sample: [setattr(sample.center, "size", 2), sample.center.shown.pop(0)]
    yield 1126, lambda sample: setattr(sample.hospital, "size", 4000)
    yield 1127, lambda sample: setattr(sample.hospital, "root", SCAN)
    yield 1128, lambda sample: sample.center.change(0, b"clerk", b"cl\x1brk")
    yield 1128, lambda sample: sample.center.change(0, b"\x01\x00\x07", b"\x01\x01\x07")
    yield 1129, lambda sample: sample.center.change(0, b"sample.example", b"simple.example")
    yield 1130, lambda sample: sample.center.change(0, CLAIM, CLAIM[:-1] + b"2")
    yield 1131, lambda sample: sample.center.shown[0].append(SCAN)
    yield 1132, lambda sample: sample.hospital.change(4, b"bill", b"bull")
    yield 1105, lambda sample: sample.hospital.shown.clear()
    yield 1112, lambda sample: setattr(sample.center, "extension", b"\xc3\n\xa9\n")
    yield 1133, lambda sample: sample.related.append(b"stay/H11010500001/2026-8")


def written_forgeries(file: bytes):
    """Reason, and what another hand makes of the file."""
    first_hash = re.search(rb"\nhash (.)", file)[1]
    other = b"A" if first_hash != b"A" else b"B"
    signature = re.search(rb"\xe2\x80\x94 sample.example/center \S+\n", file)[0]
    yield 1102, changed(file, b"/v1\n", b"/v3\n")
    yield 1103, file[:-1]
    yield 1103, file[: file.index(b"\nentry ") + 1]
    yield 1104, file + b"\n"
    yield 1105, changed(file, b"\nend\n", b"\nexhibit a\nend\n")
    yield 1105, changed(file, b"\ncheckpoint\n", b"\ncheckpoint \n")
    yield 1106, changed(file, b"stream ", b"stream  ")
    yield 1108, changed(file, b"log sample", b"log ./sample")
    yield 1110, changed(file, b"key sample.example/center+", b"key sample.example/center+0")
    yield 1112, changed(file, signature, signature + signature)
    yield 1112, changed(file, signature, changed(signature, b"=\n", b"\n"))
    yield 1113, changed(file, b"checkpoint\nsample", b"checkpoint\nsimple")
    yield 1114, changed(file, signature, b"")
    yield 1115, changed(file, b"\nentry 0\n", b"\nentry 00\n")
    yield 1117, changed(file, b"\nbytes AQ", b"\nbytes A Q")
    yield 1118, changed(file, b"\nhash ", b"\nhash \xe2\x80\x94")
    yield 1124, changed(file, signature, signature[:60] + (b"A" if signature[60:61] != b"A" else b"B") + signature[61:])
    yield 1127, changed(file, b"\nhash " + first_hash, b"\nhash " + other)


def self_test() -> int:
    signers = [Signer(b"witness.example/one", 4), Signer("t\u00e9moin".encode(), 4)]
    signers += [Signer(CENTER, 1), Signer(HOSPITAL, 1)]
    honest = Sample(*signers)
    file, trust = honest.file(), honest.trust
    cases = [(None, file, trust), (None, file, trust + b"\n# the end\n")]
    cases += [(1122, file, trust + b"+"), (1123, file, signers[0].vkey)]
    cases += [(reason, forged, trust) for reason, forged in written_forgeries(file)]
    for reason, forge in signed_forgeries():
        sample = Sample(*signers)
        forge(sample)
        cases.append((reason, sample.file(), trust))
    wrong = 0
    for reason, forged, keys in cases:
        try:
            shown = verify_evidence.verify(forged, keys)
            found = None if len(shown["outside"]) == 1 else "other references"
        except verify_evidence.Refused as why:
            found = int(why.args[0][:4])
        if found != reason:
            wrong += 1
            print(f"a file that should give {reason} gave {found}")
    print(f"{len(cases) - 2} forgeries, {wrong} wrong verdicts")
    return 1 if wrong else 0
