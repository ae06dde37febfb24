"""What registrars' entries say of parties' keys, for verify_evidence.py. Written from Docs/format.md alone."""

from evidence_form import (
    LOG_KEY, MAX_NUMBER, NO_CONTROL, ORIGIN, PARTY, WITNESS_KEY, Entry, Key, matches, read_vkey, require, signature_holds)


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
