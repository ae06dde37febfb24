"""Syncs that fail, and take with them what they covered: whatever is answered then must not rest on a later sync.

A kernel that could not write a page reports it once, and takes the page for clean: the next sync succeeds, and the page is on no disk.
The same is tried with a process that is killed while a sync is under way. After the fault the command is run again, and power goes when
it has answered. What was answered before the fault and what is answered after it must be there.
"""

import os
import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import injection
import journal
import steps
from node import Failure, same_place
from powerloss import FILES, Disk

# The word for the interposer, whether all fails from there on, and the calls.
MODES = {
    "lost": ("LATE", False, "dwrite,sync"),
    "lost, then dead": ("LATE", True, "dwrite,sync,write"),
    "killed": ("KILL", False, "dwrite,sync"),
}
STEPS = [steps.Record, steps.RecordAtomic, steps.Flush]
HOW, SHORT_HOW = ("dropped", "torn", "all"), ("dropped",)


class LostSyncs:
    def __init__(self, template, folder, jobs):
        self.template, self.folder, self.jobs = template, folder, jobs
        self.counts, self.failures, self.tried, self.how = {}, [], 0, HOW

    def cases(self):
        found = []
        for step in STEPS:
            folder = f"{self.folder}/list"
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            work = step(self.template, folder)
            work.prepare()
            faults = {"FAULT_ROOT": work.data, "FAULT_PLACE": "log,views", "FAULT_NTH": "1", "FAULT_ERROR": "0",
                      "FAULT_STICKY": "1", "FAULT_FIRED": f"{folder}/calls"}
            self.template.program.require(work.command(), "a run that only counts calls", faults)
            calls = [call for call, _ in injection.fired(folder, "calls")]
            for mode, (_, _, kinds) in MODES.items():
                count = sum(call in kinds.split(",") for call in calls)
                found += [(step, mode, nth) for nth in range(1, count + 1)]
            shutil.rmtree(folder)
        return found

    def image(self, work, folder, log, generator, how, lying=False):
        """The node as it is found when power goes as soon as the last answer in the journal was given."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(work.data, folder)
        disks = {}
        for name in FILES:
            with open(self.template.node + name, "rb") as file:
                disks[name] = Disk(file.read())
        records = list(journal.read(log))
        answered = max((at for at, record in enumerate(records) if record[0] == "answer"), default=len(records))
        for call, result, offset, path, data in records[:answered]:
            name = path[len(work.data):]
            if name in disks and not (lying and call == "sync"):
                disks[name].apply("write" if lying and call == "dwrite" else call, result, offset, data)
        for name, disk in disks.items():
            with open(folder + name, "wb") as file:
                file.write(disk.after_loss(generator, how))

    def canary(self):
        """A disk whose syncs do nothing must be found out, else these checks find nothing."""
        folder = f"{self.folder}/canary"
        os.makedirs(folder)
        work = steps.Record(self.template, folder)
        work.prepare()
        log = f"{folder}/journal"
        work.program.require(work.command(), "recording", {"FAULT_ROOT": work.data, "FAULT_JOURNAL": log})
        self.image(work, f"{folder}/loss", log, random.Random(0), "dropped", lying=True)
        try:
            held = work.program.entries(f"{folder}/loss")
        except Failure:
            held = work.entries
        if held >= work.entries + work.count:
            raise Failure("a disk whose syncs do nothing was not found out: the lost syncs prove nothing")
        shutil.rmtree(folder)

    def check(self, work, log, seed, answers, when):
        for how in self.how:
            folder = f"{work.folder}/loss"
            self.image(work, folder, log, random.Random(f"{seed}/{how}"), how)
            program = work.program
            held = program.entries(folder, f"verify after the loss of power ({when}, {how})")
            if held < work.entries + len(answers):
                raise Failure(f"{when}: {len(answers)} events were answered, and {held - work.entries} outlive the loss of power ({how})")
            there, work.data = work.data, folder
            again = program.require(work.command(), "recording again").documents()
            work.data = there
            same_place(answers, again)
            shutil.rmtree(folder)

    def attempt(self, case, seed):
        step, mode, nth = case
        word, sticky, kinds = MODES[mode]
        folder = f"{self.folder}/{step.name}-{mode}-{nth}".replace(" ", "-").replace(",", "")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        work = step(self.template, folder)
        work.prepare()
        log = f"{folder}/journal"
        open(log, "wb").close()
        record = {"FAULT_ROOT": work.data, "FAULT_JOURNAL": log}
        faults = dict(record, FAULT_PLACE="log,views", FAULT_CALLS=kinds, FAULT_NTH=str(nth), FAULT_ERROR=word,
                      FAULT_FIRED=f"{folder}/fired")
        if sticky:
            faults["FAULT_STICKY"] = "1"
        try:
            run = work.program.run(work.command(), faults)
            if not (mode == "killed" and run.status == -9 and not run.hung):
                run.outcome()
            first = [line for line in run.whole_documents() if "number" in line and "error" not in line]
            if first:
                self.check(work, log, f"{seed}/{case}", first, "after the fault")
            second = work.program.require(work.command(), "the retry", record).documents()
            same_place(first, second)
            self.check(work, log, f"{seed}/{case}", second, "after the retry")
        except Failure as failure:
            return str(failure)
        shutil.rmtree(folder)
        return None

    def run(self, seed, seconds=None, only=None, tell=lambda text: None):
        deadline = time.monotonic() + (seconds or float("inf"))
        self.how = SHORT_HOW if seconds else HOW
        cases = self.cases()
        self.known = len(cases)
        if only:
            cases = [case for case in cases if self.spelled(case) == only]
        elif seconds:
            random.Random(seed).shuffle(cases)

        always = cases[:self.jobs]

        def within(case):
            late = time.monotonic() > deadline and case not in always
            return (False, None) if late else (True, self.attempt(case, seed))

        with ThreadPoolExecutor(self.jobs) as pool:
            for case, (done, wrong) in zip(cases, pool.map(within, cases)):
                if not done:
                    continue
                self.tried += 1
                key = case[0].name, case[1], bool(wrong)
                self.counts[key] = self.counts.get(key, 0) + 1
                if wrong:
                    self.failures.append((self.spelled(case), wrong))
                tell(f"{self.tried} lost syncs, {len(self.failures)} failures")

    @staticmethod
    def spelled(case):
        return f"sync/{case[0].name}/{case[1]}/{case[2]}"

    def table(self):
        lines = [f"  {'sync, and step':<34}{'tried':>8}{'survived':>10}{'failed':>8}"]
        for mode in MODES:
            for step in STEPS:
                good, bad = self.counts.get((step.name, mode, False), 0), self.counts.get((step.name, mode, True), 0)
                if good + bad:
                    lines.append(f"  {mode + ', in ' + step.name:<34}{good + bad:>8}{good:>10}{bad:>8}")
        return "\n".join(lines)
