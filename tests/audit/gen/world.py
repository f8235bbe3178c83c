"""The commits made so far, and drafts of the next."""

import copy
import json
import random
import re

from . import canon, odb, policy
from .odb import EXEC, FILE

ID = re.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
START = 1767603600      # 2026-01-05T09:00:00Z


def shards(ident):
    tail = [c if c != "-" else "_" for c in ("_" + ident)[-2:]]
    return "%s/%s/" % (tail[1], tail[0])


def place(folder, ident, depth, suffix):
    return "%s/%s%s%s" % (folder, shards(ident) if depth else "", ident,
                          suffix)


def record_id(path):
    """The id of the record that lies at PATH, or None."""
    if not path.startswith("projects/") or not path.endswith(".json"):
        return None
    ident = path.rsplit("/", 1)[-1][:-5]
    if ID.fullmatch(ident) and path in (place("projects", ident, 0, ".json"),
                place("projects", ident, 2, ".json")):
        return ident
    return None


def folder_id(path, folder):
    """(id, rest) of a file in FOLDER, approvals or evidence."""
    parts = path.split("/")
    for depth, at in ((2, 3), (0, 1)):
        if parts[0] == folder and len(parts) > at + 1 and path.startswith(
                place(folder, parts[at], depth, "/")):
            return parts[at], "/".join(parts[at + 1:])
    return None, None


class Commit:
    def __init__(self, oid, parents, files, index):
        self.oid, self.parents, self.files = oid, parents, files
        self.index = index
        self.ancestors = 1 << index
        for parent in parents:
            self.ancestors |= parent.ancestors
        self.in_scope = False
        self.author = self.time = self.signer = None
        self.mangled = False
        self._projects = None

    def projects(self):
        """{id: path}, the one at depth 0 first."""
        if self._projects is None:
            self._projects = find_projects(self.files)
        return self._projects

    def blob(self, path):
        return self.files.get(path, (None, None))[1]


def find_projects(files):
    found = {}
    for path in sorted(files, key=lambda p: (p.count("/"), p)):
        ident = record_id(path)
        if ident is not None and files[path][0] in (FILE, EXEC):
            found.setdefault(ident, path)
    return found


class World:
    def __init__(self, path, seed, settings):
        self.odb = odb.Odb(path)
        self.rng = random.Random(seed)
        self.keys = policy.Keys()
        self.settings = settings
        self.clock = START
        self.commits = {}
        self.by_index = []
        self.overrides = True   # whether steps may be overridden
        self.others = {}        # other references: commits
        self.arguments = []     # for the audit
        self.after = []         # functions on the git directory
        self.tip_expected = []  # (rule, project, severity)
        self.expected = set()   # (oid, rule, project, severity)
        self.ids_used = set()
        self.plans = {}         # by id: (stage, transition to take)
        self.tainted = set()    # ids that are not to be touched again
        self.barred = set()     # indexes of commits not to be picked
        self.added_by = {}      # digest of an entry: commits
        self.founding = None
        self.unreadable = set() # blobs that are no records
        self._records = {}
        self._trackers = {}
        self._texts = {}

    def tick(self, low=600, high=86400):
        self.clock += self.rng.randrange(low, high)
        return self.clock

    def expect(self, commit, rule, project=None, severity="error"):
        self.expected.add((commit.oid, rule, project or "-", severity))

    # ---- Reading ----

    def parse(self, oid):
        """The record in a blob, not to be changed; None: unreadable."""
        if oid not in self._records:
            try:
                value = json.loads(self.odb.data(oid).decode())
            except ValueError:
                value = None
            self._records[oid] = value
        return self._records[oid]

    def readable(self, oid):
        """Is it a record, as far as reading goes?"""
        return oid not in self.unreadable and \
            isinstance(self.parse(oid), dict)

    def is_canonical(self, oid):
        if oid not in self._texts:
            self._texts[oid] = canon.record_text(self.parse(oid)).encode() \
                == self.odb.data(oid)
        return self._texts[oid]

    def record(self, commit, ident):
        path = commit.projects().get(ident)
        return None if path is None else self.parse(commit.blob(path))

    def tracker(self, commit):
        return self.tracker_of(commit.files)

    def tracker_of(self, files):
        blobs = tuple(files[path][1] for path in policy.PATHS.values())
        if blobs not in self._trackers:
            self._trackers[blobs] = policy.Tracker(
                {name: json.loads(self.odb.data(blob).decode())
                 for name, blob in zip(policy.FILES, blobs)})
        return self._trackers[blobs]

    def depth(self, files):
        deep = [path.count("/") > 1 for path in files
                if record_id(path) is not None]
        if not deep:
            return self.settings["depth"]
        return 2 if 2 * sum(deep) > len(deep) else 0

    def approvals(self, files, ident):
        """[(name, content)] in order of name."""
        found = []
        for path, (_, oid) in files.items():
            owner, rest = folder_id(path, "approvals")
            if owner == ident:
                found.append((rest, self.parse(oid)))
        return sorted(found, key=lambda pair: pair[0])

    def bases(self, a, b):
        """The merge bases in scope."""
        common = a.ancestors & b.ancestors
        best = [c for c in self.by_index
                if common >> c.index & 1 and c.in_scope]
        inner = 0
        for c in best:
            for parent in c.parents:
                inner |= parent.ancestors
        return [c for c in best if not inner >> c.index & 1]

    # ---- Writing ----

    def draft(self, *parents):
        return Draft(self, parents)

    def draft_like(self, parent, other):
        """On PARENT, whose tracker cannot be read: people are those of
        OTHER."""
        return Draft(self, (parent,), self.tracker(other))

    def enter(self, oid, parents, files):
        commit = Commit(oid, parents, files, len(self.by_index))
        commit.in_scope = any(p.in_scope for p in parents)
        self.by_index.append(commit)
        self.commits[oid] = commit
        return commit

    def note_entries(self, commit):
        """Remember which commit added which entry."""
        for ident, path in commit.projects().items():
            blob = commit.blob(path)
            known = [self.record(p, ident) for p in commit.parents
                     if p.in_scope]
            if any(p.blob(p.projects().get(ident, "")) == blob
                   for p in commit.parents):
                continue
            record = self.parse(blob)
            if not isinstance(record, dict):
                continue
            old = [e for r in known if isinstance(r, dict)
                   for e in r.get("history", [])]
            for entry in record.get("history", []):
                if entry not in old:
                    self.added_by.setdefault(canon.digest(entry),
                                             []).append(commit)

    def read_back(self, tip):
        """Take in the commit TIP, made by git, and what is new below."""
        if tip in self.commits:
            return self.commits[tip]
        self.odb.fetch_back(tip)
        head = self.odb.data(tip).split(b"\n\n", 1)[0].decode()
        lines = [line.split(" ", 1) for line in head.split("\n")]
        parents = [self.read_back(value) for key, value in lines
                   if key == "parent"]
        tree = next(value for key, value in lines if key == "tree")
        commit = self.enter(tip, parents, self.odb.read_files(tree))
        for key, value in lines:
            if key == "author":
                name, rest = value.split(" <")
                commit.author = odb.Person(name, rest.split(">")[0])
            if key == "committer":
                commit.time = int(value.split()[-2])
        self.note_entries(commit)
        return commit


class Draft:
    """A commit to be: the files of its first parent, to be changed."""

    def __init__(self, world, parents, tracker=None):
        self.world, self.parents = world, parents
        self.files = dict(parents[0].files) if parents else {}
        self.tracker = tracker
        if tracker is None and parents and parents[0].in_scope:
            self.tracker = world.tracker(parents[0])
        self.time = world.tick()

    def put(self, path, data, mode=FILE):
        self.files[path] = (mode, self.world.odb.blob(data))

    def remove(self, path):
        del self.files[path]

    def find(self, ident):
        return find_projects(self.files).get(ident)

    def record(self, ident):
        """A copy, to be changed and written."""
        path = self.find(ident)
        return copy.deepcopy(self.world.parse(self.files[path][1]))

    def write(self, record, hand=None, ident=None):
        """HAND is a function that writes it as people do."""
        ident = ident or record["id"]
        path = self.find(ident) or place(
            "projects", ident, self.world.depth(self.files), ".json")
        text = canon.record_text(record)
        self.put(path, hand(record, text) if hand else text)

    def write_tracker(self, name, content):
        self.put(policy.PATHS[name], canon.text(content))

    def approval_path(self, ident, name):
        depth = 2 if self.find(ident).count("/") > 1 else 0
        return place("approvals", ident, depth, "/" + name)

    def evidence_path(self, ident, name):
        depth = 2 if self.find(ident).count("/") > 1 else 0
        return place("evidence", ident, depth, "/" + name)

    def has_evidence(self, item):
        """Is the file of this evidence there, at either depth?"""
        if "path" not in item:
            return True
        ident, rest = folder_id(item["path"], "evidence")
        return any(place("evidence", ident, depth, "/" + rest) in self.files
                   for depth in (0, 2)) if ident else True

    def identity(self, who, which=0):
        if isinstance(who, odb.Person):
            return who
        if self.tracker is None:
            return odb.Person(who.capitalize(), who + "@example.org")
        return self.tracker.identity(who, which)

    def commit(self, author, message, signer=None, committer=None,
               **odd):
        """SIGNER: a handle, whose present key it is, or a Key.  ODD:
        `mangle`, a function on the text; `tree_edit`, see Odb.tree;
        `committed`, another time for the committer."""
        author = self.identity(author)
        committer = self.identity(committer) if committer else author
        odb_ = self.world.odb
        if isinstance(signer, str):
            signer = self.world.keys.find(self.tracker.key_of(signer))
        text = odb.commit_text(
            odb_.tree(self.files, odd.get("tree_edit")),
            [p.oid for p in self.parents], (author, self.time),
            (committer, odd.get("committed", self.time)), message)
        if signer:
            text = odb.with_signature(text, signer.sign(text, "git"))
        if "mangle" in odd:
            text = odd["mangle"](text)
        commit = self.world.enter(odb_.put("commit", text),
                                  list(self.parents), self.files)
        commit.author, commit.signer = author, signer
        commit.mangled = "mangle" in odd
        commit.time = odd.get("committed", self.time)
        if commit.in_scope:
            self.world.note_entries(commit)
        return commit
