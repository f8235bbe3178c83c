"""Signatures: ssh-keygen says whether one fits, this whose key it is."""

import base64
import binascii
import concurrent.futures
import hashlib
import os
import re
import subprocess
import tempfile

BEGIN = '-----BEGIN SSH SIGNATURE-----'
END = '-----END SSH SIGNATURE-----'
NONE, GOOD, BAD, UNKNOWN = 'none', 'good', 'bad', 'unknown'


class Verdict:
    """What a signature is worth: `key` is the one that made it, if GOOD."""

    def __init__(self, state, key=None):
        self.state = state
        self.key = key

    def __bool__(self):
        return self.state != NONE


UNSIGNED = Verdict(NONE)


def key_of(armour):
    """The key in the SSH signature ARMOUR, as base64, or None."""
    text = armour.strip()
    if not (text.startswith(BEGIN) and text.endswith(END)) or \
            text.count('-----BEGIN') != 1:
        return None
    body = re.sub(r'\s', '', text[len(BEGIN):-len(END)])
    try:
        blob = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        return None
    if blob[:6] != b'SSHSIG' or int.from_bytes(blob[6:10], 'big') != 1:
        return None
    size = int.from_bytes(blob[10:14], 'big')
    key = blob[14:14 + size]
    if len(key) != size:
        return None
    return base64.b64encode(key).decode()


class Signatures:
    """Verifies, and remembers what it found."""

    def __init__(self):
        self.known = {}
        self.folder = tempfile.mkdtemp(prefix='oracle.')

    def close(self):
        """Remove what was written."""
        os.rmdir(self.folder)

    def ahead(self, commits):
        """Verify those of COMMITS together: ssh-keygen takes its time."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(self.commit, commits))

    def _fits(self, armour, payload, namespace):
        number, name = tempfile.mkstemp(dir=self.folder)
        with open(number, 'w', encoding='ascii') as file:
            file.write(armour)
        done = subprocess.run(
            ['ssh-keygen', '-Y', 'check-novalidate', '-n', namespace, '-s',
             name], input=payload, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False)
        os.unlink(name)
        return done.returncode == 0

    def verify(self, armour, payload, namespace):
        """The Verdict on ARMOUR over PAYLOAD, bytes."""
        name = hashlib.sha256(namespace.encode() + b'\0' + armour.encode(
            'utf-8', 'replace') + b'\0' + payload).digest()
        if name not in self.known:
            key = key_of(armour) if armour.isascii() else None
            good = key is not None and self._fits(armour, payload, namespace)
            self.known[name] = Verdict(GOOD, key) if good else Verdict(BAD)
        return self.known[name]

    def commit(self, commit):
        """The Verdict on the signature of a commit."""
        if commit.signature is None:
            return UNSIGNED
        text = commit.signature.decode('utf-8', 'replace')
        if text.startswith(('-----BEGIN PGP', '-----BEGIN SIGNED MESSAGE')):
            return Verdict(UNKNOWN)
        return self.verify(text, commit.payload, 'git')
