"""Runs the faults, the losses of power, the flips and the rewinds, and prints what came of them. Started by Scripts/faults."""

import argparse
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import flips  # noqa: E402
import injection  # noqa: E402
import lost  # noqa: E402
import powerloss  # noqa: E402
import rewinds  # noqa: E402
import shortened  # noqa: E402
import steps  # noqa: E402
from node import Failure, Program  # noqa: E402

# The short form fits into a minute and a half on two cores: it does what there is time for, in an order that the seed gives. These
# are the shares of its parts.
SHORT_SECONDS = 60
SHARES = {"calls": 0.42, "syncs": 0.16, "cuts": 0.12, "power": 0.3}
SHORT_COMMITS, SHORT_FLIPS, SHORT_PROGRAM = 12, 12, 6
LONG_COMMITS, LONG_LOSSES, LONG_PROGRAM = 60, 1_000, 200
PARTS = ("calls", "syncs", "cuts", "power", "flips", "rewinds")


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/faults")
    parser.add_argument("--program", required=True)
    parser.add_argument("--interposer", required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--checker", required=True)
    parser.add_argument("--seconds", type=int, help="as --short, but with so much time for all but flips and rewinds")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    parser.add_argument("--step", help="only the step of this name")
    parser.add_argument("--case", help="only this case, as a failure printed it")
    return parser.parse_args()


def workplace():
    """A folder in memory where there is room: it is the calls that fail here, never the disk, and syncs cost nothing there."""
    memory = "/dev/shm"
    roomy = os.path.isdir(memory) and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 29
    return tempfile.mkdtemp(prefix="triplicate-faults-", dir=memory if roomy else None)


def teller():
    if not sys.stderr.isatty():
        return lambda text: None
    return lambda text: print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


class Parts:
    """What is run, one part after another."""

    def __init__(self, wanted, folder):
        self.wanted, self.folder, self.tell = wanted, folder, teller()
        self.seconds = wanted.seconds or (SHORT_SECONDS if wanted.short else None)
        self.short = self.seconds is not None
        self.template = steps.Template(Program(os.path.abspath(wanted.program), os.path.abspath(wanted.interposer)), folder)
        self.sums, self.failures = [], []

    def share(self, part):
        # One part alone has all the time.
        return None if not self.short else self.seconds * (1 if self.wanted.part else SHARES[part])

    def sum(self, what, tried, survived, refused, failures):
        self.sums.append((what, tried, survived, refused, len(failures)))
        self.failures += failures

    def calls(self, case):
        part = injection.Injection(self.template, f"{self.folder}/cases", self.wanted.jobs)
        if case:
            name, mode, number = case.rsplit("/", 2)
            one = injection.Case(next(step for step in steps.ALL if step.name == name), mode, int(number))
            _, outcome, number, wrong = part.attempt(one)
            part.note(one, outcome, number, wrong)
        else:
            part.canary()
            chosen = [step for step in steps.ALL if self.wanted.step in (None, step.name)]
            part.run(chosen, self.wanted.seed, self.share("calls"), self.tell)
        known = f" of {part.known} that there are" if self.short and not case else ""
        print(f"Failing and short system calls: {part.tried}{known}\n\n{part.table()}\n")
        count = {outcome: sum(n for key, n in part.counts.items() if key[4] == outcome) for outcome in ("survived", "refused")}
        self.sum("failing and short system calls", part.tried, count["survived"], count["refused"],
                 [(bad.spelled, wrong) for bad, wrong in part.failures])

    def syncs(self, case):
        part = lost.LostSyncs(self.template, f"{self.folder}/lost", self.wanted.jobs)
        part.canary()
        part.run(self.wanted.seed, self.share("syncs"), case, self.tell)
        print(f"Syncs that fail and lose what they covered, and kills within them: {part.tried} of {part.known}\n\n{part.table()}\n")
        self.sum("lost syncs, then power", part.tried, part.tried - len(part.failures), 0, part.failures)

    def cuts(self, case):
        part = shortened.Shortened(self.template, f"{self.folder}/cuts", self.wanted.jobs)
        part.canary()
        part.run(self.wanted.seed, self.share("cuts"), case, self.tell)
        print(f"Files cut short under the node: {part.tried}\n\n{part.table()}\n")
        survived = sum(n for (_, outcome), n in part.counts.items() if outcome == "survived")
        refused = sum(n for (_, outcome), n in part.counts.items() if outcome in ("refused", "ended"))
        self.sum("files cut short (refused or ended)", part.tried, survived, refused, part.failures)

    def power(self, case):
        part = powerloss.PowerLoss(self.template, self.folder, SHORT_COMMITS if self.short else LONG_COMMITS)
        part.record()
        part.canary(self.wanted.seed)
        part.run(self.wanted.seed, LONG_LOSSES, self.share("power"), int(case.split("/")[1]) if case else None, self.tell)
        print(f"Loss of power\n\n{part.table()}\n")
        self.sum("losses of power", part.tried, part.tried - len(part.failures), 0,
                 [(f"power/{turn}", wrong) for turn, wrong in part.failures])

    def flips(self, case):
        part = flips.Flips(self.template, f"{self.folder}/flips", os.path.abspath(self.wanted.checker), self.wanted.jobs)
        part.run(self.wanted.seed, SHORT_FLIPS if self.short else None, case, self.tell)
        part.canary()
        if not case:
            part.run_program(self.wanted.seed, SHORT_PROGRAM if self.short else LONG_PROGRAM, self.tell)
        print(f"Flipped bits\n\n{part.table()}\n")
        before = sum(n for (_, column), n in part.counts.items() if column == "as before")
        self.sum("flipped bits (as before, or reported)", part.tried, before, part.tried - before - len(part.failures),
                 part.failures)

    def rewinds(self, case):
        part = rewinds.Rewinds(self.template, f"{self.folder}/rewinds", self.wanted.jobs)
        part.run(case, self.tell)
        print(f"Rewinds\n\n{part.table()}\n")
        refused = sum("refuse" in outcome for _, outcome in part.outcomes)
        self.sum("rewinds", len(part.outcomes), len(part.outcomes) - refused - len(part.failures), refused, part.failures)

    def table(self):
        lines = [f"  {'in all':<40}{'tried':>9}{'survived':>10}{'refused':>9}{'failed':>8}"]
        for what, tried, survived, refused, failed in self.sums:
            lines.append(f"  {what:<40}{tried:>9}{survived:>10}{refused:>9}{failed:>8}")
        return "\n".join(lines)


def part_of(case):
    words = {"sync": "syncs", "cut": "cuts", "power": "power", "flip": "flips", "rewind": "rewinds"}
    return words.get(case.split("/")[0], "calls")


def main():
    wanted = arguments()
    folder = workplace()
    started = time.monotonic()
    command = "Scripts/faults" + (" --short" if wanted.short else "") + f" --seed {wanted.seed}"
    replays = []
    try:
        parts = Parts(wanted, folder)
        chosen = [part_of(wanted.case)] if wanted.case else [wanted.part] if wanted.part else ["calls"] if wanted.step else PARTS
        for name in chosen:
            begun = time.monotonic()
            getattr(parts, name)(wanted.case)
            print(f"  ({time.monotonic() - begun:.0f} s)\n", flush=True)
        print(f"{parts.table()}\n")
        replays += [(f"{command} --case '{case}'", wrong) for case, wrong in parts.failures]
    except Failure as failure:
        replays.append((command, f"the faults could not be run: {failure}"))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    for replay, wrong in replays:
        print(f"FAILED  {wrong}\n        {replay}")
    seconds = time.monotonic() - started
    if replays:
        print(f"{len(replays)} failed, in {seconds:.0f} s. What they left is in {folder}.")
        return 1
    shutil.rmtree(folder)
    print(f"All survived or refused cleanly, with nothing lost and verify passing, in {seconds:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
