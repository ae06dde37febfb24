"""Loss of power: builds the files as they may lie on the disk when it goes at any moment of a recorded run, and opens them.

What a disk promises: the bytes before a sync that succeeded are there after it; a write to a descriptor opened with O_DSYNC is there
when it returns. Of what was written since, any subset may be there, in any order, torn at sectors of 512 bytes; the file may be as
long as its last write or as its last surviving one. After a sync that failed nothing that it covered is promised, ever.
"""

import os
import random
import shutil
import time

import journal
from node import Failure, batch, events, same_place

SECTOR = 512
FILES = ("/log/data.mdb", "/views/data.mdb", "/views/sums")


class Disk:
    """One file, as a disk holds it: what is sure, the writes that are not yet, and those that no sync makes sure any more."""

    def __init__(self, content):
        self.sure, self.loose, self.doubtful = bytearray(content), [], {}

    @staticmethod
    def put(content, offset, data):
        if len(content) < offset + len(data):
            content.extend(bytes(offset + len(data) - len(content)))
        content[offset:offset + len(data)] = data

    @staticmethod
    def sectors(offset, data):
        """The parts of a write, each in one sector, as (offset, bytes)."""
        start = offset - offset % SECTOR
        cuts = [max(offset, cut) for cut in range(start, offset + len(data), SECTOR)] + [offset + len(data)]
        return [(one, data[one - offset:two - offset]) for one, two in zip(cuts, cuts[1:])]

    def secure(self, offset, data):
        self.put(self.sure, offset, data)
        for at, part in self.sectors(offset, data):
            older = self.doubtful.get(at)
            if older is not None and len(older) <= len(part):
                del self.doubtful[at]

    def doubt(self, offset, data):
        self.doubtful.update(self.sectors(offset, data))

    def apply(self, call, result, offset, data):
        if call == "dwrite":
            # It promises itself only; an older loose write of the same bytes can no longer come after it.
            self.secure(offset, data)
            self.loose.append((offset, data))
        elif call == "write":
            self.loose.append((offset, data))
        elif call == "doubt":
            self.doubt(offset, data)
        elif call == "truncate":
            self.loose = [(at, data) for at, data in self.loose if at < offset]
            self.doubtful = {at: data for at, data in self.doubtful.items() if at < offset}
            del self.sure[offset:]
            self.put(self.sure, offset, b"")
        elif call == "sync":
            for at, data in self.loose:
                if result == 0:
                    self.secure(at, data)
                else:
                    self.doubt(at, data)
            self.loose = []

    def after_loss(self, generator, how):
        """The bytes that are found again. `how`: nothing loose survives, all does, whole writes do, or torn ones."""
        content = bytearray(self.sure)
        sizes = [len(content)]
        durable = self.sure
        # What is in doubt was written before what is loose.
        pieces = sorted(self.doubtful.items())
        for at, data in self.loose:
            pieces += self.sectors(at, data) if how == "torn" else [(at, data)]
        if how == "torn" or how == "some":
            chance = generator.choice((0.1, 0.5, 0.9))
            pieces = [piece for piece in pieces if generator.random() < chance]
        if how == "dropped":
            pieces = []
        for at, data in pieces:
            # Loose writes of the same place reach the disk in their order or not at all; other orders look the same.
            self.put(content, at, data)
        sizes.append(max([len(durable)] + [at + len(data) for at, data in self.loose]))
        if generator.random() < 0.5 and how != "dropped":
            content.extend(bytes(max(0, sizes[1] - len(content))))
        return bytes(content)


class PowerLoss:
    def __init__(self, template, folder, commits):
        self.template, self.program, self.folder, self.commits = template, template.program, folder, commits
        self.failures, self.tried, self.counts = [], 0, {}

    def record(self):
        """Runs commits on a node and keeps every write, and after which of them which events were acknowledged."""
        self.base, self.live = f"{self.folder}/base", f"{self.folder}/live"
        for folder in (self.base, self.live):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template.node, self.base)
        shutil.copytree(self.template.node, self.live)
        log = f"{self.folder}/journal"
        open(log, "wb").close()
        self.batches, self.answers, self.ends = [], [], []
        first = 20_000
        for number in range(self.commits):
            # Mostly single events; some large enough to split pages, and the last has the views flushed.
            count = 1_010 if number == self.commits - 1 else 60 if number % 7 == 3 else 1
            file = self.template.file(f"power-{number}.jsonl", events(first, count))
            first += count
            run = self.program.require(
                batch(self.live, file), "recording", {"FAULT_ROOT": self.live, "FAULT_JOURNAL": log})
            self.batches.append(file)
            self.answers.append(run.documents())
            self.ends.append(os.path.getsize(log))
        self.steps = []
        size, done = 0, 0
        for call, result, offset, path, data in journal.read(log):
            size += len(f"{call} {result} {offset} {len(data)} {len(path.encode())}\n") + len(path.encode()) + len(data)
            if path[len(self.live):] in FILES:
                self.steps.append((call, result, offset, path[len(self.live):], data, done))
            while done < len(self.ends) and size >= self.ends[done]:
                done += 1
        self.writes = sum(step[0] in ("write", "dwrite") for step in self.steps)
        self.syncs = sum(step[0] in ("sync", "dwrite") for step in self.steps)

    def moments(self, generator, most):
        """(index, how) pairs: power goes after that many of the recorded calls."""
        syncs = [i + 1 for i, step in enumerate(self.steps) if step[0] in ("sync", "dwrite")]
        between = [i + 1 for i, step in enumerate(self.steps) if step[0] == "write"]
        everything = [(at, "dropped") for at in syncs]
        everything += [(at, how) for at in between + syncs for how in ("some", "torn", "torn", "all", "dropped")]
        everything = sorted(set(everything)) + [(at, "torn") for at in between]
        generator.shuffle(everything)
        return everything[:most]

    def run(self, seed, most, seconds=None, only=None, tell=lambda text: None):
        """So many losses of power at moments that the seed chooses, or as many as there is time for; or only that one of them."""
        deadline = time.monotonic() + (seconds or float("inf"))
        generator = random.Random(seed)
        moments = self.moments(generator, most)
        for turn, (at, how) in enumerate(moments):
            if only is not None and turn != only:
                continue
            if time.monotonic() > deadline:
                break
            self.tried += 1
            folder = f"{self.folder}/loss-{turn}"
            try:
                self.lose(folder, at, how, random.Random(f"{seed}/{turn}"))
                self.counts[how, "survived"] = self.counts.get((how, "survived"), 0) + 1
                shutil.rmtree(folder)
            except Failure as failure:
                self.counts[how, "failed"] = self.counts.get((how, "failed"), 0) + 1
                self.failures.append((turn, f"power lost after call {at} of {len(self.steps)} ({how}): {failure}"))
            tell(f"{self.tried} of {len(moments)} losses of power, {len(self.failures)} failures")

    def canary(self, seed):
        """A disk that lies (its syncs do nothing) must be found out, else these checks find nothing."""
        generator = random.Random(f"{seed}/canary")
        last = [i + 1 for i, step in enumerate(self.steps) if step[0] == "dwrite" and step[3] == FILES[0]][-1]
        for turn in range(8):
            try:
                self.lose(f"{self.folder}/canary", last, "torn", generator, lying=True)
            except Failure:
                shutil.rmtree(f"{self.folder}/canary")
                return
        raise Failure("a disk whose syncs do nothing was not found out: the losses of power prove nothing")

    def lose(self, folder, at, how, generator, lying=False):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base, folder)
        disks = {}
        for name in FILES:
            with open(folder + name, "rb") as file:
                disks[name] = Disk(file.read())
        for call, result, offset, name, data, _ in self.steps[:at]:
            if lying and call == "sync":
                continue
            disks[name].apply("write" if lying and call == "dwrite" else call, result, offset, data)
        for name, disk in disks.items():
            with open(folder + name, "wb") as file:
                file.write(disk.after_loss(generator, how))
        # A call between the last one and its batch's answer: batches that were answered before it.
        done = self.steps[at][5] if at < len(self.steps) else self.commits
        acknowledged = sum(len(answer) for answer in self.answers[:done])
        possible = sum(len(answer) for answer in self.answers[:done + 1])
        held = self.program.entries(folder) - self.template.entries
        if not acknowledged <= held <= possible:
            raise Failure(f"{held} entries, {acknowledged} acknowledged, {possible} possible")
        # The newest acknowledged batch stands where its answer said, and the one under way can be recorded again.
        if done:
            same_place(self.answers[done - 1], self.again(folder, done - 1))
        if done < self.commits:
            self.again(folder, done)
            if self.program.entries(folder, "verify after the retry") - self.template.entries != possible:
                raise Failure("the retry recorded something twice, or not at all")

    def again(self, folder, number):
        return self.program.require(batch(folder, self.batches[number]), "recording again").documents()

    def table(self):
        names = {"dropped": "all loose writes dropped", "some": "some whole writes kept", "torn": "sectors kept at random",
                 "all": "all kept"}
        lines = [f"  recorded: {self.commits} commits, {self.writes} writes, {self.syncs} syncs",
                 f"  {'power lost, and':<28}{'losses':>8}{'survived':>10}{'failed':>8}"]
        for how, name in names.items():
            good, bad = self.counts.get((how, "survived"), 0), self.counts.get((how, "failed"), 0)
            if good + bad:
                lines.append(f"  {name:<28}{good + bad:>8}{good:>10}{bad:>8}")
        return "\n".join(lines)
