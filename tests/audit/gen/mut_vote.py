"""Approvals and evidence: PV303 to 306, 310, 104, 302; PV4xx."""

import hashlib

from . import actions, canon, edits, entries, sign
from .mutations import PANEL, mutation
from .odb import LINK
from .world import folder_id, place

UNSIGNED = {"flow": ("panel",), "require": ("authored",)}
SIGNED = {"flow": ("panel",), "require": ("centre", "signed")}


def cast(m, record, name, by, role, key=None, author=None, change=None,
         **more):
    """Commit an approval; gives (file name, content).  It is signed by
    KEY, else by its person where it must be."""
    draft = m.draft()
    file, content = entries.approval(draft, record, name, by, role, **more)
    if key or draft.tracker.require["approvals"] == "signed":
        entries.sign_approval(content, key or m.key(by))
    if change:
        change(content)
    draft.put(draft.approval_path(record["id"], file), canon.text(content))
    m.head = draft.commit(author or by, "An approval")
    return file, content


def decide(m, ident, name="approve", by="wang", **odd):
    """Take the step with what the gate asks and, in the place of the
    first approval that was counted, ODD.  The step is good but for that."""
    draft, record, step = m.ready(ident, name, by)
    judged = actions.judge(draft, record, step, record)
    judged.unmet()
    file, content = odd["vote"]
    at = odd.get("instead", 0)
    judged.counted[at:at + 1] = [(file, content)]
    entry = entries.take(draft, record, judged)
    if "digest" in odd:
        entry["approvals"][file] = odd["digest"]
    m.finish(draft, record, entry)


def waiting(m):
    """A project in review whose gate is met, and its record."""
    ident = m.at("review", fresh=True)
    m.ready(ident, "approve", "wang")
    return ident, m.record(ident)


def vote(m, rule, **cast_as):
    """An approval that should not count is counted."""
    ident, record = waiting(m)
    args = {"by": "sun", "role": "expert", **cast_as}
    instead = args.pop("instead", 0)
    given = cast(m, record, "approve", **args)
    decide(m, ident, vote=given, instead=instead)
    m.expect(rule, ident)


@mutation("PV303", **PANEL)
def role_not_held(m):
    """An approval by somebody who does not hold the role."""
    vote(m, "PV303", by="feng")


@mutation("PV304", [28], **PANEL)
def own_approval(m):
    """Who moves counts an approval of their own."""
    ident = m.at("review", fresh=True)
    m.ready(ident, "approve", "wang")
    record = m.record(ident)
    given = cast(m, record, "approve", "gao", "expert")
    draft, record, step = m.ready(ident, "approve", "wang")
    step.by = "gao"
    judged = actions.judge(draft, record, step, record)
    judged.unmet()
    judged.counted = [c for c in judged.counted if c[1]["by"] != "gao"]
    judged.counted[:1] = [given]
    m.finish(draft, record, entries.take(draft, record, judged))
    m.expect("PV304", ident)


@mutation("PV305", [28], **PANEL)
def stale_approval(m):
    """An approval that judged another state of the record."""
    ident, record = waiting(m)
    other = dict(record, title="As it was")
    given = cast(m, other, "approve", "sun", "expert")
    decide(m, ident, vote=given)
    m.expect("PV305", ident)


@mutation("PV305", [28], **PANEL)
def approval_of_another_gate(m):
    """An approval that judged another state of the gate."""
    vote(m, "PV305", gate=canon.digest({"from": ["review"]}))


@mutation("PV305", [28], **PANEL)
def approval_of_another_visit(m):
    """An approval that was given for another entry."""
    vote(m, "PV305", seq=9)


@mutation("PV305", **PANEL)
def rejection_counted(m):
    """A rejection is counted as an approval."""
    vote(m, "PV305", decision="reject")


@mutation("PV305", **PANEL)
def abstention_counted(m):
    """An abstention is counted as an approval."""
    vote(m, "PV305", decision="abstain")


@mutation("PV305", [28], **PANEL)
def approval_not_there(m):
    """The entry names an approval that no file holds."""
    ident, record = waiting(m)
    draft = m.draft()
    given = entries.approval(draft, record, "approve", "sun", "expert")
    decide(m, ident, vote=given)
    m.expect("PV305", ident)


@mutation("PV305", **PANEL)
def approval_of_other_bytes(m):
    """The entry names an approval by another digest."""
    ident, record = waiting(m)
    given = cast(m, record, "approve", "sun", "expert")
    decide(m, ident, vote=given, digest=canon.digest({}))
    m.expect("PV305", ident)


@mutation("PV310", **PANEL)
def conflict_counted(m):
    """An approval with a declared conflict of interest is counted."""
    vote(m, "PV310", coi="declared")


@mutation("PV310", **PANEL)
def dependent_approver(m):
    """An approver who is in the team is counted as independent."""
    ident, draft, record = m.opened(m.at("review", fresh=True))
    record.setdefault("team", {})["t1"] = {"person": "sun"}
    m.edit(draft, record)
    m.ready(ident, "approve", "wang")
    given = cast(m, m.record(ident), "approve", "sun", "expert")
    decide(m, ident, vote=given)
    m.expect("PV310", ident)


@mutation("PV310", **PANEL)
def approver_of_a_partner(m):
    """An approver whose organisation is a partner is counted as
    independent."""
    ident, draft, record = m.opened(m.at("review", fresh=True))
    record.setdefault("partners", {})["p1"] = {
        "name": "Any name", "ror": "040ty4453"}
    m.edit(draft, record)
    m.ready(ident, "approve", "wang")
    given = cast(m, m.record(ident), "approve", "sun", "expert")
    decide(m, ident, vote=given)
    m.expect("PV310", ident)


@mutation("PV308", [1], **SIGNED)
def approval_unsigned(m):
    """An approval without a signature, where one is required."""
    ident, record = waiting(m)
    given = cast(m, record, "approve", "sun", "expert",
                 change=lambda a: a.pop("signature"))
    decide(m, ident, vote=given)
    m.expect("PV308", ident)


@mutation("PV309", [1], **PANEL)
def approval_signed_by_another(m):
    """An approval signed with the key of somebody else."""
    ident, record = waiting(m)
    given = cast(m, record, "approve", "sun", "expert", key=m.key("chen"))
    decide(m, ident, vote=given)
    m.expect("PV309", ident)


@mutation("PV309", [1], **PANEL)
def approval_signature_spoilt(m):
    """An approval whose signature does not hold."""
    def spoil(content):
        content["signature"] = sign.spoilt(content["signature"])

    ident, record = waiting(m)
    given = cast(m, record, "approve", "sun", "expert", key=m.key("sun"),
                 change=spoil)
    decide(m, ident, vote=given)
    m.expect("PV309", ident)


@mutation("PV302", [3, 28], **UNSIGNED)
def approval_in_another_name(m):
    """An approval whose author is not the person whose it is."""
    ident, record = waiting(m)
    cast(m, record, "approve", "sun", "expert", author="wang")
    m.expect("PV302", ident)


@mutation("PV104 PV305", [28], **PANEL)
def approval_replayed(m):
    """An approval of one project is copied to another."""
    other, record = waiting(m)
    ident, _ = waiting(m)
    file, content = cast(m, record, "approve", "sun", "expert")
    draft = m.draft()
    again = "3-approve-sun-99.json"
    draft.files[draft.approval_path(ident, again)] = \
        draft.files[draft.approval_path(other, file)]
    m.head = draft.commit("sun", "The same once more")
    m.expect("PV104", ident)
    decide(m, ident, vote=(again, content))
    m.expect("PV305", ident)


@mutation("PV104", [25], **PANEL)
def approval_malformed(m):
    """An approval with an unknown member."""
    ident, record = waiting(m)
    cast(m, record, "approve", "sun", "expert",
         change=lambda a: a.update(weight=2))
    m.expect("PV104", ident)


@mutation("PV104", **PANEL)
def approval_misnamed(m):
    """An approval whose file name tells of another person."""
    ident, record = waiting(m)
    draft = m.draft()
    _, content = entries.approval(draft, record, "approve", "sun", "expert")
    if draft.tracker.require["approvals"] == "signed":
        entries.sign_approval(content, m.key("sun"))
    draft.put(draft.approval_path(ident, "3-approve-chen-7.json"),
              canon.text(content))
    m.head = draft.commit("sun", "An approval")
    m.expect("PV104", ident)


@mutation("PV306", **PANEL)
def approval_changed(m):
    """An approval is changed after it was committed."""
    ident, record = waiting(m)
    file, content = cast(m, record, "approve", "sun", "expert")
    draft = m.draft()
    content = dict(content, note="On second thought")
    if "signature" in content:
        entries.sign_approval(content, m.key("sun"))
    draft.put(draft.approval_path(ident, file),
              canon.text(canon.ordered(content, canon.APPROVAL)))
    m.head = draft.commit("sun", "Another note")
    m.expect("PV306", ident)


@mutation("PV306", [11, 36], **PANEL)
def rejection_deleted(m):
    """A rejection is deleted; and put back."""
    ident, record = waiting(m)
    file, _ = cast(m, record, "approve", "sun", "expert", decision="reject")
    draft = m.draft()
    path = draft.approval_path(ident, file)
    kept = draft.files.pop(path)
    m.edit(draft)
    m.expect("PV306", ident)
    if m.rng.random() < 0.5:
        draft = m.draft()
        draft.files[path] = kept
        m.head = draft.commit("sun", "It was there")


# ---- Evidence ----

def adding_evidence(m):
    """(id, draft, record, entry) of a new project that gets evidence."""
    ident, draft, record = m.opened()
    key = edits.add_evidence(draft, record, "dataset")
    return ident, draft, record, record["evidence"][key]


def with_evidence(m):
    """(id, path) of a new project with evidence."""
    ident, draft, record, entry = adding_evidence(m)
    m.edit(draft, record)
    return ident, entry["path"]


@mutation("PV401", [26])
def evidence_never_there(m):
    """The record names a file that is not there."""
    ident, draft, record, entry = adding_evidence(m)
    draft.remove(entry["path"])
    m.edit(draft, record)
    m.expect("PV401", ident)


@mutation("PV401", [26])
def evidence_removed(m):
    """A file of evidence goes, and the record still names it."""
    ident, path = with_evidence(m)
    draft = m.draft()
    draft.remove(path)
    m.edit(draft)
    m.expect("PV401", ident)


@mutation("PV402", [26])
def evidence_other(m):
    """The file has another hash than the record says."""
    ident, draft, record, entry = adding_evidence(m)
    entry["sha256"] = "0" * 64
    m.edit(draft, record)
    m.expect("PV402", ident)


@mutation("PV402", [26])
def evidence_replaced(m):
    """A file of evidence is replaced by another."""
    ident, path = with_evidence(m)
    draft = m.draft()
    draft.put(path, "x,y\n1,2\n")
    m.edit(draft)
    m.expect("PV402", ident)


@mutation("PV402", [26])
def evidence_of_another_size(m):
    """The size in the record is wrong."""
    ident, draft, record, entry = adding_evidence(m)
    entry["bytes"] += 1
    m.edit(draft, record)
    m.expect("PV402", ident)


@mutation("PV403", [23])
def evidence_outside(m):
    """A path of evidence that leads out of the repository."""
    ident, draft, record, entry = adding_evidence(m)
    draft.remove(entry["path"])
    entry["path"] = "../outside/%s.csv" % entry["sha256"][:6]
    m.edit(draft, record)
    m.expect("PV403", ident)


@mutation("PV403 PV504", [23])
def evidence_is_a_link(m):
    """Evidence that is a symbolic link."""
    m.story.still = True
    ident, draft, record, entry = adding_evidence(m)
    draft.put(entry["path"], "/etc/passwd", LINK)
    m.edit(draft, record)
    m.expect("PV403", ident)
    m.expect("PV504", ident)


@mutation("PV404")
def evidence_unused(m):
    """A file below evidence/ that nothing refers to: a note."""
    ident = m.fresh()
    m.head = actions.loose_file(m.world, m.head, ident)


def relied_on(m):
    """(id, key, path) of evidence that a step relied on."""
    ident = m.at("acceptance")
    record = m.record(ident)
    key = sorted(record["history"][-1]["evidence"])[0]
    owner, rest = folder_id(record["evidence"][key]["path"], "evidence")
    path = next(p for p in (place("evidence", owner, depth, "/" + rest)
                            for depth in (0, 2)) if p in m.head.files)
    return ident, key, path


@mutation("PV405", [26], **PANEL)
def relied_evidence_dropped(m):
    """Evidence that a step relied on is taken out of the record."""
    ident, key, path = relied_on(m)
    _, draft, record = m.opened(ident)
    del record["evidence"][key]
    draft.remove(path)
    m.edit(draft, record)
    m.expect("PV405", ident)


@mutation("PV405", [26], **PANEL)
def relied_evidence_replaced(m):
    """Evidence that a step relied on gets another file and hash."""
    ident, key, path = relied_on(m)
    _, draft, record = m.opened(ident)
    data = "A better report\n"
    draft.put(path, data)
    record["evidence"][key].update(
        sha256=hashlib.sha256(data.encode()).hexdigest(),
        bytes=len(data))
    m.edit(draft, record)
    m.expect("PV405", ident)


@mutation("PV405", [26], **PANEL)
def relied_file_replaced(m):
    """The file behind evidence that a step relied on is replaced."""
    ident, _, path = relied_on(m)
    draft = m.draft()
    draft.put(path, "A better report\n")
    m.edit(draft)
    m.expect("PV405", ident)


@mutation("PV202 PV405", [26], **PANEL)
def evidence_by_another_hash(m):
    """The entry names evidence with another hash."""
    ident = m.at("commercial")
    draft, record, step = m.ready(ident, "accept")
    entry = m.take(draft, record, step)
    key = sorted(entry["evidence"])[0]
    entry["evidence"][key] = "0" * 64
    m.finish(draft, record, entry)
    m.expect("PV202", ident)
    m.expect("PV405", ident)
