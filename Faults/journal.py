"""Reads what the interposer recorded, and finds what was left unsynced."""

import os


def read(path):
    """Yields (call, result, offset, path, bytes) in the order of the calls."""
    with open(path, "rb") as file:
        while line := file.readline():
            call, result, offset, count, length = line.split()
            name = file.read(int(length)).decode()
            yield call.decode(), int(result), int(offset), name, file.read(int(count))


def unsynced(records, counts):
    """Names and contents that a loss of power could take, after all of these calls; only of paths that `counts` takes.

    A failed sync syncs nothing, and what was written before it stays in doubt until it is written again and synced.
    """
    names, contents = set(), {}
    for call, result, _, path, data in records:
        if call in ("create", "mkdir"):
            names.add(path)
        if call == "doubt" and not path.endswith("data.mdb"):
            contents[path] = "in doubt"
        if call in ("create", "truncate", "write"):
            contents[path] = contents.get(path, "written")
            if call == "create" or call == "truncate":
                contents[path] = "written"
        elif call == "sync" and result == 0:
            if contents.get(path) == "written":
                del contents[path]
            names = {name for name in names if os.path.dirname(name) != path}
        elif call == "sync":
            if path in contents and not path.endswith("data.mdb"):
                contents[path] = "in doubt"
        elif call == "unlink":
            names.discard(path)
            contents.pop(path, None)
        elif call == "rename":
            target = data.decode()
            contents.pop(target, None)
            moved = lambda name: target + name[len(path):] if name == path or name.startswith(path + "/") else name
            names = {moved(name) for name in names} | {target}
            contents = {moved(name): state for name, state in contents.items()}
    found = [f"the name {name}" for name in sorted(names) if counts(name) and os.path.exists(name)]
    return found + [f"the content of {name}" for name in sorted(contents) if counts(name) and os.path.exists(name)]
