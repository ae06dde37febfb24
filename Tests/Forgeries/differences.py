"""Where the three may differ, and why: the one list of it. Each line must occur, and exactly so, or the comparison fails.

In each of these we refuse more than a specification asks for, or Go's library does; but for two limits of Go's own we accept
nothing that another refuses. Nothing of evidence stands here: its page has no room for two opinions.
"""

from collections import namedtuple

# Of which families, of which kind, who accepts it (all others refuse it), and the clause.
Difference = namedtuple("Difference", "families kind accepted_by clause")

NOTES = ("note", "checkpoint", "proof-file")
ONE_KEY = "signed-note, Format and Signatures: no rule against two lines of one key. Ours: one line a key, so that there is one reading (2108)"

DIFFERENCES = [
    Difference(NOTES, "a signature line twice", {"python", "go"}, ONE_KEY),
    Difference(("note", "checkpoint"), "a stranger's line twice", {"python", "go"}, ONE_KEY),
    Difference(NOTES, "a false line after the true one", {"go"},
               "signed-note, Signatures: `verifiers MUST verify the signature` of a known key; Go reads a key's first line only"),
    Difference(NOTES, "base64 with bits left over", {"go"},
               "RFC 4648, section 3.5: decoders MAY refuse bits that are not zero; Go's does not, ours and the independent one do"),
    Difference(("note", "checkpoint"), "101 signatures", {"python"},
               "signed-note, Format: verifiers SHOULD have a limit, of 16 at least; ours is 100, as Go's (2109)"),
    Difference(("note",), "a note of more than 1 MiB, signed", {"python", "go"},
               "signed-note, Format: verifiers SHOULD limit the size of a note; ours is 1 MiB (2101)"),
    Difference(("note",), "a text that ends in a blank line, signed", {"python", "go"},
               "signed-note, Format: `the note text MAY contain empty lines`; ours may not end in one (2110). No checkpoint can"),
    Difference(("note",), "a text of one line feed, signed", {"python", "go"},
               "signed-note, Format: a text may be one line feed; ours may not (2110). No checkpoint can"),
    Difference(("checkpoint",), "a size of 2^63 or more, signed", {"python"},
               "tlog-checkpoint, Note text: no limit; ours and Go's fit a signed number of 64 bits (2303)"),
    Difference(("key",), "a name with a control character", {"python", "go"},
               "signed-note, Format: no such name can stand in a note, but the key is not forbidden; ours is (2107)"),
    Difference(("key",), "a key id in capitals", {"go"}, "signed-note, Conventions: hex is lower-case; Go takes both"),
    Difference(("key",), "a line feed after", {"go"}, "RFC 4648, section 3.3: characters outside the alphabet; Go passes over line feeds"),
    Difference(("key",), "a line feed within", {"go"}, "RFC 4648, section 3.3: characters outside the alphabet; Go passes over line feeds"),
    Difference(("path",), "a level of 64", {"go"}, "tlog-tiles, Merkle Tree: a level of 0 to 63; Go's own tiles have no such limit"),
    Difference(("path",), "an index of 2^63 to 2^64", {"ours", "python"},
               "tlog-tiles, Merkle Tree: a non-negative integer; Go's fits a signed number of 64 bits"),
    Difference(("path",), "an index of 2^64 or more", {"python"},
               "tlog-tiles, Merkle Tree: a non-negative integer; ours fits 64 bits (2501)"),
]

# What the makers mark as open and all three accept: equal in meaning for who sees the proof alone.
OPEN_TO_ALL = {
    "inclusion": "RFC 9162, section 2.1.3.2: sizes that ask for hashes on the same sides cannot be told apart by a proof, nor an inner "
                 "node from a leaf by its hash. The size stands in the signed head, and the checker hashes the entry itself.",
    "consistency": "RFC 9162, section 2.1.4.2: the same for two sizes. Both stand in signed heads.",
}
