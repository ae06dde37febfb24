#!/usr/bin/env python3
"""Checks an evidence file offline. Written from Docs/format.md and the C2SP specifications alone, for Python 3.10.

    verify_evidence.py FILE --trust VKEYFILE [--json]      0: the file holds, 1: it is refused, 2: misuse
    verify_evidence.py --self-test                         checks a file made with fresh keys, and forgeries of it

Needs the package `cryptography` for Ed25519. Each `require` is one rule of the page with the number and name of its
reason, and they stand in the order in which the reasons apply. All texts are bytes until they are shown.
"""

import argparse
import json
import sys

from evidence_form import (
    LOG_KEY, MAX_FILE, MAX_NUMBER, MAX_TRUST, ORIGIN, Checkpoint, Entry, Exhibit, File, Hidden, Lines, Log, Policy, Proven, Refused,
    matches, opened_roots, proof_sides, read_entry, read_file, read_vkey, require, sha256,
    signature_holds)
from evidence_parties import RECEIVED, Register, read_event, read_message


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
