"""What a transition asks, for the conditions that policy.py uses.

Only as much as is needed to make legal steps and to know what is missing
from others.
"""

import datetime
from decimal import Decimal

from . import canon
from .sign import signing_key

DAY = 86400


def time_text(seconds):
    return datetime.datetime.fromtimestamp(
        seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def date_text(seconds):
    return time_text(seconds)[:10]


def seconds(text):
    return int(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
               .replace(tzinfo=datetime.timezone.utc).timestamp())


def days(text):
    return datetime.date.fromisoformat(text).toordinal()


def find(record, path):
    for part in path.split("."):
        if not isinstance(record, dict) or part not in record:
            return None
        record = record[part]
    return record


def verdict(criterion):
    if "waiver" in criterion:
        return criterion["waiver"]["kind"]
    value = criterion.get("measured", {}).get("value")
    if value is None:
        return "pending"
    value, target = Decimal(value), Decimal(criterion["target"])
    strict = False
    if criterion["comparator"] == ">=":
        slack = value - target
    elif criterion["comparator"] == "<=":
        slack = target - value
    elif criterion["comparator"] == "<":
        slack, strict = target - value, True
    else:
        slack = min(value - target,
                    Decimal(criterion["target_high"]) - value)
    if criterion.get("rule", "simple") == "simple":
        return "pass" if slack > 0 or slack == 0 and not strict else "fail"
    width = Decimal(criterion.get("guard") or
                    criterion["measured"]["uncertainty"])
    if slack >= width:
        return "pass"
    if slack > 0 or slack == 0 and not strict:
        return "conditional_pass"
    return "conditional_fail" if slack >= -width else "fail"


class Step:
    """What somebody wants to do."""

    def __init__(self, transition, by, at, reason=None, code=None,
                 review_by=None):
        self.transition, self.by, self.at = transition, by, at
        self.reason, self.code, self.review_by = reason, code, review_by


class Judge:
    """RECORD is as it is before the entry, with the edits that come with
    it; PARENT is the record of the commit before."""

    def __init__(self, tracker, record, parent, step, approvals=(),
                 evidence=lambda item: True):
        self.tracker, self.record, self.parent = tracker, record, parent
        self.step, self.approvals, self.evidence = step, approvals, evidence
        self.transition = tracker.transitions[step.transition]
        last = record["history"][-1]
        self.days = (step.at - seconds(last["at"])) // DAY
        self.relied = []
        self.counted = []

    def conditions(self):
        """(kind, argument) of all that applies."""
        needs = list(as_list(self.transition.get("needs", [])))
        for part in needs:
            if self.applies(part.get("when", {})):
                yield from ((k, v) for k, v in part.items() if k != "when")
        for entry in self.record["history"]:
            yield from self.asked_to_freeze(entry)

    def asked_to_freeze(self, entry):
        parts = self.transition.get("rebaseline", ())
        name = entry["transition"]
        then = self.tracker.transitions.get(name, {})
        if not set(parts) & set(then.get("freeze", ())):
            return
        for part in as_list(then.get("needs", [])):
            if "approvals" in part:
                yield "approvals", part["approvals"]

    def applies(self, when):
        if "from" in when and self.record["stage"] not in when["from"]:
            return False
        return "days_in_stage" not in when or \
            self.compare(when["days_in_stage"])

    def compare(self, text):
        sign = text.rstrip("0123456789")
        number = int(text[len(sign):])
        return {">=": self.days >= number, ">": self.days > number,
                "<": self.days < number}[sign]

    def unmet(self):
        """Names of what is not met, each once."""
        names, seats = [], []
        for kind, argument in self.conditions():
            if kind == "approvals":
                seats += [seat for seat in argument if seat not in seats]
                continue
            for name, met in getattr(self, "judge_" + kind)(argument):
                if not met and name not in names:
                    names.append(name)
        return names + [n for n in self.judge_seats(seats)
                        if n not in names]

    def judge_fields(self, paths):
        for path in paths:
            yield "fields:" + path, bool(find(self.record, path))

    def judge_values(self, values):
        for path, allowed in values.items():
            yield "values:" + path, find(self.record, path) in allowed

    def judge_at_least(self, counts):
        for path, number in counts.items():
            yield ("at_least:" + path,
                   len(find(self.record, path) or ()) >= number)

    def judge_reason(self, _):
        yield "reason", bool(self.step.reason)

    def judge_codes(self, words):
        codes = self.tracker.files["vocabulary"].get(words, {})
        yield "codes", self.step.code in codes

    def judge_days_in_stage(self, text):
        yield "days_in_stage", self.compare(text)

    def judge_review_within(self, number):
        by = self.step.review_by
        yield "review_within", by is not None and \
            days(by) <= days(date_text(self.step.at)) + number

    def rely(self, keys):
        self.relied += [key for key in keys if key not in self.relied]

    def counts(self, key):
        item = self.record.get("evidence", {}).get(key)
        return item is not None and "sha256" in item and self.evidence(item)

    def judge_evidence(self, kinds):
        for kind in kinds:
            keys = [key for key, item in
                    sorted(self.record.get("evidence", {}).items())
                    if item.get("kind") == kind and self.counts(key)]
            self.rely(keys)
            yield "evidence:" + kind, bool(keys)

    def judge_criteria(self, asked):
        words = [",".join(asked["track"])] if "track" in asked else []
        words += [word for word in ("must", "verdict", "evidence",
                                    "complete") if word in asked]
        name = ":".join(["criteria"] + words)
        chosen = [c for _, c in sorted(
            self.record.get("criteria", {}).items())
            if ("track" not in asked or c.get("track") in asked["track"])
            and (c.get("must") or not asked.get("must"))]
        met = bool(chosen) and all(self.good(c, asked) for c in chosen)
        if met and asked.get("evidence"):
            for c in chosen:
                self.rely(c["measured"]["evidence"])
        yield name, met

    def good(self, criterion, asked):
        if "verdict" in asked and verdict(criterion) not in asked["verdict"]:
            return False
        if asked.get("complete") and not all(
                m in criterion for m in ("metric", "comparator", "target",
                                         "unit", "method")):
            return False
        keys = criterion.get("measured", {}).get("evidence", [])
        return not asked.get("evidence") or \
            bool(keys) and all(self.counts(key) for key in keys)

    # ---- Approvals ----

    def judge_seats(self, asked):
        wanted = [seat for seat in asked
                  for _ in range(seat.get("count", 1))]
        taken = self.fill(wanted, {})
        self.counted = [taken[i] for i in sorted(taken)]
        for seat in asked:
            have = sum(wanted[i] is seat for i in taken)
            against = sum(a["decision"] == "reject" and
                          self.voice(seat, name, a)
                          for name, a in self.approvals)
            if have < seat.get("count", 1) or \
                    against > seat.get("against", 0):
                yield "approvals:" + seat["role"]

    def fill(self, wanted, taken):
        """The largest filling of the seats, by trying."""
        best = dict(taken)
        start = len(taken)
        if start == len(wanted):
            return best
        people = {a["by"] for _, a in taken.values()}
        for name, a in self.approvals:
            if a["decision"] == "approve" and a["by"] not in people and \
                    self.voice(wanted[start], name, a):
                found = self.fill(wanted, {**taken, start: (name, a)})
                if len(found) > len(best):
                    best = found
        return best

    def voice(self, seat, name, approval):
        """Does it count in this role?"""
        a, step = approval, self.step
        if a["role"] != seat["role"] or a["coi"] != "none" or \
                a["transition"] != step.transition or \
                a["seq"] != len(self.record["history"]) + 1 or \
                a["record"] != canon.record_digest(self.record) or \
                a["gate"] != self.tracker.gate_digest(step.transition):
            return False
        who = self.tracker.people.get(a["by"])
        if who is None or a["by"] == step.by or \
                not self.tracker.has_role(a["by"], a["role"]) or \
                not self.is_signed(a):
            return False
        if seat.get("independent") and not self.independent(a["by"], who):
            return False
        return not any(self.later(b, a) and self.is_signed(b)
                       for _, b in self.approvals)

    def is_signed(self, a):
        """As it must be; a signature that is there is valid, if the key
        is still theirs."""
        if "signature" not in a:
            return self.tracker.require["approvals"] != "signed"
        return self.tracker.owner(signing_key(a["signature"])) == \
            (a["by"], False)

    @staticmethod
    def later(b, a):
        same = all(b[m] == a[m] for m in ("by", "seq", "role", "transition"))
        return same and b["at"] > a["at"]

    def independent(self, handle, who):
        ror = who.get("organisation", {}).get("ror")
        if ror is None:
            return False
        for record in (self.record, self.parent):
            if any(p.get("ror") == ror
                   for p in record.get("partners", {}).values()):
                return False
            if any(m.get("person") == handle
                   for m in record.get("team", {}).values()) or \
                    record.get("lead", {}).get("person") == handle:
                return False
        return True


def as_list(value):
    return value if isinstance(value, list) else [value]


def holds(tracker, handle, roles, parent):
    """Has HANDLE one of ROLES?  An absent list is for anyone."""
    if not roles:
        return True
    for role in roles:
        if role == "@lead":
            lead = parent.get("lead", {})
            if lead.get("person") == handle:
                return True
            if "person" not in lead and "email" in lead:
                emails = tracker.people.get(handle, {}).get(
                    "emails", [handle])
                if lead["email"] in emails:
                    return True
        elif tracker.has_role(handle, role):
            return True
    return False


def previous(record, tracker):
    """The active stage before this one on the way that it has come."""
    way = []
    for entry in record["history"]:
        name = entry["to"]
        if name not in tracker.stages or tracker.kind(name) != "active":
            continue
        if name in way:
            del way[way.index(name) + 1:]
        else:
            way.append(name)
    if way and way[-1] == record["stage"]:
        way.pop()
    return way[-1] if way else None


def target(tracker, name, record):
    transition = tracker.transitions[name]
    if record["stage"] not in transition["from"]:
        return None
    if transition["to"] == "@previous":
        return previous(record, tracker)
    if transition["to"] == "@same":
        return record["stage"]
    return transition["to"]
