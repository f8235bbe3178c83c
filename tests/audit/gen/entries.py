"""Entries of histories, approvals, and how they are signed."""

from . import canon, gate
from .odb import Person

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def make(record, name, to, by, at, judged, **more):
    """Entry NAME behind the history of RECORD, unsigned; JUDGED is the
    digest of the record as it was judged."""
    history = record["history"]
    prev = canon.digest(history[-1] if history else {"id": record["id"]})
    entry = {"seq": len(history) + 1, "transition": name,
             "from": record["stage"] if history else None, "to": to,
             "at": gate.time_text(at), "by": by, "code": None,
             "reason": None, "record": judged, "prev": prev}
    entry.update({key: value for key, value in more.items()
                  if value is not None})
    return canon.ordered(entry, canon.ENTRY)


def append(record, entry):
    record["history"].append(entry)
    record["stage"] = entry["to"]


def seal(record):
    """Make the chain right from the first entry on."""
    prev = canon.digest({"id": record["id"]})
    for entry in record["history"]:
        entry["prev"] = prev
        prev = canon.digest(entry)


def sign(entry, key):
    entry.pop("signature", None)
    entry["signature"] = key.sign(canon.jcs(entry), "proven-transition")


def set_hold(record, tracker, step, source):
    record.pop("hold", None)
    if tracker.kind(record["stage"]) != "paused":
        return
    hold = {"from": source, "since": gate.time_text(step.at)}
    if step.code:
        hold["code"] = step.code
    if step.review_by:
        hold["review_by"] = step.review_by
    record["hold"] = hold


def freeze(record, parts):
    """Members `frozen` and `freeze` of an entry that freezes PARTS."""
    if not parts:
        return {}
    parts = [part for part in canon.PARTS
             if part in parts or part in canon.frozen_parts(record)]
    return {"frozen": canon.frozen_digest(record, parts), "freeze": parts}


def apply_proposed(record):
    patch = record.pop("proposed")
    merged = canon.merge_patch(record, patch)
    record.clear()
    record.update(merged)
    refresh(record)


def refresh(record):
    """The verdicts."""
    for criterion in record.get("criteria", {}).values():
        criterion["verdict"] = gate.verdict(criterion)


def take(draft, record, judge, **more):
    """Take the step of JUDGE, with what is met and what is not."""
    step, tracker = judge.step, judge.tracker
    transition = tracker.transitions[step.transition]
    source = record["stage"]
    to = more.pop("to", None) or gate.target(tracker, step.transition,
                                             record)
    unmet = more.pop("override", None)
    judged = canon.record_digest(record)
    parts = transition.get("rebaseline") or transition.get("freeze") or ()
    if "rebaseline" in transition:
        apply_proposed(record)
    made = dict(
        code=step.code, reason=step.reason, override=unmet,
        approvals={name: canon.digest(a)
                   for name, a in sorted(judge.counted)} or None,
        evidence={key: record["evidence"][key]["sha256"]
                  for key in sorted(judge.relied)} or None)
    made.update(freeze(record, parts))
    made.update(more)
    entry = make(record, step.transition, to, step.by, step.at, judged,
                 **made)
    append(record, entry)
    set_hold(record, tracker, step, source)
    return entry


class Hand:
    """Whose name and key stand for a step."""

    def __init__(self, author, signer=None, committer=None):
        self.author, self.signer = author, signer
        self.committer = committer


def strangers(rng):
    name = rng.choice(("mallory", "visitor", "guest", "intern"))
    return Person(name.capitalize(), name + "@elsewhere.example.net")


def anybody(draft, rng):
    if rng.random() < 0.2:
        return strangers(rng)
    return draft.tracker.identity(rng.choice(
        sorted(draft.tracker.people)), rng.randrange(2))


def stand_for(draft, entry, least=None):
    """How BY shows that the entry is theirs: strong enough, in one of the
    ways that there are."""
    world, tracker = draft.world, draft.tracker
    rng, by = world.rng, entry["by"]
    known = by in tracker.people
    need = least or tracker.require["transitions"]
    own = tracker.identity(by, rng.randrange(2))
    way = rng.random()
    if known and (need == "signed" and way < 0.6 or way < 0.15):
        sign(entry, world.keys.find(tracker.key_of(by)))
        return Hand(rng.choice((own, anybody(draft, rng))))
    if need == "signed" or known and way < 0.35:
        return Hand(own, by)
    if way < 0.45:
        return Hand(own, "host")
    if need == "claimed" and way < 0.7:
        return Hand(anybody(draft, rng))
    return Hand(own)


# ---- Approvals ----

def approval(draft, record, name, by, role, **more):
    """A new approval of the state RECORD, as (file name, content)."""
    tracker, ident = draft.tracker, record["id"]
    seq = more.get("seq", len(record["history"]) + 1)
    made = {"format": 1, "project": ident, "seq": seq, "transition": name,
            "by": by, "role": role, "decision": "approve", "coi": "none",
            "at": gate.time_text(draft.time),
            "record": canon.record_digest(record),
            "gate": tracker.gate_digest(name)}
    made.update(more)
    taken = [file for file, _ in draft.world.approvals(draft.files, ident)]
    number = 1
    while "%d-%s-%s-%d.json" % (seq, name, by, number) in taken:
        number += 1
    return ("%d-%s-%s-%d.json" % (seq, name, by, number),
            canon.ordered(made, canon.APPROVAL))


def sign_approval(content, key):
    content.pop("signature", None)
    content["signature"] = key.sign(canon.jcs(content), "proven-approval")


def key_text(rng, n=4):
    return "".join(rng.choice(CROCKFORD) for _ in range(n))
