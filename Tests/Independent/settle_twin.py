#!/usr/bin/env python3
"""Prices random bills under random policies as Docs/policies.md says, and compares with `triplicate settle --json`.

    settle_twin.py PROGRAM                     200 cases
    settle_twin.py PROGRAM --cases 5000 --seed 7
    settle_twin.py PROGRAM --seed 7 --only 31  one case again, with its files kept

Written from the page alone. It walks through what is eligible one yuan at a time wherever amounts are whole yuan, adds fractions, and
knows nothing of how the program does it. Policies, bills and histories are written as JSON, which is YAML too.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

PERIODS = ["stay", "day", "month", "quarter", "year", "life"]
BILL_DAY = date(2025, 5, 20)


def percent(number):
    return f"{number}%"


def share(text):
    return Fraction(text.rstrip("%")) / 100


def key(what, period):
    return f"{what}Per{period[0].upper()}{period[1:]}"


# --- random cases ---


def some_caps(r, most, what="fund"):
    caps = {}
    for period in PERIODS:
        if r.random() < 0.12:
            caps[key(what, period)] = r.randint(0, most)
    return caps


def some_bands(r, most):
    bands, edge = [], 0
    for _ in range(r.randint(0, 3)):
        edge += r.randint(1, most)
        bands.append({"to": edge, "rate": percent(r.randint(0, 100))})
    if not bands or r.random() < 0.8:
        bands.append({r.choice(["rate", "personalRate"]): percent(r.randint(0, 100))})
    return bands


def some_policy(r):
    stages = []
    for number in range(r.randint(1, 4)):
        fund = r.choice(["pooledFund", "majorIllness", "top", "aid"]) if number else "pooledFund"
        stage = {"fund": fund, "bands": some_bands(r, 1500), "bandsStart": r.choice(["atZero", "afterDeductible"])}
        if r.random() < 0.7:
            stage["deductible"] = {"value": r.choice([0, 1, r.randint(0, 900)]), "per": r.choice(["stay", "stay", "year", "month"])}
        if r.random() < 0.5:
            stage["per"] = r.choice(["stay", "year", "quarter"])
        if r.random() < 0.3:
            stage["personalFactor"] = percent(r.choice([0, 50, 60, 150]))
        if r.random() < 0.3:
            stage["points"] = percent(r.choice([-20, -10, 15]))
        if r.random() < 0.3:
            stage["factor"] = percent(r.choice([80, 90, 110]))
        if r.random() < 0.3:
            stage["when"] = {"setting": r.choice(["inpatient", "outpatient"])}
        if r.random() < 0.2:
            stage["counts"] = r.choice(["all", {"setting": "outpatient"}, {"level": "3"}, {"setting": "inpatient", "level": "2"}])
        if number and r.random() < 0.4:
            stage["base"] = r.choice(["overCap", "personalInBands", "personalInScope + firstSelfPay", "inScope", "fullSelfPay"])
        caps = some_caps(r, 3000) | (some_caps(r, 4000, "eligible") if r.random() < 0.4 else {})
        if caps:
            stage["caps"] = caps
        stages.append(stage)
    policy = {
        "policy": "random",
        "classes": {
            "A": None,
            "B": {"firstSelfPay": percent(r.choice([0, 3, 10, 30, 100]))},
            "C": {"excluded": "yes"},
            "J": {"rate": percent(r.randint(0, 100))},
            "L": {"limit": r.randint(0, 900)},
            "bed": {"ceiling": r.randint(1, 60)},
        },
        "stages": stages,
        "rounding": r.choice(["end", "stage"]),
    }
    if r.random() < 0.3:
        policy["firstSelfPay"] = percent(r.choice([10, 20]))
    if r.random() < 0.3:
        policy["caps"] = some_caps(r, 5000)
    return policy


def some_bill(r):
    lines = []
    for _ in range(r.randint(1, 6)):
        line = {"class": r.choice(["A", "A", "B", "C", "J", "L", "bed"]), "amount": r.randint(0, 1500)}
        if line["class"] == "bed":
            line["quantity"] = r.randint(1, 20)
        lines.append(line)
    return {
        "fullSelfPay": r.choice([0, 0, r.randint(0, 300)]),
        "lines": lines,
        "account": r.choice([0, r.randint(0, 800)]),
        "setting": r.choice(["inpatient", "outpatient"]),
        "level": r.choice(["2", "3"]),
        "discharged": BILL_DAY.isoformat(),
    }


def some_history(r, policy):
    past = []
    funds = sorted({stage["fund"] for stage in policy["stages"]})
    for _ in range(r.randint(0, 4)):
        entry = {
            "inScope": r.randint(0, 3000),
            "deductible": r.randint(0, 500),
            # What a stage looked at is stated, so that none has to be guessed.
            "bases": {fund: r.randint(0, 2500) for fund in funds},
        }
        for fund in funds:
            if fund in ("pooledFund", "majorIllness"):
                entry[fund] = r.randint(0, 1500)
            else:
                entry.setdefault("otherFunds", {})[fund] = r.randint(0, 1500)
        if r.random() < 0.8:
            days = r.choice([0, 1, 3, 19, 20, 40, 50, 120, 140, 141, 300])
            entry["date"] = (BILL_DAY - timedelta(days=days)).isoformat()
        if r.random() < 0.6:
            entry["setting"] = r.choice(["inpatient", "outpatient"])
        if r.random() < 0.5:
            entry["level"] = r.choice(["2", "3"])
        past.append(entry)
    return {"past": past} if past else None


# --- the twin ---


def in_period(period, entry):
    if period == "stay":
        return False
    if "date" not in entry or period == "life":
        return True
    other = date.fromisoformat(entry["date"])
    return {
        "day": other == BILL_DAY,
        "month": (other.year, other.month) == (BILL_DAY.year, BILL_DAY.month),
        "quarter": (other.year, (other.month - 1) // 3) == (BILL_DAY.year, (BILL_DAY.month - 1) // 3),
        "year": other.year == BILL_DAY.year,
    }[period]


def counted(stage, history, period):
    wanted = stage.get("counts")
    if wanted is None:
        wanted = {name: value for name, value in stage.get("when", {}).items() if name == "setting"}
    if wanted == "all":
        wanted = {}
    return [
        entry
        for entry in history
        if in_period(period, entry) and all(entry.get(name, value) == value for name, value in wanted.items())
    ]


def paid_by(entry, fund):
    return Fraction(entry.get(fund, entry.get("otherFunds", {}).get(fund, 0)))


def all_paid(entry):
    return Fraction(entry.get("pooledFund", 0) + entry.get("majorIllness", 0) + sum(entry.get("otherFunds", {}).values()))


def fen(amount):
    """Half up."""
    return (amount * 100 + Fraction(1, 2)).__floor__()


def break_down(policy, bill):
    classes = policy["classes"]
    total = Fraction(bill["fullSelfPay"])
    out = {"fullSelfPay": Fraction(bill["fullSelfPay"]), "overLimit": Fraction(0), "firstSelfPay": Fraction(0), "own": Fraction(0)}
    limit = Fraction(classes["L"]["limit"])
    for line in bill["lines"]:
        amount = Fraction(line["amount"])
        total += amount
        rule = classes[line["class"]] or {}
        if rule.get("excluded") == "yes":
            out["fullSelfPay"] += amount
            continue
        covered = amount
        if "ceiling" in rule:
            covered = min(covered, rule["ceiling"] * Fraction(line.get("quantity", 1)))
        if line["class"] == "L":
            covered = min(covered, limit)
            limit -= covered
        out["overLimit"] += amount - covered
        first = covered * share(rule.get("firstSelfPay", "0%"))
        out["firstSelfPay"] += first
        if "rate" in rule:
            out["own"] += covered - first
    out["total"] = total
    in_scope = total - out["fullSelfPay"] - out["overLimit"] - out["firstSelfPay"]
    if "firstSelfPay" in policy:
        rate = share(policy["firstSelfPay"])
        out["firstSelfPay"] += in_scope * rate
        out["own"] *= 1 - rate
        in_scope *= 1 - rate
    out["inScope"] = in_scope
    return out


def fund_rate(stage, band):
    rate = share(band["rate"]) if "rate" in band else 1 - share(band["personalRate"])
    rate = 1 - (1 - rate) * share(stage.get("personalFactor", "100%"))
    rate += share(stage.get("points", "0%"))
    rate *= share(stage.get("factor", "100%"))
    return max(Fraction(0), min(Fraction(1), rate))


def positions(start, end):
    """What lies between two positions, in pieces that no whole yuan cuts."""
    at = start
    while at < end:
        stop = min(end, Fraction(at.__floor__() + 1))
        yield at, stop - at
        at = stop


def price(policy, bill, history):
    parts = break_down(policy, bill)
    funds, outcomes, notes = {}, [], {"overCap": Fraction(0), "personalInBands": Fraction(0)}
    first_deductible = Fraction(0)
    for stage in policy["stages"]:
        if any(bill.get(name) != value for name, value in stage.get("when", {}).items()):
            continue
        first = not outcomes
        of_first_fund = stage["fund"] == policy["stages"][0]["fund"]
        paid_before = sum(funds.values(), Fraction(0))
        left = max(Fraction(0), parts["inScope"] - paid_before)
        names = notes | {
            "personalInScope": left,
            "firstSelfPay": parts["firstSelfPay"],
            "inScope": parts["inScope"],
            "fullSelfPay": parts["fullSelfPay"],
        }
        if "base" in stage:
            base = sum((names[name] for name in stage["base"].split(" + ")), Fraction(0))
        else:
            base = parts["inScope"] - parts["own"] if first else left
        caps = stage.get("caps", {})

        def looked_at(period):
            return sum((Fraction(entry["bases"][stage["fund"]]) for entry in counted(stage, history, period)), Fraction(0))

        eligible = base
        for period in PERIODS:
            if key("eligible", period) in caps:
                eligible = min(eligible, max(Fraction(0), caps[key("eligible", period)] - looked_at(period)))

        per = stage.get("per", "stay" if of_first_fund else "year")
        rule = stage.get("deductible", {"value": 0, "per": "stay"})

        def used(period):
            if period == "stay":
                return Fraction(0)
            if first:
                return sum((Fraction(entry["deductible"]) for entry in counted(stage, history, period)), Fraction(0))
            return min(Fraction(rule["value"]), looked_at(period))

        charged = min(eligible, max(Fraction(0), rule["value"] - used(rule["per"])))
        if first:
            first_deductible = charged

        before = looked_at(per) if per != "stay" else Fraction(0)
        start = before + charged
        if stage["bandsStart"] == "afterDeductible":
            start = before
            if per != "stay" and "deductible" in stage:
                start = max(Fraction(0), before - used(per))

        # Classes with rates of their own come first, then the bands; each is [width, paid].
        shares, over = [], base - eligible
        paid = Fraction(0)
        if first:
            paid += parts["own"] * share(policy["classes"]["J"]["rate"])
        of_classes = paid
        for at, width in positions(start, start + eligible - charged):
            band = next((band for band in stage["bands"] if at < band.get("to", float("inf"))), None)
            if band is None:
                over += width
                continue
            rate = fund_rate(stage, band)
            shares.append((width, rate))
            paid += width * rate

        # Caps.
        most = parts["total"] - paid_before
        for period in PERIODS:
            if key("fund", period) in caps:
                gone = Fraction(0)
                if period != "stay":
                    gone = funds.get(stage["fund"], Fraction(0)) + sum(
                        (paid_by(entry, stage["fund"]) for entry in counted(stage, history, period)), Fraction(0))
                most = min(most, max(Fraction(0), caps[key("fund", period)] - gone))
            if key("fund", period) in policy.get("caps", {}):
                gone = paid_before
                if period != "stay":
                    gone += sum((all_paid(entry) for entry in history if in_period(period, entry)), Fraction(0))
                most = min(most, max(Fraction(0), policy["caps"][key("fund", period)] - gone))
        in_bands = paid - of_classes
        if paid > most:
            paid = most
            in_bands, room = Fraction(0), max(Fraction(0), most - of_classes)
            for width, rate in shares:
                pays = min(width * rate, room)
                if pays < width * rate:
                    over += width - pays / rate
                in_bands += pays
                room -= pays
        notes = {"overCap": over, "personalInBands": sum((width for width, _ in shares), Fraction(0)) - in_bands}
        if policy["rounding"] == "stage":
            paid = min(Fraction(fen(paid), 100), parts["total"] - paid_before)
        funds[stage["fund"]] = funds.get(stage["fund"], Fraction(0)) + paid
        outcomes.append((stage["fund"], paid))

    total = fen(parts["total"])
    result = {"total": total, "deductible": fen(first_deductible)}
    result["inScope"] = total - fen(parts["fullSelfPay"]) - fen(parts["overLimit"]) - fen(parts["firstSelfPay"])
    by_fund, room = {}, total
    for fund, paid in outcomes:
        amount = min(room, fen(paid))
        room -= amount
        by_fund[fund] = by_fund.get(fund, 0) + amount
    result["funds"] = by_fund
    result["fundTotal"] = sum(by_fund.values())
    result["account"] = min(bill["account"] * 100, total - result["fundTotal"])
    result["cash"] = total - result["fundTotal"] - result["account"]
    return result


# --- comparison ---


def settle(program, folder, files):
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1))
    command = [program, "settle", "--policy", str(folder / "policy.yaml"), "--bill", str(folder / "bill.yaml"), "--json"]
    if "history.yaml" in files:
        command += ["--history", str(folder / "history.yaml")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return {"refused": run.stderr.strip()}
    answer = json.loads(run.stdout)
    result = {name: int(answer[name]) for name in ["total", "deductible", "inScope", "fundTotal", "account", "cash"]}
    result["funds"] = {fund["name"]: int(fund["amount"]) for fund in answer["funds"]}
    return result


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program")
    options.add_argument("--cases", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    options = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="settle-twin-"))
    differing = 0
    paying = 0
    for number in range(options.cases) if options.only is None else [options.only]:
        r = random.Random(f"{options.seed}/{number}")
        policy, bill = some_policy(r), some_bill(r)
        history = some_history(r, policy)
        files = {"policy.yaml": policy, "bill.yaml": bill} | ({"history.yaml": history} if history else {})
        ours = settle(options.program, folder, files)
        twin = price(policy, bill, history["past"] if history else [])
        paying += twin["fundTotal"] > 0
        if ours != twin:
            differing += 1
            print(f"seed {options.seed}, case {number}: the program has {ours}, the page gives {twin}")
    if options.only is not None:
        print(f"the files of the case are in {folder}")
    else:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        print(f"{options.cases - differing} of {options.cases} cases agree; in {paying} of them a fund pays.")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
