"""Merges that bring, drop or blend: PV201 to 309 by a merge, 502 to 507."""

from . import actions, canon, entries, merge, rules
from .mut_record import write_new
from .mut_step import bare_entry
from .mut_vote import cast
from .mutations import PANEL, PLAIN, mutation
from .policy import PATHS


def edited(m, commit, ident, **members):
    """An edit on COMMIT, wherever that is."""
    draft = m.world.draft(commit)
    record = draft.record(ident)
    record.update(members)
    draft.write(record)
    return draft.commit("wang", "%s: an edit" % ident)


def forked(m, ours, theirs):
    """Two commits on the present head, made by functions of it; gives the
    draft of their merge as it should be."""
    base = m.head
    a, b = ours(base), theirs(base)
    job = merge.Merge(m.world, a, b)
    job.world.tainted, kept = set(), job.world.tainted
    try:
        return job.run()
    finally:
        m.world.tainted = kept


def raw_merge(m, a, b):
    """A merge with the files of A, to be changed."""
    return m.world.draft(a, b)


def join(m, draft, author="wang", signer=None):
    m.head = draft.commit(author, "Merge", signer=signer)


@mutation("PV502", [10])
def evil_merge(m):
    """A merge changes what neither side has changed."""
    one, two, third = m.fresh(), m.fresh(), m.fresh()
    draft = forked(m, lambda c: edited(m, c, one, title="Ours"),
                   lambda c: edited(m, c, two, title="Theirs"))
    record = draft.record(third)
    record["title"] = "By the way"
    draft.write(record)
    join(m, draft)
    m.expect("PV502", third)


@mutation("PV502", [10])
def merge_with_a_project(m):
    """A merge brings a project that neither side has."""
    one, two = m.fresh(), m.fresh()
    draft = forked(m, lambda c: edited(m, c, one, title="Ours"),
                   lambda c: edited(m, c, two, title="Theirs"))
    record = write_new(m, draft)
    m.world.tainted.add(record["id"])
    join(m, draft)
    m.expect("PV502", record["id"])


@mutation("PV502", [10, 12])
def value_of_neither(m):
    """Both sides changed a value; the merge has a third."""
    one = m.fresh()
    a, b = (edited(m, m.head, one, title=t) for t in ("Ours", "Theirs"))
    draft = raw_merge(m, a, b)
    record = draft.record(one)
    record["title"] = "A compromise"
    draft.write(record)
    join(m, draft)
    m.expect("PV502", one)


@mutation("PV502", [11])
def ours(m):
    """`git merge -s ours` drops an edit of the other side."""
    one, two = m.fresh(), m.fresh()
    a = edited(m, m.head, one, title="Ours")
    b = edited(m, m.head, two, title="Theirs")
    join(m, raw_merge(m, a, b))
    m.expect("PV502", two)


@mutation("PV502", [11], **PANEL)
def rejection_dropped(m):
    """A merge drops a rejection of the other side."""
    ident = m.at("review", fresh=True)
    other = m.fresh()
    base = m.head
    cast(m, m.record(ident), "approve", "sun", "expert", decision="reject")
    b = m.head
    a = edited(m, base, other, title="Ours")
    join(m, raw_merge(m, a, b))
    m.expect("PV502", ident)


@mutation("PV502", [5, 11])
def revocation_dropped(m):
    """A merge drops a change of the rights."""
    other = m.fresh()
    base = m.head
    m.change_rules("people", lambda p: p["people"]["sun"].update(roles=[]))
    b = m.head
    a = edited(m, base, other, title="Ours")
    join(m, raw_merge(m, a, b))
    m.expect("PV502")


@mutation("PV503", [11])
def deleted_in_a_merge(m):
    """Both sides edit a project, and the merge has it no more."""
    one = m.fresh()
    a, b = (edited(m, m.head, one, title=t) for t in ("Ours", "Theirs"))
    draft = raw_merge(m, a, b)
    draft.remove(draft.find(one))
    join(m, draft)
    m.expect("PV503", one)


@mutation("PV502", [13])
def criss_cross(m):
    """Two branches that were merged into each other; a later merge drops
    an edit."""
    one, two, three = m.fresh(), m.fresh(), m.fresh()
    a = edited(m, m.head, one, title="Ours")
    b = edited(m, m.head, two, title="Theirs")
    sides = []
    for pair in ((a, b), (b, a)):
        draft = merge.Merge(m.world, *pair).run()
        sides.append(draft.commit("wang", "Merge"))
    a = edited(m, sides[0], one, title="Ours again")
    b = edited(m, sides[1], three, title="Theirs again")
    join(m, raw_merge(m, a, b))
    m.expect("PV502", three)


@mutation("PV502", [13])
def octopus(m):
    """Three branches at once, of which two change projects."""
    one, two = m.fresh(), m.fresh()
    base = m.head
    draft = m.world.draft(base)
    draft.put("doc/first.md", "First\n")
    first = draft.commit("wang", "Documents")
    a = edited(m, base, one, title="Ours")
    b = edited(m, base, two, title="Theirs")
    draft = m.world.draft(first, a, b)
    for commit, ident in ((a, one), (b, two)):
        path = commit.projects()[ident]
        draft.files[path] = commit.files[path]
    join(m, draft)
    m.expect("PV502", one)
    m.expect("PV502", two)


@mutation("", [13])
def octopus_of_documents(m):
    """Three branches at once that leave the tracker alone."""
    sides = []
    for name in "xyz":
        draft = m.draft()
        draft.put("doc/%s.md" % name, name + "\n")
        sides.append(draft.commit("wang", "Documents"))
    draft = m.world.draft(*sides)
    for side in sides:
        draft.files.update(side.files)
    join(m, draft)


# ---- One moved, one edited ----

def moved(m, commit, ident, name):
    """The step on COMMIT, at full strength."""
    kept, m.head = m.head, commit
    draft, record, step = m.ready(ident, name, "wang")
    m.finish(draft, record, m.take(draft, record, step))
    made, m.head = m.head, kept
    return made


def blend(m, a, b, ident, members):
    """A merge with the record of A and MEMBERS of that of B."""
    draft = raw_merge(m, a, b)
    record, other = draft.record(ident), m.world.record(b, ident)
    for member in members:
        record.pop(member, None)
        if member in other:
            record[member] = other[member]
    draft.write(record)
    join(m, draft)


@mutation("PV207", [12], **PANEL)
def blend_frozen(m):
    """One side freezes the criteria, the other moves them: a text merge
    is clean."""
    ident = m.at("review", fresh=True)
    m.ready(ident, "approve", "wang")
    base = m.head
    a = moved(m, base, ident, "approve")
    draft = m.world.draft(base)
    record = draft.record(ident)
    for criterion in record["criteria"].values():
        criterion["target"] = "1"
    entries.refresh(record)
    draft.write(record)
    b = draft.commit("wang", "Easier")
    blend(m, a, b, ident, ["criteria"])
    m.expect("PV207", ident)


@mutation("PV202", [12, 37], **PLAIN)
def blend_unmet(m):
    """One side moves, the other takes away what the gate asks for."""
    ident = m.at("study", fresh=True)
    m.ready(ident, "try", "wang")
    base = m.head
    a = moved(m, base, ident, "try")
    draft = m.world.draft(base)
    record = draft.record(ident)
    del record["concept"]
    draft.write(record)
    b = draft.commit("wang", "No hypothesis")
    blend(m, a, b, ident, ["concept"])
    m.expect("PV202", ident)


# ---- Both moved ----

def both_moved(m):
    """(id, one side, the other)"""
    ident, draft, record, step = m.simple_ready("wang")
    base = m.head
    m.finish(draft, record, m.take(draft, record, step))
    a, m.head = m.head, base
    draft, record, step = m.ready(ident, step.transition, "zhang")
    m.finish(draft, record, m.take(draft, record, step))
    b, m.head = m.head, base
    return ident, a, b


@mutation("PV507", [11])
def step_dropped(m):
    """Both sides took a step; the merge keeps one, and is silent."""
    ident, a, b = both_moved(m)
    join(m, raw_merge(m, a, b))
    m.expect("PV507", ident)


def resolved(m, by="wang", **more):
    """A merge that says which step it drops; MORE is wrong about it."""
    ident, a, b = both_moved(m)
    draft = raw_merge(m, a, b)
    record = draft.record(ident)
    lost = m.world.record(b, ident)["history"][-1]
    made = {"reason": "Both moved", "resolves": canon.digest(lost), **more}
    entry = bare_entry(draft, record, "@resolve", record["stage"], by,
                       **{k: v for k, v in made.items() if v})
    m.finish(draft, record, entry)
    return ident


@mutation("")
def step_resolved(m):
    """A merge that drops a step and says so, by who could have taken
    both: nothing to find."""
    resolved(m)


@mutation("PV507")
def resolved_by_another(m):
    """The step is dropped by somebody who could have taken neither."""
    m.expect("PV507", resolved(m, "sun"))


@mutation("PV507")
def resolved_something_else(m):
    """The merge says that it drops another step than it does."""
    m.expect("PV507", resolved(m, resolves=canon.digest({"seq": 2})))


@mutation("PV507")
def resolved_without_reason(m):
    """The merge drops a step and gives no reason."""
    m.expect("PV507", resolved(m, reason=None))


@mutation("PV507")
def steps_in_a_row(m):
    """Both sides took the step; the merge has one behind the other."""
    ident, a, b = both_moved(m)
    draft = raw_merge(m, a, b)
    record = draft.record(ident)
    lost = m.world.record(b, ident)["history"][-1]
    record["history"].append(dict(
        lost, seq=len(record["history"]) + 1,
        **{"from": record["stage"]},
        prev=canon.digest(record["history"][-1])))
    draft.write(record)
    join(m, draft)
    m.expect("PV507", ident)


# ---- The tracker on two sides ----

def rename(m, commit, name, by="li"):
    kept, m.head = m.head, commit
    m.change_rules("tracker", lambda t: t.update(name=name))
    made, m.head = m.head, kept
    return made


@mutation("PV311", [8, 37])
def lower_revision_kept(m):
    """Both sides changed a file of the tracker; the merge keeps the older
    revision."""
    base = m.head
    a = rename(m, rename(m, base, "One"), "Two")
    b = rename(m, base, "Another")
    draft = raw_merge(m, a, b)
    draft.files[PATHS["tracker"]] = b.files[PATHS["tracker"]]
    join(m, draft, "li", "li")
    m.expect("PV311")


@mutation("PV307", [37])
def tracker_merged_by_another(m):
    """Both sides changed a file of the tracker; who merges is no
    admin."""
    base = m.head
    a = rename(m, rename(m, base, "One"), "Two")
    b = rename(m, base, "Another")
    join(m, raw_merge(m, a, b), "sun")
    m.expect("PV307")


def late(m, change, by="wang", name="people"):
    """A step on an old branch, merged after a change of the rules."""
    ident, draft, record, step = m.simple_ready(by)
    base = m.head
    entry = m.take(draft, record, step)
    draft.write(record)
    b = draft.commit(by, "A step", signer=by)
    m.head = base
    m.change_rules(name, change)
    draft = raw_merge(m, m.head, b)
    draft.files[draft.find(ident)] = b.files[draft.find(ident)]
    join(m, draft)
    return ident, entry


@mutation("PV301", [5, 37])
def right_revoked(m):
    """A step from an old branch by somebody who has lost the role."""
    ident, _ = late(m, lambda p: p["people"]["zhang"].update(
        roles=["admin"]), "zhang")
    m.change_rules("people", lambda p: p["people"]["zhang"].update(
        roles=["admin", "manager"]))
    m.expect("PV301", ident, commit=m.head.parents[0])


@mutation("PV307", [5, 37])
def admin_revoked(m):
    """A change of the tracker from an old branch by somebody who is admin
    no more."""
    base = m.head
    draft = m.draft()
    files = rules.copy_files(draft.tracker)
    files["tracker"].update(name="As I like it",
                            revision=files["tracker"]["revision"] + 1)
    b = rules.commit(draft, "tracker", files["tracker"], "zhang",
                     signer="zhang")
    m.head = base
    m.change_rules("people", lambda p: p["people"]["zhang"].update(
        roles=["manager"]))
    draft = raw_merge(m, m.head, b)
    draft.files[PATHS["tracker"]] = b.files[PATHS["tracker"]]
    join(m, draft)
    m.expect("PV307")


@mutation("PV201", [37])
def way_closed(m):
    """A step from an old branch that the workflow no longer has."""
    stage, name = m.simple()
    kept = m.tracker.transitions[name]

    def close(workflow):
        del workflow["transitions"][name]
        workflow["transitions"][name + "-2"] = kept

    def reopen(workflow):
        del workflow["transitions"][name + "-2"]
        workflow["transitions"] = {name: kept, **workflow["transitions"]}

    ident, _ = late(m, close, name="workflow")
    m.change_rules("workflow", reopen)
    m.expect("PV201", ident, commit=m.head.parents[0])


@mutation("PV309", [5, 6], require=("signed",))
def key_revoked(m):
    """A step from an old branch, signed with a key that is gone."""
    ident, _ = late(m, lambda p: p["people"]["wang"].update(
        keys=[{"ssh": m.world.keys.make("wang").line}]))
    m.expect("PV309", ident)


# ---- What does not descend from the founding commit ----

@mutation("PV209", [10, 13])
def from_outside(m):
    """A merge takes a project from a branch that was never judged: it is
    judged as if the merge had added it."""
    outside = m.world.draft()
    outside.tracker = m.tracker
    outside.put("doc/outside.md", "From elsewhere\n")
    record = actions.new_record(m.world, outside)
    m.world.tainted.add(record["id"])
    entry = bare_entry(outside, record, "@new", m.early(), "wang")
    entries.sign(entry, m.key("wang"))
    outside.write(record)
    other = outside.commit("wang", "Elsewhere")
    draft = raw_merge(m, m.head, other)
    draft.write(record)
    join(m, draft)
    m.expect("PV209", record["id"])
