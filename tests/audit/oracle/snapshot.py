"""What a commit holds: records, approvals, evidence, files of the tracker,
and entries of trees as they should not be."""

import re

from . import fields

FOLDERS = ('tracker', 'projects', 'approvals', 'evidence')
PLAIN = ('100644', '100755')
CONTROL = re.compile('[\x00-\x1f\x7f]')


def shard(name):
    """The two folders in which the project NAME lies at depth 2."""
    last = name[-1]
    other = name[-2] if len(name) > 1 else '_'
    return [char if char != '-' else '_' for char in (last, other)]


def split(rest):
    """The id and what is behind it, of a path below a folder that has a
    folder for each project; None where there is no id."""
    parts = rest.split('/')
    if len(parts) >= 4 and fields.is_id(parts[2]) and \
            parts[:2] == shard(parts[2]):
        return parts[2], '/'.join(parts[3:])
    if len(parts) >= 2 and fields.is_id(parts[0]):
        return parts[0], '/'.join(parts[1:])
    return None


def place(path):
    """What PATH names, at either depth."""
    folder, _, rest = path.partition('/')
    return split(rest) or path if folder == 'evidence' else path


def record_id(rest):
    """(id, depth) of a record at REST below projects/; the depth is None
    where it lies wrong, and the id '' where the stem is none."""
    parts = rest.split('/')
    stem = parts[-1][:-len('.json')]
    if not fields.is_id(stem):
        return '', None
    if len(parts) == 1:
        return stem, 0
    if len(parts) == 3 and parts[:2] == shard(stem):
        return stem, 2
    return stem, None


class Odd:
    """An entry of a tree as it should not be."""

    def __init__(self, path, what, entry):
        self.path = path
        self.what = what
        self.entry = entry

    @property
    def name(self):
        """What tells it from others."""
        return self.path, self.what, self.entry[0], self.entry[2]

    @property
    def project(self):
        """The project whose path it is, or ''."""
        folder, _, rest = self.path.partition('/')
        if folder == 'projects':
            return record_id(rest)[0] if rest.endswith('.json') else ''
        if folder in ('approvals', 'evidence') and rest:
            found = split(rest) or split(rest + '/')
            return found[0] if found else ''
        return ''


def _bad_name(name):
    return name in ('', '.', '..') or name.lower() == '.git' or \
        '/' in name or CONTROL.search(name)


def _order(entry):
    name = entry[1].encode('utf-8', 'surrogateescape')
    return name + b'/' if entry[0] == '40000' else name


def faults(entries, base, modes):
    """The odd entries of one tree, below BASE; only MODES are allowed."""
    seen, lower = set(), {}
    before = None
    for entry in entries:
        mode, name, _ = entry
        path = base + name
        if name in seen:
            yield Odd(path, 'duplicate', entry)
        elif before is not None and _order(before) > _order(entry):
            yield Odd(path, 'unsorted', entry)
        seen.add(name)
        before = entry
        if _bad_name(name):
            yield Odd(path, 'name', entry)
        elif modes and mode not in modes:
            yield Odd(path, 'mode', entry)
        folded = ''.join(c.lower() if c.isascii() else c for c in name)
        lower.setdefault(folded, []).append(entry)
    for same in lower.values():
        if len({entry[1] for entry in same}) > 1:
            for entry in same:
                yield Odd(base + entry[1], 'case', entry)


class Folder:
    """One of the four folders, with all that lies below."""

    def __init__(self, objects, name, oid):
        self.files = {}
        self.odd = []
        modes = ('100644', '40000')
        if name == 'evidence':
            modes += ('100755',)
        self._walk(objects, name + '/', oid, modes, 0)

    def _walk(self, objects, base, oid, modes, depth):
        entries = objects.tree(oid)
        self.odd.extend(faults(entries, base, modes))
        for mode, name, inner in entries:
            path = base + name
            if mode in ('40000', '040000') and depth < 64:
                self._walk(objects, path + '/', inner, modes, depth + 1)
            else:
                self.files.setdefault(path, (mode, inner))


class Snapshot:
    """The four folders in one commit."""

    def __init__(self, objects, tree, folders):
        self.root = objects.tree(tree)
        self.odd = []
        self.files = {}
        self._root()
        for mode, name, oid in self.root:
            if name in FOLDERS and mode == '40000':
                if (name, oid) not in folders:
                    folders[name, oid] = Folder(objects, name, oid)
                self.odd.extend(folders[name, oid].odd)
                self.files.update(folders[name, oid].files)
        self._units()

    def _root(self):
        clash = []
        for odd in faults(self.root, '', None):
            if odd.what == 'case':
                clash.append(odd)
            else:
                self.odd.append(odd)
        self.odd.extend(odd for odd in clash
                        if odd.path.lower() in FOLDERS)
        clashing = {odd.path for odd in clash}
        for entry in self.root:
            mode, name, _ = entry
            if name in FOLDERS and mode != '40000':
                self.odd.append(Odd(name, 'mode', entry))
            elif name not in FOLDERS and name.lower() in FOLDERS and \
                    name not in clashing:
                self.odd.append(Odd(name, 'case', entry))

    def _units(self):
        self.records, self.depth, self.double = {}, {}, set()
        self.twice = set()
        self.misplaced, self.tracker = {}, {}
        self.approvals, self.evidence = {}, {}
        for path, (mode, oid) in self.files.items():
            folder, rest = path.split('/', 1)
            if folder == 'tracker':
                self.tracker[rest] = oid if mode in PLAIN else None
            elif folder == 'projects':
                self._record(path, rest, mode, oid)
            else:
                found = split(rest)
                if found and folder == 'approvals' and mode in PLAIN and \
                        '/' not in found[1]:
                    if found in self.approvals:
                        self.twice.add(found)
                    self.approvals.setdefault(found, oid)
                elif found and folder == 'evidence':
                    self.evidence.setdefault(found, (mode, oid))

    def _record(self, path, rest, mode, oid):
        if not rest.endswith('.json'):
            return
        name, depth = record_id(rest)
        if depth is None:
            self.misplaced[path] = name
            return
        if mode not in PLAIN:
            oid = None
        if name in self.records:
            self.double.add(name)
            if depth == 2:
                return
        self.records[name] = oid
        self.depth[name] = depth

    def touched(self, other):
        """The paths in the four folders that differ from OTHER's."""
        return {path for path in self.files.keys() | other.files.keys()
                if self.files.get(path) != other.files.get(path)}

    def file(self, objects, path):
        """(mode, id) of the file at PATH, anywhere in the tree; None where
        nothing is."""
        folder, _, rest = path.partition('/')
        if folder == 'evidence' and split(rest) in self.evidence:
            return self.evidence[split(rest)]
        if folder in FOLDERS:
            if path in self.files:
                return self.files[path]
            below = path + '/'
            if any(file.startswith(below) for file in self.files):
                return '40000', None
            return None
        entries = self.root
        parts = path.split('/')
        for i, part in enumerate(parts):
            entry = next((e for e in entries if e[1] == part), None)
            if entry is None:
                return None
            if i == len(parts) - 1:
                return entry[0], entry[2]
            if entry[0] != '40000':
                return None
            entries = objects.tree(entry[2])
        return None
