#!/usr/bin/env python3
"""Draws claims for review by the rule of Docs/domain.md ("Review sampling"), from a population on standard input.

Written from that page alone. Input: one JSON object: root (64 hex digits), share, value (fen), factor (decimals as text; "" for
none) and population, a list of [stream, total in fen, group]. Output: one line a claim drawn, with its causes.
Without input but with --vectors: the vectors that Tests/ClaimsLedgerTests/ReviewDrawTests.swift quotes.
"""

import hashlib
import json
import sys
from fractions import Fraction
from math import ceil
from statistics import median


def ticket(root: str, stream: str) -> bytes:
    return hashlib.sha256(f"triplicate/review-draw/1\n{root}\n{stream}".encode()).digest()


def draw(root, share, value, factor, population):
    causes = {}
    by_ticket = sorted(population, key=lambda claim: (ticket(root, claim[0]), claim[0].encode()))
    for claim in by_ticket[: ceil(Fraction(share or "0") * len(population))]:
        causes.setdefault(claim[0], []).append("RANDOM")
    for stream, total, _ in population:
        if value and total >= value:
            causes.setdefault(stream, []).append("VALUE")
    for stream, total, group in population:
        others = [Fraction(t) for s, t, g in population if g == group and s != stream]
        if factor and len(others) >= 5 and total >= Fraction(factor) * median(others):
            causes.setdefault(stream, []).append("DEVIATION")
    return sorted(causes.items(), key=lambda item: item[0].encode())


def vector():
    population = [[f"claim/210200/2018-{n:06}", 10_000 * n + (900_000 if n == 17 else 0), "a" if n % 3 else "b"] for n in range(1, 25)]
    population += [["claim/210200/x", 5_000_000, "c"], ["claim/210200/E", 1, "c"]]
    return dict(root="ab" * 32, share="0.1", value=1_000_000, factor="2.5", population=population)


if __name__ == "__main__":
    case = vector() if "--vectors" in sys.argv else json.load(sys.stdin)
    if "--vectors" in sys.argv:
        for stream in [p[0] for p in case["population"][:3]]:
            print("ticket", stream, ticket(case["root"], stream).hex())
    for stream, found in draw(**case):
        print(stream, ",".join(found))
