"""Changes of the tracker: PV307, 308, 309, 311, 312, 212."""

from . import actions, canon, entries, policy, rules
from .mutations import mutation
from .mut_step import by_hand
from .policy import HOST
from .world import place

SIGNED = {"require": ("centre", "signed")}
UNSIGNED = {"require": ("claimed", "authored")}


def changed(m, way=rules.rename):
    """A draft of a change of the tracker that is right so far."""
    draft = m.draft()
    files = rules.copy_files(draft.tracker)
    name = way(m.world, files)
    files[name]["revision"] += 1
    draft.write_tracker(name, files[name])
    return draft, name, files[name]


def grant(world, files):
    """Somebody makes himself a manager."""
    files["people"]["people"]["sun"]["roles"] = ["expert", "manager"]
    return "people"


@mutation("PV307", [7, 30])
def tracker_by_another(m):
    """Somebody who is no admin gives himself a role."""
    draft, _, _ = changed(m, grant)
    m.stamp(draft, "people", "sun", signer="sun")
    m.expect("PV307")


@mutation("PV307", [3])
def admin_forged(m):
    """A change of the tracker in the name of an admin, signed by
    another."""
    draft, _, _ = changed(m)
    m.stamp(draft, "rename", "li", signer="sun")
    m.expect("PV307")


@mutation("PV307", **UNSIGNED)
def tracker_by_a_stranger(m):
    """A change of the tracker by somebody whom nobody knows."""
    draft, _, _ = changed(m)
    m.head = draft.commit(entries.strangers(m.rng), "Tracker: better so")
    m.expect("PV307")


@mutation("PV308", [1], **SIGNED)
def tracker_unsigned(m):
    """A change of the tracker without the signature that is required."""
    draft, _, _ = changed(m)
    m.stamp(draft, "rename", "li", unsigned=True)
    m.expect("PV308")


@mutation("PV309", [1], **SIGNED)
def tracker_signed_by_nobody(m):
    """A change of the tracker, signed with a key that nobody has."""
    draft, _, _ = changed(m)
    m.stamp(draft, "rename", "li", signer=m.unknown_key())
    m.expect("PV309")


@mutation("PV309", [35], **SIGNED)
def tracker_signed_by_the_host(m):
    """A change of the tracker, made in the web editor of the host."""
    draft, _, _ = changed(m)
    m.stamp(draft, "rename", "li", signer=HOST)
    m.expect("PV309")


@mutation("PV309", [1], **SIGNED)
def tracker_altered(m):
    """A change of the tracker that was altered after it was signed."""
    draft, _, _ = changed(m)
    m.stamp(draft, "rename", "li", signer="li",
            mangle=lambda text: text + b"More\n")
    m.expect("PV309")


@mutation("PV307", [9])
def tracker_removed(m):
    """The whole tracker is taken away, and put back as it was."""
    draft = m.draft()
    kept = {path: draft.files.pop(path) for path in policy.PATHS.values()}
    m.head = draft.commit("li", "Start over", signer="li")
    m.expect("PV307")
    draft = m.world.draft_like(m.head, m.head.parents[0])
    draft.files.update(kept)
    m.head = draft.commit("li", "As it was", signer="li")
    m.expect("PV307")


@mutation("PV307", [13])
def second_founding(m):
    """Another tracker is founded beside, and merged."""
    settings = dict(m.world.settings)
    main, founding = m.head, m.world.founding
    other = rules.found(m.world)
    other.in_scope = False
    m.world.founding = founding
    m.world.settings = settings
    m.expect("PV307", commit=other)
    draft = m.world.draft(main, other)
    m.head = draft.commit("li", "Merge the other tracker")


# ---- Revisions ----

@mutation("PV311", [8])
def revision_not_raised(m):
    """A change of the tracker that keeps the revision."""
    draft, name, content = changed(m)
    content["revision"] -= 1
    draft.write_tracker(name, content)
    m.stamp(draft, "rename")
    m.expect("PV311")


@mutation("PV311", [8])
def revision_skipped(m):
    """A change of the tracker two revisions on."""
    draft, name, content = changed(m)
    content["revision"] += 1
    draft.write_tracker(name, content)
    m.stamp(draft, "rename")
    m.expect("PV311")


@mutation("PV311", [8, 14])
def old_policy_back(m):
    """An older version of a file comes back."""
    m.change_rules("people", lambda people: people["people"]["sun"].update(
        roles=[]))
    before = m.head.parents[0]
    m.change_rules("tracker", lambda tracker: tracker.update(name="More"))
    draft = m.draft()
    path = policy.PATHS["people"]
    draft.files[path] = before.files[path]
    m.stamp(draft, "people")
    m.expect("PV311")


@mutation("PV311", [7])
def policy_and_use(m):
    """A change of the rules travels with a project that needs it."""
    ident = m.fresh()
    draft, _, _ = changed(m)
    record = draft.record(ident)
    record["title"] = "All in one"
    draft.write(record)
    m.stamp(draft, "rename")
    m.expect("PV311")


@mutation("PV311")
def policy_and_more(m):
    """A change of the rules travels with another file."""
    draft, _, _ = changed(m)
    draft.put("doc/why.md", "Because\n")
    m.stamp(draft, "rename")
    m.expect("PV311")


@mutation("PV311", [9])
def vocabulary_removed(m):
    """A file of the tracker is deleted."""
    draft = m.draft()
    draft.remove(policy.PATHS["vocabulary"])
    kept = m.head.files[policy.PATHS["vocabulary"]]
    m.stamp(draft, "no words")
    m.expect("PV311")
    restore(m, "vocabulary", kept)


def restore(m, name, kept):
    """Put a file back; it is new, so its revision is 1."""
    content = dict(m.world.parse(kept[1]), revision=1)
    draft = m.world.draft_like(m.head, m.head.parents[0])
    draft.write_tracker(name, content)
    m.stamp(draft, name + " again")


@mutation("PV212 PV201")
def workflow_invalid(m):
    """A workflow that asks for something unknown; a step is taken under
    it; then it is mended."""
    stage, name = m.simple()
    ident = m.at(stage)
    draft, _, content = changed(m, rules.relabel)
    good = canon.text(dict(content, revision=content["revision"] + 1))
    content["transitions"][name]["needs"] = {"raeson": True}
    draft.write_tracker("workflow", content)
    m.stamp(draft, "workflow")
    m.expect("PV212")
    to = "declined" if m.panel else "study"
    by_hand(m, ident, name, to, "wang", reason="As I may")
    m.expect("PV201", ident)
    draft = m.draft()
    draft.put(policy.PATHS["workflow"], good)
    m.stamp(draft, "mended")


@mutation("PV104")
def people_invalid(m):
    """people.json with somebody without an address; mended at once by
    nobody, for nobody holds a right."""
    draft, name, content = changed(m, rules.address)
    good = m.head.files[policy.PATHS["people"]]
    content["people"]["wu"]["emails"] = []
    draft.write_tracker(name, content)
    m.stamp(draft, "people")
    m.expect("PV104")
    draft = m.draft()
    draft.files[policy.PATHS["people"]] = good
    m.stamp(draft, "mended")
    m.expect("PV307")


# ---- Excuses ----

def excuse(m, **more):
    m.change_rules("tracker", lambda t: t["excuses"].append(
        {"reason": "It was agreed on", **more}))


@mutation("PV312")
def excuse_for_nothing(m):
    """An excuse for what nobody found."""
    excuse(m, commit=m.head.oid, rule="PV202")
    m.world.tip_expected.append(("PV312", None, "error"))


@mutation("PV203")
def excused(m):
    """Something illegal, excused by an admin: it stays in the report."""
    ident, draft, record = m.opened(m.at(m.early()))
    record["stage"] = m.tracker.workflow["initial"]
    m.edit(draft, record)
    m.expect("PV203", ident)
    excuse(m, commit=m.head.oid, rule="PV203", project=ident)


# ---- Two files, deletions ----

@mutation("PV506", [22])
def two_files_one_id(m):
    """A copy of a record at the other depth."""
    ident = m.fresh()
    m.story.still = True
    draft = m.draft()
    path = draft.find(ident)
    depth = 0 if path.count("/") > 1 else 2
    draft.files[place("projects", ident, depth, ".json")] = \
        draft.files[path]
    m.edit(draft)
    m.expect("PV506", ident)


@mutation("PV503", [11])
def project_deleted(m):
    """A project that has moved on is deleted."""
    ident = m.at(m.early(), fresh=True)
    draft = m.draft()
    draft.remove(draft.find(ident))
    m.edit(draft)
    m.expect("PV503", ident)


# ---- Several steps ----

def two_steps(m, signed):
    """A draft with two steps of one project, and the entries."""
    ident = m.fresh() if not m.panel else m.at("review")
    pair = (("hold", "on-hold"), ("resume", "review")) if m.panel else \
        (("look", "study"), ("rest", "rest"))
    _, draft, record = m.opened(ident)
    for name, _ in pair:
        step = actions.open_step(draft, record, name, "wang")
        step.at = draft.time
        entry = m.take(draft, record, step)
        if signed:
            entries.sign(entry, m.key("wang"))
    return ident, draft, record, entry


@mutation("PV508")
def two_steps_at_once(m):
    """Two steps in one commit: what the first judged cannot be seen."""
    ident, draft, record, entry = two_steps(m, False)
    m.finish(draft, record, entry)
    m.expect("PV508", ident)


@mutation("PV508")
def signed_steps_squashed(m):
    """A squash of two steps that are signed: a warning."""
    ident, draft, record, entry = two_steps(m, True)
    draft.write(record)
    m.head = draft.commit("wang", "Squashed", signer="wang")
    m.expect("PV508", ident, "warning")


@mutation("PV508 PV201")
def wrong_step_squashed(m):
    """A squash in which the first step was never allowed."""
    stage, name = m.simple()
    ident = m.at(stage)
    way = ("approve", "technical", "back", "review") if m.panel else \
        ("adopt", "study", "back", "idea")
    _, draft, record = m.opened(ident)
    digest = canon.record_digest(record)
    for step, to in (way[:2], way[2:]):
        entry = entries.make(record, "jump" if step in (
            "approve", "adopt") else step, to, "wang", draft.time, digest,
            reason="In passing")
        entries.append(record, entry)
    m.finish(draft, record, entry)
    m.expect("PV508", ident)
    m.expect("PV201", ident)
