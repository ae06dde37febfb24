"""Checks notes, checkpoints, proofs, tiles and proof files. Written from the C2SP specifications signed-note, tlog-checkpoint,
tlog-cosignature, tlog-tiles and tlog-proof, and from RFC 6962 and 9162, alone.

Where a specification sets no limit there is none here; it has nothing of its own but the transport key of Docs/format.md.
Every function raises `Refused` with the clause that is broken, or returns what the thing shows.
"""

import base64
import hashlib
import re
from collections import namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, COSIGNATURE, OTHER = 0x01, 0x04, 0xFF
TRANSPORT = b"triplicate/transport-ed25519/v1"
LAST_TIME = 2**63 - 1
# White_Space of Unicode.
SPACES = "\t\n\v\f\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
KEY_NAME = re.compile(f"[^+{SPACES}]+")
NUMBER = re.compile("0|[1-9][0-9]*")
EMPTY = hashlib.sha256(b"").digest()
TILE = 256

Key = namedtuple("Key", "name id type public")
Signature = namedtuple("Signature", "name id bytes")
Signed = namedtuple("Signed", "place time")  # the place of the key among those given
Head = namedtuple("Head", "origin size root")


class Refused(Exception):
    """The clause that is broken."""


def require(holds: bool, clause: str) -> None:
    if not holds:
        raise Refused(clause)


def read_base64(text: str) -> bytes:
    """RFC 4648, section 4: with padding, and, as encoders must, with zero for the bits that are left."""
    try:
        raw = base64.b64decode(text.encode(), validate=True)
    except ValueError:
        raise Refused("RFC 4648: not base64") from None
    require(base64.b64encode(raw).decode() == text, "RFC 4648: not what an encoder writes")
    return raw


def read_number(text: str) -> int:
    require(NUMBER.fullmatch(text) is not None, "not an ASCII decimal without leading zeros")
    return int(text)


def read_hash(text: str) -> bytes:
    raw = read_base64(text)
    require(len(raw) == 32, "a SHA-256 hash has 32 bytes")
    return raw


# signed-note


def read_key(vkey: str) -> Key:
    parts = vkey.split("+", 2)
    require(len(parts) == 3, "signed-note, verifier keys: three parts")
    name, id, encoded = parts
    require(KEY_NAME.fullmatch(name) is not None, "signed-note: key names")
    require(re.fullmatch("[0-9a-f]{8}", id) is not None, "signed-note, verifier keys: hex of the key ID")
    raw = read_base64(encoded)
    require(len(raw) > 0, "signed-note, verifier keys: signature type")
    public = raw[1:]
    if raw[0] == OTHER:
        require(public.startswith(TRANSPORT), "a signature type of nobody's")
        public = public[len(TRANSPORT) :]
    else:
        require(raw[0] in (ED25519, COSIGNATURE), "a signature type that is not known here")
    require(len(public) == 32, "signed-note, Ed25519: 32 bytes of public key")
    require(hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == id, "signed-note: the key ID")
    return Key(name, bytes.fromhex(id), raw[0], public)


def split_note(data: bytes) -> tuple[str, list[Signature]]:
    try:
        note = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Refused("signed-note, format: valid UTF-8") from None
    require(re.search("[\0-\x09\x0b-\x1f]", note) is None, "signed-note, format: control characters")
    # The last empty line separates the text from the signatures.
    at = note.rfind("\n\n")
    require(at >= 0 and note.endswith("\n"), "signed-note, format: a blank line, and a newline after each line")
    text, lines = note[: at + 1], note[at + 2 :].split("\n")[:-1]
    require(len(lines) > 0, "signed-note, format: one or more signature lines")
    signatures = []
    for line in lines:
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014", "signed-note, format: signature lines")
        require(KEY_NAME.fullmatch(parts[1]) is not None, "signed-note, format: key names")
        raw = read_base64(parts[2])
        require(len(raw) > 4, "signed-note, format: 4+n bytes")
        signatures.append(Signature(parts[1], raw[:4], raw[4:]))
    return text, signatures


def check_signature(key: Key, signature: bytes, text: str) -> int | None:
    """The time of a cosignature."""
    message, time = text.encode(), None
    if key.type == COSIGNATURE:
        require(len(signature) == 72, "tlog-cosignature, format: timestamped_signature")
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        require(time <= LAST_TIME, "tlog-cosignature, format: 2^63 - 1")
        message = f"cosignature/v1\ntime {time}\n".encode() + message
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Refused("signed-note, signatures: a known key's signature does not verify") from None
    return time


def open_note(data: bytes, keys: list[Key]) -> tuple[str, list[Signed]]:
    """The text, and which of the keys signed it."""
    text, signatures = split_note(data)
    known = {(key.name, key.id): place for place, key in enumerate(keys) if key.type in (ED25519, COSIGNATURE)}
    signed = []
    for signature in signatures:
        place = known.get((signature.name, signature.id))
        if place is not None:
            signed.append(Signed(place, check_signature(keys[place], signature.bytes, text)))
    require(len(signed) > 0, "signed-note, signatures: no signature of a known key")
    return text, signed


# tlog-checkpoint


def read_head(text: str) -> Head:
    lines = text[:-1].split("\n")
    require(len(lines) >= 3 and all(lines), "tlog-checkpoint, note text: three or more lines, none empty")
    head = Head(lines[0], read_number(lines[1]), read_hash(lines[2]))
    require(head.size > 0 or head.root == EMPTY, "tlog-checkpoint, note text: the root of the empty tree")
    return head


def open_checkpoint(
    data: bytes, origin: str, keys: list[Key], witnesses: list[Key]
) -> tuple[Head, list[Signed]]:
    """The head, which a key of the log signed, and the witnesses who cosigned it."""
    text, signed = open_note(data, keys + witnesses)
    require(any(one.place < len(keys) for one in signed), "tlog-checkpoint, signatures: the log's")
    head = read_head(text)
    require(head.origin == origin, "tlog-checkpoint, note text: the origin of another log")
    return head, [Signed(one.place - len(keys), one.time) for one in signed if one.place >= len(keys)]


# RFC 6962, RFC 9162


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def check_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    """RFC 9162, section 2.1.3.2."""
    require(index < size, "RFC 9162, 2.1.3.2, step 1")
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        require(sn != 0, "RFC 9162, 2.1.3.2, step 4.1")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and r == root, "RFC 9162, 2.1.3.2, step 5")


def check_consistency(first: int, first_hash: bytes, second: int, second_hash: bytes, proof: list[bytes]) -> None:
    """RFC 9162, section 2.1.4.2; the trees of size 0 and of one size by section 2.1.4: their proofs are empty."""
    require(first <= second, "RFC 9162, 2.1.4: the first tree is the smaller")
    if first == 0:
        require(first_hash == EMPTY and not proof, "RFC 9162, 2.1.1: the empty tree")
        return
    if first == second:
        require(first_hash == second_hash and not proof, "RFC 9162, 2.1.4: one tree")
        return
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_hash)
    require(len(path) > 0, "RFC 9162, 2.1.4.2, step 1")
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        require(sn != 0, "RFC 9162, 2.1.4.2, step 6.1")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    require(fr == first_hash and sr == second_hash and sn == 0, "RFC 9162, 2.1.4.2, step 7")


def tree_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, over hashes of leaves."""
    if not hashes:
        return EMPTY
    while len(hashes) > 1:
        # What has no partner goes up as it is: the last subtree of the definition is never split further.
        pairs = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(hashes) & ~1 :]
    return hashes[0]


# tlog-tiles


def read_path(path: str) -> tuple[str, int, int]:
    """Level (or `entries`), index and width."""
    found = re.fullmatch(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", path)
    require(found is not None, "tlog-tiles, Merkle tree: the path")
    level, groups, width = found.groups()
    require(level == "entries" or int(level) <= 63, "tlog-tiles, Merkle tree: the level")
    require(width is None or int(width) <= 255, "tlog-tiles, Merkle tree: the width")
    # One path for one tile: as many elements as the index needs.
    require(not groups.startswith("x000/"), "tlog-tiles, Merkle tree: the index in 3-digit elements")
    return level, int(re.sub("[x/]", "", groups)), int(width or TILE)


def check_tiles(size: int, root: bytes, tiles: list[tuple[str, bytes]]) -> None:
    """All hash tiles of a tree, and nothing else."""
    require(size <= 1 << 20, "too many leaves to look at")
    rows, widths, count, level = {}, {}, size, 0
    while count > 0:
        for index in range(0, (count + TILE - 1) // TILE):
            widths[str(level), index] = min(TILE, count - index * TILE)
        count, level = count // TILE, level + 1
    for path, data in tiles:
        level, index, width = read_path(path)
        require(widths.get((level, index)) == width, "tlog-tiles, partial tiles: no tile of this tree")
        require((level, index) not in rows, "a tile twice")
        require(len(data) == 32 * width, "tlog-tiles, Merkle tree: the tile's length")
        rows[level, index] = [data[at : at + 32] for at in range(0, len(data), 32)]
    require(len(rows) == len(widths), "tlog-tiles: a tile is missing")
    for (level, index), hashes in rows.items():
        if len(hashes) == TILE:
            parent = rows[str(int(level) + 1), index // TILE]
            require(parent[index % TILE] == tree_root(hashes), "tlog-tiles, Merkle tree: each hash of the level above")
    leaves = [hash for index in range((size + TILE - 1) // TILE) for hash in rows["0", index]]
    require(tree_root(leaves) == root, "tlog-tiles: the tree's root")


def check_bundle(count: int, data: bytes, hashes: bytes) -> None:
    """An entry bundle beside the tile of level 0 that its entries hash to."""
    require(1 <= count <= TILE and len(hashes) == 32 * count, "tlog-tiles: the width")
    at = 0
    for number in range(count):
        require(at + 2 <= len(data), "tlog-tiles, log entries: a length is missing")
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        require(end <= len(data), "tlog-tiles, log entries: an entry is cut")
        same = leaf_hash(data[at + 2 : end]) == hashes[32 * number : 32 * number + 32]
        require(same, "tlog-tiles, log entries: each entry hashes to the tile's")
        at = end
    require(at == len(data), "tlog-tiles, log entries: more than the entries")


# tlog-proof


def check_proof_file(
    data: bytes, leaf: bytes, origin: str, keys: list[Key], witnesses: list[Key]
) -> tuple[int, Head, list[Signed]]:
    lines, rest = [], data
    while True:
        line, newline, rest = rest.partition(b"\n")
        require(newline == b"\n", "tlog-proof, format: an empty line before the checkpoint")
        if line == b"":
            break
        try:
            lines.append(line.decode("ascii"))
        except UnicodeDecodeError:
            raise Refused("tlog-proof, format: a line that is none of those") from None
    require(lines[:1] == ["c2sp.org/tlog-proof@v1"], "tlog-proof, format: the first line")
    lines = lines[1:]
    if lines and lines[0].startswith("extra "):
        require(len(read_base64(lines[0].removeprefix("extra "))) > 0, "tlog-proof, format: extra data that is none")
        lines = lines[1:]
    require(bool(lines) and lines[0].startswith("index "), "tlog-proof, format: the index")
    index = read_number(lines[0].removeprefix("index "))
    proof = [read_hash(line) for line in lines[1:]]
    head, cosigned = open_checkpoint(rest, origin, keys, witnesses)
    check_inclusion(leaf, index, head.size, proof, head.root)
    return index, head, cosigned
