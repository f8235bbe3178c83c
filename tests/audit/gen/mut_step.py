"""Steps that the workflow does not allow: PV106, PV2xx."""

from . import actions, canon, entries, gate
from .mutations import PANEL, PLAIN, mutation

ELSEWHERE = {"plain": ("idea", "use", "adopt"),
             "panel": ("draft", "commercial", "advance")}


def bare_entry(draft, record, name, to, by, **more):
    """An entry with nothing wrong but what its arguments make so."""
    entry = entries.make(record, name, to, by, draft.time,
                         canon.record_digest(record), **more)
    entries.append(record, entry)
    return entry


def by_hand(m, ident, name, to, by, **more):
    _, draft, record = m.opened(ident)
    entry = bare_entry(draft, record, name, to, by, **more)
    return m.finish(draft, record, entry)


@mutation("PV106")
def to_an_unknown_stage(m):
    """A step to a stage that the workflow does not have."""
    stage, name = m.simple()
    ident = m.at(stage)
    by_hand(m, ident, name, "nirvana", "wang", reason="Onwards")
    m.expect("PV106", ident)


@mutation("PV106")
def stage_retired(m):
    """A stage goes from the workflow while a project is in it; then the
    record is edited."""
    initial = m.tracker.workflow["initial"]

    def bring(workflow):
        workflow["stages"]["annex"] = {"kind": "active"}
        workflow["transitions"]["aside"] = {"from": [initial],
                                            "to": "annex"}

    def take(workflow):
        del workflow["stages"]["annex"]
        del workflow["transitions"]["aside"]

    ident = m.fresh()
    m.change_rules("workflow", bring)
    by_hand(m, ident, "aside", "annex", "wang")
    m.change_rules("workflow", take)
    for title in ("An orphan", "Still an orphan"):
        _, draft, record = m.opened(ident)
        record["title"] = title
        m.edit(draft, record)
        m.expect("PV106", ident)


@mutation("PV201", [30])
def edge_skipped(m):
    """A step of the workflow that does not leave this stage."""
    stage, to, name = ELSEWHERE[m.world.settings["flow"]]
    ident = m.at(stage)
    by_hand(m, ident, name, to, "wang", reason="Straight on")
    m.expect("PV201", ident)


@mutation("PV201")
def step_invented(m):
    """A transition that the workflow does not have."""
    stage, _ = m.simple()
    ident = m.at(stage)
    by_hand(m, ident, "leap", m.early() if m.panel else "trial", "wang",
            reason="Why not")
    m.expect("PV201", ident)


@mutation("PV201")
def wrong_target(m):
    """A step that leads elsewhere than the workflow says."""
    stage, name = m.simple()
    ident = m.at(stage)
    by_hand(m, ident, name, "commercial" if m.panel else "use", "wang",
            reason="Further")
    m.expect("PV201", ident)


@mutation("PV201", **PLAIN)
def wrong_previous(m):
    """A step back to a stage that is not the one before."""
    ident = m.at("trial")
    by_hand(m, ident, "back", "idea", "wang", reason="All over again")
    m.expect("PV201", ident)


@mutation("PV201")
def new_in_the_middle(m):
    """A record that begins with a step of the workflow."""
    draft = m.draft()
    record = actions.new_record(m.world, draft)
    m.world.tainted.add(record["id"])
    entry = bare_entry(draft, record, "begin",
                       draft.tracker.workflow["initial"], "wang")
    m.finish(draft, record, entry)
    m.expect("PV201", record["id"])


@mutation("PV202", [30], **PLAIN)
def condition_unmet(m):
    """A field that the gate asks for is empty."""
    ident, draft, record = m.opened(m.at("study"))
    record.pop("concept", None)
    entry = bare_entry(draft, record, "try", "trial", "wang")
    m.finish(draft, record, entry)
    m.expect("PV202", ident)


@mutation("PV202")
def no_reason(m):
    """The step brings no reason, though the gate asks for one."""
    ident = m.at("review" if m.panel else "use")
    name, to = ("decline", "declined") if m.panel else ("back", "trial")
    by_hand(m, ident, name, to, "wang")
    m.expect("PV202", ident)


@mutation("PV202", [28], **PANEL)
def approvals_missing(m):
    """One approval too few."""
    ident = m.at("review")
    draft, record, step = m.ready(ident, "approve")
    judged = actions.judge(draft, record, step, record)
    judged.unmet()
    names = {name: canon.digest(a) for name, a in judged.counted[1:]}
    entry = entries.take(draft, record, judged,
                         approvals=dict(sorted(names.items())))
    m.finish(draft, record, entry)
    m.expect("PV202", ident)


@mutation("PV202", [26], **PANEL)
def evidence_not_named(m):
    """The entry does not name the evidence that the gate relied on."""
    ident = m.at("commercial")
    draft, record, step = m.ready(ident, "accept")
    judged = actions.judge(draft, record, step, record)
    judged.unmet()
    judged.relied = []
    m.finish(draft, record, entries.take(draft, record, judged))
    m.expect("PV202", ident)


@mutation("PV202")
def overridden_too_much(m):
    """An override that names a condition which is met."""
    ident = m.at("review" if m.panel else "study")
    name = "decline" if m.panel else "try"
    draft, record, step = m.ready(ident, name, "zhang")
    entry = m.take(draft, record, step, override=["fields:summary"])
    m.finish(draft, record, entry)
    m.expect("PV202", ident)


@mutation("PV208")
def overridden(m):
    """An override by somebody with the right: a warning."""
    ident = m.at("review" if m.panel else "use")
    name = "decline" if m.panel else "back"
    draft, record, step = m.ready(ident, name, "zhang")
    step.reason = None
    m.finish(draft, record, m.take(draft, record, step,
                                   override=["reason"]))
    m.expect("PV208", ident, "warning")


@mutation("PV203", [30, 36])
def stage_by_hand(m):
    """The stage is changed in an editor, without an entry; and back."""
    ident, draft, record = m.opened(m.at(m.early()))
    old, record["stage"] = record["stage"], m.tracker.workflow["initial"]
    m.edit(draft, record)
    m.expect("PV203", ident)
    if m.rng.random() < 0.5:
        _, draft, record = m.opened(ident)
        record["stage"] = old
        m.edit(draft, record)


# ---- The history itself ----

@mutation("PV204", [27])
def past_rewritten(m):
    """An old entry is changed, and the chain behind it made anew."""
    ident, draft, record = m.opened(m.at(m.early(), fresh=True))
    for entry in record["history"]:
        entry.pop("signature", None)
    record["history"][0]["reason"] = "As was always meant"
    entries.seal(record)
    m.edit(draft, record)
    m.expect("PV204", ident)


@mutation("PV204", [27])
def history_truncated(m):
    """The last entry is taken away."""
    ident, draft, record = m.opened(m.at(m.early()))
    record["stage"] = record["history"].pop()["from"]
    m.edit(draft, record)
    m.expect("PV204", ident)


@mutation("PV204", [36])
def step_reverted(m):
    """A step is undone by git revert."""
    ident, draft, record, step = m.simple_ready()
    m.finish(draft, record, m.take(draft, record, step))
    before = m.head.parents[0]
    draft = m.draft()
    path = draft.find(ident)
    draft.files[path] = before.files[path]
    m.edit(draft)
    m.expect("PV204", ident)


@mutation("PV204")
def partner_erased(m):
    """Who took part is removed after the first step."""
    ident, draft, record = m.opened(m.at(m.early()))
    record.setdefault("partners", {})["lab"] = {"name": "A laboratory"}
    m.edit(draft, record)
    _, draft, record = m.opened(ident)
    del record["partners"]["lab"]
    m.edit(draft, record)
    m.expect("PV204", ident)


@mutation("PV204 PV205", [27])
def entry_retouched(m):
    """An old entry is changed, and the chain left as it was."""
    ident, draft, record = m.opened(m.at(m.early()))
    record["history"][0]["reason"] = "As was always meant"
    m.edit(draft, record)
    m.expect("PV204", ident)
    m.expect("PV205", ident)


@mutation("PV205", [20, 27])
def chain_to_elsewhere(m):
    """A new entry whose `prev` is not the digest of the one before."""
    ident, draft, record, step = m.simple_ready()
    entry = m.take(draft, record, step)
    entry["prev"] = canon.digest({"id": "another"})
    m.finish(draft, record, entry)
    m.expect("PV205", ident)


@mutation("PV205")
def number_skipped(m):
    """A new entry whose number is not the next."""
    ident, draft, record, step = m.simple_ready()
    entry = m.take(draft, record, step)
    entry["seq"] += 1
    m.finish(draft, record, entry)
    m.expect("PV205", ident)


@mutation("PV206", [28])
def another_record_judged(m):
    """The entry names another state of the record than the one it stands
    on."""
    ident, draft, record, step = m.simple_ready()
    record["title"] = "What is told"
    entry = m.take(draft, record, step)
    record["title"] = "What is done"
    m.finish(draft, record, entry)
    m.expect("PV206", ident)


# ---- What is frozen ----

@mutation("PV207", **PANEL)
def goalposts_moved(m):
    """The target of a criterion is changed after it was frozen."""
    ident, draft, record = m.opened(m.at("technical"))
    for criterion in record["criteria"].values():
        criterion["target"] = "1"
    entries.refresh(record)
    m.edit(draft, record)
    m.expect("PV207", ident)


@mutation("PV207", **PANEL)
def criterion_dropped(m):
    """A criterion goes after it was frozen."""
    ident, draft, record = m.opened(m.at("technical"))
    del record["criteria"]["c2"]
    m.edit(draft, record)
    m.expect("PV207", ident)


@mutation("PV207", **PANEL)
def not_frozen(m):
    """A step that freezes, and does not say what."""
    ident = m.at("review")
    draft, record, step = m.ready(ident, "approve")
    entry = m.take(draft, record, step)
    del entry["frozen"], entry["freeze"]
    m.finish(draft, record, entry)
    m.expect("PV207", ident)


@mutation("PV207", **PANEL)
def frozen_anew(m):
    """Goalposts moved along with a step that claims to have frozen them
    so."""
    ident = m.at("technical")
    draft, record, step = m.ready(ident, "back")
    for criterion in record["criteria"].values():
        criterion["target"] = "1"
    entries.refresh(record)
    more = entries.freeze(record, ["criteria", "readiness"])
    m.finish(draft, record, m.take(draft, record, step, **more))
    m.expect("PV207", ident)


# ---- The beginning ----

@mutation("PV209")
def born_late(m):
    """A project that begins in a later stage."""
    draft = m.draft()
    record = actions.new_record(m.world, draft)
    m.world.tainted.add(record["id"])
    entry = bare_entry(draft, record, "@new", m.early(), "wang")
    m.finish(draft, record, entry)
    m.expect("PV209", record["id"])


@mutation("PV209")
def taken_in(m):
    """A project taken in by an admin: a note."""
    m.head = actions.intake(m.world, m.head)


@mutation("PV301 PV209")
def taken_in_by_another(m):
    """A project taken in by somebody who is no admin."""
    draft = m.draft()
    record = actions.new_record(m.world, draft)
    m.world.tainted.add(record["id"])
    entry = bare_entry(draft, record, "@intake", m.early(), "wang",
                       source="the old list")
    m.finish(draft, record, entry)
    m.expect("PV301", record["id"])
    m.expect("PV209", record["id"], "note")


# ---- Time, holds, the end ----

@mutation("PV210", [4], **PLAIN)
def before_its_time(m):
    """Dated ahead, so that the project has been long enough in its
    stage."""
    ident = m.fresh()
    m.head = actions.drive(m.world, m.head, ident, "look")
    _, draft, record = m.opened(ident)
    record["summary"] = "Early"
    step = gate.Step("ripen", "wang", draft.time + 3 * gate.DAY, "Ready")
    if draft.time - gate.seconds(record["history"][-1]["at"]) >= \
            2 * gate.DAY:
        raise AssertionError("it has been long enough")
    m.finish(draft, record, m.take(draft, record, step))
    m.expect("PV210", ident)


@mutation("PV210", [4])
def dated_back(m):
    """An entry that is dated before the one before it: a warning."""
    ident, draft, record, step = m.simple_ready()
    step.at = gate.seconds(record["history"][-1]["at"]) - gate.DAY
    m.finish(draft, record, m.take(draft, record, step))
    m.expect("PV210", ident, "warning")


@mutation("PV210", [4])
def dated_ahead(m):
    """An entry that is dated days after its commit: a warning."""
    ident, draft, record, step = m.simple_ready()
    step.at = draft.time + 4 * gate.DAY
    m.finish(draft, record, m.take(draft, record, step))
    m.expect("PV210", ident, "warning")


@mutation("PV211")
def pause_forgotten(m):
    """A pause whose review date is long past at the tip: a note."""
    m.at("on-hold" if m.panel else "rest")
    m.world.clock += 200 * gate.DAY


@mutation("PV213")
def pause_without_hold(m):
    """`hold` is taken out while the project rests."""
    ident, draft, record = m.opened(m.at("on-hold" if m.panel else "rest"))
    del record["hold"]
    m.edit(draft, record)
    m.expect("PV213", ident)


@mutation("PV213")
def hold_while_active(m):
    """`hold` is there although the project goes on."""
    ident, draft, record = m.opened(m.at(m.early()))
    last = record["history"][-1]
    record["hold"] = {"from": last["from"], "since": last["at"]}
    m.edit(draft, record)
    m.expect("PV213", ident)


@mutation("PV213", **PLAIN)
def end_retold(m):
    """How it ended is changed after the end."""
    ident, draft, record = m.opened(m.at("done"))
    record["closure"] = {"result": "failed"}
    m.edit(draft, record)
    m.expect("PV213", ident)
