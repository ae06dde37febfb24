"""Forged inclusion and consistency proofs, tiles, entry bundles and paths.

A proof says nothing of the size of its tree where two sizes ask for hashes on the same sides: whoever checks it takes the size
and the root from one signed head. Such changes are no forgeries of the proof alone, and are marked as open.
"""

from material import Rng, Tree, consistency_shape, leaf_hash, node_hash, path_shape, sha256, split
from notes import FORGED, HONEST, OPEN

LARGEST = 2**63 - 1


def swapped(rng: Rng, items: list) -> list:
    """Two of the items in each other's place."""
    first, second = rng.sample(range(len(items)), 2)
    changed = list(items)
    changed[first], changed[second] = items[second], items[first]
    return changed


def changed_proofs(rng: Rng, proof: list[bytes], others: list[bytes]):
    """Kind and hashes."""
    if proof:
        at = rng.randrange(len(proof))
        yield "a bit of a hash", proof[:at] + [rng.flipped(proof[at])] + proof[at + 1 :]
        yield "a hash of something else", proof[:at] + [rng.randbytes(32)] + proof[at + 1 :]
        yield "a hash of zeros", proof[:at] + [bytes(32)] + proof[at + 1 :]
        yield "a hash left out", proof[:at] + proof[at + 1 :]
        yield "a hash twice", proof[: at + 1] + proof[at:]
        yield "the first hash left out", proof[1:]
        yield "the last hash left out", proof[:-1]
        yield "a hash's bytes reversed", proof[:at] + [proof[at][::-1]] + proof[at + 1 :]
        yield "no hashes", []
        yield "the proof twice", proof + proof
    if len(proof) > 1:
        yield "two hashes exchanged", swapped(rng, proof)
        yield "hashes reversed", proof[::-1]
        yield "two hashes as one, by their node", proof[:-2] + [node_hash(proof[-2], proof[-1])]
    at = rng.randrange(len(proof) + 1)
    yield "a hash more", proof[:at] + [rng.choice(others)] + proof[at:]
    yield "a hash more, of nothing", proof + [sha256(b"")]
    yield "64 hashes more", proof + [rng.randbytes(32) for _ in range(64)]


def some_size(rng: Rng) -> int:
    """Often at the edge of a power of two."""
    edge = 1 << rng.randrange(1, 9)
    return rng.choice([rng.randrange(2, 300), max(2, edge + rng.randrange(-1, 2))])


def huge(rng: Rng) -> tuple[int, int, bytes, list[bytes], bytes]:
    """A leaf of a tree that no disk holds: its hashes are chosen, and the root follows."""
    size = rng.choice([LARGEST, 2**62, 2**62 + 1, rng.randrange(2**40, LARGEST)])
    index = rng.choice([0, size - 1, rng.randrange(size)])
    leaf, proof = rng.randbytes(32), []
    root = leaf
    for side in path_shape(index, size):
        proof.append(rng.randbytes(32))
        root = node_hash(proof[-1], root) if side == "left" else node_hash(root, proof[-1])
    return index, size, leaf, proof, root


def inclusion_cases(rng: Rng):
    others = [rng.randbytes(32) for _ in range(3)]
    if rng.random() < 0.15:
        tree, (index, size, leaf, proof, root) = None, huge(rng)
    else:
        size = some_size(rng)
        tree = Tree([rng.randbytes(32) for _ in range(size + 40)])
        index = rng.choice([0, size - 1, rng.randrange(size)])
        leaf, proof, root = tree.leaves[index], tree.path(index, size), tree.root(size)
        others += proof + [leaf, root, tree.leaves[rng.randrange(size)]]
    shape = path_shape(index, size)

    def case(kind, truth=FORGED, **changed):
        fields = {"leaf": leaf, "index": index, "size": size, "root": root, "proof": proof} | changed
        return {"family": "inclusion", "kind": kind, "truth": truth, **fields}

    yield case("as it is", HONEST)
    for kind, changed in changed_proofs(rng, proof, others):
        yield case(kind, proof=changed)
    yield case("a bit of the leaf", leaf=rng.flipped(leaf))
    yield case("a bit of the root", root=rng.flipped(root))
    yield case("leaf and root exchanged", leaf=root, root=leaf)
    yield case("the index of the size", index=size)
    yield case("an index beyond the size", index=min(LARGEST, size + rng.randrange(1, 100)))
    for kind, wrong in [("another index", rng.randrange(size)), ("the index beside", index ^ 1)]:
        if wrong != index:
            yield case(kind, index=wrong)
    for wrong in [size - 1, size + 1, rng.randrange(1, size), size + rng.randrange(1, 40), 2 * size, split(size + 1)]:
        if wrong not in (0, size) and wrong <= LARGEST:
            same = path_shape(index, wrong) == shape
            yield case("another size of the same form" if same else "another size", OPEN if same else FORGED, size=wrong)
    if tree is None:
        return
    twin = Tree([rng.randbytes(32) for _ in range(size)])
    yield case("the proof from another tree", proof=twin.path(index, size))
    yield case("the root of another tree", root=twin.root())
    yield case("the leaf of another tree", leaf=twin.leaves[index])
    another = rng.other(list(range(size)), index)
    yield case("the proof of another leaf", proof=tree.path(another, size))
    yield case("another leaf", leaf=tree.leaves[another])
    at = rng.randrange(len(proof))
    yield case("a proof spliced with another tree's", proof=proof[:at] + twin.path(index, size)[at:])
    later = size + rng.randrange(1, 40)
    if tree.path(index, later) != proof:
        yield case("the proof of a later tree", proof=tree.path(index, later))
    yield case("the root of a later tree", root=tree.root(later))
    # An inner node shown as a leaf: in a tree of that size it stands too deep, in a smaller one it would stand right.
    side = shape[0]
    node = node_hash(proof[0], leaf) if side == "left" else node_hash(leaf, proof[0])
    yield case("an inner node for a leaf", leaf=node, proof=proof[1:])
    for small in range(1, size):
        if index >> 1 < small and path_shape(index >> 1, small) == shape[1:]:
            yield case("an inner node for a leaf, of a smaller tree", OPEN, leaf=node, proof=proof[1:], index=index >> 1, size=small)
            break


def consistency_cases(rng: Rng):
    size = some_size(rng)
    old = rng.choice([rng.randrange(1, size), size - 1, split(size)])
    tree = Tree([rng.randbytes(32) for _ in range(size + 40)])
    proof, roots, shape = tree.consistency(old, size), (tree.root(old), tree.root(size)), consistency_shape(old, size)
    twin = Tree([rng.randbytes(32) for _ in range(size)])
    # Another history: the same up to a leaf that the older tree has already.
    forked_at = rng.randrange(old)
    fork = Tree(tree.leaves[:forked_at] + [rng.randbytes(32) for _ in range(size - forked_at)])

    def case(kind, truth=FORGED, **changed):
        fields = {"oldSize": old, "oldRoot": roots[0], "size": size, "root": roots[1], "proof": proof} | changed
        return {"family": "consistency", "kind": kind, "truth": truth, **fields}

    yield case("as it is", HONEST)
    yield case("of one tree", HONEST, oldSize=size, oldRoot=roots[1], proof=[])
    yield case("from the empty tree", HONEST, oldSize=0, oldRoot=sha256(b""), proof=[])
    for kind, changed in changed_proofs(rng, proof, [*roots, rng.randbytes(32), *proof]):
        yield case(kind, proof=changed)
    yield case("a bit of the older root", oldRoot=rng.flipped(roots[0]))
    yield case("a bit of the newer root", root=rng.flipped(roots[1]))
    yield case("the roots exchanged", oldRoot=roots[1], root=roots[0])
    yield case("the sizes exchanged", oldSize=size, size=old)
    yield case("sizes and roots exchanged", oldSize=size, size=old, oldRoot=roots[1], root=roots[0])
    yield case("the older root for the newer", root=roots[0])
    yield case("the newer root for the older", oldRoot=roots[1])
    yield case("the older size for the newer", size=old)
    yield case("one tree with two roots", oldSize=size, oldRoot=rng.flipped(roots[1]), proof=[])
    yield case("one tree with a proof", oldSize=size, oldRoot=roots[1], proof=[rng.choice([*roots, rng.randbytes(32)])])
    yield case("an empty tree with a root", oldSize=0, oldRoot=roots[0], proof=[])
    yield case("an empty tree with a proof", oldSize=0, oldRoot=sha256(b""), proof=[roots[1]])
    yield case("the empty tree's root for a tree", oldRoot=sha256(b""))
    for kind, wrong in [
        ("an older size", (rng.randrange(1, size), size)), ("the size before", (old - 1, size)), ("the size after", (old + 1, size)),
        ("a newer size", (old, size + rng.randrange(1, 40))), ("a smaller newer size", (old, rng.randrange(old, size))),
        ("the double of both sizes", (2 * old, 2 * size)),
    ]:
        if wrong != (old, size) and wrong[0] > 0:
            same = consistency_shape(*wrong) == shape
            yield case(kind + " of the same form" if same else kind, OPEN if same else FORGED, oldSize=wrong[0], size=wrong[1])
    for kind, other in [("another tree", twin), ("a forked tree", fork)]:
        yield case("the proof of " + kind, proof=other.consistency(old, size)) if other.consistency(
            old, size) != proof else case("the root of " + kind, root=other.root())
        yield case("the newer root of " + kind, root=other.root())
        yield case("the older root of " + kind, oldRoot=other.root(old))
        yield case("proof and newer root of " + kind, root=other.root(), proof=other.consistency(old, size))
    at = rng.randrange(len(proof))
    yield case("a proof spliced with another tree's", proof=proof[:at] + twin.consistency(old, size)[at:])
    another = rng.randrange(1, size)
    if tree.consistency(another, size) != proof:
        yield case("the proof from another size", proof=tree.consistency(another, size))
    yield case("an inclusion proof", proof=tree.path(old - 1, size)) if tree.path(old - 1, size) != proof else case(
        "no hashes", proof=[])


# Tiles


def path(level: int | str, index: int, width: int = 256) -> str:
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def path_cases(rng: Rng):
    level = rng.choice(["entries", 0, 1, rng.randrange(64), 63])
    index = rng.choice([0, 999, 1000, rng.randrange(10**4), rng.randrange(10**9), rng.randrange(2**63), 2**63 - 1])
    width = rng.choice([256, 1, 255, rng.randrange(1, 256)])
    good = path(level, index, width)
    number = good.split("/", 2)[2].split(".p")[0]
    start, end = f"tile/{level}/", f".p/{width}" if width < 256 else ""

    def case(kind, text: str, truth=FORGED):
        return {"family": "path", "kind": kind, "truth": truth, "path": text}

    yield case("as it is", good, HONEST)
    # Texts from which no tile's path can come.
    for kind, text in [
        ("the width of a full tile", f"{start}{number}.p/256"), ("a width of zero", f"{start}{number}.p/0"),
        ("a width with a leading zero", f"{start}{number}.p/0{rng.randrange(1, 10)}"), ("a width of 1,000", f"{start}{number}.p/1000"),
        ("a width below zero", f"{start}{number}.p/-1"), ("a width with a plus", f"{start}{number}.p/+1"),
        ("no width", f"{start}{number}.p/"), ("no width and no slash", f"{start}{number}.p"), ("two widths", f"{start}{number}.p/1.p/1"),
        ("a level of 64", f"tile/{rng.randrange(64, 1000)}/{number}{end}"), ("a level below zero", f"tile/-1/{number}{end}"),
        ("a level with a leading zero", f"tile/0{rng.randrange(10)}/{number}{end}"), ("no level", f"tile//{number}{end}"),
        ("a level in hexadecimal", f"tile/0x1/{number}{end}"), ("another word for entries", f"tile/data/{number}{end}"),
        ("entries in capitals", f"tile/Entries/{number}{end}"), ("a level too many", f"tile/8/{rng.randrange(8)}/{number}{end}"),
        ("another first word", f"tiles/{level}/{number}{end}"), ("no first word", f"{level}/{number}{end}"),
        ("a slash before", "/" + good), ("a slash after", good + "/"), ("two slashes", good.replace("/", "//", 1)),
        ("a dot segment", f"tile/./{level}/{number}{end}"), ("a way up", f"tile/{level}/../{level}/{number}{end}"),
        ("a leading group of zeros", f"{start}x000/{number}{end}"), ("a group without x", f"{start}001/{number}{end}"),
        ("an x in the last group", f"{start}{number[:-3]}x{number[-3:]}{end}"), ("a group of two digits", f"{start}{number[:-1]}{end}"),
        ("a group of four digits", f"{start}{number}0{end}"), ("an X in capitals", f"{start}X001/{number}{end}"),
        ("a group below zero", f"{start}{number[:-3]}-01{end}"), ("a group with a plus", f"{start}{number[:-3]}+01{end}"),
        ("wide digits", start + "".join(chr(0xFF10 + int(one)) if one.isdigit() else one for one in number) + end),
        ("a space after", good + " "), ("a line feed after", good + "\n"), ("a zero byte after", good + "\0"),
        ("an escape", good.replace("/", "%2f", 2)), ("a query", good + "?a=b"), ("nothing", ""),
        ("a backslash", good.replace("/", "\\")), ("no index", f"tile/{level}/{end}"),
    ]:
        yield case(kind, text)
    yield case("an index of 2^63 to 2^64", path(level, rng.choice([2**63, 2**64 - 1, rng.randrange(2**63, 2**64)]), width), OPEN)
    yield case("an index of 2^64 or more", path(level, rng.choice([2**64, 2**64 + index, 10**24]), width), OPEN)


def tile_set(tree: Tree, size: int) -> list[list]:
    """Path and bytes of each hash tile of a tree, as tlog-tiles defines them."""
    tiles, level = [], 0
    while size >> 8 * level:
        count = size >> 8 * level
        for index in range((count + 255) // 256):
            numbers = range(256 * index, min(count, 256 * index + 256))
            hashes = [tree.hash(number << 8 * level, number + 1 << 8 * level) for number in numbers]
            tiles.append([path(level, index, len(hashes)), b"".join(hashes)])
        level += 1
    return tiles


def tiles_cases(rng: Rng):
    size = rng.choice([rng.randrange(1, 256), 256, 257, rng.randrange(258, 600), 512])
    tree = Tree([rng.randbytes(32) for _ in range(size + 1)])
    twin = Tree([rng.randbytes(32) for _ in range(size)])
    tiles, root = tile_set(tree, size), tree.root(size)
    at = rng.randrange(len(tiles))
    name, data = tiles[at]

    def case(kind, truth=FORGED, **changed):
        fields = {"size": size, "root": root, "tiles": tiles} | changed
        fields["tiles"] = [{"path": name, "bytes": data} for name, data in fields["tiles"]]
        return {"family": "tiles", "kind": kind, "truth": truth, **fields}

    def placed(*changed: list) -> list[list]:
        return tiles[:at] + list(changed) + tiles[at + 1 :]

    yield case("as they are", HONEST)
    yield case("in another order", HONEST, tiles=tiles[::-1])
    spot = 32 * rng.randrange(len(data) // 32)
    for kind, changed in [
        ("a bit of a tile", rng.flipped(data)), ("a hash of another", data[:spot] + rng.randbytes(32) + data[spot + 32 :]),
        ("a hash of zeros", data[:spot] + bytes(32) + data[spot + 32 :]),
        ("a tile cut by a hash", data[:-32]), ("a tile cut by a byte", data[:-1]), ("a tile with a hash more", data + rng.randbytes(32)),
        ("a tile with a byte more", data + b"\0"), ("an empty tile", b""), ("another tree's tile", dict(tile_set(twin, size))[name]),
        ("a hash left out and another after", data[:spot] + data[spot + 32 :] + rng.randbytes(32)),
        ("a byte moved", data[1:] + data[:1] if data[1:] + data[:1] != data else rng.flipped(data)),
    ]:
        yield case(kind, tiles=placed([name, changed]))
    if len(data) > 32:
        hashes = swapped(rng, [data[one : one + 32] for one in range(0, len(data), 32)])
        yield case("two hashes exchanged", tiles=placed([name, b"".join(hashes)]))
        narrower = path(*read(name)[:2], len(data) // 32 - 1)
        yield case("a tile's width less", tiles=placed([narrower, data[:-32]]))
        yield case("another width for the same bytes", tiles=placed([narrower, data]))
    if len(data) < 8192:
        wider = path(*read(name)[:2], len(data) // 32 + 1)
        yield case("a tile's width more", tiles=placed([wider, data + rng.randbytes(32)]))
        yield case("a partial tile as a full one", tiles=placed([name.split(".p")[0], data + bytes(8192 - len(data))]))
    yield case("a tile is missing", tiles=placed())
    yield case("a tile twice", tiles=placed([name, data], [name, data]))
    yield case("a tile that the tree has not", tiles=tiles + [[path(len(tiles), 7, 1), rng.randbytes(32)]])
    yield case("a tile of entries among them", tiles=placed([name.replace("tile/" + name.split("/")[1], "tile/entries"), data]))
    yield case("a tile of another level", tiles=placed([name.replace("tile/", "tile/1", 1), data]))
    yield case("a path that is none", tiles=placed([rng.choice(["/" + name, name + "/", name + ".p/256", "", name.upper()]), data]))
    if len(tiles) > 1:
        first, second = rng.sample(range(len(tiles)), 2)
        changed = [list(one) for one in tiles]
        changed[first][1], changed[second][1] = tiles[second][1], tiles[first][1]
        yield case("two tiles exchanged", tiles=changed)
    yield case("a bit of the root", root=rng.flipped(root))
    yield case("the root of another tree", root=twin.root())
    yield case("a size more", size=size + 1)
    yield case("a size less", size=size - 1)
    yield case("the root of a later tree", root=tree.root(size + 1))
    yield case("a root and size of a later tree", root=tree.root(size + 1), size=size + 1)
    yield case("a size of zero", size=0, root=sha256(b""))
    yield case("no tiles", tiles=[])


def read(name: str) -> tuple[str, int]:
    parts = name.split(".p")[0].split("/")
    return parts[1], int("".join(parts[2:]).replace("x", ""))


def bundle_cases(rng: Rng):
    count = rng.choice([1, 2, 256, rng.randrange(2, 30)])
    entries = [rng.randbytes(rng.choice([2, 3, 40, rng.randrange(2, 300)])) + number.to_bytes(2, "big") for number in range(count)]
    tile = b"".join(map(leaf_hash, entries))
    at = rng.randrange(count)

    def joined(parts: list[bytes]) -> bytes:
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)

    def case(kind, data: bytes, truth=FORGED, **changed):
        return {"family": "bundle", "kind": kind, "truth": truth, "count": count, "bytes": data, "tile": tile, **changed}

    def placed(*parts: bytes) -> bytes:
        return joined(entries[:at] + list(parts) + entries[at + 1 :])

    good, entry = joined(entries), entries[at]
    place = len(joined(entries[:at]))
    length = int.from_bytes(good[place : place + 2], "big")

    def with_length(length: int) -> bytes:
        return good[:place] + length.to_bytes(2, "big") + good[place + 2 :]

    yield case("as it is", good, HONEST)
    yield case("a bit of an entry", placed(rng.flipped(entry)))
    yield case("a bit of the bundle", rng.flipped(good))
    yield case("an entry cut", placed(entry[:-1]))
    yield case("an entry with a byte more", placed(entry + b"\0"))
    yield case("an entry empty", placed(b""))
    yield case("an entry left out", placed())
    yield case("an entry twice", placed(entry, entry))
    yield case("an entry more", good + joined([b"more"]))
    yield case("an empty entry more", good + b"\0\0")
    yield case("an entry as two", placed(entry[:1], entry[1:]))
    yield case("a byte after", good + rng.randbytes(1))
    yield case("cut by a byte", good[:-1])
    yield case("cut", good[: rng.randrange(len(good))])
    yield case("cut within a length", good[: place + 1])
    yield case("nothing", b"")
    for kind, wrong in [
        ("a length more", length + 1), ("a length less", length - 1), ("the greatest length", 65535), ("a length of zero", 0),
        ("a length's bytes exchanged", (length & 255) << 8 | length >> 8), ("a length with its prefix", length + 2),
    ]:
        if wrong != length:
            yield case(kind, with_length(wrong))
    yield case("lengths of four bytes", b"".join(len(one).to_bytes(4, "big") + one for one in entries))
    little = b"".join(len(one).to_bytes(2, "little") + one for one in entries)
    if little != good:
        yield case("lengths in the other order", little)
    yield case("no lengths", b"".join(entries))
    if count > 1:
        yield case("two entries exchanged", joined(swapped(rng, entries)))
        yield case("entries reversed", joined(entries[::-1]))
        at = rng.randrange(count - 1)
        pair = entries[at], entries[at + 1]
        yield case("two entries as one", joined(entries[:at] + [pair[0] + pair[1]] + entries[at + 2 :]))
        moved = [pair[0][:-1], pair[0][-1:] + pair[1]]
        yield case("a byte moved to the next entry", joined(entries[:at] + moved + entries[at + 2 :]))
    yield case("a bit of the tile", good, tile=rng.flipped(tile))
    yield case("another tile", good, tile=b"".join(rng.randbytes(32) for _ in range(count)))
    yield case("hashes of leaves without their prefix", good, tile=b"".join(map(sha256, entries)))
    yield case("a count more", good, count=count + 1)
    yield case("a count less", good, count=count - 1)
    yield case("a count less, and the tile's", good, count=count - 1, tile=tile[:-32])
