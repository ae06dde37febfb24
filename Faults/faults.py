"""Runs the faults and the losses of power, and prints what came of them. Started by Scripts/faults."""

import argparse
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import injection  # noqa: E402
import powerloss  # noqa: E402
import steps  # noqa: E402
from node import Failure, Program  # noqa: E402

# The short form fits into two minutes on any machine: it does what there is time for, in an order that the seed gives.
SHORT_SECONDS, SHORT_COMMITS = 50, 16
LONG_LOSSES, LONG_COMMITS = 1_000, 60


def arguments():
    parser = argparse.ArgumentParser(prog="Scripts/faults")
    parser.add_argument("--program", required=True)
    parser.add_argument("--interposer", required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seconds", type=int, help="as --short, but with so much time for the faults, and half of it for the losses")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    parser.add_argument("--step", help="only the step of this name")
    parser.add_argument("--case", help="only this case: STEP/FAULT/N, or power/N with the seed it was found with")
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


def main():
    wanted = arguments()
    folder = workplace()
    started = time.monotonic()
    tell = teller()
    seconds = wanted.seconds or (SHORT_SECONDS if wanted.short else None)
    command = "Scripts/faults" + (" --short" if wanted.short else "") + f" --seed {wanted.seed}"
    replays = []
    try:
        template = steps.Template(Program(os.path.abspath(wanted.program), os.path.abspath(wanted.interposer)), folder)
        calls = injection.Injection(template, f"{folder}/cases", wanted.jobs)
        case = wanted.case.rsplit("/", 2) if wanted.case else []
        if len(case) == 3:
            step = next(step for step in steps.ALL if step.name == case[0])
            one = injection.Case(step, case[1], int(case[2]))
            _, outcome, number, wrong = calls.attempt(one)
            calls.note(one, outcome, number, wrong)
        elif not case:
            calls.canary()
            chosen = [step for step in steps.ALL if wanted.step in (None, step.name)]
            calls.run(chosen, wanted.seed, seconds, tell)
        if calls.tried:
            known = f" of {calls.known} that there are" if seconds and not case else ""
            print(f"Failing system calls: {calls.tried}{known}, seed {wanted.seed}\n\n{calls.table()}\n")
        replays += [(f"{command} --case '{bad.spelled}'", wrong) for bad, wrong in calls.failures]
        if len(case) == 2 or not case and not wanted.step:
            power = powerloss.PowerLoss(template, folder, SHORT_COMMITS if wanted.short else LONG_COMMITS)
            power.record()
            power.canary(wanted.seed)
            only = int(case[1]) if case else None
            power.run(wanted.seed, LONG_LOSSES, seconds // 2 if seconds else None, only, tell)
            print(f"Loss of power, seed {wanted.seed}\n\n{power.table()}\n")
            replays += [(f"{command} --case power/{turn}", wrong) for turn, wrong in power.failures]
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
