"""Says what each byte of an LMDB data file is, read as LMDB 0.9 lays it out on a little-endian machine of 64 bits."""

import struct

PAGE, HEADER, NONE = 4096, 16, (1 << 64) - 1
LOCAL_FIELDS = 32


class Layout:
    """The live pages of the newest commit. `places` are (start, end, kind, row), where a row is a table's key."""

    def __init__(self, content):
        self.content, self.places, self.tables = content, [], []
        transactions = [struct.unpack_from("<Q", content, PAGE * n + HEADER + 128)[0] for n in (0, 1)]
        self.newest = transactions.index(max(transactions))
        for number in (0, 1):
            kind = "head, newest" if number == self.newest else "head, older"
            self.put(PAGE * number, PAGE * number + HEADER + 136, kind)
            self.put(PAGE * number + HEADER + 136, PAGE * (number + 1), "unused")
        head = PAGE * self.newest + HEADER
        self.tree("list of tables", head + 72)
        for name, record in list(self.tables):
            self.tree(name, record)
        self.tree("free pages", head + 24)

    def put(self, start, end, kind, row=None):
        if end > start:
            self.places.append((start, end, kind, row))

    def tree(self, name, record):
        flags, depth = struct.unpack_from("<HH", self.content, record + 4)
        root = struct.unpack_from("<Q", self.content, record + 40)[0]
        if root != NONE:
            self.page(name, root, flags & 8 != 0 or name == "free pages")

    def page(self, name, number, integers):
        base, content = number * PAGE, self.content
        flags, lower, upper = struct.unpack_from("<HHH", content, base + 10)
        self.put(base, base + lower, "tree: " + name)
        self.put(base + lower, base + upper, "unused")
        for at in range(HEADER, lower, 2):
            node = base + struct.unpack_from("<H", content, base + at)[0]
            low, high, more, count = struct.unpack_from("<HHHH", content, node)
            key = content[node + 8:node + 8 + count]
            data, size = node + 8 + count, low | high << 16
            if flags & 1:
                self.put(node, data, "tree: " + name)
                self.page(name, size | more << 32, integers)
                continue
            self.put(node, data, "tree: " + name)
            row = int.from_bytes(key, "little") if integers else key
            if more & 2:
                self.put(data, data + 48, "tree: " + name)
                self.tables.append((key.decode(), data))
            elif more & 1:
                start = struct.unpack_from("<Q", content, data)[0] * PAGE
                self.put(data, data + 8, "tree: " + name)
                self.put(start, start + HEADER, "tree: " + name)
                self.value(name, start + HEADER, size, row)
            else:
                self.value(name, data, size, row)

    def value(self, name, start, size, row):
        if name == "entries":
            self.put(start, start + LOCAL_FIELDS, "local fields", row)
            self.put(start + LOCAL_FIELDS, start + size, "entries", row)
        else:
            self.put(start, start + size, name, row)
