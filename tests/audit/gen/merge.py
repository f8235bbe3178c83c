"""Legal merges, by meaning.  What is not surely legal is not made."""

import copy
import json

from . import actions, canon, entries, gate, policy
from .sign import signing_key
from .world import find_projects, folder_id, record_id

TRACKER = {path: name for name, path in policy.PATHS.items()}


def unit(path):
    """What PATH is compared as."""
    ident = record_id(path)
    if ident is not None:
        return ("record", ident)
    for folder in ("approvals", "evidence"):
        ident, rest = folder_id(path, folder)
        if ident is not None:
            return (folder, ident, rest)
    return ("tracker" if path in TRACKER else "other", path)


def units(files):
    return {unit(path): path for path in files}


class Refused(Exception):
    """It would not be legal, or there is nothing to merge."""


class Merge:
    def __init__(self, world, ours, theirs):
        self.world, self.sides = world, (ours, theirs)
        self.bases = world.bases(ours, theirs)
        self.draft = world.draft(ours, theirs)
        self.paths = [units(c.files) for c in self.sides]
        self.base_paths = [units(c.files) for c in self.bases]
        self.author = self.signer = None

    def value(self, commit, paths, what):
        path = paths.get(what)
        return None if path is None else commit.files[path]

    def run(self):
        """The draft of the merge."""
        files = {}
        every = {**self.paths[0], **self.paths[1]}
        for what in every:
            value = self.unit(what)
            if value is not None:
                files[self.place(what)] = value
        self.draft.files = files
        for what, texts in self.late:
            files[self.place(what)] = ("100644", self.world.odb.blob(texts))
        self.recheck()
        self.recheck_evidence()
        return self.draft

    late = ()

    def recheck_evidence(self):
        """What one side changed in the record, the other may have taken
        away as a file."""
        there = units(self.draft.files)
        for what, text in self.late:
            record = json.loads(text)
            for item in record.get("evidence", {}).values():
                if "path" in item and unit(item["path"]) not in there:
                    raise Refused("a file that one side took away")

    def place(self, what):
        old = [paths[what] for paths in self.base_paths if what in paths]
        first, second = (paths.get(what) for paths in self.paths)
        if first is None or second is not None and first in old:
            return second
        return first

    def unit(self, what):
        a, b = (self.value(c, p, what)
                for c, p in zip(self.sides, self.paths))
        if a == b:
            return a
        old = {self.value(c, p, what)
               for c, p in zip(self.bases, self.base_paths)}
        if old == {a}:
            return b
        if old == {b} or what[0] == "other":
            return a
        if None in (a, b) or len(self.bases) != 1:
            raise Refused(what)
        if what[0] == "tracker":
            return self.tracker(a, b)
        if what[0] == "record":
            return self.record(what, a, b, old.pop())
        raise Refused(what)

    def tracker(self, a, b):
        """The higher revision, whole; an admin of both makes it."""
        parse = self.world.parse
        admins = set(self.world.tracker(self.sides[0]).admins()) & \
            set(self.world.tracker(self.sides[1]).admins())
        self.author = self.author or self.world.rng.choice(sorted(admins))
        if self.author not in admins:
            raise Refused("nobody is admin of both")
        self.signer = self.author
        return a if parse(a[1])["revision"] >= parse(b[1])["revision"] \
            else b

    # ---- Records ----

    def record(self, what, a, b, old):
        if old is None or what[1] in self.world.tainted:
            raise Refused(what)
        ours, theirs, base = (self.world.parse(v[1]) for v in (a, b, old))
        merged = Three(self.world.rng).merge(base, ours, theirs)
        n, m = len(ours["history"]), len(theirs["history"])
        longer = ours if n >= m else theirs
        merged["history"] = copy.deepcopy(longer["history"])
        if ours["history"] == theirs["history"]:
            pass
        elif ours["history"][:m] == theirs["history"] or \
                theirs["history"][:n] == ours["history"]:
            self.moved(merged, longer)
        else:
            merged = self.resolve(merged, ours, theirs)
        self.sane(merged)
        self.late = list(self.late) + [(what, canon.record_text(merged))]
        return a

    def moved(self, merged, longer):
        """One side has moved: what it asked must hold of all."""
        last = longer["history"][-1]
        tracker = self.world.tracker(self.sides[0])
        transition = tracker.transitions.get(last["transition"])
        other = self.world.tracker(self.sides[1])
        if transition is None or "rebaseline" in transition or \
                "override" in last or "recorded" in last or \
                other.transitions.get(last["transition"]) != transition:
            raise Refused("not a plain step")
        if merged.get("closure") != longer.get("closure") and \
                tracker.kind(longer["stage"]) == "final":
            raise Refused("another end")
        for member in ("stage", "hold"):
            merged.pop(member, None)
            if member in longer:
                merged[member] = longer[member]
        before = copy.deepcopy(merged)
        before["history"].pop()
        before["stage"] = last["from"]
        before.pop("hold", None)
        step = gate.Step(
            last["transition"], last["by"], gate.seconds(last["at"]),
            last["reason"], last["code"],
            longer.get("hold", {}).get("review_by"))
        unmet = gate.Judge(tracker, before, before, step).unmet()
        if [c for c in unmet if not c.startswith("approvals:")]:
            raise Refused("a condition no longer holds")

    def resolve(self, merged, ours, theirs):
        """Both have moved: one history is kept, and says so."""
        kept, gone = (ours, theirs) if self.world.rng.random() < 0.5 else \
            (theirs, ours)
        tracker = self.world.tracker(self.sides[0])
        last, lost = kept["history"][-1], gone["history"][-1]
        both = [tracker.transitions.get(e["transition"])
                for e in (last, lost)]
        if None in both or self.author or any(
                "frozen" in e for r in (kept, gone) for e in r["history"]
                if e not in ours["history"] or e not in theirs["history"]):
            raise Refused("not two plain steps")
        merged["history"] = copy.deepcopy(kept["history"])
        merged["stage"] = kept["stage"]
        merged.pop("hold", None)
        if "paused" in (tracker.kind(kept["stage"]),
                        tracker.kind(gone["stage"])):
            raise Refused("a pause")
        who = [h for h in sorted(tracker.people) if h != policy.HOST and all(
            gate.holds(tracker, h, t.get("by"), r)
            for t in both for r in (ours, theirs))]
        if not who:
            raise Refused("nobody may do both")
        return self.resolved(merged, lost, self.world.rng.choice(who))

    def resolved(self, merged, lost, by):
        entry = entries.make(
            merged, "@resolve", merged["stage"], by, self.draft.time,
            canon.record_digest(merged), reason="Both moved",
            resolves=canon.digest(lost))
        entries.append(merged, entry)
        stand = entries.stand_for(self.draft, entry)
        self.author, self.signer = stand.author, stand.signer
        return merged

    def sane(self, record):
        for criterion in record.get("criteria", {}).values():
            if criterion["verdict"] != gate.verdict(criterion):
                raise Refused("a verdict")
            named = criterion.get("measured", {}).get("evidence", [])
            if not set(named) <= set(record.get("evidence", {})):
                raise Refused("evidence that one side took away")
        named = record.get("evidence", {})
        for entry in record["history"]:
            for key, sha256 in entry.get("evidence", {}).items():
                if named.get(key, {}).get("sha256") != sha256:
                    raise Refused("evidence that a gate relied on")
        frozen = [e for e in record["history"] if "frozen" in e]
        if frozen and frozen[-1]["frozen"] != canon.frozen_digest(
                record, frozen[-1]["freeze"]):
            raise Refused("a frozen part")
        if "proposed" in record and not record.get("criteria"):
            raise Refused("a proposal")

    # ---- Entries under the tracker of the merge ----

    def recheck(self):
        files = self.draft.files
        blobs = {path: files.get(path) for path in TRACKER}
        if None in blobs.values():
            raise Refused("no tracker")
        for i, side in enumerate(self.sides):
            if all(side.files.get(p) == blobs[p] for p in TRACKER):
                continue
            tracker = self.world.tracker_of(files)
            self.recheck_changes(tracker, i)
            for ident, path in find_projects(files).items():
                self.recheck_record(tracker, ident, i,
                                    self.world.parse(files[path][1]))

    def recheck_changes(self, tracker, i):
        """Changes of the tracker that only this side has."""
        own = self.sides[i].ancestors & ~self.sides[1 - i].ancestors
        for commit in self.world.by_index:
            if own >> commit.index & 1 and commit.in_scope and \
                    all(any(p.files.get(path) != commit.files.get(path)
                            for path in TRACKER)
                        for p in commit.parents if p.in_scope) and \
                    not may_change(tracker, commit):
                raise Refused("a change of the tracker")

    def recheck_record(self, tracker, ident, i, merged):
        if not isinstance(merged, dict) or "history" not in merged:
            return
        side, other = self.sides[i], self.sides[1 - i]
        mine = self.world.record(side, ident)
        yours = self.world.record(other, ident)
        known = yours["history"] if yours else []
        for entry in (mine or {"history": []})["history"]:
            if entry in known or entry not in merged["history"]:
                continue
            if ident in self.world.tainted or \
                    not self.holds_still(tracker, entry, mine, side):
                raise Refused("an entry")

    def holds_still(self, tracker, entry, record, side):
        n = entry["seq"] - 1
        before = dict(record, history=record["history"][:n],
                      stage=entry["from"])
        name, by = entry["transition"], entry["by"]
        if "recorded" in entry or name == "@resolve":
            return False
        if name == "@intake" and not tracker.has_role(by, "admin"):
            return False
        if name[0] != "@":
            if name not in tracker.transitions or \
                    gate.target(tracker, name, before) != entry["to"]:
                return False
            roles = tracker.transitions[name].get("by")
            if not gate.holds(tracker, by, roles, record):
                return False
        return all(
            strong(tracker, entry, commit) and (name[0] == "@" or gate.holds(
                tracker, by, roles,
                self.world.record(commit.parents[0], record["id"])))
            for commit in self.world.added_by[canon.digest(entry)]
            if side.ancestors >> commit.index & 1)


def may_change(tracker, commit):
    """May who made COMMIT change the tracker, with that key?"""
    handle = tracker.by_email(commit.author.email)
    if commit.mangled:
        return False
    if commit.signer is None:
        return tracker.has_role(handle, "admin") and \
            tracker.require["tracker"] != "signed"
    return tracker.has_role(handle, "admin") and \
        tracker.owner(commit.signer.line) == (handle, False)


def strong(tracker, entry, commit):
    """Is ENTRY, added by COMMIT, as strong as TRACKER requires?"""
    by, need = entry["by"], tracker.require["transitions"]
    if "signature" in entry:
        return tracker.owner(signing_key(entry["signature"])) == (by, False)
    owner = (None, False)
    if commit.signer:
        owner = tracker.owner(commit.signer.line)
        if owner == (by, False):
            return True
    if need == "signed":
        return False
    handle = tracker.by_email(commit.author.email)
    if by not in (handle, commit.author.email):
        return need == "claimed"
    return owner[0] in (None, by) or owner[1]


class Three:
    """Three-way, member by member."""

    def __init__(self, rng):
        self.rng = rng

    def merge(self, base, a, b):
        if a == b:
            return copy.deepcopy(a)
        if a == base:
            return copy.deepcopy(b)
        if b == base:
            return copy.deepcopy(a)
        if isinstance(a, dict) and isinstance(b, dict):
            base = base if isinstance(base, dict) else {}
            keys = list(a) + [key for key in b if key not in a]
            merged = {key: self.merge(base.get(key), a.get(key), b.get(key))
                      for key in keys}
            return {k: v for k, v in merged.items() if v is not None}
        if isinstance(a, list) and isinstance(b, list):
            return a + [item for item in b if item not in a]
        return copy.deepcopy(self.rng.choice((a, b)))


def merge(world, ours, theirs, message="Merge"):
    """The merge commit, or None where it would not be legal."""
    if ours.ancestors >> theirs.index & 1:
        return None
    try:
        job = Merge(world, ours, theirs)
        draft = job.run()
    except Refused:
        return None
    rng = world.rng
    author = job.author or entries.anybody(draft, rng)
    signer = job.signer
    if signer and draft.tracker.key_of(signer) != \
            world.tracker(theirs).key_of(signer):
        return None     # whose key holds on one side only
    if signer is None and job.author is None and rng.random() < 0.3:
        signer = rng.choice((policy.HOST, "li"))
    return draft.commit(author, message, signer=signer)


def merge_outside(world, ours, outside):
    """What does not descend from the founding commit brings other paths
    only."""
    draft = world.draft(ours, outside)
    for path, value in outside.files.items():
        draft.files.setdefault(path, value)
    return actions.commit_edit(draft, "Merge documents")
