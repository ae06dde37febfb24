#!/usr/bin/env python3
"""Judges the cases on standard input with verify_log.py and verify_evidence.py: prints for each its number, `accepted` or
`refused`, and what it shows or the reason. With --plant CHECK a check is left out, to show that the comparison notices it.
"""

import base64
import json
import re
import sys

import verify_evidence
import verify_log
from verify_log import Refused, open_checkpoint, open_note, read_key, require

PLANTS = ["signature", "root", "reference", "key-range"]


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def all_raw(texts: list[str]) -> list[bytes]:
    return [raw(text) for text in texts]


def shown(signed: list, needs: list[int]) -> str:
    require(set(needs) <= {one.place for one in signed}, "not signed")
    return ",".join(str(one.place) if one.time is None else f"{one.place}@{one.time}" for one in signed)


def keys(one: dict, field: str) -> list:
    return [read_key(key) for key in one[field]]


def key(one: dict) -> str:
    key = read_key(one["key"])
    return f"{key.type} {int.from_bytes(key.id, 'big')}"


def note(one: dict) -> str:
    return shown(open_note(raw(one["note"]), keys(one, "keys"))[1], one["needs"])


def head_shown(head, cosigned: list, one: dict) -> str:
    return f"{head.size} {base64.b64encode(head.root).decode()} {shown(cosigned, one['needs'])}"


def checkpoint(one: dict) -> str:
    witnesses = keys(one, "witnesses")
    return head_shown(*open_checkpoint(raw(one["note"]), one["origin"], keys(one, "keys"), witnesses), one)


def inclusion(one: dict) -> str:
    proof = all_raw(one["proof"])
    verify_log.check_inclusion(raw(one["leaf"]), one["index"], one["size"], proof, raw(one["root"]))
    return ""


def consistency(one: dict) -> str:
    roots = raw(one["oldRoot"]), raw(one["root"])
    verify_log.check_consistency(one["oldSize"], roots[0], one["size"], roots[1], all_raw(one["proof"]))
    return ""


def path(one: dict) -> str:
    return "{} {} {}".format(*verify_log.read_path(one["path"]))


def tiles(one: dict) -> str:
    sent = [(tile["path"], raw(tile["bytes"])) for tile in one["tiles"]]
    verify_log.check_tiles(one["size"], raw(one["root"]), sent)
    return ""


def bundle(one: dict) -> str:
    verify_log.check_bundle(one["count"], raw(one["bytes"]), raw(one["tile"]))
    return ""


def proof_file(one: dict) -> str:
    index, head, cosigned = verify_log.check_proof_file(
        raw(one["file"]), raw(one["leaf"]), one["origin"], keys(one, "keys"), keys(one, "witnesses"))
    return f"{index} {head_shown(head, cosigned, one)}"


def evidence(one: dict) -> str:
    verdict = verify_evidence.verify(raw(one["file"]) + b"\n" * one.get("pad", 0), raw(one["trust"]))
    parts = [" ".join([verdict["stream"]] * (verdict["stream"] is not None) + verdict["related"])]
    for log in verdict["logs"]:
        part = f"{log['origin']} {log['size']} {','.join(map(str, log['entries']))}"
        part += "".join(f" +{witness['key']}@{witness['time']}" for witness in log["witnesses"] if witness["trusted"])
        part += "".join(f" -{witness['key']}" for witness in log["witnesses"] if not witness["trusted"])
        part += "".join(f" hidden {hidden['number']} {hidden['leaf']}" for hidden in log["hidden"])
        if "key" in log:
            key = log["key"]
            part += f" key {key['from']} {dashed(key['until'])} {str(key['revoked']).lower()} {key['registrar']}"
        part += f" party {log['party']}" if log["party"] else ""
        if "policy" in log:
            part += f" policy {dashed(log['policy']['met'])} {dashed(log['policy']['metByTrusted'])}"
        part += " registrar" * log["registrar"] + " whole" * log["whole"]
        parts.append(part)
    for outside in verdict["outside"]:
        at, to = (re.fullmatch(r"entry (\d+) of (.*)", outside[end]) for end in ("from", "to"))
        parts.append(f"{at[2]} {at[1]} {outside['kind']} {to[2]} {to[1]} {outside['leaf']}")
    for receipt in verdict["receipts"]:
        at = re.fullmatch(r"entry (\d+) of (.*)", receipt["receipt"])
        covered = ",".join(map(str, receipt["covered"]))
        parts.append(
            f"receipt {receipt['reader']} {at[2]} {at[1]} {receipt['of']} {receipt['number']} {receipt['leaf']} {covered}")
    for convicted in verdict["convicted"]:
        (old, new), (old_root, new_root) = convicted["sizes"], convicted["roots"]
        parts.append(f"convicted {convicted['origin']} {old} {old_root} {new} {new_root} {dashed(convicted['party'])}")
    return "; ".join(parts)


def dashed(value) -> str:
    return "-" if value is None else str(value)


FAMILIES = {
    "key": key, "note": note, "checkpoint": checkpoint, "inclusion": inclusion, "consistency": consistency, "path": path,
    "tiles": tiles, "bundle": bundle, "proof-file": proof_file, "evidence": evidence,
    "federation": evidence,
}


def judged(one: dict) -> tuple[str, str]:
    try:
        return "accepted", FAMILIES[one["family"]](one)
    except Refused as why:
        return "refused", why.args[0]
    except verify_evidence.Refused as why:
        entry = re.search(r"\((\d{4}) ", why.args[1]) if why.args[0].startswith("1128") else None
        return "refused", why.args[0][:4] + (f"/{entry[1]}" if entry else "")


def plant(check: str) -> None:
    """Leaves a check out."""
    if check == "signature":
        verify_log.check_signature = lambda key, signature, text: None
    elif check == "root":
        verify_log.check_inclusion = lambda leaf, index, size, proof, root: None
    elif check == "key-range":
        verify_evidence.Register.may_sign = lambda register, key, size, root: True
    elif check == "reference":
        strict = verify_evidence.require
        verify_evidence.require = lambda holds, reason, sentence: strict(holds or reason == "1132 reference", reason, sentence)
    else:
        sys.exit(f"usage: judge_forgeries.py [--plant {', '.join(PLANTS)}] < CASES")


def main() -> int:
    if len(sys.argv) > 1:
        plant(sys.argv[2] if sys.argv[1] == "--plant" and len(sys.argv) == 3 else "")
    sys.stdout.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        one = json.loads(line)
        print(one["n"], *judged(one), sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
