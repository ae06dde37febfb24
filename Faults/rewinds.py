"""Nodes that wake up in their past: an old copy, a snapshot, a restored backup. None of them may sign a second history unnoticed.

What a node can know by itself is tried, and what only a newer copy elsewhere can tell: a backup.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from node import Failure, batch, events


class Rewinds:
    def __init__(self, template, folder, jobs):
        self.template, self.program, self.folder, self.jobs = template, template.program, folder, jobs
        self.outcomes, self.failures = [], []

    def prepare(self):
        """A node at three moments: `old`, `new`, and beside it a backup of the newer one."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.old, self.new, self.backup = f"{self.folder}/old", f"{self.folder}/new", f"{self.folder}/new.backup"
        shutil.copytree(self.template.node, self.old)
        shutil.copytree(self.template.node, self.new)
        self.older_backup = self.template.backup
        # The views are flushed, and then the log goes on.
        many = self.template.file("rewind-many.jsonl", events(40_000, 1_010))
        self.program.require(batch(self.new, many))
        self.program.require(batch(self.new, self.template.new))
        self.program.require(["replay", "--data", self.new, "--json"])
        self.program.require(["backup", "--data", self.new, self.backup, "--json"])
        self.entries = self.program.entries(self.new)

    def refused(self, run, number, what):
        outcome, found = run.outcome()
        if outcome != "refused" or found != number:
            raise Failure(f"{what} is not refused with {number}: {run.errors or run.output[-300:]}")

    def rewound(self, name, parts, source=None):
        node = f"{self.folder}/{name}"
        shutil.copytree(source or self.new, node)
        for part in parts:
            shutil.rmtree(f"{node}/{part}")
            shutil.copytree(f"{self.old}/{part}", f"{node}/{part}")
        return node

    def fresh(self, name):
        return self.template.file(f"rewind-{name}.jsonl", events(60_000, 2))

    def log_only(self):
        """The log is put back; the views know better."""
        node = self.rewound("log-only", ["log"])
        self.refused(self.program.run(batch(node, self.fresh("log"))), 1223, "writing to a log that was put back")
        self.refused(self.program.run(["replay", "--data", node, "--json"]), 1223, "building views of a log that was put back")
        if self.program.entries(node) != self.template.entries:
            raise Failure("the log that was put back holds another number of entries")
        self.program.require(["show", "person/210200/F1", "--data", node, "--json"], "reading a log that was put back")
        return "refused with 1223; read as it is"

    def log_then_new(self):
        """The newer log is found and put back: all is well again."""
        node = self.rewound("log-again", ["log"])
        self.refused(self.program.run(batch(node, self.fresh("again"))), 1223, "writing to a log that was put back")
        shutil.rmtree(f"{node}/log")
        shutil.copytree(f"{self.new}/log", f"{node}/log")
        self.program.require(batch(node, self.fresh("again")), "recording after the newer log was found")
        if self.program.entries(node) != self.entries + 2:
            raise Failure("the node holds another number of entries")
        return "the newer log is taken up"

    def views_only(self):
        """The views are put back; the log brings them up."""
        node = self.rewound("views-only", ["views"])
        self.program.require(batch(node, self.fresh("views")), "recording with older views")
        self.program.require(["replay", "--data", node, "--check", "--json"], "comparing the views")
        if self.program.entries(node) != self.entries + 2:
            raise Failure("the node holds another number of entries")
        return "the views catch up"

    def whole(self):
        """Everything is put back. The node cannot know; its newer backup does, before anything is written and after it."""
        node = self.rewound("whole", ["log", "views", "blobs", "keys"])
        backup = f"{self.folder}/whole.backup"
        shutil.copyfile(self.backup, backup)
        self.refused(self.program.run(["backup", "--data", node, backup, "--json"]), 1220, "a backup that is newer than its node")
        self.program.require(batch(node, self.fresh("whole")), "recording")
        self.refused(self.program.run(["backup", "--data", node, backup, "--json"]), 1220, "the backup of another history")
        # Also where the other history is as long.
        many = self.template.file("rewind-other.jsonl", events(70_000, self.entries - self.template.entries))
        self.program.require(batch(node, many), "recording")
        self.refused(self.program.run(["backup", "--data", node, backup, "--json"]), 1220, "the backup of another, longer history")
        with open(backup, "rb") as one, open(self.backup, "rb") as two:
            if one.read() != two.read():
                raise Failure("the good backup was changed")
        return "its newer backup refuses it with 1220"

    def restored(self):
        """An older backup is restored with the keys: the newer one refuses it."""
        node = f"{self.folder}/restored"
        keys = f"{self.new}/keys"
        self.program.require(["restore", "--data", node, "--keys", keys, self.older_backup, "--json"], "restoring an old backup")
        self.refused(self.program.run(["backup", "--data", node, self.backup, "--json"]), 1220, "a backup that is newer than its node")
        return "its newer backup refuses it with 1220"

    def newest(self):
        """The newest backup is restored: it goes on where it stood, and continues its backup."""
        node, backup = f"{self.folder}/newest", f"{self.folder}/newest.backup"
        shutil.copyfile(self.backup, backup)
        self.program.require(["restore", "--data", node, "--keys", f"{self.new}/keys", backup, "--json"], "restoring")
        self.program.require(batch(node, self.fresh("newest")), "recording in the restored node")
        self.program.require(["backup", "--data", node, backup, "--json"], "continuing the backup")
        if self.program.entries(node) != self.entries + 2:
            raise Failure("the restored node holds another number of entries")
        return "goes on, and continues its backup"

    def older_head(self):
        """The newer of the log's two heads is put back to that of an earlier commit: LMDB alone would take the other one."""
        node = f"{self.folder}/older-head"
        shutil.copytree(self.new, node)
        path = f"{node}/log/data.mdb"
        with open(path, "rb") as file:
            content = file.read()
        numbers = [int.from_bytes(content[4096 * head + 144:4096 * head + 152], "little") for head in (0, 1)]
        at = 4096 * numbers.index(max(numbers)) + 144
        with open(path, "r+b") as file:
            file.seek(at)
            file.write((max(numbers) - 6 & (1 << 64) - 1).to_bytes(8, "little"))
        self.refused(self.program.run(batch(node, self.fresh("head"))), 1206, "a log whose newest head is another commit's")
        if self.program.run(["verify", "--data", node, "--json"]).outcome()[0] != "refused":
            raise Failure("verify passes a log whose newest head is another commit's")
        return "refused with 1206"

    def canary(self):
        """A node that goes on from its past must be found out where it can be."""
        try:
            self.refused(self.program.run(["backup", "--data", self.new, self.backup, "--json"]), 1220, "a sound node")
        except Failure:
            return
        raise Failure("a sound node is refused: the rewinds prove nothing")

    ALL = ["log_only", "log_then_new", "views_only", "whole", "restored", "newest", "older_head"]

    def run(self, only=None, tell=lambda text: None):
        self.prepare()
        self.canary()

        def attempt(name):
            try:
                return getattr(self, name)(), None
            except Failure as failure:
                return "failed", str(failure)

        names = [name for name in self.ALL if only in (None, f"rewind/{name}")]
        with ThreadPoolExecutor(self.jobs) as pool:
            for name, (outcome, wrong) in zip(names, pool.map(attempt, names)):
                self.outcomes.append((getattr(self, name).__doc__.split(".")[0].split(":")[0], outcome))
                if wrong:
                    self.failures.append((f"rewind/{name}", wrong))
                tell(f"{len(self.outcomes)} rewinds")

    def table(self):
        return "\n".join(f"  {what:<66}{outcome}" for what, outcome in self.outcomes)
