"""Objects of git, read by `git cat-file --batch`, and what they hold."""

import os
import re
import subprocess

IDENT = re.compile(rb'([^<>\n\0]*)<([^<>\n\0]*)> ([0-9]+) [+-][0-9]{4}\Z')
HEADER_LIMIT = 64 << 10


class Missing(Exception):
    """An object that is not there; args[0] names it."""


class Objects:
    """The objects of the repository at PATH."""

    def __init__(self, path):
        env = dict(os.environ, GIT_NO_REPLACE_OBJECTS='1',
                   GIT_NO_LAZY_FETCH='1', LC_ALL='C')
        self.path = path
        self.process = subprocess.Popen(
            ['git', '-C', path, 'cat-file', '--batch'], env=env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        self.blobs = {}
        self.trees = {}

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def _ask(self, name):
        self.process.stdin.write(name.encode() + b'\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline().split()
        if len(line) != 3 or not line[2].isdigit():
            raise Missing(name)
        data = self.process.stdout.read(int(line[2]))
        self.process.stdout.read(1)
        return line[0].decode(), line[1].decode(), data

    def resolve(self, rev):
        """The id of the commit that REV names."""
        return self._ask(rev + '^{commit}')[0]

    def read(self, oid, kind):
        """The bytes of the object OID, which should be of that KIND."""
        _, found, data = self._ask(oid)
        if found != kind:
            raise Missing(oid)
        return data

    def blob(self, oid):
        """The bytes of a blob, kept for the next time."""
        if oid not in self.blobs:
            self.blobs[oid] = self.read(oid, 'blob')
        return self.blobs[oid]

    def tree(self, oid):
        """The entries of a tree as they stand: mode, name, id."""
        if oid not in self.trees:
            self.trees[oid] = parse_tree(self.read(oid, 'tree'))
        return self.trees[oid]

    def commit(self, oid):
        """The commit OID."""
        return Commit(oid, self.read(oid, 'commit'))


def parse_tree(data):
    """The entries of the tree DATA: (mode, name, id), mode in octal."""
    entries = []
    at = 0
    while at < len(data):
        nul = data.index(b'\0', at)
        mode, name = data[at:nul].split(b' ', 1)
        entries.append((mode.decode('latin-1'),
                        name.decode('utf-8', 'surrogateescape'),
                        data[nul + 1:nul + 21].hex()))
        at = nul + 21
    return entries


class Ident:
    """An author or committer; what cannot be read is empty."""

    def __init__(self, data=b''):
        match = IDENT.match(data)
        self.good = match is not None
        self.email = match[2].decode('utf-8', 'replace') if match else ''
        self.time = int(match[3]) if match else 0


class Commit:
    """A commit read by a strict grammar; `malformed` says whether it
    breaks that, and then it counts as unsigned."""

    def __init__(self, oid, data):
        self.oid = oid
        self.malformed = b'\0' in data
        head, _, _ = data.partition(b'\n\n')
        if len(head) > HEADER_LIMIT:
            self.malformed = True
        self.fields = _headers(head)
        self.tree = self._first(b'tree')
        self.parents = [value.decode('latin-1') for key, value in
                        self.fields if key == b'parent']
        self.author = Ident(self._first(b'author', b''))
        self.committer = Ident(self._first(b'committer', b''))
        self._grammar()
        self.signature = None
        self.payload = None
        if not self.malformed:
            self._split(data, head)
        self.tree = (self.tree or b'').decode('latin-1')

    def _first(self, name, default=None):
        for key, value in self.fields:
            if key == name:
                return value
        return default

    def _grammar(self):
        keys = [key for key, _ in self.fields]
        parents = len(self.parents)
        right = [b'tree'] + [b'parent'] * parents + [b'author', b'committer']
        if keys[:len(right)] != right or \
                any(key in (b'tree', b'parent', b'author', b'committer',
                            b'gpgsig-sha256') for key in keys[len(right):]):
            self.malformed = True
        if keys.count(b'gpgsig') > 1 or \
                len(set(self.parents)) != parents or \
                not (self.author.good and self.committer.good):
            self.malformed = True

    def _split(self, data, head):
        """What was signed, and the signature."""
        lines = head.split(b'\n')
        rest, signed = [], []
        inside = False
        for line in lines:
            if line.startswith(b'gpgsig '):
                inside = True
                signed.append(line[len(b'gpgsig '):])
            elif inside and line.startswith(b' '):
                signed.append(line[1:])
            else:
                inside = False
                rest.append(line)
        if signed:
            self.signature = b'\n'.join(signed) + b'\n'
            self.payload = b'\n'.join(rest) + data[len(head):]

    @property
    def email(self):
        """The author's address, in lower case."""
        return self.author.email.lower()


def _headers(head):
    fields = []
    for line in head.split(b'\n'):
        if line.startswith(b' ') and fields:
            continue
        key, _, value = line.partition(b' ')
        fields.append((key, value))
    return fields


def git_dirs(path):
    """The git directory of the repository at PATH, and the common one."""
    base = path
    inside = os.path.join(path, '.git')
    if os.path.isfile(inside):
        with open(inside, encoding='utf-8') as file:
            base = os.path.join(path, file.read().split(':', 1)[1].strip())
    elif os.path.isdir(inside):
        base = inside
    common = os.path.join(base, 'commondir')
    if os.path.isfile(common):
        with open(common, encoding='utf-8') as file:
            return base, os.path.join(base, file.read().strip())
    return base, base


def masked(path):
    """What hides or lends objects there: a list of severities."""
    _, common = git_dirs(path)
    found = []

    def there(*names):
        file = os.path.join(common, *names)
        return os.path.isfile(file) and os.path.getsize(file) > 0

    if there('shallow') or there('info', 'grafts'):
        found.append('error')
    replace = os.path.join(common, 'refs', 'replace')
    packed = os.path.join(common, 'packed-refs')
    if os.path.isdir(replace) and any(os.scandir(replace)):
        found.append('error')
    elif os.path.isfile(packed):
        with open(packed, encoding='utf-8', errors='replace') as file:
            if ' refs/replace/' in file.read():
                found.append('error')
    if there('objects', 'info', 'alternates'):
        found.append('note')
    return found


def is_shallow(path):
    """Whether history ends early in that clone."""
    return os.path.isfile(os.path.join(git_dirs(path)[1], 'shallow'))
