#!/usr/bin/env python3
"""Let a commit-graph lie: give a commit another parent in it.

usage: lie.py FILE COMMIT PARENT

The checksum is right.  The graph is one of a single file, with generation
numbers of version 1.
"""

import hashlib
import struct
import sys


def chunks(data):
    """Offset by id."""
    found = {}
    for at in range(8, 8 + data[6] * 12, 12):
        name, offset = struct.unpack(">4sQ", data[at:at + 12])
        found[name] = offset
    return found


def main():
    path, commit, parent = sys.argv[1:]
    with open(path, "rb") as graph:
        data = bytearray(graph.read())
    at = chunks(data)
    n, = struct.unpack(">L", data[at[b"OIDF"] + 1020:at[b"OIDF"] + 1024])
    names = [data[at[b"OIDL"] + 20 * i:at[b"OIDL"] + 20 * (i + 1)].hex()
             for i in range(n)]
    where = at[b"CDAT"] + 36 * names.index(commit) + 20
    data[where:where + 4] = struct.pack(">L", names.index(parent))
    data[-20:] = hashlib.sha1(data[:-20]).digest()
    with open(path, "wb") as graph:
        graph.write(data)


if __name__ == "__main__":
    main()
