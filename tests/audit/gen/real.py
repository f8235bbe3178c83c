"""What people do by git itself: revert, cherry-pick, rebase -i, merge.

Git does it; what comes of it is kept where it is surely legal.
"""

import json
import os

from . import canon, entries, gate, policy
from .merge import unit


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key twice")
    return dict(pairs)


class Git:
    """A work tree of its own beside the repository."""

    def __init__(self, world):
        self.world, self.odb = world, world.odb
        self.work = os.path.join(world.odb.git_dir, "work")
        self.ready = False

    def checkout(self, commit):
        self.odb.flush()
        if not self.ready:
            # Bytes are kept as they are, whatever .gitattributes says.
            info = os.path.join(self.odb.git_dir, "info")
            os.makedirs(info, exist_ok=True)
            with open(os.path.join(info, "attributes"), "w",
                      encoding="utf-8") as out:
                out.write("* -text !merge !diff\n")
            self.odb.git("worktree", "add", "-q", "--detach",
                         "--no-checkout", self.work,
                         self.world.founding.oid)
            self.ready = True
        return self.odb.tries("checkout", "-q", "-f", "--detach", commit.oid,
                              where=self.work, env={})

    def env(self, who, author_too):
        name, email = who.name, who.email
        time = "@%d +0000" % self.world.tick()
        env = {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email,
               "GIT_COMMITTER_DATE": time}
        if author_too:
            env.update({"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email,
                        "GIT_AUTHOR_DATE": time})
        return env

    def run(self, commit, *args, author_too=False, **more):
        """The commit that HEAD is after git ARGS on COMMIT, or None."""
        if not self.checkout(commit):
            return None
        tracker = self.world.tracker(commit)
        who = tracker.identity(self.world.rng.choice(
            [h for h in sorted(tracker.people) if h != policy.HOST]))
        env = {**self.env(who, author_too), **more}
        if not self.odb.tries(*args, where=self.work, env=env):
            self.odb.git("worktree", "remove", "--force", self.work)
            self.ready = False
            return None
        head = self.odb.git("rev-parse", "HEAD", where=self.work)
        return self.world.read_back(head.decode().strip())

    def close(self):
        if self.ready:
            self.odb.git("worktree", "remove", "--force", self.work)
        path = os.path.join(self.odb.git_dir, "info", "attributes")
        if os.path.exists(path):
            os.remove(path)


def changed(commit, parent):
    """Units that differ, with their old and new values."""
    paths = {p for p in set(commit.files) | set(parent.files)
             if commit.files.get(p) != parent.files.get(p)}
    found = {}
    for path in paths:
        old, new = found.get(unit(path), (None, None))
        found[unit(path)] = (old or parent.files.get(path),
                             new or commit.files.get(path))
    return {what: pair for what, pair in found.items()
            if pair[0] != pair[1]}


def is_edit(world, commit):
    """Does it only change records, without a step, or other paths?"""
    if len(commit.parents) != 1 or commit is world.founding or \
            commit.index in world.barred:
        return False
    for what, (old, new) in changed(commit, commit.parents[0]).items():
        if what[0] in ("tracker", "approvals") or \
                what[0] == "record" and not (old and new):
            return False
        if what[0] == "record" and what[1] in world.tainted:
            return False
        if what[0] == "record" and \
                world.parse(old[1])["history"] != \
                world.parse(new[1])["history"]:
            return False
    return True


def is_legal(world, commit):
    """Surely nothing to report but the form?"""
    if not is_edit(world, commit):
        return False
    parent = commit.parents[0]
    for what, (old, new) in changed(commit, parent).items():
        if what[0] == "evidence" and what[1] in parent.projects():
            if not relied_files_stay(world, commit, what[1]):
                return False
        if what[0] == "record" and not record_is_legal(
                world, commit, world.parse(old[1]), new[1]):
            return False
    return True


def record_is_legal(world, commit, old, blob):
    try:
        new = json.loads(world.odb.data(blob), object_pairs_hook=unique)
    except ValueError:
        return False
    if len(new["history"]) > 1 and not keeps(old, new):
        return False
    for member in ("id", "stage", "hold", "closure", "format"):
        if old.get(member) != new.get(member):
            return False
    parts = canon.frozen_parts(new)
    if canon.frozen_digest(old, parts) != canon.frozen_digest(new, parts):
        return False
    if any(c.get("verdict") != gate.verdict(c)
           for c in new.get("criteria", {}).values()):
        return False
    if "proposed" in new and any(
            key not in new.get("criteria", {})
            for key in new["proposed"].get("criteria", {})):
        return False
    return evidence_is_there(commit, new) and \
        relied_files_stay(world, commit, new["id"])


def keeps(old, new):
    for name in ("team", "partners"):
        for key, item in old.get(name, {}).items():
            if new.get(name, {}).get(key) != item:
                return False
    return "lead" in new


def evidence_is_there(commit, record):
    named = record.get("evidence", {})
    wanted = [key for c in record.get("criteria", {}).values()
              for key in c.get("measured", {}).get("evidence", [])]
    return all(key in named for key in wanted) and all(
        any(unit(path) == unit(item["path"]) for path in commit.files)
        for item in named.values() if "path" in item)


def relied_files_stay(world, commit, ident):
    record = world.record(commit, ident)
    if record is None:
        return False
    named = record.get("evidence", {})
    for entry in record["history"]:
        for key, sha256 in entry.get("evidence", {}).items():
            if named.get(key, {}).get("sha256") != sha256:
                return False
    return evidence_is_there(commit, record)


def revert(world, git, head):
    """`git revert` of an edit on the way here."""
    way = []
    commit = head
    while commit.parents and commit is not world.founding and len(way) < 8:
        if commit.in_scope and is_edit(world, commit):
            way.append(commit)
        commit = commit.parents[0]
    if not way:
        return None
    what = world.rng.choice(way)
    made = git.run(head, "revert", "--no-edit", what.oid, author_too=True)
    return made if made and is_legal(world, made) else None


def cherry_pick(world, git, head, side):
    """An edit of another branch, once more."""
    if not is_edit(world, side) or head.ancestors >> side.index & 1:
        return None
    made = git.run(head, "cherry-pick", "--allow-empty",
                   "--keep-redundant-commits", side.oid)
    return made if made and is_legal(world, made) else None


def rebase(world, git, side, onto):
    """`git rebase -i`: the branch anew, in another order, some of it
    melted together."""
    own, commit = [], side
    while not onto.ancestors >> commit.index & 1:
        if not is_edit(world, commit):
            return None
        own.insert(0, commit)
        commit = commit.parents[0]
    if not own:
        return None
    world.rng.shuffle(own)
    words = ["pick"] + [world.rng.choice(("pick", "fixup"))
                        for _ in own[1:]]
    todo = os.path.join(world.odb.git_dir, "todo")
    with open(todo, "w", encoding="ascii") as out:
        for word, one in zip(words, own):
            out.write("%s %s\n" % (word, one.oid))
    made = git.run(side, "rebase", "-i", "--empty=keep", onto.oid,
                   GIT_SEQUENCE_EDITOR="cp '%s'" % todo,
                   GIT_EDITOR="true")
    os.remove(todo)
    commit = made
    while commit and commit is not onto:
        if not is_legal(world, commit):
            return None
        commit = commit.parents[0] if commit.parents else None
    return made


def text_merge(world, git, ours, theirs, legal):
    """`git merge --no-ff`; kept where it gives what LEGAL has."""
    made = git.run(ours, "merge", "-q", "--no-ff", "-m", "Merge branch",
                   theirs.oid, author_too=True)
    if made is None or len(made.parents) != 2:
        return None
    mine = {unit(p): v for p, v in made.files.items()}
    wanted = {unit(p): v for p, v in legal.files.items()}
    for what in set(mine) | set(wanted):
        a, b = mine.get(what), wanted.get(what)
        if a == b:
            continue
        if None in (a, b) or what[0] != "record":
            return None
        try:
            text = json.loads(world.odb.data(a[1]),
                              object_pairs_hook=unique)
        except ValueError:
            return None
        if text != world.parse(b[1]):
            return None
    return made
