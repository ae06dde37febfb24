"""What honest logs are made of: keys, signature lines, trees and their proofs, all of one seed's choosing.

It only writes, and shares no code with the verifiers. Trees and proofs are the definitions of RFC 6962, section 2.1.
"""

import base64
import hashlib
import random
import unicodedata

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

DASH = "\u2014".encode()
LOG, WITNESS, TRANSPORT = 0x01, 0x04, 0xFF
# The order of the group of Ed25519.
ORDER = 2**252 + 27742317777372353535851937790883648493


class Rng(random.Random):
    """Choices that a forger makes, the same for one seed for ever."""

    def flipped(self, data: bytes, first: int = 0, end: int | None = None) -> bytes:
        at = self.randrange(first, len(data) if end is None else end)
        return data[:at] + bytes([data[at] ^ 1 << self.randrange(8)]) + data[at + 1 :]

    def other(self, choices: list, than) -> object:
        return self.choice([one for one in choices if one != than])


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def line(name: bytes, id: bytes, signature: bytes) -> bytes:
    return DASH + b" " + name + b" " + b64(id + signature) + b"\n"


class Signer:
    def __init__(self, rng: Rng, name: str, type: int, seed: bytes | None = None):
        self.name, self.type, self.time = name.encode(), type, rng.randrange(1, 2**40)
        self.seed = seed or rng.randbytes(32)
        self.private = Ed25519PrivateKey.from_private_bytes(self.seed)
        middle = b"triplicate/transport-ed25519/v1" if type == TRANSPORT else b""
        self.material = bytes([type]) + middle + self.private.public_key().public_bytes_raw()
        self.id = sha256(self.name + b"\n" + self.material)[:4]
        self.vkey = self.name + b"+" + self.id.hex().encode() + b"+" + b64(self.material)

    def __deepcopy__(self, memo) -> "Signer":
        return self

    def signature(self, text: bytes, time: int | None = None) -> bytes:
        if self.type == LOG:
            return self.private.sign(text)
        time = self.time if time is None else time
        return time.to_bytes(8, "big") + self.private.sign(b"cosignature/v1\ntime %d\n" % time + text)

    def line(self, text: bytes) -> bytes:
        return line(self.name, self.id, self.signature(text))


def beyond_order(signature: bytes) -> bytes:
    """The same signature with S + the group's order: equal for whoever does not check that S is below it."""
    s = int.from_bytes(signature[-32:], "little") + ORDER
    return signature[:-32] + s.to_bytes(32, "little")


def random_text(rng: Rng, lines: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz  0123456789/:.-\u00e9\u4fdd\u9669\u53d1\u7968\x7f\U0001f9fe"
    rows = ["".join(rng.choice(letters) for _ in range(rng.randrange(1, 30))) for _ in range(lines)]
    return "\n".join(rows) + "\n"


def decomposed(data: bytes) -> bytes | None:
    """The same text for the eye, in other bytes; nothing if there is none."""
    other = unicodedata.normalize("NFD", data.decode()).encode()
    return other if other != data else None


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


class Tree:
    def __init__(self, leaves: list[bytes]):
        self.leaves, self.known = leaves, {}

    def hash(self, start: int, end: int) -> bytes:
        if end - start < 2:
            return self.leaves[start] if end > start else sha256(b"")
        if (start, end) not in self.known:
            at = start + split(end - start)
            self.known[start, end] = node_hash(self.hash(start, at), self.hash(at, end))
        return self.known[start, end]

    def root(self, size: int | None = None) -> bytes:
        return self.hash(0, len(self.leaves) if size is None else size)

    def path(self, index: int, size: int) -> list[bytes]:
        return [self.hash(start, end) for _, start, end in path_parts(index, 0, size)]

    def consistency(self, old: int, size: int) -> list[bytes]:
        if old in (0, size):
            return []
        return [self.hash(start, end) for _, start, end in consistency_parts(old, 0, size, True)]


def path_parts(index: int, start: int, end: int) -> list[tuple[str, int, int]]:
    """PATH of RFC 6962, section 2.1.1: the side and the leaves of each subtree, from the leaf's sibling up."""
    if end - start < 2:
        return []
    at = start + split(end - start)
    if index < at:
        return path_parts(index, start, at) + [("right", at, end)]
    return path_parts(index, at, end) + [("left", start, at)]


def consistency_parts(old: int, start: int, end: int, complete: bool) -> list[tuple[str, int, int]]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if old == end:
        return [] if complete else [("whole", start, end)]
    at = start + split(end - start)
    if old <= at:
        return consistency_parts(old, start, at, complete) + [("right", at, end)]
    return consistency_parts(old, at, end, False) + [("left", start, at)]


def path_shape(index: int, size: int) -> list[str] | None:
    """On which sides the hashes stand. Two places of one shape cannot be told apart by their proofs."""
    return [side for side, _, _ in path_parts(index, 0, size)] if index < size else None


def consistency_shape(old: int, size: int) -> list[str] | str | None:
    if old > size:
        return None
    if old in (0, size):
        return "empty" if old == 0 else "same"
    return [side for side, _, _ in consistency_parts(old, 0, size, True)]
