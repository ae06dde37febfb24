"""Forged evidence files of version 2: parties' keys under a registrar's log, receipts, hidden entries, a policy, and exhibits, by the
rules of Docs/format.md. Only the registrar's key is trusted in them.
"""

import copy

from evidence import ORIGINS, Entry, Log, places, text
from material import LOG, WITNESS, Rng, Signer, Tree, b64, leaf_hash
from notes import FORGED, HONEST

REGISTRAR, AGENCY = b"triplicate.example/registrar-210000", b"triplicate.example/agency-110105"
PARTIES = [b"center:210200", b"hospital:H11010500001", b"unit:9121"]


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def segment(party: bytes) -> bytes:
    return party.replace(b":", b"-", 1)


class Part(Log):
    """A log with hidden entries, and by when the policy was met."""

    def __init__(self, rng: Rng, origin: bytes, party: bytes):
        super().__init__(rng, origin, [])
        self.party, self.hidden, self.claim, self.extension = party, {}, True, b""
        self.witness = Signer(rng, origin.decode() + "/witness", WITNESS)
        self.mirror = Signer(rng, origin.decode() + "/mirror", WITNESS)

    def lines(self, quorum: int | None = None) -> list[bytes]:
        shown, self.shown = self.shown, {}
        head = super().lines()
        self.shown, out = shown, []
        time = quorum if self.claim is True else self.claim
        if time is not None:
            head.insert(2 + len(self.witnesses), b"quorum %d" % time)
        tree, size = self.tree(), len(self.entries)
        for number in sorted([*shown, *self.hidden]):
            path = [b"hash " + b64(hash) for hash in tree.path(number, size)]
            if number in shown:
                out += [b"entry %d" % number, b"bytes " + b64(self.entries[number].bytes()), *path]
            else:
                out += [b"hidden %d" % number, b"leaf " + b64(self.hidden[number] or tree.leaves[number]), *path]
        return head + out


class Exhibit:
    def __init__(self, rng: Rng, key: Signer):
        self.origin, self.keys, self.more = key.name, [key, key], []
        self.names = [key.name, key.name]
        new = [rng.randbytes(32) for _ in range(rng.randrange(2, 40))]
        old = [rng.randbytes(32), *new[1:]][: rng.randrange(1, len(new) + 1)]
        self.take(old, new)

    def take(self, old: list[bytes], new: list[bytes]) -> None:
        self.sizes, trees = [len(old), len(new)], [Tree(old), Tree(new)]
        self.roots = [tree.root() for tree in trees]
        size = len(old)
        self.opening = trees[1].consistency(size, len(new)) if size else []
        if 0 < size < len(new) and size & size - 1 == 0:
            self.opening = [trees[1].root(size), *self.opening]
        if size == len(new) and self.roots[1] < self.roots[0]:
            self.roots.reverse()

    def lines(self) -> list[bytes]:
        out = [b"exhibit " + self.origin]
        for name, key, size, root in zip(self.names, self.keys, self.sizes, self.roots):
            body = b"%b\n%d\n%b\n" % (name, size, b64(root))
            out += [b"key " + key.vkey, b"checkpoint", *body.split(b"\n")[:-1], b"", key.line(body)[:-1]]
        return out + [b"hash " + b64(hash) for hash in self.opening]


class Federation:
    """A claim of three parties, whose keys a registrar's log has: the center's was rotated, the unit's revoked after its head."""

    def __init__(self, rng: Rng):
        self.rng, self.version = rng, 2
        tag = b"%06d" % rng.randrange(10**6)
        self.stream = b"claim/210200/2026-" + tag
        self.parts = [Part(rng, origin, party) for origin, party in zip(ORIGINS, PARTIES)]
        self.center, self.hospital, self.unit = self.parts
        self.registrar = Part(rng, REGISTRAR, b"registrar:210000")
        self.related, self.exhibits, self.agency = set(), [], Part(rng, AGENCY, b"agency:110105")
        self.old = self.center.key
        self.new = Signer(rng, ORIGINS[0].decode(), LOG)
        for part in self.parts:
            for _ in range(rng.randrange(6)):
                part.entries.append(Entry(rng, part.key.name, b"claim/210200/2025-1"))
        for _ in range(rng.randrange(3, 6)):
            self.tell(self.center, self.stream, [PARTIES[1], PARTIES[2]])
        self.tell(self.unit, self.stream, [PARTIES[0]])
        for number in sorted(self.center.shown)[1:-1][:2]:
            del self.center.shown[number]
            self.center.hidden[number] = None
        self.last = max(self.center.shown)
        self.receipt = self.receive(self.hospital, self.center, self.last)
        self.receive(self.unit, self.center, self.last)
        for part in self.parts:
            for _ in range(rng.randrange(1, 5)):
                part.entries.append(Entry(rng, part.key.name, b"claim/210200/2025-2"))
        self.center.key = self.new
        self.from_size = rng.randrange(1, len(self.center.entries) + 1)
        self.last_good = len(self.unit.entries) + rng.randrange(2) * rng.randrange(9)
        self.good_root = None
        self.rotation_signer, self.register = self.old, []
        # Of the three in the policy one is a mirror; another witness is nobody's.
        self.policy_keys = [self.hospital.witness, self.unit.mirror, self.agency.witness]
        self.other = Signer(rng, "t\u00e9moin.example/other", WITNESS)
        for part in [*self.parts, self.registrar]:
            part.witnesses = sorted(
                rng.sample([*self.policy_keys, self.other], rng.randrange(5)), key=lambda one: one.vkey)
        self.center.witnesses = sorted([*self.policy_keys[:2], self.other], key=lambda one: one.vkey)
        self.policy = [b"witness %d %b" % (number, key.vkey) for number, key in enumerate(self.policy_keys)]
        self.policy += [b"group g 2 0 1 2", b"quorum g"]
        self.exhibits = [Exhibit(rng, self.agency.key)] if rng.random() < 0.5 else []

    def tell(self, part: Part, stream: bytes, readers: list[bytes]) -> None:
        entry = Entry(self.rng, part.key.name, stream)
        entry.readers = [(reader, 0) for reader in sorted(readers)]
        if part is self.unit:
            entry.after = [self.center.reference(max(self.center.shown))]
        part.shown[len(part.entries)] = []
        part.entries.append(entry)

    def receive(self, reader: Part, sender: Part, number: int) -> Entry:
        role, code = reader.party.split(b":")
        stream = b"/".join([b"receipt", code, role, segment(sender.party), b"2026"])
        entry = Entry(self.rng, reader.key.name, stream)
        entry.type = 333
        entry.payload = received(*sender.reference(number))
        self.related.add(stream)
        reader.shown[len(reader.entries)] = []
        reader.entries.append(entry)
        return entry

    def say(self, party: bytes, type: int, message: bytes) -> Entry:
        entry = Entry(self.rng, REGISTRAR, b"party/210000/" + segment(party))
        entry.type, entry.payload = type, field(type, message)
        self.related.add(entry.stream)
        self.registrar.shown[len(self.registrar.entries)] = []
        self.registrar.entries.append(entry)
        return entry

    def write_register(self) -> None:
        """What the registrar says, once all else is settled."""
        self.register = []
        for part in [*self.parts, self.agency]:
            keys = [(self.old if part is self.center else part.key).vkey, part.witness.vkey, part.mirror.vkey]
            message = field(1, part.party) + field(2, b"somebody") + field(3, part.key.name)
            message += field(4, b"".join(field(at + 1, key) for at, key in enumerate(keys)))
            self.register.append(self.say(part.party, 370, message))
        origin, seven = ORIGINS[0], [b"triplicate/key-rotation/1", ORIGINS[0], b"log", self.old.vkey, self.new.vkey]
        seven += [b"%d" % self.from_size, b"registrar:210000"]
        signature = self.rotation_signer.private.sign(b"".join(one + b"\n" for one in seven))
        message = field(1, origin) + field(2, 1) + field(3, self.old.vkey) + field(4, self.new.vkey)
        self.register.append(self.say(PARTIES[0], 372, message + field(5, self.from_size) + field(6, signature)))
        root = self.good_root
        if root is None:
            root = self.unit.tree().root() if self.last_good == len(self.unit.entries) else self.rng.randbytes(32)
        message = field(1, ORIGINS[2]) + field(2, 1) + field(3, self.unit.key.vkey)
        message += field(4, self.last_good) + field(5, root.hex().encode()) + field(6, b"stolen")
        self.register.append(self.say(PARTIES[2], 373, message))

    def quorum(self, part: Part) -> int | None:
        times = sorted(key.time for key in part.witnesses if key in self.policy_keys)
        return times[1] if self.policy and len(times) > 1 else None

    def lines(self) -> list[bytes]:
        if not self.register:
            self.write_register()
        out = [b"triplicate/evidence/v%d" % self.version, b"stream " + self.stream]
        out += [b"related " + name for name in sorted(self.related)] + [b"policy " + one for one in self.policy]
        for part in sorted([*self.parts, self.registrar], key=lambda part: part.key.name):
            out += part.lines(self.quorum(part))
        return out + [line for one in self.exhibits for line in one.lines()] + [b"end"]

    def trust(self) -> bytes:
        return b"registrar " + self.registrar.key.vkey + b"\n"


def received(origin: bytes, number: int, leaf: bytes) -> bytes:
    return field(333, field(1, field(1, origin) + field(2, number)) + field(2, leaf.hex().encode()))


def before(kind: str):
    """Changes made before the registrar writes and the logs are signed."""
    rng_bytes = lambda case: case.rng.randbytes(32)

    def settle(case: Federation, **fields) -> None:
        for name, value in fields.items():
            setattr(case, name, value)

    def after_register(case: Federation, change) -> None:
        case.write_register()
        change(case)

    def last(case: Federation) -> tuple[bytes, int, bytes]:
        return case.center.reference(case.last)

    def payload(case: Federation, data: bytes) -> None:
        case.receipt.payload = data

    def another_stream(case: Federation, stream: bytes) -> None:
        case.related.discard(case.receipt.stream)
        case.receipt.stream = stream
        case.related.add(stream)

    def unaddressed(case: Federation) -> None:
        case.center.entries[case.last].readers = [(PARTIES[2], 0)]
        # All that stood on the leaf hash is written anew, by liars who agree with each other.
        reference = last(case)
        for part in case.parts:
            for entry in part.entries:
                entry.after = [reference if one[:2] == reference[:2] else one for one in entry.after]
                if entry.type == 333:
                    entry.payload = received(*reference)

    def in_other_log(case: Federation) -> None:
        number = next(number for number in case.hospital.shown if case.hospital.entries[number] is case.receipt)
        del case.hospital.shown[number]
        moved = copy.deepcopy(case.receipt)
        moved.origin = case.unit.key.name
        case.unit.shown[len(case.unit.entries)] = []
        case.unit.entries.append(moved)
        case.last_good = len(case.unit.entries)
        if not case.hospital.shown:
            case.tell(case.hospital, case.stream, [])

    def of_own(case: Federation) -> None:
        case.tell(case.hospital, case.stream, [PARTIES[0]])
        case.receipt.payload = received(case.hospital.key.name, max(case.hospital.shown), bytes(32))

    def rewritten(case: Federation, at: int, change) -> None:
        case.write_register()
        case.register[at].payload = change(case.register[at].payload)

    def hidden_reference(case: Federation) -> None:
        number = min(case.center.hidden)
        entry = case.unit.entries[next(iter(case.unit.shown))]
        entry.after, entry.basis = [], [(ORIGINS[0], number, rng_bytes(case))]

    def convict(case: Federation, change) -> None:
        case.exhibits = [Exhibit(case.rng, case.agency.key)]
        change(case.exhibits[0])

    def history(one: Exhibit, size: int, more: int) -> None:
        leaves = [bytes([at]) * 32 for at in range(size + more)]
        one.take(leaves[:size], leaves)

    changes = {
        "an expired key": lambda case: settle(case.center, key=case.old),
        "a key before its time": lambda case: settle(case, from_size=len(case.center.entries) + 1),
        "a stolen key after its last good size": lambda case: settle(case, last_good=len(case.unit.entries) - 1),
        "another root at a key's last good size": lambda case: settle(
            case, last_good=len(case.unit.entries), good_root=rng_bytes(case)),
        "a key that nobody admitted": lambda case: settle(case.center, key=Signer(case.rng, ORIGINS[0].decode(), LOG)),
        "a rotation without the old key": lambda case: settle(case, rotation_signer=Signer(case.rng, "x", LOG)),
        "an admission in another party's stream": lambda case: after_register(
            case, lambda case: settle(case.register[1], stream=case.register[0].stream)),
        "an admission of another type": lambda case: after_register(case, lambda case: settle(case.register[1], type=371)),
        "an admission in an honest log that is no registrar's": lambda case: (
            case.write_register(), settle(case.register[1], type=371),
            settle(case.hospital.entries[next(iter(case.hospital.shown))], type=370, payload=case.register[1].payload)),
        "an admission cut": lambda case: rewritten(case, 1, lambda data: data[:-1]),
        "an admission with a group": lambda case: rewritten(case, 1, lambda data: data + varint(9 << 3 | 3)),
        "an admission with a field of number 0": lambda case: rewritten(case, 1, lambda data: data + b"\0\0"),
        "an admission with a varint of 11 bytes": lambda case: rewritten(case, 1, lambda data: data + b"\x48" + b"\x80" * 10 + b"\0"),
        "an admission twice in one entry": lambda case: rewritten(case, 1, lambda data: data + data),
        "a number in a text's place": lambda case: rewritten(case, 1, lambda data: field(370, field(1, 1) + data[3:])),
        "a rotation with its size twice": lambda case: rewritten(
            case, 4, lambda data: field(372, b"".join([field(5, 1), field(5, 1)]))),
        "a receipt with another leaf hash": lambda case: payload(case, received(*last(case)[:2], rng_bytes(case))),
        "a receipt of an entry for others": unaddressed,
        "a receipt in another reader's log": in_other_log,
        "a receipt of the own log": of_own,
        "a receipt of another log": lambda case: payload(
            case, received(*case.unit.reference(next(iter(case.unit.shown))))),
        "a receipt for another sender": lambda case: another_stream(
            case, b"receipt/H11010500001/hospital/unit-9121/2026"),
        "a receipt of another reader": lambda case: another_stream(
            case, b"receipt/H11010500002/hospital/center-210200/2026"),
        "a receipt of another role": lambda case: another_stream(
            case, b"receipt/H11010500001/pharmacy/center-210200/2026"),
        "a receipt in a shorter stream": lambda case: another_stream(case, b"receipt/H11010500001/hospital/center-210200"),
        "a receipt in a longer stream": lambda case: another_stream(
            case, b"receipt/H11010500001/hospital/center-210200/2026/1"),
        "a receipt that is none": lambda case: payload(case, b"\xff"),
        "an empty receipt": lambda case: payload(case, b""),
        "a receipt of another type's field": lambda case: payload(case, field(332, received(*last(case))[3:])),
        "a receipt with its leaf hash in capitals": lambda case: payload(
            case, field(333, field(1, field(1, ORIGINS[0]) + field(2, case.last)) + field(2, b"AB" * 32))),
        "a receipt with its leaf hash twice": lambda case: payload(
            case, field(333, field(1, field(1, ORIGINS[0]) + field(2, case.last)) + field(2, last(case)[2].hex().encode()) * 2)),
        "a receipt of a number beyond the last": lambda case: payload(
            case, received(ORIGINS[0], 2**63 - 1, bytes(32))),
        "a receipt of no log": lambda case: payload(case, received(b"a//b", 1, bytes(32))),
        "a hidden entry of another hash": lambda case: case.center.hidden.update({min(case.center.hidden): rng_bytes(case)}),
        "a reference to a hidden entry with another hash": hidden_reference,
        "a policy that is not met": lambda case: settle(case.center, witnesses=[case.other], claim=case.other.time),
        "a policy met before its time": lambda case: settle(case.center, claim=(case.quorum(case.center) or 2) - 1),
        "a policy met after its time": lambda case: settle(case.center, claim=(case.quorum(case.center) or 0) + 1),
        "a time of the policy beyond the last": lambda case: settle(case.center, claim=2**63),
        "a harder policy than is met": lambda case: settle(case, policy=[
            *case.policy[:3], b"group g all 0 1 2", b"quorum g"]),
        "two heads of one history": lambda case: convict(
            case, lambda one: history(one, case.rng.randrange(1, 20), case.rng.randrange(1, 20))),
        "one head twice": lambda case: convict(case, lambda one: history(one, 7, 0)),
        "a head and the beginning of all": lambda case: convict(case, lambda one: history(one, 0, 7)),
        "an opening of another tree": lambda case: convict(
            case, lambda one: settle(one, sizes=[5, 11], opening=[rng_bytes(case)] * 5)),
        "an opening with a hash more": lambda case: convict(
            case, lambda one: settle(one, opening=[*one.opening, rng_bytes(case)])),
        "an opening of equal sizes": lambda case: convict(
            case, lambda one: settle(one, sizes=[9, 9], roots=sorted(one.roots), opening=[rng_bytes(case)])),
        "heads in the wrong order": lambda case: convict(
            case, lambda one: settle(one, sizes=[9, 7])),
        "equal sizes, the larger root first": lambda case: convict(
            case, lambda one: settle(one, sizes=[9, 9], roots=sorted(one.roots, reverse=True), opening=[])),
        "a head of another log in an exhibit": lambda case: convict(
            case, lambda one: settle(one, names=[AGENCY, ORIGINS[0]])),
        "a key of another log in an exhibit": lambda case: convict(
            case, lambda one: settle(one, keys=[case.agency.key, case.hospital.key])),
        "an exhibit of a key that nobody admitted": lambda case: convict(
            case, lambda one: settle(one, keys=[case.agency.key, Signer(case.rng, AGENCY.decode(), LOG)])),
        "an exhibit made with a stolen key": lambda case: settle(case, exhibits=[stolen(case)]),
        "exhibits of one log twice": lambda case: settle(
            case, exhibits=[Exhibit(case.rng, case.agency.key), Exhibit(case.rng, case.agency.key)]),
        "exhibits out of order": lambda case: settle(
            case, exhibits=[Exhibit(case.rng, case.hospital.key), Exhibit(case.rng, case.agency.key)]),
    }
    return changes if kind == "" else changes[kind]


def stolen(case: Federation) -> Exhibit:
    """Two heads under the unit's key, beyond its last good size: they convict the thief, and not the unit."""
    one = Exhibit(case.rng, case.unit.key)
    size = case.last_good + 1
    one.take([b"a" * 32] * size, [b"b" * 32] * (size + 3))
    return one


POLICIES = {
    "a policy without its quorum": lambda lines: lines[:-1], "a policy with its quorum first": lambda lines: lines[-1:] + lines[:-1],
    "a policy with two quorums": lambda lines: lines + lines[-1:], "a policy with a quorum of nobody": lambda lines: lines[:-1] + [b"quorum h"],
    "a witness of a policy twice": lambda lines: lines[:1] + lines, "a witness's key under two names": lambda lines: [
        lines[0], lines[0].replace(b"witness 0 ", b"witness 9 ")] + lines[1:],
    "a group twice": lambda lines: lines[:-1] + lines[-2:], "a group of nobody": lambda lines: lines[:-2] + [b"group g 2", lines[-1]],
    "a group of the unknown": lambda lines: lines[:-2] + [b"group g 1 x", lines[-1]],
    "a group with a member twice": lambda lines: lines[:-2] + [b"group g 1 0 0", lines[-1]],
    "a member of two groups": lambda lines: lines[:-2] + [b"group f 1 0", b"group g 1 0 1", lines[-1]],
    "a count of zero": lambda lines: lines[:-2] + [b"group g 0 0 1 2", lines[-1]],
    "a count beyond the members": lambda lines: lines[:-2] + [b"group g 4 0 1 2", lines[-1]],
    "a count with a leading zero": lambda lines: lines[:-2] + [b"group g 02 0 1 2", lines[-1]],
    "a count in words": lambda lines: lines[:-2] + [b"group g two 0 1 2", lines[-1]],
    "a group called none": lambda lines: lines[:-2] + [b"group none 2 0 1 2", b"quorum none"],
    "two spaces in a policy": lambda lines: [lines[0].replace(b" 0 ", b"  0 ")] + lines[1:],
    "a tab in a policy": lambda lines: [lines[0].replace(b" 0 ", b"\t0 ")] + lines[1:],
    "a space at a policy line's end": lambda lines: lines[:-1] + [lines[-1] + b" "],
    "a comment in a policy": lambda lines: [b"# ours"] + lines, "an empty line in a policy": lambda lines: [b""] + lines,
    "a log in a policy": lambda lines: [b"log " + lines[0].split(b" ")[2]] + lines,
    "an address in a policy": lambda lines: [lines[0] + b" https://w.example"] + lines[1:],
    "a policy that is not UTF-8": lambda lines: lines[:-2] + [b"group \xff 2 0 1 2", b"quorum \xff"],
    "a log's key as a policy's witness": lambda lines: [lines[0].replace(b"+", b"+0", 1)] + lines[1:],
    "257 lines of a policy": lambda lines: [b"group %d any 0" % number for number in range(257)] + lines,
}


def line_forgeries(rng: Rng, lines: list[bytes], stream: bytes):
    """Kind and lines: what another hand makes of an honest file."""
    hidden, policy, quorum = places(lines, b"hidden"), places(lines, b"policy"), places(lines, b"quorum")
    log, exhibit, leaf = places(lines, b"log"), places(lines, b"exhibit"), places(lines, b"leaf")
    end = len(lines) - 1

    def without(start: int, count: int = 1) -> list[bytes]:
        return lines[:start] + lines[start + count :]

    def placed(at: int, *changed: bytes) -> list[bytes]:
        return lines[:at] + list(changed) + lines[at + 1 :]

    yield "a file of version 1 with later lines", [b"triplicate/evidence/v1", *lines[1:]]
    yield "a stream left out of a case", without(1) if not exhibit else without(1)[:-1]
    yield "a policy after a log", lines[: policy[0]] + lines[policy[-1] + 1 : end] + lines[policy[0] : policy[-1] + 1] + [b"end"]
    yield "a time of a policy that is not there", lines[: policy[0]] + lines[policy[-1] + 1 :]
    yield "a time before the witnesses", without(quorum[0])[: log[0] + 2] + [lines[quorum[0]]] + without(quorum[0])[log[0] + 2 :]
    yield "a time twice", placed(quorum[0], lines[quorum[0]], lines[quorum[0]])
    yield "a time with a sign", placed(quorum[0], lines[quorum[0]].replace(b" ", b" +"))
    yield "a time with a leading zero", placed(quorum[0], lines[quorum[0]].replace(b" ", b" 0"))
    at = rng.choice(hidden)
    number = int(lines[at].split(b" ")[1])
    stop = next(one for one in range(at + 2, len(lines)) if not lines[one].startswith(b"hash "))
    yield "a hidden entry twice", lines[:stop] + lines[at:stop] + lines[stop:]
    yield "a hidden entry last", lines[:at] + lines[stop:end] + lines[at:stop] + [b"end"]
    yield "a hidden entry without its leaf", without(at + 1)
    yield "a hidden entry with two leaves", placed(at + 1, lines[at + 1], lines[at + 1])
    yield "a leaf after the proof", lines[: at + 1] + lines[at + 2 : stop] + [lines[at + 1]] + lines[stop:]
    yield "a hidden entry's proof cut", without(stop - 1)
    yield "a hidden entry's proof and one", lines[:stop] + [lines[stop - 1]] + lines[stop:]
    yield "a hidden entry with a changed proof", placed(stop - 1, b"hash " + b64(rng.randbytes(32)))
    yield "a hidden entry under another number", placed(at, b"hidden %d" % (number + 10**6))
    yield "a hidden entry's leaf of 31 bytes", placed(at + 1, b"leaf " + b64(rng.randbytes(31)))
    yield "a hidden entry shown as bytes", placed(at, b"entry %d" % number)
    yield "a hidden entry's blob", lines[:stop] + [b"blob " + rng.randbytes(32).hex().encode()] + lines[stop:]
    yield "an entry's bytes as a leaf", placed(leaf[0], lines[next(
        one for one in range(len(lines)) if lines[one].startswith(b"bytes "))].replace(b"bytes", b"leaf"))
    shown = next(one for one in places(lines, b"entry") if one > log[0])
    yield "an entry as hidden", placed(shown, lines[shown].replace(b"entry", b"hidden"))
    if exhibit:
        start = exhibit[0]
        yield "an exhibit before the logs", lines[: log[0]] + lines[start:end] + lines[log[0] : start] + [b"end"]
        yield "an exhibit without its second head", lines[: start + 7] + [b"end"]
        yield "an exhibit's head without its signature", without(start + 7)
        yield "an exhibit's head with another signature", placed(start + 7, lines[start + 7][:-8] + b"AAAA" + lines[start + 7][-4:])
        yield "an exhibit under another name", placed(start, b"exhibit " + ORIGINS[0])
        yield "an exhibit under no name", placed(start, b"exhibit a//b")
        yield "an entry after the exhibits", lines[:end] + [b"entry 9999", b"bytes AA=="] + [b"end"]
        yield "66 hashes in an exhibit", lines[:end] + [b"hash " + b64(bytes(32))] * 66 + [b"end"]
        alone = [lines[0]] + lines[start:]
        yield "an exhibit alone of a key that nobody trusts", alone
        yield "an exhibit alone with a stream", [lines[0], b"stream " + stream] + lines[start:]
        yield "an exhibit alone in version 1", [b"triplicate/evidence/v1"] + lines[start:]
        yield "no exhibit and no stream", [lines[0], b"end"]
        changed = list(lines)
        both = [start + 5, start + 13 if lines[start + 9] == b"checkpoint" else start + 12]
        changed[both[0]], changed[both[1]] = changed[both[1]], changed[both[0]]
        yield "the roots of an exhibit exchanged", changed
    # Bytes and lines at random, but not in the policy, which is its writer's affair.
    free = [at for at in range(len(lines)) if not lines[at].startswith((b"policy ", b"quorum "))]
    for _ in range(20):
        at = rng.choice(free)
        yield "a bit at random in version 2", placed(at, rng.flipped(lines[at]) if lines[at] else b"x")
        yield "a line at random twice in version 2", placed(at, lines[at], lines[at])
        one, other = sorted(rng.sample(free, 2))
        if lines[one] != lines[other]:
            changed = list(lines)
            changed[one], changed[other] = changed[other], changed[one]
            yield "two lines at random exchanged in version 2", changed


def federation_cases(rng: Rng):
    honest = Federation(rng)
    honest.exhibits = [Exhibit(rng, honest.agency.key)]

    def case(kind, truth, lines, trust=None):
        trust = honest.trust() if trust is None else trust
        return {"family": "federation", "kind": kind, "truth": truth, "file": text(lines), "trust": trust}

    def made(change=lambda case: None) -> list[bytes]:
        copied = copy.deepcopy(honest)
        change(copied)
        return copied.lines()

    lines = made()
    settled = copy.deepcopy(honest)
    settled.write_register()
    ready = settled.lines()
    yield case("a case of three parties", HONEST, lines)
    yield case("a case without its policy", HONEST, made(lambda case: setattr(case, "policy", [])))
    yield case("a case with a policy of no witnesses", HONEST, made(
        lambda case: (setattr(case, "policy", [b"quorum none"]), [setattr(part, "claim", 0) for part in [*case.parts, case.registrar]])))
    yield case("a case without exhibits", HONEST, made(lambda case: setattr(case, "exhibits", [])))
    yield case("a case with times left out", HONEST, made(
        lambda case: [setattr(part, "claim", None) for part in [*case.parts, case.registrar]]))
    keys = b"".join(part.key.vkey + b"\n" for part in [*honest.parts, honest.agency, honest.registrar])
    yield case("a case whose keys are all trusted, and no registrar", HONEST, lines, keys)
    alone = [lines[0]] + lines[places(lines, b"exhibit")[0] :]
    yield case("an exhibit alone", HONEST, alone, honest.agency.key.vkey)
    for size, more in [(1, 1), (2, 3), (4, 4), (8, 1), (7, 6), (16, 16)]:
        one = Exhibit(rng, honest.agency.key)
        leaves = [rng.randbytes(32) for _ in range(size + more)]
        one.take([rng.randbytes(32), *leaves[1:size]], leaves)
        yield case("an exhibit of given sizes", HONEST, [lines[0], *one.lines(), b"end"], honest.agency.key.vkey)
    for kind, change in before("").items():
        yield case(kind, FORGED, made(change))
    for kind, change in POLICIES.items():
        yield case(kind, FORGED, made(lambda case: setattr(case, "policy", change(case.policy))))
    for kind, changed in line_forgeries(rng, ready, honest.stream):
        yield case(kind, FORGED, changed)
    ordinary = honest.registrar.key.vkey
    yield case("a registrar's key trusted as any log's", FORGED, lines, ordinary)
    yield case("another registrar's key", FORGED, lines, b"registrar " + Signer(rng, REGISTRAR.decode(), LOG).vkey)
    yield case("a hospital trusted as a registrar", FORGED, lines, b"registrar " + honest.hospital.key.vkey + b"\n" + ordinary)
    yield case("a witness trusted as a registrar", FORGED, lines, honest.trust() + b"registrar " + honest.other.vkey)
    yield case("a registrar's mark without a key", FORGED, lines, honest.trust() + b"registrar ")
    yield case("a registrar's mark with two spaces", FORGED, lines, b"registrar  " + ordinary)
    yield case("a registrar's mark twice", FORGED, lines, b"registrar registrar " + ordinary)
    # What one registrar's log says, spliced into another's.
    other = Federation(rng)
    other.write_register()
    spliced = copy.deepcopy(settled)
    theirs, ours = text(other.lines()).split(b"log " + REGISTRAR)[1], text(ready)
    yield case("another registrar's log", FORGED, (ours.split(b"log " + REGISTRAR)[0] + b"log " + REGISTRAR + theirs).split(b"\n")[:-1])
    number = rng.choice(sorted(spliced.registrar.shown))
    good = b"bytes " + b64(spliced.registrar.entries[number].bytes())
    yield case("a registrar's entry exchanged for another's", FORGED, [
        b"bytes " + b64(other.registrar.entries[number].bytes()) if one == good else one for one in ready])
    entries = [one for one in range(len(ready)) if ready[one] == good]
    yield case("a registrar's entry under another number", FORGED, [
        *ready[: entries[0] - 1], b"entry %d" % (number + 100), *ready[entries[0] :]])
