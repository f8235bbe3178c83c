"""A branch squashed into one commit: legal where each project takes one
step at most, and what came before it came before."""

from . import canon, entries, gate, policy
from .merge import Merge, Refused
from .real import changed
from .sign import signing_key


class Squash:
    def __init__(self, world, ours, theirs):
        self.world, self.parent = world, ours
        self.draft = Merge(world, ours, theirs).run()
        self.draft.parents = (ours,)
        self.authors = set()    # of whom one must be the author
        self.signers = set()

    def run(self, host):
        for what, (old, new) in changed(self.draft, self.parent).items():
            if what[0] == "tracker":
                raise Refused("the rules changed")
            if what[0] == "record":
                self.record(old, new)
            if what[0] == "approvals":
                self.approval(old, new)
        if len(self.authors) > 1 or len(self.signers) > 1:
            raise Refused("of several people")
        author = next(iter(self.authors), None) or entries.anybody(
            self.draft, self.world.rng)
        signer = next(iter(self.signers), None)
        if signer is None and host:
            signer = policy.HOST
        return self.draft.commit(author, "Squashed", signer=signer)

    def record(self, old, new):
        if new is None:
            raise Refused("a project is dropped")
        before = self.world.parse(old[1]) if old else None
        after = self.world.parse(new[1])
        if after["id"] in self.world.tainted:
            raise Refused("not to be touched")
        known = before["history"] if before else []
        n = len(known)
        if after["history"][:n] != known or len(after["history"]) > n + 1:
            raise Refused("several steps")
        if before and before.get("lead") != after.get("lead"):
            raise Refused("another lead")
        if len(after["history"]) > n:
            self.step(before, after)

    def step(self, before, after):
        entry, tracker = after["history"][-1], self.draft.tracker
        if "recorded" in entry or entry["transition"] in (
                "@intake", "@resolve", "rebaseline") or \
                "override" in entry or \
                entry["record"] != canon.record_digest(after):
            raise Refused("not as it was judged")
        if entry["transition"] != "@new":
            self.judge(before, after, entry)
        if "signature" in entry:
            if tracker.owner(signing_key(entry["signature"])) != \
                    (entry["by"], False):
                raise Refused("signed with an old key")
            return
        self.authors.add(entry["by"])
        if tracker.require["transitions"] == "signed":
            self.signers.add(entry["by"])

    def judge(self, before, after, entry):
        """The gate, with all of the branch in one commit."""
        draft, tracker = self.draft, self.draft.tracker
        name = entry["transition"]
        judged = dict(after, stage=entry["from"],
                      history=after["history"][:-1])
        judged.pop("hold", None)
        step = gate.Step(name, entry["by"], gate.seconds(entry["at"]),
                         entry["reason"], entry["code"],
                         after.get("hold", {}).get("review_by"))
        if name not in tracker.transitions or \
                gate.target(tracker, name, judged) != entry["to"] or \
                not gate.holds(tracker, entry["by"],
                               tracker.transitions[name].get("by"), before):
            raise Refused("not this way")
        for at in (step.at, draft.time):
            step.at = at
            judge = gate.Judge(
                tracker, judged, before, step,
                self.world.approvals(draft.files, after["id"]),
                draft.has_evidence)
            if judge.unmet():
                raise Refused("a condition does not hold")

    def approval(self, old, new):
        if old is not None or new is None:
            raise Refused("an approval changed")
        content = self.world.parse(new[1])
        if "signature" in content:
            if self.draft.tracker.owner(signing_key(
                    content["signature"])) == (content["by"], False):
                return
            raise Refused("signed with an old key")
        if self.draft.tracker.require["approvals"] == "claimed":
            return
        self.authors.add(content["by"])


def squash(world, ours, theirs):
    """The commit, or None where it would not be legal."""
    if ours.ancestors >> theirs.index & 1 or len(theirs.parents) > 1:
        return None
    try:
        return Squash(world, ours, theirs).run(world.rng.random() < 0.5)
    except Refused:
        return None
