"""What people change in a record, and what a gate asks them to."""

import hashlib

from . import canon, entries, gate

WORDS = ("film", "grain", "valve", "sensor", "enzyme", "cavity", "lattice",
         "membrane", "graph", "torque", "薄膜", "传感器", "量子", "é", "ß")


def words(rng, n):
    return " ".join(rng.choice(WORDS) for _ in range(n))


def title(rng, record):
    record["title"] = words(rng, 3)


def summary(rng, record):
    record["summary"] = words(rng, 6) + "\nand \"%s\"" % words(rng, 2)


def tags(rng, record):
    record["tags"] = sorted({rng.choice(WORDS[:8]) for _ in range(3)})


def code(rng, record):
    record["code"] = "C-" + record["id"]


def direction(rng, record):
    record["direction"] = rng.choice(("matter", "life"))


def note(rng, record):
    record.setdefault("notes", {})[entries.key_text(rng)] = {
        "text": words(rng, 5)}


def custom(rng, record):
    record.setdefault("custom", {})[entries.key_text(rng)] = rng.choice(
        (words(rng, 2), rng.randrange(1000), [1, {"z": None, "a": True}]))


def milestone(rng, record):
    record.setdefault("milestones", {})["m" + entries.key_text(rng)] = {
        "title": words(rng, 2), "due": "2027-0%d-15" % rng.randrange(1, 9)}


def risk(rng, record):
    record.setdefault("risks", {})[entries.key_text(rng)] = {
        "title": words(rng, 2), "likelihood": rng.randrange(1, 6),
        "impact": rng.randrange(1, 6)}


def member(rng, record):
    record.setdefault("team", {})[entries.key_text(rng)] = {
        "name": words(rng, 1), "email": "%s@example.com" % rng.choice(
            WORDS[:8])}


def partner(rng, record):
    record.setdefault("partners", {})[entries.key_text(rng)] = {
        "name": words(rng, 2), "kind": "enterprise",
        "role": rng.choice(("collaborator", "tester", "support"))}


def budget(rng, record):
    amount = rng.randrange(1, 10 ** 6) * 100
    record["budget"] = {"currency": "CNY", "approved": amount}


def translation(rng, record):
    record.setdefault("translations", {})["zh"] = {
        "title": words(rng, 2)}


def measure(rng, record):
    """Some criterion is measured, or measured again."""
    criteria = record.get("criteria", {})
    if not criteria:
        return note(rng, record)
    name = rng.choice(sorted(criteria))
    criteria[name].pop("waiver", None)
    criteria[name]["measured"] = reading(rng, criteria[name])
    entries.refresh(record)
    return None


def reading(rng, criterion, good=None):
    target = float(criterion["target"])
    way = -1 if criterion["comparator"] == "<=" else 1
    far = rng.choice((4.5, 0.5, 0, -0.5, -4.5)) if good is None else \
        4.5 if good else -4.5
    return {"value": "%g" % (target + way * far), "uncertainty": "1.5",
            "k": "2", "date": "2026-02-03"}


def waive(rng, record):
    criteria = record.get("criteria", {})
    if not criteria:
        return risk(rng, record)
    name = rng.choice(sorted(criteria))
    criteria[name]["waiver"] = {
        "kind": rng.choice(("waived", "not_applicable")),
        "reason": words(rng, 3)}
    entries.refresh(record)
    return None


def level(rng, record):
    if "readiness" in record:
        record["readiness"]["current"] = {"level": rng.randrange(1, 10)}
    else:
        note(rng, record)


def lead(rng, record):
    if len(record["history"]) == 1:
        record["lead"] = {"person": rng.choice(("qian", "feng", "wang"))}
    else:
        note(rng, record)


PLAIN = (title, summary, tags, code, direction, note, custom, milestone,
         risk, member, partner, budget, translation, lead)
PANEL = PLAIN + (measure, measure, waive, level)


def change(rng, record, flow):
    """One change or two; true when something is other than it was."""
    before = canon.record_digest(record)
    for _ in range(rng.randrange(1, 3)):
        rng.choice(PANEL if flow == "panel" else PLAIN)(rng, record)
    return canon.record_digest(record) != before


# ---- What gates ask ----

def criterion(rng, track="technical"):
    made = {"track": track, "must": True, "claim": words(rng, 4),
            "metric": words(rng, 1),
            "comparator": rng.choice((">=", "<=")),
            "target": str(rng.randrange(10, 90)), "unit": "nm"}
    if rng.random() < 0.5:
        made["rule"] = "guard_band"
    made.update(method=words(rng, 2), verdict="pending")
    return made


def add_evidence(draft, record, kind):
    """A file and its mention; gives the key."""
    rng = draft.world.rng
    data = ("%s\n" % words(rng, 30)).encode() * rng.randrange(1, 5)
    digest = hashlib.sha256(data).hexdigest()
    name = "%s-%s.csv" % (kind, entries.key_text(rng))
    path = draft.evidence_path(record["id"], name)
    draft.put(path, data)
    key = digest[:6]
    record.setdefault("evidence", {})[key] = {
        "kind": kind, "title": words(rng, 2), "path": path,
        "sha256": digest, "bytes": len(data),
        "added": gate.date_text(draft.time), "by": "qian@example.org"}
    return key


def meet(draft, record, name):
    """Change RECORD so that condition NAME is met; false: an edit alone
    does not do."""
    rng = draft.world.rng
    kind, _, what = name.partition(":")
    if kind in ("fields", "values"):
        value = {"concept.hypothesis": words(rng, 5),
                 "concept.verdict": rng.choice(("proven", "partly")),
                 "summary": words(rng, 4),
                 "closure.result": rng.choice(("passed", "concluded")),
                 "closure.lessons": words(rng, 7)}[what]
        outer, _, inner = what.partition(".")
        if inner:
            record.setdefault(outer, {})[inner] = value
        else:
            record[outer] = value
    elif kind == "at_least":
        (milestone if what == "milestones" else tags)(rng, record)
    elif kind == "evidence":
        add_evidence(draft, record, what)
    elif kind == "criteria" and "criteria" in canon.frozen_parts(record) \
            and "criteria" not in record:
        return False
    elif kind == "criteria" and ("complete" in what or
                                 "criteria" not in record):
        record["criteria"] = {"c%d" % i: criterion(rng, track)
                              for i, track in enumerate(
                                  ("technical", "technical", "commercial"))}
        if "readiness" not in canon.frozen_parts(record):
            record["readiness"] = {"scale": "trl", "baseline": {"level": 2},
                                   "target": {"level": 5}}
    elif kind == "criteria":
        key = add_evidence(draft, record, "dataset")
        for item in record["criteria"].values():
            if item["track"] == "technical":
                item.pop("waiver", None)
                item["measured"] = reading(rng, item, True)
                item["measured"]["evidence"] = [key]
        entries.refresh(record)
    else:
        return False
    return True
