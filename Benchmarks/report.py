"""The report over the raw numbers: medians, ratios within each round, goals."""

import json
import statistics

HEAD = """# Results

Written by `Benchmarks/run` from `raw/`. Figures are medians, with the least and the greatest. A ratio is ours to the peer's, taken
within each round of runs in turn. Goals are those of the project's measures; the last peer of a row is the limit that a ratio's goal
speaks of. The processor ratio compares operations per second of processor time of the two programs: it shows our own cost where the
disk, or other work on the machine, decides the time.
"""


def value(measurement, name):
    if name == "rate":
        return measurement["operations"] / measurement["seconds"]
    if name == "core rate":
        return measurement["operations"] / measurement["processor"] if measurement["processor"] else None
    return measurement.get(name)


def shown(number, unit):
    if unit == "/s":
        return f"{number:,.0f}/s"
    if unit == "s":
        return f"{number:.2f} s" if number >= 1 else f"{number * 1e3:.2f} ms" if number >= 1e-3 else f"{number * 1e6:.1f} µs"
    if unit == "B":
        return f"{number / 1e6:,.1f} MB" if number >= 1e6 else f"{number:,.0f} B"
    return f"{number:.2f}"


def spread(numbers, unit):
    if len(numbers) == 1:
        return shown(numbers[0], unit)
    return f"{shown(statistics.median(numbers), unit)} ({shown(min(numbers), unit)} to {shown(max(numbers), unit)})"


def by_round(raw, peer, name):
    """Round to value of a figure, where the peer prints it."""
    return {one["round"]: value(one, name) for one in raw if one["peer"] == peer and value(one, name) is not None}


def ratios(ours, theirs):
    return [ours[number] / theirs[number] for number in ours if theirs.get(number)]


def verdict(figure, ours, limit_ratios):
    if not figure.bound:
        return "", ""
    of_ratio = figure.bound.startswith("ratio")
    measured = limit_ratios if of_ratio else list(ours.values())
    at_least = figure.bound.endswith(">=")
    sign = "≥" if at_least else "≤"
    goal = f"{sign} {figure.goal:g} × the limit" if of_ratio else f"{sign} {shown(figure.goal, figure.unit)}"
    if not measured:
        return goal, "not measured"
    each = min if at_least else max
    judged = each(measured) if figure.bound.startswith("each") else statistics.median(measured)
    return goal, "met" if (judged >= figure.goal if at_least else judged <= figure.goal) else "**missed**"


def lines_of(row, raw):
    # A smaller largest node may have been measured than the row would have.
    names = [name for name in row.peers if any(one["peer"] == name for one in raw)]
    lines = []
    for figure in row.figures:
        ours = by_round(raw, names[0], figure.name)
        if not ours:
            continue
        peers = []
        limit_ratios = []
        for name in names[1:] if not figure.limit else [figure.limit]:
            theirs = by_round(raw, name, figure.name)
            if not theirs:
                continue
            limit_ratios = ratios(ours, theirs)
            ratio = f": × {spread(limit_ratios, '')}" if limit_ratios else ""
            peers.append(f"{name} {spread(list(theirs.values()), figure.unit)}{ratio}")
        goal, met = verdict(figure, ours, limit_ratios)
        efforts = ratios(by_round(raw, names[0], "core rate"), by_round(raw, figure.limit or names[-1], "core rate"))
        effort = f"{statistics.median(efforts):.2f}" if figure.name == "rate" and efforts else ""
        title = f"`{row.name}` {figure.title}".strip()
        lines.append(
            f"| {title} | {len(ours)} | {names[0]} {spread(list(ours.values()), figure.unit)} | {'<br>'.join(peers)} "
            f"| {goal} | {met} | {effort} |")
    return lines


def explanations(text):
    """What missed.md says of each row that it names in a heading."""
    sections = {}
    for part in text.split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        sections[name.strip().strip("`")] = body.strip()
    return sections


def explained(missed, text):
    """Why the goals of these rows are missed; one without a word is named, so that it gets one."""
    if not missed:
        return []
    known = explanations(text)
    lines = ["## Goals that are missed, and why", ""]
    for name in missed:
        lines += [f"### `{name}`", "", known.get(name, "**Not explained yet.**"), ""]
    return lines


def results(rows, raw_directory, why):
    """The report over all raw numbers at hand, of this run and of earlier ones."""
    lines = [HEAD]
    tables = {}
    missed = []
    for row in rows:
        path = raw_directory / f"{row.name}.jsonl"
        if path.exists():
            head, *raw = [json.loads(line) for line in path.read_text().splitlines()]
            tables.setdefault(facts_of(head["machine"]), []).append((row, raw, head["machine"]))
    for facts, measured in tables.items():
        lines += ["| row | rounds | ours | peers, and ours to theirs | goal | | processor ratio |", "|---|---|---|---|---|---|---|"]
        for row, raw, _ in measured:
            of_row = lines_of(row, raw)
            lines += of_row
            if any("**missed**" in line for line in of_row):
                missed.append(row.name)
        lines += ["", f"Machine: {facts}", ""]
        loads = [float(machine["load before"]) for _, _, machine in measured]
        cores = measured[0][2]["cores"]
        if max(loads) > cores / 4:
            lines += [
                f"**Provisional**: before these rows {min(loads)} to {max(loads)} of {cores} cores were busy with other work; ratios stand, rates and "
                "times do not.", ""]
        for row, _, machine in measured:
            facts = [f"{fact}: {machine[fact]}" for fact in row.facts if fact in machine]
            lines.append(" ".join([f"- `{row.name}`: {row.title}.", row.note, *facts]).rstrip())
        lines.append("")
    lines += explained(missed, why)
    return "\n".join(lines)


def facts_of(machine):
    return "; ".join(f"{key}: {one}" for key, one in machine.items() if key not in ("date", "load before", "read-ahead"))
