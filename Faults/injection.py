"""Makes every system call of every step fail, in every way that fits it, and checks what is left."""

import os
import random
import shutil
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import journal
import steps
from node import Failure

EIO, ENOSPC, EACCES, EINTR, ENOMEM, EMFILE, EDQUOT = 5, 28, 13, 4, 12, 24, 122

# What fails: the number (or SHORT), whether everything fails from there on, and the calls that can fail so.
MODES = {
    "EIO": (EIO, False, "open,read,write,dwrite,sync,rename,mkdir,truncate,unlink"),
    "ENOSPC": (ENOSPC, False, "open,write,dwrite,sync,rename,mkdir,truncate"),
    "EDQUOT": (EDQUOT, False, "open,write,dwrite,sync,rename,mkdir"),
    "EMFILE": (EMFILE, False, "open"),
    "EACCES": (EACCES, False, "open,rename,mkdir,mmap,unlink"),
    "EINTR": (EINTR, False, "open,read,write,dwrite,sync,truncate"),
    "ENOMEM": (ENOMEM, False, "mmap"),
    "short": ("SHORT", False, "read,write,dwrite"),
    "full": ("SHORT", True, "write,dwrite"),
    "dead": (EIO, True, "open,read,write,dwrite,sync,rename,mkdir,truncate,unlink"),
}
CALLS = ["open", "read", "write", "dwrite", "sync", "rename", "mkdir", "mmap", "truncate", "unlink"]
PLACES = ["log", "views", "blobs", "keys", "config", "lock", "backup", "folder"]
# A call is made to fail beyond those that were counted, until a run goes through: this many more at most.
SURPLUS = 40


class Case:
    """One fault: the step, the way, and which of the matching calls."""

    def __init__(self, step, mode, nth, call=None, place=None):
        self.step, self.mode, self.nth, self.call, self.place = step, mode, nth, call, place

    @property
    def spelled(self):
        return f"{self.step.name}/{self.mode}/{self.nth}"


def environment(case, folder, name):
    error, sticky, calls = MODES[case.mode]
    faults = {
        "FAULT_ROOT": folder, "FAULT_PLACE": case.step.places, "FAULT_CALLS": calls,
        "FAULT_NTH": str(case.nth), "FAULT_ERROR": str(error), "FAULT_FIRED": f"{folder}/{name}",
        "FAULT_JOURNAL": f"{folder}/journal",
    }
    if sticky:
        faults["FAULT_STICKY"] = "1"
    return faults


def fired(folder, name):
    """The calls that failed, as (call, place)."""
    try:
        with open(f"{folder}/{name}", encoding="utf-8") as file:
            return [tuple(line.split(" ", 2)[:2]) for line in file]
    except FileNotFoundError:
        return []


class Injection:
    def __init__(self, template, folder, jobs):
        self.template, self.folder, self.jobs = template, folder, jobs
        self.counts = Counter()
        self.numbers = Counter()
        self.failures = []
        self.tried = 0

    def workplace(self, name):
        folder = f"{self.folder}/{name.replace('/', '-').replace(' ', '-').replace(',', '')}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        return folder

    def enumerate(self, step):
        """The cases that a run without faults shows, by mode: each with its call and place."""
        folder = self.workplace(f"list-{step.name}")
        work = step(self.template, folder)
        work.prepare()
        faults = environment(Case(step, "EIO", 1), folder, "calls")
        # An error of 0 lets the call through: every call is only noted.
        faults.update(FAULT_ERROR="0", FAULT_STICKY="1", FAULT_CALLS="")
        self.template.program.require(work.command(), "a run that only counts calls", faults)
        calls = fired(folder, "calls")
        shutil.rmtree(folder)
        return {
            mode: [Case(step, mode, nth, *at) for nth, at in enumerate([at for at in calls if at[0] in kinds.split(",")], 1)]
            for mode, (_, _, kinds) in MODES.items()}

    def attempt(self, case):
        """Runs one case. Returns (whether the fault fired, the outcome, the reason's number, what went wrong)."""
        folder = self.workplace(case.spelled)
        outcome, number, wrong, hits = "failed", None, None, []
        try:
            work = case.step(self.template, folder)
            work.prepare()
            work.stays = MODES[case.mode][1]
            run = self.template.program.run(work.command(), environment(case, folder, "fired"))
            hits = fired(folder, "fired")
            outcome, number = run.outcome()
            if not hits and outcome == "refused":
                raise Failure(f"refused without a fault: {run.errors}")
            record = {"FAULT_ROOT": folder, "FAULT_JOURNAL": f"{folder}/journal"}
            work.after(run, record)
            self.audit(case, folder, hits)
        except Failure as failure:
            wrong = str(failure)
        if not wrong:
            shutil.rmtree(folder)
        if hits:
            case.call, case.place = hits[0]
        return bool(hits), outcome, number, wrong

    def canary(self):
        """A node that forgets what it acknowledged, or does not sync it, must be found out, else these checks find nothing."""
        folder = self.workplace("canary")
        work = steps.Record(self.template, folder)
        work.prepare()
        run = self.template.program.require(work.command())
        for name in ("log", "views"):
            shutil.rmtree(f"{work.data}/{name}")
            shutil.copytree(f"{self.template.node}/{name}", f"{work.data}/{name}")
        try:
            work.after(run, None)
        except Failure:
            pass
        else:
            raise Failure("a node that forgot what it acknowledged was not found out: these checks prove nothing")
        if not journal.unsynced([("create", 0, 0, folder, b""), ("sync", 5, 0, folder, b"")], lambda path: True):
            raise Failure("a file that was never synced was not found out: these checks prove nothing")
        shutil.rmtree(folder)

    def audit(self, case, folder, hits):
        """After the retry has answered, nothing that counts may hang on a sync that was never made, and nothing be left over."""
        def counts(path):
            rest = path[len(folder):]
            # Views are built again, locks mean nothing after a loss of power, and unfinished files are nobody's.
            return not any(word in rest for word in ("/views", "/lock", "/check-", ".part", ".restoring-"))
        loose = journal.unsynced(journal.read(f"{folder}/journal"), counts)
        # Pages that no head of LMDB names need no sync; which of them matter is what the losses of power try out.
        loose = [one for one in loose if not one.startswith("the content") or not one.endswith("data.mdb")]
        if loose:
            raise Failure("the retry was answered, but a loss of power could take " + "; ".join(loose[:4]))
        # Where everything fails, or the removal itself, a rest may stay; the next start or the operator removes it.
        if case.mode != "dead" and not any(call == "unlink" for call, _ in hits):
            rests = [f"{base}/{name}" for base, folders, names in os.walk(folder) for name in folders + names
                     if name.endswith(".part") or ".restoring-" in name]
            if rests:
                raise Failure("left over: " + ", ".join(rests[:3]))

    def note(self, case, outcome, number, wrong):
        self.tried += 1
        if wrong:
            outcome = "failed"
            self.failures.append((case, wrong))
        self.counts[case.step.name, case.place, case.mode, case.call, outcome] += 1
        if number and not wrong:
            self.numbers[number] += 1

    def run(self, wanted, seed, seconds=None, tell=lambda text: None):
        """All cases of the steps in `wanted`; with `seconds`, one of each kind, as many as there is time for, as the seed has it."""
        deadline = time.monotonic() + (seconds or float("inf"))
        with ThreadPoolExecutor(self.jobs) as pool:
            pairs = [(step, mode) for step in wanted for mode in MODES]
            listed = dict(zip(wanted, pool.map(self.enumerate, wanted)))
            lists = [listed[step][mode] for step, mode in pairs]
            cases = [case for some in lists for case in some]
            self.known = len(cases)
            if seconds:
                cases = self.sampled(cases, random.Random(seed))
            else:
                # A fault may lead to calls that a sound run does not make: go on until the command runs through.
                cases += [Case(*pair, len(some) + 1) for pair, some in zip(pairs, lists) if some]
            def within(case):
                return None if time.monotonic() > deadline else self.attempt(case)

            while cases:
                more = []
                for case, result in zip(cases, pool.map(within, cases)):
                    if result is None:
                        continue
                    hit, outcome, number, wrong = result
                    if hit or wrong:
                        self.note(case, outcome, number, wrong)
                        tell(f"{self.tried} faults, {len(self.failures)} failures: {case.spelled}")
                    beyond = len(lists[pairs.index((case.step, case.mode))])
                    if hit and not seconds and beyond < case.nth <= beyond + SURPLUS:
                        more.append(Case(case.step, case.mode, case.nth + 1))
                cases = more

    @staticmethod
    def sampled(cases, generator):
        kinds = defaultdict(list)
        for case in cases:
            kinds[case.step.name, case.mode, case.call, case.place].append(case)
        chosen = [generator.choice(kinds[kind]) for kind in sorted(kinds)]
        generator.shuffle(chosen)
        return chosen

    def table(self):
        """Counts by step and by kind."""
        lines = []
        for title, index, order in (("step", 0, [step.name for step in steps.ALL]), ("place", 1, PLACES),
                                    ("fault", 2, list(MODES)), ("call", 3, CALLS)):
            lines.append(f"  {title:<22}{'faults':>8}{'survived':>10}{'refused':>9}{'failed':>8}")
            for name in order:
                of = {outcome: sum(count for key, count in self.counts.items() if key[index] == name and key[4] == outcome)
                      for outcome in ("survived", "refused", "failed")}
                if sum(of.values()):
                    lines.append(f"  {name:<22}{sum(of.values()):>8}{of['survived']:>10}{of['refused']:>9}{of['failed']:>8}")
            lines.append("")
        reasons = ", ".join(f"{number}: {count}" for number, count in sorted(self.numbers.items()))
        return "\n".join(lines) + f"\n  refusals by number: {reasons or 'none'}"
