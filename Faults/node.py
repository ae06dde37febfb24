"""Drives the built program on a node, and says whether what it answered is a clean answer."""

import json
import os
import re
import subprocess

SENTENCE = re.compile(r"^error: \S.*\S \[(\d+)\] \S.*$")
CENTER = "210200"
HOSPITAL = "H11019900001"
UNEXPECTED = 1503
# What verify says, and no more, where the head of a commit could not be written whole and no commit has been made since.
FAILED_COMMIT = re.compile(
    r"check pages: the older head says that it is of the commit \d+, and its list of free pages that it is of \d+\. "
    r"Either that commit failed, which the next one makes good, or its head is damaged and it is lost")
TIMEOUT_SECONDS = 60


class Failure(Exception):
    """Something that must not happen after a fault."""


class Run:
    """One run of the program: how it ended and what it said."""

    def __init__(self, status, output, errors, hung=False):
        self.status, self.output, self.errors, self.hung = status, output, errors, hung

    def documents(self):
        """The JSON documents that it printed, one a line."""
        lines = []
        for line in self.output.splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                raise Failure(f"printed what is no JSON: {line[:200]!r}")
        return lines

    def whole_documents(self):
        """The JSON documents that it printed before it was ended."""
        lines = []
        for line in self.output.splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                break
        return lines

    def reports_problems(self):
        """Whether it is a check's report that names what does not check."""
        try:
            report = json.loads(self.output)
        except ValueError:
            return False
        return report.get("ok") is False and all(problem.get("message") for problem in report.get("problems") or [{}])

    def outcome(self):
        """`survived`, or `refused` with the reason's number; raises where it did neither."""
        if self.hung:
            raise Failure(f"hung for {TIMEOUT_SECONDS} s")
        if self.status < 0:
            raise Failure(f"was killed by signal {-self.status}: {self.errors[-300:]}")
        if self.status == 0:
            return "survived", None
        if self.status != 1:
            raise Failure(f"ended with {self.status}: {self.errors[-300:]}")
        if self.reports_problems():
            return "refused", None
        # LMDB says where it found that a page cannot be, before it ends the process.
        # A note tells of views that are built again.
        lines = [line for line in self.errors.strip().splitlines() if not line.startswith(("mdb.c:", "note: "))]
        match = SENTENCE.match(lines[0]) if len(lines) == 1 else None
        if not match:
            raise Failure(f"refused without one sentence, a number and a remedy: {self.errors[-400:]!r}")
        number = int(match.group(1))
        if number == UNEXPECTED:
            raise Failure(f"refused as unexpected: {lines[0]}")
        return "refused", number


class Program:
    """The program under test, and the library that is put between it and the system."""

    def __init__(self, path, interposer):
        self.path, self.interposer = path, interposer

    def run(self, arguments, faults=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FAULT_") and k != "TRIPLICATE_DATA"}
        # A crash is looked for here: no traces of it, which take seconds.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        if faults:
            environment.update(faults)
            environment["LD_PRELOAD"] = self.interposer
        process = subprocess.Popen(
            [self.path] + arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        try:
            output, errors = process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Run(-9, "", "", hung=True)
        return Run(process.returncode, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace"))

    def require(self, arguments, what="a run without faults", faults=None):
        """Runs without a fault: it must succeed."""
        run = self.run(arguments, faults)
        if run.hung or run.status != 0:
            raise Failure(f"{what} failed ({' '.join(arguments[:1])}, {run.status}): {(run.errors or run.output)[-500:].strip()}")
        return run

    def entries(self, data, what="verify", may_have_failed=False):
        """Verifies the node and returns how many entries it holds; None where it tells of a failed commit, and that is allowed."""
        run = self.run(["verify", "--data", data, "--json"])
        if may_have_failed and run.status == 1 and run.reports_problems():
            problems = run.documents()[-1]["problems"]
            if len(problems) == 1 and FAILED_COMMIT.search(problems[0]["message"]):
                return None
        if run.hung or run.status != 0:
            raise Failure(f"{what} does not pass ({run.status}): {(run.output + run.errors)[-600:].strip()}")
        report = run.documents()[-1]
        if report["ok"] is not True or report["problems"]:
            raise Failure(f"{what} reports problems: {run.output[-600:]}")
        return report["entries"]

    def initialise(self, data, role="center", code=CENTER, faults=None):
        return self.run(
            ["init", "--data", data, "--role", role, "--code", code, "--name", "名", "--origin",
             f"faults.example/{role}-{code.lower()}", "--json"], faults)


def events(first, count):
    """So many events with ids of their own, as lines of a batch."""
    return "".join(
        json.dumps({
            "stream": f"person/{CENTER}/F{number}", "type": "PersonRegistered", "eventId": f"faults/{number}",
            "event": {
                "name": "甲", "residentId": resident(number), "cardNumber": f"CARD{number:08d}", "status": "EMPLOYEE",
                "insuredFrom": "2001-01-01"},
        }, ensure_ascii=False) + "\n" for number in range(first, first + count))


def resident(number):
    """An invented resident id with its check digit (GB 11643); another one for each of the first 13 million numbers."""
    day = f"{1960 + number // 1000 % 40}{1 + number // 40_000 % 12:02d}{1 + number // 480_000 % 28:02d}"
    digits = f"210200{day}{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def batch(data, file, *more):
    return ["record", "--data", data, "--batch", file, "--as", CENTER, "--operator", "clerk", "--json", *more]


def same_place(first, again):
    """What was acknowledged stands where the answer said, and is not recorded twice."""
    for one in first:
        other = next((o for o in again if o["eventId"] == one["eventId"] and o["stream"] == one["stream"]), None)
        if other is None:
            raise Failure(f"the acknowledged event in {one['stream']} is gone")
        if (other["log"], other["number"]) != (one["log"], one["number"]) or not other["alreadyPresent"]:
            raise Failure(f"the acknowledged event #{one['number']} of {one['stream']} stands at #{other['number']} now")
    signed = {}
    for one in [*first, *again]:
        note = one["checkpoint"]
        head = tuple(note.split("\n")[:2])
        if signed.setdefault(head, note) != note:
            raise Failure(f"two checkpoints were signed for size {head[1]} of {head[0]}")
