"""Legal single commits: each function makes one on a commit, or None."""

from . import canon, edits, entries, gate, hand

DAY = 86400


def random_hand(rng):
    """Half of the edits are made by hand; a third of these shows."""
    return rng.choice(hand.WAYS) if rng.random() < 0.25 else None


def pick_id(world):
    rng = world.rng
    if rng.random() < 0.3:
        return "p-%d%s" % (rng.randrange(100), rng.choice("abxyz"))
    return entries.key_text(rng, 8)


def free_id(world):
    """An id that no commit has."""
    while True:
        ident = pick_id(world)
        if ident not in world.ids_used:
            world.ids_used.add(ident)
            return ident


def movers(draft, record, name):
    """Who may take the transition, by handle."""
    tracker = draft.tracker
    roles = tracker.transitions[name].get("by")
    return [handle for handle in sorted(tracker.people)
            if handle != "host" and
            gate.holds(tracker, handle, roles, record)]


def new_record(world, draft, ident=None):
    rng = world.rng
    ident = ident or free_id(world)
    record = {"format": 1, "id": ident, "title": edits.words(rng, 3),
              "stage": None, "history": [],
              "lead": {"person": rng.choice(("qian", "feng", "wang"))}}
    if rng.random() < 0.5:
        record["summary"] = edits.words(rng, 4)
    return record


def creator(draft):
    world = draft.world
    if draft.tracker.require["transitions"] != "signed" and \
            world.rng.random() < 0.2:
        return entries.strangers(world.rng).email
    return world.rng.choice([h for h in sorted(draft.tracker.people)
                             if h != "host"])


def begin(world, parent, ident=None):
    """A new project, by anybody."""
    draft = world.draft(parent)
    record = new_record(world, draft, ident)
    entry = entries.make(record, "@new", draft.tracker.workflow["initial"],
                         creator(draft), draft.time,
                         canon.record_digest(record))
    entries.append(record, entry)
    return finish(draft, record, entry, "%s: @new" % record["id"])


def intake(world, parent, ident=None):
    """A project that was running before, taken in by an admin."""
    draft = world.draft(parent)
    rng, tracker = world.rng, draft.tracker
    record = new_record(world, draft, ident)
    names = [name for name, s in tracker.stages.items()
             if s["kind"] == "active"]
    entry = entries.make(record, "@intake", rng.choice(names),
                         rng.choice(tracker.admins()), draft.time,
                         canon.record_digest(record),
                         source="the old list, row %d" % rng.randrange(99))
    entries.append(record, entry)
    commit = finish(draft, record, entry, "%s: @intake" % record["id"])
    world.expect(commit, "PV209", record["id"], "note")
    return commit


def recorded(world, parent, ident=None):
    """The first steps of a project as they happened, imported."""
    ident = ident or free_id(world)
    rng = world.rng
    tracker = world.tracker(parent)
    happened = world.clock - rng.randrange(100, 400) * DAY
    stage, commit = tracker.workflow["initial"], parent
    name = "@new"
    for line in range(1, rng.randrange(2, 4)):
        draft = world.draft(commit)
        record = draft.record(ident) if name != "@new" else \
            new_record(world, draft, ident)
        entry = entries.make(
            record, name, stage, "someone@old.example.org", happened,
            canon.record_digest(record),
            recorded={"source": "old.csv", "line": line})
        entries.append(record, entry)
        draft.write(record)
        commit = import_commit(draft, happened, "%s: %s" % (ident, name))
        name, stage = next((n, t["to"])
                           for n, t in tracker.transitions.items()
                           if stage in t["from"] and t["to"][0] != "@")
        happened += rng.randrange(1, 30) * DAY
        if tracker.kind(stage) != "active":
            break
    return commit


def import_commit(draft, happened, message):
    """Author and date are those of the event; an admin commits."""
    admin = draft.world.rng.choice(draft.tracker.admins())
    now, draft.time = draft.time, happened
    signer = admin if draft.tracker.require["transitions"] == "signed" \
        else None
    return draft.commit(entries.strangers(draft.world.rng), message,
                        signer=signer, committer=admin, committed=now)


def finish(draft, record, entry, message, style=None):
    """Commit a record with a new last ENTRY as the one who moves would."""
    stand = entries.stand_for(draft, entry)
    draft.write(record, style)
    return draft.commit(stand.author, message, signer=stand.signer,
                        committer=stand.committer)


def commit_edit(draft, message):
    """A commit that needs no right."""
    rng = draft.world.rng
    author = entries.anybody(draft, rng)
    signer = None
    if rng.random() < 0.2:
        signer = rng.choice([h for h in sorted(draft.tracker.people)])
    return draft.commit(author, message, signer=signer)


def edit(world, parent, ident):
    draft = world.draft(parent)
    record = draft.record(ident)
    if draft.tracker.kind(record["stage"]) == "final" or \
            not edits.change(world.rng, record, world.settings["flow"]):
        return None
    draft.write(record, random_hand(world.rng))
    return commit_edit(draft, "%s: by hand" % ident)


def tidy(world, parent, ident):
    """Back to the canonical form."""
    draft = world.draft(parent)
    if world.is_canonical(draft.files[draft.find(ident)][1]):
        return None
    draft.write(draft.record(ident))
    return commit_edit(draft, "%s: tidied" % ident)


def loose_file(world, parent, ident):
    """A file below evidence/ that nothing refers to."""
    draft = world.draft(parent)
    draft.put(draft.evidence_path(ident, "photo-%s.txt" %
                                  entries.key_text(world.rng)),
              edits.words(world.rng, 9) + "\n")
    return commit_edit(draft, "%s: a photo" % ident)


def other_path(world, parent):
    draft = world.draft(parent)
    draft.put("doc/%s.md" % world.rng.choice("abc"),
              edits.words(world.rng, 20) + "\n")
    return commit_edit(draft, "Documents")


def drop(world, parent, ident):
    """Remove a project that never left the first stage."""
    draft = world.draft(parent)
    record = draft.record(ident)
    if len(record["history"]) != 1 or \
            record["stage"] != draft.tracker.workflow["initial"]:
        return None
    draft.remove(draft.find(ident))
    world.tainted.add(ident)
    return commit_edit(draft, "%s: dropped" % ident)


def judge(draft, record, step, parent=None):
    return gate.Judge(draft.tracker, record, parent or record, step,
                      draft.world.approvals(draft.files, record["id"]),
                      draft.has_evidence)


def open_step(draft, record, name, by):
    """A step with all that the step itself has to bring."""
    rng, tracker = draft.world.rng, draft.tracker
    step = gate.Step(name, by, draft.time)
    if rng.random() < 0.2:      # done an hour before it was committed
        step.at -= rng.randrange(3600)
        if step.at < gate.seconds(record["history"][-1]["at"]):
            step.at = draft.time
    text = canon.jcs(tracker.transitions[name].get("needs", {})).decode()
    if '"reason"' in text or rng.random() < 0.4:
        step.reason = edits.words(rng, 4)
    if '"codes"' in text:
        words = text.split('"codes":"')[1].split('"')[0]
        step.code = rng.choice(sorted(
            tracker.files["vocabulary"][words]))
    if '"review_within"' in text:
        step.review_by = gate.date_text(
            step.at + rng.randrange(20, 110) * DAY)
    return step


def advance(world, parent, ident, name=None):
    """One commit on the way to a step: what its gate asks, or itself."""
    draft = world.draft(parent)
    record = draft.record(ident)
    name = name or plan(world, draft, record)
    if name is None:
        return None
    who = movers(draft, record, name)
    if not who or gate.target(draft.tracker, name, record) is None:
        return None
    step = open_step(draft, record, name, world.rng.choice(who))
    if "rebaseline" in draft.tracker.transitions[name] and \
            "proposed" not in record:
        return propose(draft, record)
    return go_on(world, draft, record, step)


def go_on(world, draft, record, step):
    before = draft.record(record["id"])
    unmet = judge(draft, record, step, before).unmet()
    if unmet and world.overrides and \
            movers_over(draft.tracker, step) and \
            world.rng.random() < 0.15 and \
            "rebaseline" not in draft.tracker.transitions[step.transition]:
        return override(draft, record, step, unmet)
    mended = [c for c in unmet if edits.meet(draft, record, c)]
    if "days_in_stage" in unmet:
        world.clock += 3 * DAY
        return other_path(world, draft.parents[0])
    left = judge(draft, record, step, before).unmet()
    together = world.rng.random() < 0.4 and \
        "rebaseline" not in draft.tracker.transitions[step.transition]
    if mended and not (together and not left):
        draft.write(record, random_hand(world.rng))
        return commit_edit(draft, "%s: for %s" % (record["id"],
                                                  step.transition))
    if left:
        return answer(world, draft, record, step, left)
    return move(draft, record, step, before)


def move(draft, record, step, before):
    judged = judge(draft, record, step, before)
    if judged.unmet() or not same_at(judged, draft.time):
        return None
    entry = entries.take(draft, record, judged)
    return finish(draft, record, entry, "%s: %s: %s -> %s" % (
        record["id"], step.transition, entry["from"], entry["to"]),
        random_hand(draft.world.rng))


def same_at(judged, time):
    """Is what is not met the same when it is committed?"""
    step = judged.step
    at, names = step.at, judged.unmet()
    step.at = time
    other = gate.Judge(judged.tracker, judged.record, judged.parent, step,
                       judged.approvals, judged.evidence).unmet()
    step.at = at
    return names == other


def propose(draft, record):
    rng = draft.world.rng
    criteria = record.get("criteria")
    if not criteria:
        return None
    key = rng.choice(sorted(criteria))
    record["proposed"] = {"criteria": {
        key: {"target": str(rng.randrange(10, 90))}}}
    if rng.random() < 0.3:
        record["proposed"]["readiness"] = {"target": {"level": 6}}
    draft.write(record, random_hand(rng))
    return commit_edit(draft, "%s: a proposal" % record["id"])


def answer(world, draft, record, step, left):
    """An approval that is missing."""
    rng, tracker = world.rng, draft.tracker
    roles = [c.split(":")[1] for c in left if c.startswith("approvals:")]
    if not roles:
        return None
    role = rng.choice(roles)
    given = world.approvals(draft.files, record["id"])
    done = [a["by"] for _, a in given
            if (a["decision"], a["coi"]) == ("approve", "none") and
            a["record"] == canon.record_digest(record) and
            a["seq"] == len(record["history"]) + 1 and
            a["gate"] == tracker.gate_digest(step.transition)]
    who = [h for h in tracker.holders(role)
           if h != step.by and h not in done]
    if not who:
        return None
    more = {}
    if role == "expert" and step.transition == "approve" and \
            rng.random() < 0.1 and \
            not any(a["decision"] == "reject" for _, a in given):
        more["decision"] = "reject"
    return approve(draft, record, step.transition, rng.choice(who), role,
                   **more)


def approve(draft, record, name, by, role, **more):
    rng, tracker = draft.world.rng, draft.tracker
    if not more and rng.random() < 0.08:
        more = rng.choice(({"decision": "abstain"}, {"coi": "declared"}))
    if rng.random() < 0.3:
        more["note"] = edits.words(rng, 4)
    file, content = entries.approval(draft, record, name, by, role, **more)
    author = tracker.identity(by, rng.randrange(2))
    if tracker.require["approvals"] == "signed" or rng.random() < 0.3:
        entries.sign_approval(content, draft.world.keys.find(
            tracker.key_of(by)))
        if rng.random() < 0.3:
            author = entries.anybody(draft, rng)
    elif tracker.require["approvals"] == "claimed" and rng.random() < 0.3:
        author = entries.anybody(draft, rng)
    draft.put(draft.approval_path(record["id"], file),
              canon.text(content))
    return draft.commit(author, "%s: %s %ss %s" % (
        record["id"], by, content["decision"], name))


def movers_over(tracker, step):
    """May who takes the step override?"""
    return any(tracker.has_role(step.by, role)
               for role in tracker.workflow["override"]["by"])


def override(draft, record, step, left):
    judged = judge(draft, record, step, draft.record(record["id"]))
    if judged.unmet() != left or not same_at(judged, draft.time):
        return None
    entry = entries.take(draft, record, judged, override=left)
    commit = finish(draft, record, entry, "%s: %s, overridden" % (
        record["id"], step.transition))
    draft.world.expect(commit, "PV208", record["id"], "warning")
    return commit


def possible(draft, record):
    tracker = draft.tracker
    return [name for name, t in tracker.transitions.items()
            if record["stage"] in t["from"] and
            gate.target(tracker, name, record) is not None]


def plan(world, draft, record):
    """Where to next: mostly forward, and what was begun is finished."""
    names, rng = possible(draft, record), world.rng
    stage, name = world.plans.get(record["id"], (None, None))
    if stage == record["stage"] and name in names and rng.random() < 0.95:
        return name
    if not names or draft.tracker.kind(record["stage"]) == "final" and \
            rng.random() < 0.8:
        return None
    name = names[0] if rng.random() < 0.65 else rng.choice(names)
    world.plans[record["id"]] = (record["stage"], name)
    return name


def drive(world, commit, ident, name):
    """As many commits as it takes for the project to take the step."""
    before = len(world.record(commit, ident)["history"])
    world.overrides = False
    for _ in range(80):
        made = advance(world, commit, ident, name)
        commit = made or commit
        if len(world.record(commit, ident)["history"]) > before:
            world.overrides = True
            return commit
    raise RuntimeError("%s cannot take %s" % (ident, name))
