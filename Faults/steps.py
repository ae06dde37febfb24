"""What a node does that a fault may hit: each step with how it begins, and what must hold afterwards."""

import os
import shutil

from node import CENTER, HOSPITAL, Failure, batch, events, same_place


class Template:
    """A node with two parties, some entries and a blob, and what the steps begin with; made once and copied."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.node, self.backup = f"{folder}/template", f"{folder}/old.backup"
        self.blob, self.entries = f"{folder}/document", 5
        with open(self.blob, "wb") as file:
            file.write(bytes(range(256)) * 300)
        self.old, self.new = self.file("old.jsonl", events(0, 3)), self.file("new.jsonl", events(10, 3))
        self.middle = self.file("middle.jsonl", events(5, 2))
        self.many = self.file("many.jsonl", events(1000, 1010))
        for role, code in (("center", CENTER), ("hospital", HOSPITAL)):
            made = program.initialise(self.node, role, code)
            if made.status != 0:
                raise Failure(f"init without faults failed: {made.errors}")
        program.require(batch(self.node, self.old, "--attach", self.old))
        program.require(["backup", "--data", self.node, self.backup, "--json"])
        program.require(batch(self.node, self.middle))

    def file(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Step:
    """A command on a copy of the template. `places` and `calls` narrow what fails."""

    name = ""
    places = ""
    # Whether the fault stays until the command has ended, as on a disk that is full.
    stays = False

    def __init__(self, template, folder):
        self.template, self.program, self.folder = template, template.program, folder
        self.data = f"{folder}/node"
        self.entries = template.entries

    def prepare(self):
        shutil.copytree(self.template.node, self.data)

    def command(self):
        raise NotImplementedError

    def after(self, run, faults):
        """After the fault is gone: verify, retry (with `faults`, which only record), verify again."""
        if self.program.entries(self.data) != self.entries:
            raise Failure("the number of entries has changed")
        self.program.require(self.command(), "the retry", faults)
        if self.program.entries(self.data, "verify after the retry") != self.entries:
            raise Failure("the number of entries has changed by the retry")


class Recording(Step):
    count = 3

    def batch(self):
        return self.template.new

    def command(self):
        return batch(self.data, self.batch(), "--attach", self.template.blob)

    def answers(self, run):
        return [line for line in run.documents() if "number" in line]

    def allowed(self, held):
        return self.entries <= held <= self.entries + self.count

    def check(self, held, answered):
        if not self.allowed(held):
            raise Failure(f"{held} entries after the fault, {self.entries} before it")
        if held < self.entries + answered:
            raise Failure(f"{held - self.entries} events are there, {answered} were acknowledged")

    def after(self, run, faults):
        # A writer makes good at once what it could not commit; on a disk that stays full it cannot, and verify has to tell of it.
        held = self.program.entries(self.data, may_have_failed=self.stays)
        acknowledged, stopped = [], 0
        if run.status == 0:
            acknowledged = run.documents()
            if len(acknowledged) != self.count:
                raise Failure(f"{len(acknowledged)} of {self.count} events were answered")
        else:
            stopped = run.documents()[-1]["error"].get("recorded") or 0
        answered = max(len(acknowledged), stopped)
        if held is not None:
            self.check(held, answered)
        again = self.program.require(self.command(), "the retry", faults).documents()
        same_place(acknowledged, again)
        present = sum(line["alreadyPresent"] for line in again)
        if held is None:
            self.check(self.entries + present, answered)
        elif present != held - self.entries:
            raise Failure("the retry does not agree with verify about what was there")
        if self.program.entries(self.data, "verify after the retry") != self.entries + self.count:
            raise Failure("the retry recorded something twice, or not at all")
        self.program.require(["replay", "--data", self.data, "--check", "--json"], "comparing the views")


class Record(Recording):
    name = "record"


class RecordAtomic(Recording):
    name = "record --atomic"
    places = "log,keys"

    def command(self):
        return super().command() + ["--atomic"]

    def allowed(self, held):
        return held in (self.entries, self.entries + self.count)


class Rebuild(Recording):
    """The views are lost: they are built anew as the node opens."""

    name = "rebuild views"
    places = "views,folder"

    def prepare(self):
        super().prepare()
        for name in os.listdir(f"{self.data}/views"):
            os.unlink(f"{self.data}/views/{name}")


class Flush(Recording):
    """So many events that the views are flushed."""

    name = "flush"
    places = "views"
    count = 1010

    def batch(self):
        return self.template.many


class Replay(Step):
    name = "replay"

    def command(self):
        return ["replay", "--data", self.data, "--json"]


class Show(Step):
    name = "show"

    def command(self):
        return ["show", f"person/{CENTER}/F1", "--data", self.data, "--json"]


class Verify(Step):
    """A check that a fault stops says so; it never passes what it has not read."""

    name = "verify"

    def command(self):
        return ["verify", "--data", self.data, "--json"]


class Init(Step):
    name = "init"
    role, code = "center", CENTER
    entries = 0

    def __init__(self, template, folder):
        super().__init__(template, folder)
        self.entries = 0

    def prepare(self):
        pass

    def command(self):
        return ["init", "--data", self.data, "--role", self.role, "--code", self.code, "--name", "名", "--origin",
                f"faults.example/new-{self.code.lower()}", "--json"]

    def after(self, run, faults):
        again = self.program.run(self.command(), faults)
        if run.status == 0:
            if again.status != 1 or "[1208]" not in again.errors:
                raise Failure(f"init again is not refused with 1208: {again.errors or again.output}")
        elif again.status != 0 and "[1208]" not in again.errors:
            raise Failure(f"the retry failed: {again.errors}")
        if self.program.entries(self.data) != self.entries:
            raise Failure("the number of entries has changed")
        keys = self.program.require(["evidence", "keys", "--data", self.data]).output
        for made in (run, again):
            if made.status == 0 and made.documents()[-1]["verifierKeys"]["log"] not in keys:
                raise Failure("the node's key is not the one that init printed")
        modes = {name: os.stat(f"{base}/{name}").st_mode & 0o777
                 for base, _, names in os.walk(f"{self.data}/keys") for name in names}
        if any(mode != 0o600 for mode in modes.values()):
            raise Failure(f"keys can be read by others: {modes}")


class AddParty(Init):
    name = "init, second party"
    role, code = "agency", "110100"

    def __init__(self, template, folder):
        super().__init__(template, folder)
        self.entries = template.entries

    def prepare(self):
        Step.prepare(self)


class Backup(Step):
    name = "backup"

    def prepare(self):
        super().prepare()
        self.file = f"{self.folder}/node.backup"

    def command(self):
        return ["backup", "--data", self.data, self.file, "--json"]

    def restored(self, file, what):
        target = f"{self.folder}/check-{what}"
        self.program.require(["restore", "--data", target, file, "--json"], f"restoring the file {what}")
        held = self.program.entries(target, f"verify of the backup {what}")
        shutil.rmtree(target)
        return held

    def least(self):
        return None

    def after(self, run, faults):
        if run.status == 0 and self.restored(self.file, "as written") != self.entries:
            raise Failure("the backup holds another number of entries")
        if run.status != 0 and self.least() is not None and self.restored(self.file, "as left") < self.least():
            raise Failure("the interrupted run has spoiled the backup that was there")
        self.program.require(self.command(), "the retry", faults)
        if self.restored(self.file, "after the retry") != self.entries:
            raise Failure("the backup holds another number of entries after the retry")
        if self.program.entries(self.data) != self.entries:
            raise Failure("the number of entries has changed")


class BackupMore(Backup):
    name = "backup, incremental"

    def prepare(self):
        super().prepare()
        shutil.copyfile(self.template.backup, self.file)

    def least(self):
        return 3


class Restore(Step):
    name = "restore"

    def prepare(self):
        # The backup lies elsewhere, so that only what is being made counts.
        self.entries = 3

    def command(self):
        return ["restore", "--data", self.data, "--keys", f"{self.template.node}/keys", self.template.backup, "--json"]

    def after(self, run, faults):
        if run.status == 0:
            if self.program.entries(self.data) != self.entries:
                raise Failure("the restored node holds another number of entries")
            again = self.program.run(self.command(), faults)
            if again.status != 1 or "[1220]" not in again.errors:
                raise Failure(f"a second restore is not refused with 1220: {again.errors or again.output}")
        elif os.path.exists(self.data):
            # Only the last sync can fail after the new node is in its place: it is whole then.
            if self.program.entries(self.data) != self.entries:
                raise Failure("a refused restore left a part")
            # The retry answers that it is there: from then on a loss of power must not take it.
            again = self.program.run(self.command(), faults)
            if again.status != 1 or "[1220]" not in again.errors:
                raise Failure(f"the retry is not refused with 1220: {again.errors or again.output}")
        else:
            self.program.require(self.command(), "the retry", faults)
        self.program.require(batch(self.data, self.template.new), "recording in the restored node")
        if self.program.entries(self.data, "verify after recording") != self.entries + 3:
            raise Failure("the restored node holds another number of entries")


ALL = [Init, AddParty, Record, RecordAtomic, Flush, Rebuild, Replay, Backup, BackupMore, Restore, Show, Verify]
