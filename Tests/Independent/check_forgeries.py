#!/usr/bin/env python3
"""Runs the independent verifier over a folder of honest and forged evidence files.

    check_forgeries.py FOLDER

The folder is what the tests of the module Evidence write: `trust.vkeys`, `honest-*.evidence`, `forged-*.evidence`.
Exits 0 if the verifier accepts every honest file and refuses every forged one.
"""

import contextlib
import io
import pathlib
import runpy
import sys

VERIFIER = pathlib.Path(__file__).resolve().parent / "verify_evidence.py"


def accepted(file: pathlib.Path, keys: pathlib.Path) -> bool:
    """Runs the verifier as a program would be run, without starting one: there are hundreds of files."""
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
    return status == 0


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    keys = folder / "trust.vkeys"
    honest = sorted(folder.glob("honest-*.evidence"))
    forged = sorted(folder.glob("forged-*.evidence"))
    if not honest or len(forged) < 20:
        print(f"{folder} does not hold the files", file=sys.stderr)
        return 1
    wrong = [f"{file.name} was refused" for file in honest if not accepted(file, keys)]
    wrong += [f"{file.name} was accepted" for file in forged if accepted(file, keys)]
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(honest)} honest and {len(forged)} forged files, {len(wrong)} wrong verdicts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
