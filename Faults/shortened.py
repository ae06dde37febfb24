"""Files that become shorter under the node's feet: their pages are gone, and touching one ends the process (SIGBUS).

Half of the pages of `log/data.mdb` or `views/data.mdb` are cut off just after the n-th time that it was mapped or synced. What was
acknowledged cannot all be there any more: `verify` must say so and never pass, and the node must be restored from its backup.
"""

import os
import random
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import injection
import steps
from node import Failure

STEPS = [steps.Record, steps.Flush, steps.Replay, steps.Backup, steps.Show, steps.Verify]
PLACES = ("log", "views")
SIGBUS = -7


class Shortened:
    def __init__(self, template, folder, jobs):
        self.template, self.folder, self.jobs = template, folder, jobs
        self.counts, self.failures, self.tried = Counter(), [], 0

    def attempt(self, case):
        step, place, nth = case
        folder = f"{self.folder}/{step.name}-{place}-{nth}"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        work = step(self.template, folder)
        work.prepare()
        faults = {"FAULT_ROOT": work.data, "FAULT_PLACE": place, "FAULT_CALLS": "mmap,sync", "FAULT_NTH": str(nth),
                  "FAULT_ERROR": "CUT", "FAULT_FIRED": f"{folder}/fired"}
        run = work.program.run(work.command(), faults)
        if not injection.fired(folder, "fired"):
            shutil.rmtree(folder)
            return None, None
        try:
            outcome = "ended" if run.status == SIGBUS and not run.hung else run.outcome()[0]
            # What it said before it ended is what counts as acknowledged.
            answers = [line for line in run.whole_documents() if "number" in line and "error" not in line]
            check = work.program.run(["verify", "--data", work.data, "--json"])
            state, _ = check.outcome()
            if state == "survived":
                self.judge(check.documents()[-1]["entries"], self.template.entries + len(answers))
            if place == "views":
                if state != "survived":
                    raise Failure(f"verify does not pass although only the views are damaged: {check.output[-300:]}{check.errors[-300:]}")
                for name in os.listdir(f"{work.data}/views"):
                    os.unlink(f"{work.data}/views/{name}")
                work.program.require(["replay", "--data", work.data, "--check", "--json"], "comparing the views that were built again")
            elif state != "survived":
                target = f"{folder}/restored"
                work.program.require(["restore", "--data", target, self.template.backup, "--json"], "restoring the backup")
                if work.program.entries(target) != 3:
                    raise Failure("the restored node holds another number of entries")
        except Failure as failure:
            return "failed", str(failure)
        shutil.rmtree(folder)
        return outcome, None

    @staticmethod
    def judge(held, acknowledged):
        if held < acknowledged:
            raise Failure(f"verify passes with {held} entries, and {acknowledged} were acknowledged")

    def canary(self):
        """A cut must reach the file, and a check that passes over a lost entry must be found out."""
        folder = f"{self.folder}/canary"
        os.makedirs(folder)
        work = steps.Show(self.template, folder)
        work.prepare()
        before = os.path.getsize(f"{work.data}/log/data.mdb")
        work.program.run(work.command(), {"FAULT_ROOT": work.data, "FAULT_PLACE": "log", "FAULT_CALLS": "mmap", "FAULT_NTH": "1",
                                          "FAULT_ERROR": "CUT"})
        if os.path.getsize(f"{work.data}/log/data.mdb") >= before:
            raise Failure("nothing was cut off: the files cut short prove nothing")
        try:
            self.judge(self.template.entries, self.template.entries + 1)
        except Failure:
            return shutil.rmtree(folder)
        raise Failure("a lost entry was not found out: the files cut short prove nothing")

    def run(self, seed, seconds=None, only=None, tell=lambda text: None):
        deadline = time.monotonic() + (seconds or float("inf"))
        cases = [(step, place, nth) for step in STEPS for place in PLACES for nth in range(1, 9)]
        if only:
            cases = [case for case in cases if self.spelled(case) == only]
        elif seconds:
            random.Random(seed).shuffle(cases)

        always = cases[:self.jobs]

        def within(case):
            late = time.monotonic() > deadline and case not in always
            return (None, None) if late else self.attempt(case)

        with ThreadPoolExecutor(self.jobs) as pool:
            for case, (outcome, wrong) in zip(cases, pool.map(within, cases)):
                if outcome is None:
                    continue
                self.tried += 1
                self.counts[case[1], outcome] += 1
                if wrong:
                    self.failures.append((self.spelled(case), wrong))
                tell(f"{self.tried} files cut short, {len(self.failures)} failures")

    @staticmethod
    def spelled(case):
        return f"cut/{case[0].name}/{case[1]}/{case[2]}"

    def table(self):
        columns = ["survived", "refused", "ended", "failed"]
        lines = [f"  {'file cut short':<26}{'tried':>8}" + "".join(f"{column:>10}" for column in columns)]
        for place in PLACES:
            of = [self.counts[place, column] for column in columns]
            if sum(of):
                lines.append(f"  {place + '/data.mdb':<26}{sum(of):>8}" + "".join(f"{count:>10}" for count in of))
        return "\n".join(lines)
