"""Ed25519 (RFC 8032) and the signatures of ssh (PROTOCOL.sshsig).

In Python, because a history has many signatures, and so that a seed always
gives the same commits.  selfcheck.py compares it with ssh-keygen.
"""

import base64
import hashlib
import struct

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g = 2 * t1 * t2 * D % P
    h = 2 * z1 * z2 % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def _base():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x & 1:
        x = P - x
    return (x, y, 1, x * y % P)


def _table():
    """Row i has 0, 1, ... 15 times 16**i times the base point."""
    rows, power = [], _base()
    for _ in range(64):
        row = [(0, 1, 1, 0)]
        for _ in range(15):
            row.append(_add(row[-1], power))
        rows.append(row)
        power = _add(row[-1], power)
    return rows


_ROWS = _table()


def _times_base(n):
    point = (0, 1, 1, 0)
    for row in _ROWS:
        point = _add(point, row[n & 15])
        n >>= 4
    return point


def _pack(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _hash(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _string(data):
    return struct.pack(">I", len(data)) + data


class Key:
    """A key made from a name: the same name is the same key."""

    def __init__(self, name):
        self.name = name
        self.seed = hashlib.sha256(b"fictional key " + name.encode()).digest()
        half = hashlib.sha512(self.seed).digest()
        scalar = int.from_bytes(half[:32], "little")
        self.scalar = scalar & ~(1 << 255) & ~7 | 1 << 254
        self.prefix = half[32:]
        self.public = _pack(_times_base(self.scalar))
        self.blob = _string(b"ssh-ed25519") + _string(self.public)
        self.line = "ssh-ed25519 %s %s" % (
            base64.b64encode(self.blob).decode(), name)

    def raw(self, message):
        r = _hash(self.prefix, message) % L
        big_r = _pack(_times_base(r))
        k = _hash(big_r, self.public, message) % L
        s = (r + k * self.scalar) % L
        return big_r + s.to_bytes(32, "little")

    def sign(self, message, namespace):
        """The armour, as ssh-keygen -Y sign gives it."""
        inner = _string(namespace.encode()) + _string(b"") + \
            _string(b"sha512")
        signed = b"SSHSIG" + inner + \
            _string(hashlib.sha512(message).digest())
        blob = b"SSHSIG" + struct.pack(">I", 1) + _string(self.blob) + \
            inner + _string(_string(b"ssh-ed25519") +
                            _string(self.raw(signed)))
        return armour(blob)

    def private_file(self):
        """As ssh-keygen keeps it (PROTOCOL.key), without a passphrase."""
        check = struct.pack(">I", 1) * 2
        inner = check + self.blob + _string(self.seed + self.public) + \
            _string(self.name.encode())
        inner += bytes(range(1, 1 + -len(inner) % 8))
        blob = b"openssh-key-v1\0" + _string(b"none") + _string(b"none") + \
            _string(b"") + struct.pack(">I", 1) + _string(self.blob) + \
            _string(inner)
        return armour(blob, "OPENSSH PRIVATE KEY")


def armour(blob, what="SSH SIGNATURE"):
    body = base64.b64encode(blob).decode()
    lines = [body[i:i + 70] for i in range(0, len(body), 70)]
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (
        what, "\n".join(lines), what)


def signing_key(armour):
    """The public key in a signature, as in a .pub file."""
    blob = base64.b64decode("".join(armour.splitlines()[1:-1]))
    size = int.from_bytes(blob[10:14], "big")
    return "ssh-ed25519 " + base64.b64encode(blob[14:14 + size]).decode()


def spoilt(signature):
    """The same signature with one bit of what was signed changed."""
    lines = signature.splitlines()
    blob = bytearray(base64.b64decode("".join(lines[1:-1])))
    blob[-1] ^= 1
    blob[-40] ^= 4
    return armour(bytes(blob))
