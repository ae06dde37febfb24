"""Forged keys, notes, checkpoints and proof files. Each case: what kind it is, whether it is forged, and its fields."""

from material import (
    DASH, LOG, TRANSPORT, WITNESS, Rng, Signer, Tree, b64, beyond_order, decomposed, leaf_hash, line, random_text, sha256)

NAMES = ["triplicate.example/center-{}", "hospital.example:8443/{}", "\u8bb0\u5f55.example/{}", "caf\u00e9.example/{}"]
FORGED, HONEST, OPEN = "forged", "honest", "open"


class Sample:
    """A signed text. One of those who signed it is the target: what is forged must not count as theirs."""

    def __init__(self, rng: Rng, text: bytes, signers: list[Signer], strangers: int):
        self.rng, self.text, self.signers = rng, text, signers
        self.target = rng.choice(signers)
        lines = [signer.line(text) for signer in signers]
        for _ in range(strangers):
            lines.insert(rng.randrange(len(lines) + 1), stranger(rng))
        self.lines, self.at = lines, lines.index(self.target.line(text))

    def join(self, text: bytes, lines: list[bytes]) -> bytes:
        return text + b"\n" + b"".join(lines)

    def data(self) -> bytes:
        return self.join(self.text, self.lines)

    def signing(self, text: bytes) -> bytes:
        """All signers sign another text."""
        return self.join(text, [signer.line(text) for signer in self.signers])

    def with_line(self, *changed: bytes) -> bytes:
        """Other lines in place of the target's."""
        return self.join(self.text, [*self.lines[: self.at], *changed, *self.lines[self.at + 1 :]])


def stranger(rng: Rng) -> bytes:
    name = rng.choice(NAMES).format(rng.randrange(10**6)).encode()
    return line(name, rng.randbytes(4), rng.randbytes(rng.choice([1, 64, 72, 200])))


def changed_texts(sample: Sample, other: bytes):
    """Other texts under the same signatures."""
    rng, text = sample.rng, sample.text
    yield "a bit of the text", rng.flipped(text)
    at = rng.randrange(len(text))
    yield "a byte of the text left out", text[:at] + text[at + 1 :]
    yield "a byte of the text twice", text[: at + 1] + text[at:]
    yield "a space at a line's end", text[:-1] + b" \n"
    yield "a line more", text + b"more\n"
    yield "a line before", b"more\n" + text
    lines = text.split(b"\n")[:-1]
    if len(lines) > 1:
        at = rng.randrange(len(lines) - 1)
        yield "a line of the text left out", b"".join(one + b"\n" for one in lines[:at] + lines[at + 1 :])
        if lines[at] != lines[at + 1]:
            swapped = lines[:at] + [lines[at + 1], lines[at]] + lines[at + 2 :]
            yield "lines of the text reordered", b"".join(one + b"\n" for one in swapped)
    yield "a text without its last line feed", text[:-1]
    yield "a signature over another text", other
    if decomposed(text):
        yield "the text's letters decomposed", decomposed(text)
    yield "line ends of two characters in the text", text.replace(b"\n", b"\r\n")


def changed_lines(sample: Sample, other: bytes):
    """Other lines in place of the target's signature line."""
    rng, key, text = sample.rng, sample.target, sample.text
    good, foreign = key.signature(text), Signer(rng, key.name.decode(), key.type)
    own = key.line(text)
    yield "a bit of the signature", line(key.name, key.id, rng.flipped(good, len(good) - 64))
    yield "a signature cut by a byte", line(key.name, key.id, good[:-1])
    yield "a signature with a byte more", line(key.name, key.id, good + rng.randbytes(1))
    yield "a signature with a byte before", line(key.name, key.id, rng.randbytes(1) + good)
    yield "no signature after the key id", line(key.name, key.id, b"")
    yield "a key id cut", DASH + b" " + key.name + b" " + b64(key.id[:3]) + b"\n"
    yield "a signature of zeros", line(key.name, key.id, bytes(len(good)))
    yield "a signature with S beyond the order", line(key.name, key.id, beyond_order(good))
    yield "the halves of a signature exchanged", line(key.name, key.id, good[:-64] + good[-32:] + good[-64:-32])
    yield "another key id", line(key.name, rng.flipped(key.id), good)
    yield "the key id reversed", line(key.name, (key.id[::-1] if key.id != key.id[::-1] else b"\0\0\0\1"), good)
    yield "another key name", line(key.name + b"x", key.id, good)
    if decomposed(key.name):
        yield "the key name's letters decomposed", line(decomposed(key.name), key.id, good)
    yield "the signature of another text", key.line(other)
    yield "a foreign key's signature under its own id", foreign.line(text)
    yield "a foreign key's signature under our id", line(key.name, key.id, foreign.signature(text))
    wrong = Signer(rng, key.name.decode(), WITNESS if key.type == LOG else LOG, key.seed)
    yield "a signature of another type under its own id", wrong.line(text)
    yield "a signature of another type under our id", line(key.name, key.id, wrong.signature(text))
    if key.type == WITNESS:
        plain = key.private.sign(text)
        time = good[:8]
        yield "a cosignature that is a plain signature with a time", line(key.name, key.id, time + plain)
        moved = key.time + rng.choice([-1, 1, 60, 2**20])
        yield "another time in a cosignature", line(key.name, key.id, (moved % 2**62).to_bytes(8, "big") + good[8:])
        yield "the time of a cosignature in the other order", line(key.name, key.id, time[::-1] + good[8:])
        late = rng.choice([2**63, 2**64 - 1, 2**63 + key.time])
        yield "a time beyond the last, signed", line(key.name, key.id, key.signature(text, late))
        zeros = b"cosignature/v1\ntime 0%d\n" % key.time + text
        yield "a time with a leading zero, signed", line(key.name, key.id, time + key.private.sign(zeros))
        bare = b"cosignature/v1\ntime %d" % key.time + text
        yield "a message without a line feed, signed", line(key.name, key.id, time + key.private.sign(bare))
        named = b"cosignature/v2\ntime %d\n" % key.time + text
        yield "a cosignature of another version", line(key.name, key.id, time + key.private.sign(named))
    body = own[len(DASH) + 1 :]
    yield "a hyphen for the dash", b"- " + body
    yield "a shorter dash", "\u2013 ".encode() + body
    yield "no space after the dash", DASH + body
    yield "two spaces after the dash", DASH + b"  " + body
    yield "a tab after the dash", DASH + b"\t" + body
    yield "a wide space after the dash", DASH + "\u3000".encode() + body
    yield "a space before the dash", b" " + own
    yield "a space at the signature line's end", own[:-1] + b" \n"
    yield "a carriage return at the signature line's end", own[:-1] + b"\r\n"
    yield "a third part in the signature line", own[:-1] + b" x\n"
    yield "no padding", own.replace(b"=", b"")
    yield "more padding", own[:-1] + b"=\n"
    yield "a space within the base64", own[:-6] + b" " + own[-6:]
    if b"+" in body or b"/" in own[-90:]:
        yield "the other alphabet of base64", DASH + b" " + key.name + b" " + body.split(b" ")[1].replace(
            b"+", b"-").replace(b"/", b"_")
    yield "base64 with bits left over", left_over(rng, own)
    changed = rng.flipped(own, len(DASH) + 1)
    if changed[:-1].rstrip(b"=")[:-1] != own[:-1].rstrip(b"=")[:-1] or changed[-1:] != b"\n":
        yield "a bit of the signature line", changed


def left_over(rng: Rng, own: bytes) -> bytes:
    """The last character of the base64 with a bit that no byte uses."""
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    core = own[:-1].rstrip(b"=")
    spare = {1: 2, 2: 4}[len(own) - 1 - len(core)]
    value = digits.index(core[-1:]) | rng.randrange(1, 1 << spare)
    return core[:-1] + digits[value : value + 1] + own[len(core) :]


def forgeries(sample: Sample, other: bytes):
    """Kind and bytes: whatever becomes of a sample in other hands. In all of them the target has not signed the text."""
    rng, text, lines, own = sample.rng, sample.text, sample.lines, sample.lines[sample.at]
    for kind, changed in changed_texts(sample, other):
        yield kind, sample.join(changed, lines)
    for kind, changed in changed_lines(sample, other):
        yield kind, sample.with_line(changed)
    data = sample.data()
    end = len(sample.join(text, lines[: sample.at + 1]))
    yield "cut", data[: rng.randrange(end)]
    yield "cut before the last line feed", sample.join(text, lines[: sample.at + 1])[:-1]
    yield "a blank line after", data + b"\n"
    yield "a word after", data + b"more\n"
    yield "a byte after", data + bytes([rng.choice(b"\0\r\t x\xff")])
    yield "no blank line", text + b"".join(lines)
    yield "a carriage return in the blank line", text + b"\r\n" + b"".join(lines)
    yield "a space in the blank line", text + b" \n" + b"".join(lines)
    yield "two blank lines", text + b"\n\n" + b"".join(lines)
    yield "a blank line after the target's", text + b"".join(lines[: sample.at + 1]) + b"\n" + stranger(rng)
    yield "carriage returns everywhere", data.replace(b"\n", b"\r\n")
    yield "only a stranger's signature", sample.join(text, [stranger(rng)])
    yield "no signature", sample.join(text, [])
    yield "an empty text", b"\n" + b"".join(lines)
    yield "the signatures alone", b"".join(lines)
    yield "the note twice", data + data
    yield "a byte order mark", b"\xef\xbb\xbf" + data
    broken = rng.choice([b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80"])
    at = rng.choice([at for at in range(len(text)) if text[at] & 0xC0 != 0x80])
    yield "a text that is not UTF-8, signed", sample.signing(text[:at] + broken + text[at:])
    control = bytes([rng.choice([*range(0, 10), *range(11, 32)])])
    yield "a control character in the text, signed", sample.signing(text[:at] + control + text[at:])
    yield "a stranger's line that is not UTF-8", sample.join(text, [*lines, line(b"a" + broken, b"abcd", b"x")])
    yield "a stranger's line with a control character", sample.join(text, [*lines, line(b"a" + control, b"abcd", b"x")])
    yield "a stranger's name with a plus", sample.join(text, [line(b"a+b", b"abcd", b"x"), *lines])
    space = rng.choice("\x85\xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000").encode()
    yield "a stranger's name with a wide space", sample.join(text, [line(b"a" + space, b"abcd", b"x"), *lines])
    yield "a stranger's line without a name", sample.join(text, [line(b"", b"abcd", b"x"), *lines])
    yield "a stranger's line without a signature", sample.join(text, [line(b"a", b"abcd", b""), *lines])
    yield "a line that is no signature", sample.join(text, [*lines, rng.choice([b"x\n", b" \n", DASH + b"\n"])])
    # One key, two lines.
    bad = line(sample.target.name, sample.target.id, rng.flipped(sample.target.signature(text)))
    yield "a signature line twice", sample.with_line(own, own)
    yield "a false line after the true one", sample.with_line(own, bad)
    yield "a false line before the true one", sample.with_line(bad, own)


def controls(sample: Sample):
    """What must be accepted, whatever stands beside the target's line."""
    rng, text, lines, target = sample.rng, sample.text, sample.lines, sample.target
    yield "as it is", sample.data()
    yield "with a stranger's line", sample.join(text, [stranger(rng), *lines])
    yield "with a stranger of our name", sample.join(text, [*lines, line(target.name, rng.randbytes(4), b"xyz")])
    yield "with a stranger of our key id", sample.join(text, [line(target.name + b"2", target.id, b"xyz"), *lines])
    yield "with other signatures reversed", sample.join(text, lines[::-1])
    yield "with 100 signatures", sample.join(text, lines + [stranger(rng) for _ in range(100 - len(lines))])


def limits(sample: Sample):
    """Notes that we refuse without their being forged: kind and bytes."""
    rng, text, lines = sample.rng, sample.text, sample.lines
    strange = stranger(rng)
    yield "a stranger's line twice", sample.join(text, [*lines, strange, strange])
    yield "101 signatures", sample.join(text, lines + [stranger(rng) for _ in range(101 - len(lines))])


def name(rng: Rng) -> str:
    return rng.choice(NAMES).format(rng.randrange(10**6))


def note_cases(rng: Rng):
    signers = [Signer(rng, name(rng), rng.choice([LOG, WITNESS])) for _ in range(rng.randrange(1, 4))]
    text = random_text(rng, rng.randrange(1, 6)).encode()
    if rng.random() < 0.3:
        text = text + b"\n" + random_text(rng, 2).encode()  # an empty line within
    sample = Sample(rng, text, signers, rng.randrange(3))
    keys = [signer.vkey.decode() for signer in signers]

    def case(kind, truth, note, keys=keys, needs=None):
        needs = [signers.index(sample.target)] if needs is None else needs
        return {"family": "note", "kind": kind, "truth": truth, "note": note, "keys": keys, "needs": needs}

    for kind, data in controls(sample):
        yield case(kind, HONEST, data, needs=list(range(len(signers))))
    for kind, data in forgeries(sample, random_text(rng, 2).encode()):
        yield case(kind, FORGED, data)
    for kind, data in limits(sample):
        yield case(kind, OPEN, data)
    yield case("a text that ends in a blank line, signed", OPEN, sample.signing(text + b"\n"))
    yield case("a text of one line feed, signed", OPEN, sample.signing(b"\n"))
    yield case("a note of more than 1 MiB, signed", OPEN, sample.signing(b"x" * 2**20 + b"\n"))
    transport = Signer(rng, name(rng), TRANSPORT)
    plain = line(transport.name, transport.id, transport.private.sign(text))
    keys = [transport.vkey.decode()]
    yield case("a transport key's signature", FORGED, sample.join(text, [plain]), keys, [0])


class Log:
    """A log with witnesses, at two sizes, and another that signs with the same name."""

    def __init__(self, rng: Rng, least: int = 1):
        origin = name(rng)
        self.rng, self.key = rng, Signer(rng, origin, LOG)
        self.witnesses = [Signer(rng, name(rng), WITNESS) for _ in range(rng.randrange(3))]
        self.size = rng.randrange(max(2, least), 200)
        self.entries = [rng.randbytes(rng.randrange(4, 40)) for _ in range(self.size + 20)]
        self.tree = Tree([leaf_hash(entry) for entry in self.entries])
        self.extension = b"".join(b"extension %d\n" % rng.randrange(100) for _ in range(rng.choice([0, 0, 2])))

    def text(self, size=None, root: bytes | None = None, origin: bytes | None = None) -> bytes:
        size = self.size if size is None else size
        root = b64(self.tree.root(size)) if root is None else root
        shown = size if isinstance(size, bytes) else b"%d" % size
        return (self.key.name if origin is None else origin) + b"\n" + shown + b"\n" + root + b"\n" + self.extension

    @property
    def signers(self) -> list[Signer]:
        return [self.key, *self.witnesses]

    def fields(self, target: Signer) -> dict:
        return {
            "origin": self.key.name.decode(), "keys": [self.key.vkey.decode()],
            "witnesses": [witness.vkey.decode() for witness in self.witnesses],
            "needs": [] if target is self.key else [self.witnesses.index(target)],
        }


def signed_heads(log: Log, sample: Sample):
    """Kind, truth and text: heads that their log and all witnesses signed, and that are none all the same."""
    rng, size = log.rng, b"%d" % log.size
    root = log.tree.root(log.size)
    for kind, text in [
        ("a size with a leading zero", b"0" + size), ("a size with a plus", b"+" + size), ("a size below zero", b"-" + size),
        ("a size with a space before", b" " + size), ("a size with a space after", size + b" "),
        ("a size in hexadecimal", b"0x%x" % log.size), ("a size in wide digits", "".join(
            chr(0xFF10 + int(digit)) for digit in str(log.size)).encode()),
        ("a size in other digits", "".join(chr(0x660 + int(digit)) for digit in str(log.size)).encode()),
        ("a size with an underscore", b"1_0"), ("no size", b""), ("a size with a point", size + b".0"),
    ]:
        yield kind + ", signed", FORGED, log.text(text, b64(root))
    huge = rng.choice([2**63, 2**64, 2**64 + log.size, 10**30])
    yield "a size of 2^63 or more, signed", OPEN, log.text(b"%d" % huge, b64(root))
    for kind, text in [
        ("a root of 31 bytes", b64(root[:31])), ("a root of 33 bytes", b64(root + b"\0")), ("no root", b""),
        ("a root in hexadecimal", root.hex().encode()), ("a root without padding", b64(root)[:-1]),
        ("a root with bits left over", left_over(rng, b64(root) + b"\n")[:-1]), ("a root with a space", b64(root) + b" "),
    ]:
        yield kind + ", signed", FORGED, log.text(log.size, text)
    yield "a size of 0 with a root, signed", FORGED, log.text(0, b64(root))
    yield "a line less than three, signed", FORGED, log.key.name + b"\n" + size + b"\n"
    yield "an empty line in the head, signed", FORGED, log.text()[:-len(log.extension) or None] + b"\nmore\n"
    yield "an empty line first, signed", FORGED, b"\n" + log.text()
    foreign = rng.choice([log.key.name + b"x", log.key.name[:-1], log.key.name + b" ", name(rng).encode() + b"/z"])
    yield "another log's name, signed", FORGED, log.text(origin=foreign)
    if decomposed(log.key.name):
        yield "the log's name decomposed, signed", FORGED, log.text(origin=decomposed(log.key.name))
    yield "size and root exchanged, signed", FORGED, log.key.name + b"\n" + b64(root) + b"\n" + size + b"\n"


def checkpoint_cases(rng: Rng):
    log = Log(rng)
    sample = Sample(rng, log.text(), log.signers, rng.randrange(3))
    fields = log.fields(sample.target)

    def case(kind, truth, note, **more):
        return {"family": "checkpoint", "kind": kind, "truth": truth, "note": note, **fields, **more}

    for kind, data in controls(sample):
        yield case(kind, HONEST, data)
    for kind, data in limits(sample):
        yield case(kind, OPEN, data)
    empty = Sample(rng, log.text(0), log.signers, 0)
    yield case("of an empty tree", HONEST, empty.data())
    newer = log.text(log.size + rng.randrange(1, 20))
    for kind, data in forgeries(sample, newer):
        yield case(kind, FORGED, data)
    for kind, truth, text in signed_heads(log, sample):
        yield case(kind, truth, sample.signing(text))
    other = Log(rng)
    yield case("another log's checkpoint", FORGED, Sample(rng, other.text(), other.signers, 0).data())
    same = Log(rng)
    same.key = Signer(rng, log.key.name.decode(), LOG)
    yield case("a checkpoint under a stolen name", FORGED, sample.join(log.text(), [same.key.line(log.text())]))
    witnesses = [witness.line(log.text()) for witness in log.witnesses]
    if witnesses:
        yield case("witnesses without the log", FORGED, sample.join(log.text(), witnesses), needs=[])
        foreign = Signer(rng, log.witnesses[0].name.decode(), WITNESS)
        lines = [log.key.line(log.text()), foreign.line(log.text())]
        yield case("a foreign witness of the same name", FORGED, sample.join(log.text(), lines), needs=[0])
        lines = [log.key.line(log.text()), log.witnesses[0].line(newer)]
        yield case("the cosignature of another head", FORGED, sample.join(log.text(), lines), needs=[0])


def proof_file_cases(rng: Rng):
    log = Log(rng, least=3)
    index = rng.randrange(log.size)
    leaf, hashes = log.tree.leaves[index], [b64(hash) for hash in log.tree.path(index, log.size)]
    sample = Sample(rng, log.text(), log.signers, rng.randrange(2))
    note, fields = sample.data(), log.fields(sample.target)
    extra = b"extra " + b64(rng.randbytes(rng.randrange(1, 40))) if rng.random() < 0.5 else None
    head = b"c2sp.org/tlog-proof@v1"

    def file(first=head, extra=extra, number=b"index %d" % index, hashes=hashes, note=note, between=b"\n") -> bytes:
        lines = [first] + ([] if extra is None else [extra]) + ([] if number is None else [number]) + hashes
        return b"".join(one + b"\n" for one in lines) + between + note

    def case(kind, truth, data, **more):
        return {"family": "proof-file", "kind": kind, "truth": truth, "file": data, "leaf": leaf, **fields, **more}

    yield case("as it is", HONEST, file())
    yield case("other extra data", HONEST, file(extra=b"extra " + b64(rng.randbytes(9))))
    yield case("no extra data", HONEST, file(extra=None))
    for kind, data in controls(sample):
        yield case(kind, HONEST, file(note=data))
    for kind, data in forgeries(sample, log.text(log.size + 1)):
        yield case(kind, FORGED, file(note=data))
    for kind, truth, text in signed_heads(log, sample):
        yield case(kind, truth if truth == FORGED else FORGED, file(note=sample.signing(text)))
    for kind, first in [
        ("another version", b"c2sp.org/tlog-proof@v2"), ("a space after the first line", head + b" "),
        ("a carriage return after the first line", head + b"\r"), ("no first line", None), ("the first line twice", head + b"\n" + head),
    ]:
        yield case(kind, FORGED, file(first=first) if first else file()[len(head) + 1 :])
    bits = left_over(rng, b"extra " + b64(rng.randbytes(4)) + b"\n")[:-1]
    for kind, line in [
        ("extra data that is none", b"extra "), ("extra data with bits left over", bits),
        ("extra data without padding", b"extra YQ"), ("extra data with two spaces", b"extra  YWJj"),
        ("extra data twice", b"extra YWJj\nextra YWJj"), ("extra data in capitals", b"EXTRA YWJj"),
        ("extra data that is not base64", b"extra ..."), ("extra data without a space", b"extra"),
    ]:
        yield case(kind, FORGED, file(extra=line))
    number = b"%d" % index
    for kind, line in [
        ("no index", None), ("an index with a leading zero", b"index 0" + number), ("an index with a plus", b"index +" + number),
        ("an index below zero", b"index -" + number), ("an index in hexadecimal", b"index 0x" + number),
        ("an index with a space after", b"index " + number + b" "), ("two spaces before the index", b"index  " + number),
        ("another index", b"index %d" % rng.other(list(range(log.size)), index)), ("an index that is none", b"index "),
        ("an index of the size", b"index %d" % log.size), ("an index beyond the size", b"index %d" % (log.size + index + 1)),
        ("an index of 2^63 or more", b"index %d" % rng.choice([2**63, 2**64 + index, 10**25])),
        ("the index twice", b"index " + number + b"\nindex " + number), ("the index after a hash", hashes[0] + b"\nindex " + number),
        ("extra data after the index", b"index " + number + b"\nextra YWJj"),
    ]:
        yield case(kind, FORGED, file(number=line))
    at = rng.randrange(len(hashes))

    def placed(*changed: bytes) -> list[bytes]:
        return hashes[:at] + list(changed) + hashes[at + 1 :]

    for kind, changed in [
        ("a hash changed", placed(b64(rng.randbytes(32)))), ("a hash left out", placed()),
        ("a hash twice", placed(hashes[at], hashes[at])), ("a hash more", hashes + [b64(rng.randbytes(32))]),
        ("a hash of 31 bytes", placed(b64(rng.randbytes(31)))), ("a hash of 33 bytes", placed(b64(rng.randbytes(33)))),
        ("a hash with bits left over", placed(left_over(rng, hashes[at] + b"\n")[:-1])),
        ("a hash with a space", placed(hashes[at] + b" ")), ("a hash in hexadecimal", placed(rng.randbytes(32).hex().encode())),
        ("an empty line among the hashes", placed(b"", hashes[at])), ("no hashes", []),
        ("64 hashes", [hashes[0]] * 64), ("70 hashes more", hashes + [hashes[0]] * 70),
    ]:
        yield case(kind, FORGED, file(hashes=changed))
    if len(hashes) > 1:
        yield case("hashes reversed", FORGED, file(hashes=hashes[::-1]))
    another = rng.other(list(range(log.size)), index)
    yield case("the proof of another leaf", FORGED, file(hashes=[b64(hash) for hash in log.tree.path(another, log.size)]))
    yield case("another leaf", FORGED, file(), leaf=log.tree.leaves[another])
    yield case("no leaf's hash", FORGED, file(), leaf=rng.randbytes(32))
    yield case("two empty lines before the checkpoint", FORGED, file(between=b"\n\n"))
    yield case("no empty line before the checkpoint", FORGED, file(between=b""))
    yield case("no checkpoint", FORGED, file(note=b""))
    # The log signs two histories: the other has the same size.
    fork = Log(rng)
    fork.key, fork.witnesses, fork.size, fork.extension = log.key, log.witnesses, log.size, log.extension
    fork.tree = Tree([rng.randbytes(32) for _ in range(log.size + 20)])
    for kind, text in [
        ("a checkpoint of another history", fork.text()), ("a newer checkpoint", log.text(log.size + 1)),
        ("a checkpoint from before", log.text(index)), ("another root, signed", log.text(log.size, b64(rng.randbytes(32)))),
    ]:
        size = int(text.split(b"\n")[1])
        if size == log.size or log.tree.path(index, size) != log.tree.path(index, log.size) if size > index else True:
            yield case(kind, FORGED, file(note=sample.signing(text)))
    other = Log(rng)
    yield case("another log's checkpoint", FORGED, file(note=Sample(rng, other.text(), other.signers, 0).data()))


def key_cases(rng: Rng):
    key = Signer(rng, name(rng), rng.choice([LOG, WITNESS, TRANSPORT]))
    start, id, material = key.name, key.id.hex().encode(), key.material

    def case(kind, truth, text: bytes):
        return {"family": "key", "kind": kind, "truth": truth, "key": text.decode()}

    def made(name: bytes, material: bytes) -> bytes:
        """A key with the id that its parts give."""
        return b"+".join([name, sha256(name + b"\n" + material)[:4].hex().encode(), b64(material)])

    def plain(name: bytes, id: bytes, material: bytes) -> bytes:
        return b"+".join([name, id, b64(material)])

    yield case("as it is", HONEST, key.vkey)
    yield case("another key id", FORGED, plain(start, rng.flipped(key.id).hex().encode(), material))
    yield case("another name", FORGED, plain(start + b"x", id, material))
    if decomposed(start):
        yield case("the name decomposed", FORGED, plain(decomposed(start), id, material))
    yield case("another public key", FORGED, plain(start, id, material[:-32] + rng.randbytes(32)))
    other = bytes([rng.other([LOG, WITNESS], key.type)]) + material[-32:]
    yield case("another type under the same id", FORGED, plain(start, id, other))
    unknown = bytes([rng.choice([0, 2, 3, 5, 6, 7, 100, 0xFA, 0xFE])]) + material[-32:]
    yield case("a type that is not known", FORGED, made(start, unknown))
    yield case("a type of one's own that is not known", FORGED, made(start, b"\xfftriplicate/transport-ed25519/v2" + material[-32:]))
    yield case("a type of one's own without a name", FORGED, made(start, b"\xff" + material[-32:]))
    yield case("a key of 31 bytes", FORGED, made(start, material[:-1]))
    yield case("a key of 33 bytes", FORGED, made(start, material + b"\0"))
    yield case("no key", FORGED, made(start, b""))
    yield case("a type alone", FORGED, made(start, material[:1]))
    yield case("no name", FORGED, made(b"", material))
    wide = rng.choice(" \x85\xa0\u1680\u2003\u2028\u3000").encode()
    yield case("a name with a space", FORGED, made(start + wide + b"x", material))
    yield case("a name with a plus", FORGED, made(start + b"+x", material))
    yield case("a name with a control character", OPEN, made(start + b"\x01", material))
    yield case("a key id cut", FORGED, plain(start, id[:-1], material))
    yield case("a key id with a digit more", FORGED, plain(start, b"0" + id, material))
    yield case("a key id with a sign", FORGED, plain(start, b"+" + id[1:], material))
    yield case("a key id that is no number", FORGED, plain(start, b"g" + id[1:], material))
    if id.upper() != id:
        yield case("a key id in capitals", FORGED, plain(start, id.upper(), material))
    yield case("two parts", FORGED, start + b"+" + id)
    yield case("a space after", FORGED, key.vkey + b" ")
    yield case("a space before", FORGED, b" " + key.vkey)
    yield case("a line feed after", FORGED, key.vkey + b"\n")
    yield case("a line feed within", FORGED, key.vkey[:-9] + b"\n" + key.vkey[-9:])
    yield case("the other alphabet of base64", FORGED, key.vkey[: -44] + b"-_" + key.vkey[-42:])
    yield case("more padding", FORGED, key.vkey + b"=")
