#!/usr/bin/env python3
"""Runs the independent verifier over a folder of honest and forged evidence files.

    check_forgeries.py FOLDER

The folder is what the tests of the module Evidence write: `trust.vkeys`, `honest-*.evidence`, `forged-*.evidence`, and
`reasons.txt` with the number of the reason for each forged one.
Exits 0 if the verifier accepts every honest file and refuses every forged one for that reason.
"""

import contextlib
import io
import pathlib
import re
import runpy
import sys

VERIFIER = pathlib.Path(__file__).resolve().parent / "verify_evidence.py"


def reason(file: pathlib.Path, keys: pathlib.Path) -> int:
    """Why the file is refused; 0 if it holds. Runs the verifier as a program would, without starting one: there are hundreds."""
    sys.argv = [str(VERIFIER), str(file), "--trust", str(keys)]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            runpy.run_path(str(VERIFIER), run_name="__main__")
        status = 0
    except SystemExit as exit_:
        status = exit_.code or 0
    if status not in (0, 1):
        raise RuntimeError(f"{file.name}: the verifier ended with {status}: {said.getvalue()}")
    return int(re.search(r"\((\d+) [a-z0-9-]+\)$", said.getvalue().strip())[1]) if status == 1 else 0


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    keys = folder / "trust.vkeys"
    honest = sorted(folder.glob("honest-*.evidence"))
    forged = sorted(folder.glob("forged-*.evidence"))
    if not honest or len(forged) < 20:
        print(f"{folder} does not hold the files", file=sys.stderr)
        return 1
    listed = [line.split("\t") for line in (folder / "reasons.txt").read_text().splitlines()]
    expected = {name: int(number) for name, number, _ in listed} | {file.name: 0 for file in honest}
    wrong = []
    for file in honest + forged:
        if (found := reason(file, keys)) != expected[file.name] or (found == 0) != (file in honest):
            wrong.append(f"{file.name} gave {found}, not {expected[file.name]}")
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(honest)} honest and {len(forged)} forged files, {len(wrong)} wrong verdicts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
