#!/usr/bin/env python3
"""Writes forgeries of one seed, one JSON object a line: its number, family, kind, whether it is forged, and what it is made of.

    forge.py SEED ROUNDS > CASES

A case is `forged`: everybody must refuse it; `honest`: everybody must accept it; or `open`: all must say the same. Which it is
follows from how it was made, never from what a verifier says.
"""

import base64
import json
import sys

import evidence
import federation
import notes
import proofs
from material import Rng

# How often each family is made in a round; evidence has the most kinds, and the dearest.
FAMILIES = {
    "key": (notes.key_cases, 4), "note": (notes.note_cases, 3), "checkpoint": (notes.checkpoint_cases, 3),
    "proof-file": (notes.proof_file_cases, 2), "inclusion": (proofs.inclusion_cases, 6),
    "consistency": (proofs.consistency_cases, 6), "path": (proofs.path_cases, 4), "tiles": (proofs.tiles_cases, 2),
    "bundle": (proofs.bundle_cases, 3), "evidence": (evidence.evidence_cases, 2), "federation": (federation.federation_cases, 2),
}


def readable(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [readable(one) for one in value]
    if isinstance(value, dict):
        return {name: readable(one) for name, one in value.items()}
    return value


def cases(seed: int, families: list[str] | None = None):
    """The cases of one round, of all families or of some."""
    for make, times in (FAMILIES[name] for name in families or FAMILIES):
        for time in range(times):
            yield from make(Rng(f"{seed} {make.__name__} {time}"))


def main() -> int:
    if len(sys.argv) != 3:
        sys.exit("usage: forge.py SEED ROUNDS")
    seed, rounds = map(int, sys.argv[1:])
    number = 0
    for round in range(seed, seed + rounds):
        for one in cases(round):
            print(json.dumps({"n": number, "seed": round} | readable(one)))
            number += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
