"""Flips single bits of what a small node stores, and looks whether `verify` says so.

A bit that nobody reads may be flipped: then everything must read as before. Many bits are tried in one process, which is started again
where one of them ends it; some are tried with the program itself.
"""

import os
import random
import shutil
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pages
from node import Failure, batch

HANG_SECONDS = 60
# What may be flipped without anything that is read being another.
SILENT = ("unused", "head", "tree", "free pages")


class Flips:
    def __init__(self, template, folder, checker, jobs):
        self.template, self.program, self.folder, self.checker, self.jobs = template, template.program, folder, checker, jobs
        self.counts, self.failures, self.tried, self.kinds = Counter(), [], 0, []
        os.makedirs(folder, exist_ok=True)

    # --- what can be flipped ---------------------------------------------------------------------------------------------------

    def prepare(self):
        self.node = f"{self.folder}/node"
        shutil.copytree(self.template.node, self.node)
        # So few entries wait for a flush: here they stand in the views, and pages have become free.
        for _ in range(2):
            self.program.require(["replay", "--data", self.node, "--json"], "flushing the views")
        with open(f"{self.node}/log/data.mdb", "rb") as file:
            self.log = pages.Layout(file.read())
        with open(f"{self.node}/views/data.mdb", "rb") as file:
            self.views = pages.Layout(file.read())
        self.blobs = [os.path.relpath(f"{base}/{name}", self.node) for base, _, names in os.walk(f"{self.node}/blobs")
                      for name in names if "incoming" not in base]
        found = self.check("log/data.mdb", [(next(start for start, _, kind, _ in self.log.places if kind == "unused") * 8, "unused", None)], self.node)
        self.digest = found[0][1]
        if not self.digest.startswith("silent "):
            raise Failure(f"the node does not verify before anything is flipped: {self.digest}")

    def bits(self, per_place, generator):
        """(file, bit, kind, row): all of them, or so many of each kind."""
        kinds = {}
        for start, end, kind, row in self.log.places:
            kinds.setdefault(kind, []).append(("log/data.mdb", start, end, kind, row))
        for blob in self.blobs:
            kinds.setdefault("blob", []).append((blob, 0, os.path.getsize(f"{self.node}/{blob}"), "blob", None))
        self.kinds = list(kinds)
        for kind, places in kinds.items():
            total = sum(end - start for _, start, end, _, _ in places) * 8
            # Where nothing stands, some must do.
            most = per_place if per_place else 20_000 if kind == "unused" else total
            numbers = range(total) if most >= total else sorted(generator.sample(range(total), most))
            index, passed = 0, 0
            for number in numbers:
                while number - passed >= (places[index][2] - places[index][1]) * 8:
                    passed += (places[index][2] - places[index][1]) * 8
                    index += 1
                file, start, _, _, row = places[index]
                yield file, start * 8 + number - passed, kind, row

    # --- in the log and in blobs -----------------------------------------------------------------------------------------------

    def check(self, file, bits, node):
        """What the check says of each of `bits` (bit, kind, row), in order: (bit, answer), or `crashed` or `hung`."""
        with open(f"{node}/{file}", "rb") as sound:
            content = sound.read()
        answers, rest = [], [bit for bit, _, _ in bits]
        while rest:
            process = subprocess.Popen(
                [self.checker, "flips", node, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=dict(os.environ, SWIFT_BACKTRACE="enable=no"), text=True)
            alarm = threading.Timer(HANG_SECONDS + len(rest) // 5, process.kill)
            alarm.start()
            output = process.communicate("".join(f"{bit}\n" for bit in rest))[0].splitlines()
            hung = not alarm.is_alive()
            alarm.cancel()
            for number, answer in zip(output[::2], output[1::2]):
                answers.append((int(number), answer))
            rest = rest[len(output) // 2:]
            if len(output) % 2:
                answers.append((int(output[-1]), "hung" if hung else f"crashed {-process.returncode}"))
                rest = rest[1:]
                with open(f"{node}/{file}", "wb") as damaged:
                    damaged.write(content)
            elif rest:
                raise Failure(f"the check of flipped bits ended by itself with {process.returncode}")
        return answers

    def judge(self, kind, row, answer):
        """The column that an answer counts in, and what is wrong with it."""
        words = answer.split()
        if words[0] == "reported":
            if kind in ("entries", "local fields") and words[2] == "-":
                return "failed", "is reported without the entry"
            return ("entry named" if words[2] != "-" else "reported"), None
        if words[0] != "silent":
            return "failed", f"ended the check: {answer}"
        if self.digest and answer != self.digest:
            return "failed", "changed what is read, and verify passes"
        if not kind.startswith(SILENT):
            return "failed", "is not reported"
        return "as before", None

    def note(self, file, bit, kind, answer, wrong):
        self.tried += 1
        self.counts[kind, answer] += 1
        if wrong:
            self.failures.append((f"flip/{file.replace('/', ':')}/{bit}", f"bit {bit} of {file} ({kind}) {wrong}"))

    def run(self, seed, per_place=None, only=None, tell=lambda text: None):
        self.prepare()
        if only and only.startswith("flip/views:"):
            bit = int(only.rsplit("/", 1)[1])
            kind = next((kind for start, end, kind, _ in self.views.places if start <= bit // 8 < end), "unused")
            return self.run_jobs([(self.views_mended, ("views/data.mdb", bit, kind, None), "views, by the program")], tell)
        generator = random.Random(seed)
        wanted = list(self.bits(per_place, generator))
        if only:
            wanted = [one for one in self.bits(None, generator) if only == f"flip/{one[0].replace('/', ':')}/{one[1]}"]
        files = {}
        for file, bit, kind, row in wanted:
            files.setdefault(file, []).append((bit, kind, row))
        parts = []
        for file, bits in files.items():
            size = max(1, min(2_000, -(-len(bits) // self.jobs)))
            parts += [(file, bits[at:at + size]) for at in range(0, len(bits), size)]

        def attempt(part):
            number, (file, bits) = part
            node = f"{self.folder}/part-{number}"
            shutil.copytree(self.node, node)
            answers = dict(self.check(file, bits, node))
            shutil.rmtree(node)
            return answers

        with ThreadPoolExecutor(self.jobs) as pool:
            for (file, bits), answers in zip(parts, pool.map(attempt, enumerate(parts))):
                for bit, kind, row in bits:
                    column, wrong = self.judge(kind, row, answers.get(bit, "hung"))
                    self.note(file, bit, kind, column, wrong)
                tell(f"{self.tried} flips, {len(self.failures)} failures")
        if not only:
            self.run_views(seed, per_place, tell)

    # --- in the views ----------------------------------------------------------------------------------------------------------

    def views_bits(self, per_place, generator):
        """(bit, kind): all of them, or so many of each kind; of the list of free pages four times as many."""
        kinds = {}
        for start, end, kind, _ in self.views.places:
            kinds.setdefault(kind, []).append((start * 8, end * 8))
        for kind, places in sorted(kinds.items()):
            total = sum(end - start for start, end in places)
            most = 2_000 if kind == "unused" else total
            if per_place:
                most = 4 * per_place if kind.endswith("free pages") else per_place
            for number in range(total) if most >= total else sorted(generator.sample(range(total), most)):
                for start, end in places:
                    if number < end - start:
                        yield start + number, kind
                        break
                    number -= end - start

    def check_views(self, name, bits):
        """Whether each event is found when it is tried again on the node with a flipped bit: the answers in the order of `bits`."""
        answers, rest, node = {}, [bit for bit, _ in bits], f"{self.folder}/{name}"
        while rest:
            shutil.rmtree(node, ignore_errors=True)
            shutil.copytree(self.node, node)
            process = subprocess.Popen(
                [self.checker, "view-flips", node], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=dict(os.environ, SWIFT_BACKTRACE="enable=no"), text=True)
            alarm = threading.Timer(HANG_SECONDS + len(rest), process.kill)
            alarm.start()
            output = process.communicate("".join(f"{bit}\n" for bit in rest))[0].splitlines()
            hung = not alarm.is_alive()
            alarm.cancel()
            answers.update((int(number), answer) for number, answer in zip(output[::2], output[1::2]))
            if len(output) % 2:
                answers[int(output[-1])] = "hung" if hung else f"crashed {-process.returncode}"
            if not output:
                raise Failure(f"the check of flipped bits of the views ended by itself with {process.returncode}")
            rest = rest[(len(output) + 1) // 2:]
        shutil.rmtree(node)
        return answers

    def judge_views(self, kind, answer):
        """The column that an answer counts in, and what is wrong with it."""
        if answer == "mended":
            return "reported", None
        if answer != "found":
            return "failed", "had an event recorded twice" if answer == "twice" else f"ended otherwise than it may: {answer}"
        # Whatever is flipped in a page in use is noticed, also where nothing stands in it.
        if not kind.startswith(("head", "unused")):
            return "failed", "is not noticed"
        return "as before", None

    def run_views(self, seed, per_place, tell):
        bits = list(self.views_bits(per_place, random.Random(f"{seed}/views")))
        size = max(1, min(500, -(-len(bits) // self.jobs)))
        parts = [bits[at:at + size] for at in range(0, len(bits), size)]
        with ThreadPoolExecutor(self.jobs) as pool:
            for part, answers in zip(parts, pool.map(lambda one: self.check_views(f"views-part-{one[0]}", one[1]), enumerate(parts))):
                for bit, kind in part:
                    column, wrong = self.judge_views(kind, answers.get(bit, "hung"))
                    self.note("views/data.mdb", bit, f"views, {kind}", column, wrong)
                tell(f"{self.tried} flips, {len(self.failures)} failures")

    def canary(self):
        """A node that says less than it said must be found out."""
        for answer, kind in (("silent " + "0" * 64, "tree: entries"), (self.digest, "entries"), ("crashed 11", "unused"),
                             ("reported - -", "entries")):
            if self.judge(kind, None, answer)[0] != "failed":
                raise Failure(f"“{answer}” of a flipped bit in {kind} is not found out: the flips prove nothing")
        for answer, kind in (("twice", "heads"), ("found", "free pages"), ("crashed 7", "unused")):
            if self.judge_views(kind, answer)[0] != "failed":
                raise Failure(f"“{answer}” of a flipped bit in the views' {kind} is not found out: the flips prove nothing")

    # --- with the program itself -----------------------------------------------------------------------------------------------

    def flipped(self, name, file, bit):
        node = f"{self.folder}/{name}"
        shutil.rmtree(node, ignore_errors=True)
        shutil.copytree(self.node, node)
        with open(f"{node}/{file}", "r+b") as data:
            data.seek(bit // 8)
            byte = data.read(1)[0]
            data.seek(bit // 8)
            data.write(bytes([byte ^ 1 << bit % 8]))
        return node

    def program_verifies(self, one):
        """`triplicate verify` answers, itself or by a child that may die of it."""
        file, bit, kind, _ = one
        node = self.flipped(f"verify-{bit}", file, bit)
        run = self.program.run(["verify", "--data", node, "--json"])
        column, number = run.outcome()
        if column == "survived" and not kind.startswith(SILENT):
            raise Failure(f"verify passes although bit {bit} of {file} ({kind}) was flipped")
        died = "ended by" in run.output or "ended the process" in run.output + run.errors
        shutil.rmtree(node)
        return "as before" if column == "survived" else "child died" if died else "reported"

    def views_mended(self, one):
        """A damaged view is reported or built again; nothing wrong is read from it, nor written into the log because of it."""
        _, bit, kind, _ = one
        node = self.flipped(f"views-{bit}", "views/data.mdb", bit)
        self.program.entries(node, f"verify with a bit of the views flipped ({kind})")
        replay = self.program.run(["replay", "--data", node, "--check", "--json"])
        column, _ = replay.outcome()
        again = self.program.run(batch(node, self.template.old))
        if again.outcome()[0] == "survived":
            documents = again.documents()
            if not all(line["alreadyPresent"] for line in documents):
                raise Failure(f"an event was recorded twice with bit {bit} of the views flipped ({kind})")
        elif "[1224]" not in again.errors and "ended the process. [1206]" not in again.errors:
            raise Failure(f"recording with bit {bit} of the views flipped ({kind}) is refused with {again.errors}")
        if self.program.entries(node, "verify after recording") != self.template.entries:
            raise Failure(f"an event was recorded twice with bit {bit} of the views flipped ({kind})")
        # The documented remedy.
        for name in os.listdir(f"{node}/views"):
            os.unlink(f"{node}/views/{name}")
        documents = self.program.require(batch(node, self.template.old), "recording after the views were removed").documents()
        if not all(line["alreadyPresent"] for line in documents):
            raise Failure("an event was recorded twice after the views were built again")
        shutil.rmtree(node)
        return "as before" if column == "survived" else "reported"

    def run_program(self, seed, count, tell=lambda text: None):
        generator = random.Random(f"{seed}/program")
        log = list(self.bits(max(1, count // len(self.kinds)), generator))
        generator.shuffle(log)
        places = [place for place in self.views.places if place[2] != "unused"]
        spread = {}
        for start, end, kind, row in places:
            spread.setdefault(kind, []).extend(range(start * 8, end * 8))
        views = []
        # The list of free pages first: it is tried however few there are.
        kinds = sorted(spread, key=lambda kind: (not kind.endswith("free pages"), kind))
        while len(views) < count and spread:
            kind = kinds[len(views) % len(kinds)]
            views.append(("views/data.mdb", generator.choice(spread[kind]), kind, None))
        work = [(self.program_verifies, one, "log, by the program") for one in log[:count]]
        work += [(self.views_mended, one, "views, by the program") for one in views]
        self.run_jobs(work, tell)

    def run_jobs(self, work, tell):
        def attempt(job):
            try:
                return job[0](job[1]), None
            except Failure as failure:
                return "failed", str(failure)

        with ThreadPoolExecutor(self.jobs) as pool:
            for (_, one, kind), (column, wrong) in zip(work, pool.map(attempt, work)):
                self.note(one[0], one[1], kind, column, wrong)
                tell(f"{self.tried} flips, {len(self.failures)} failures")

    def table(self):
        columns = ["entry named", "reported", "child died", "as before", "failed"]
        lines = [f"  {'bit of':<26}{'flips':>8}" + "".join(f"{column:>13}" for column in columns)]
        for kind in sorted({kind for kind, _ in self.counts}):
            of = [self.counts[kind, column] for column in columns]
            lines.append(f"  {kind:<26}{sum(of):>8}" + "".join(f"{count:>13}" for count in of))
        return "\n".join(lines)
