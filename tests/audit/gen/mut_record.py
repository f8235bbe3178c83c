"""What is wrong with a record alone: PV1xx."""

import json

from . import actions, canon, edits, entries, gate
from .mutations import mutation
from .world import folder_id, place


def without_files(m):
    """A project whose evidence, if any, is elsewhere."""
    for ident in m.story.usable(m.head):
        if not any(folder_id(path, "evidence")[0] == ident
                   for path in m.head.files):
            m.world.tainted.add(ident)
            return ident
    return m.fresh()


def spoil(m, rule, change):
    """Another text for a record, by CHANGE of its bytes, so that it cannot
    be read; half of the time somebody mends it."""
    ident = without_files(m)
    draft = m.draft()
    path = draft.find(ident)
    good = m.world.odb.data(draft.files[path][1])
    draft.put(path, change(canon.record_text(draft.record(ident)).encode()))
    m.world.unreadable.add(draft.files[path][1])
    m.edit(draft)
    m.expect(rule, ident)
    if m.rng.random() < 0.5:
        draft = m.draft()
        draft.put(path, good)
        m.edit(draft)


def replaced(old, new):
    return lambda text: text.replace(old, new, 1)


HEAD = b'{\n  "format": 1,\n'
TEXTS = {
    "duplicate-key": replaced(b'"title"', b'"title": "Another",\n  "title"'),
    "escaped-key-twice": replaced(b'"title"',
                                  b'"titl\\u0065": "A",\n  "title"'),
    "byte-order-mark": lambda text: b"\xef\xbb\xbf" + text,
    "lone-surrogate": replaced(b'"title": "', b'"title": "\\ud800'),
    "nul-escape": replaced(b'"title": "', b'"title": "\\u0000'),
    "raw-nul": replaced(b'"title": "', b'"title": "\0'),
    "raw-control": replaced(b'"title": "', b'"title": "\x01'),
    "invalid-utf8": replaced(b'"title": "', b'"title": "\xc0\x80'),
    "fraction": replaced(b'"format": 1', b'"format": 1.0'),
    "exponent": replaced(b'"format": 1', b'"format": 1e0'),
    "leading-zero": replaced(b'"format": 1', b'"format": 01'),
    "negative-zero": replaced(HEAD, HEAD + b'  "custom": {"n": -0},\n'),
    "big-number": replaced(HEAD, HEAD +
                           b'  "custom": {"n": 9007199254740993},\n'),
    "trailing-comma": lambda text: text.rstrip()[:-1] + b",\n}\n",
    "trailing-text": lambda text: text + b"{}\n",
    "cut-off": lambda text: text[:len(text) // 2],
    "empty-file": lambda text: b"",
    "deep-nesting": replaced(HEAD, HEAD + b'  "custom": {"n": ' +
                             b"[" * 70 + b"]" * 70 + b"},\n"),
    "not-an-object": lambda text: b"[" + text + b"]\n",
    "comment": replaced(HEAD, b"{ /* by hand */\n" + HEAD[2:]),
}


def register_texts():
    for name, change in TEXTS.items():
        rule = "PV104" if name == "not-an-object" else "PV101"
        mutation(rule, [25], "text-" + name, "A record is not I-JSON: " +
                 name.replace("-", " "))(
                     lambda m, r=rule, c=change: spoil(m, r, c))


register_texts()


@mutation("PV102")
def newer_format(m):
    """A record of a later format, which must not be read as this one."""
    spoil(m, "PV102", replaced(b'"format": 1', b'"format": 2'))


@mutation("PV112", [24])
def too_large(m):
    """A record of more than 1 MiB."""
    spoil(m, "PV112", replaced(HEAD, HEAD + b'  "custom": {"n": "' +
                               b"x" * (1 << 20) + b'"},\n'))


@mutation("PV103", [22])
def other_id_inside(m):
    """A new record whose id is not the name of its file."""
    draft = m.draft()
    inner = write_new(m, draft)
    outer = "x" + entries.key_text(m.rng, 5)
    value = draft.files.pop(draft.find(inner["id"]))
    draft.files[place("projects", outer, m.world.depth(draft.files),
                      ".json")] = value
    stand_in(m, draft, inner)
    m.world.tainted.add(outer)
    m.expect("PV103", outer)


def write_new(m, draft):
    """A new record, written but not committed."""
    record = actions.new_record(m.world, draft)
    by = "wang"
    entry = entries.make(record, "@new", draft.tracker.workflow["initial"],
                         by, draft.time, canon.record_digest(record))
    entries.append(record, entry)
    entries.sign(entry, m.key(by))
    draft.write(record)
    return record


def stand_in(m, draft, record):
    m.head = draft.commit(record["history"][-1]["by"], "A new one")


def misplaced(m, path, project):
    draft = m.draft()
    record = write_new(m, draft)
    at = draft.find(record["id"])
    draft.files[path % record["id"]] = draft.files.pop(at)
    stand_in(m, draft, record)
    m.expect("PV103", project and record["id"])


@mutation("PV103", [22])
def record_in_a_folder(m):
    """A record in a folder of its own making."""
    misplaced(m, "projects/new/%s.json", True)


@mutation("PV103", [22])
def record_in_the_wrong_shard(m):
    """A record two folders down, but not in those of its id."""
    misplaced(m, "projects/-/-/%s.json", True)


@mutation("PV103", [22])
def record_with_a_bad_name(m):
    """A record whose file name is no id."""
    misplaced(m, "projects/Big %s.json", False)


# ---- Values ----

def value(m, rule, change, severity="error"):
    """An edit that brings a wrong value in."""
    ident, draft, record = m.opened(without_files(m))
    change(m, record)
    m.edit(draft, record)
    m.expect(rule, ident, severity)


def setter(member, content):
    def change(m, record):
        record[member] = content
    return change


def guard_without_width(m, record):
    record.pop("readiness", None)
    record["criteria"] = {"c1": dict(edits.criterion(m.rng),
                                     rule="guard_band", measured={
                                         "value": "4"})}
    record["criteria"]["c1"].pop("verdict")


def value_of(m, ident, function):
    """The same; the function may name the rule and the severity."""
    _, draft, record = m.opened(ident)
    rule, severity = function(m, record) or ("PV104", "error")
    m.edit(draft, record)
    m.expect(rule, ident, severity)


VALUES = {
    "title-is-a-number": setter("title", 5),
    "title-is-empty": setter("title", ""),
    "no-such-day": setter("start", "2026-02-30"),
    "unknown-code": setter("direction", "magic"),
    "tags-are-text": setter("tags", "film"),
    "null": setter("summary", None),
    "money-is-text": setter("budget", {"approved": "1200.50"}),
    "no-key": setter("milestones", {"a b": {"title": "x"}}),
    "evidence-nowhere": setter("evidence", {"aaaaaa": {"title": "x"}}),
}


def register_values():
    for name, change in VALUES.items():
        mutation("PV104", [25], "value-" + name, "A value of the wrong "
                 "type: " + name.replace("-", " "))(
                     lambda m, c=change: value_of(m, m.fresh(), c))


register_values()


@mutation("PV104")
def guard_band_without_width(m):
    """A criterion whose rule has nothing to reckon with."""
    value_of(m, m.fresh(), guard_without_width)


@mutation("PV104")
def no_title(m):
    """A member that is always there is not."""
    value(m, "PV104", lambda m, record: record.pop("title"))


@mutation("PV105", [25])
def unknown_member(m):
    """A misspelt member: a warning."""
    value(m, "PV105", setter("Title", "Another"), "warning")


@mutation("PV105")
def unknown_inner_member(m):
    """A misspelt member further down: a warning."""
    def change(m, record):
        record["lead"] = dict(record["lead"], emial="x@example.org")
    value_of(m, m.fresh(), lambda m, record: change(m, record) or
             ("PV105", "warning"))


@mutation("PV109")
def verdict_by_hand(m):
    """A verdict that the measurement does not give."""
    def change(m, record):
        made = edits.criterion(m.rng)
        made["measured"] = edits.reading(m.rng, made, False)
        assert gate.verdict(made) != "pass"
        record["criteria"] = {"c1": dict(made, verdict="pass")}
        return "PV109", "error"
    value_of(m, m.fresh(), change)


@mutation("PV110")
def bad_identifier(m):
    """An identifier whose check digit is wrong."""
    def change(m, record):
        record["partners"] = {"p1": m.rng.choice((
            {"name": "Lab", "ror": "01k4yrm30"},
            {"name": "Lab", "uscc": "91350100M000100Y44"}))}
        return "PV110", "error"
    value_of(m, m.fresh(), change)


@mutation("PV110")
def bad_orcid(m):
    """An ORCID iD whose check digit is wrong."""
    def change(m, record):
        record["lead"] = dict(record["lead"], orcid="0000-0002-1825-0098")
        return "PV110", "error"
    value_of(m, m.fresh(), change)


@mutation("PV111")
def personal_number(m):
    """A phone number or an identity number."""
    def change(m, record):
        record["summary"] = m.rng.choice((
            "Call 139 1234 5678", "of 11010519491231002X", "+8613912345678"))
        return "PV111", "error"
    value_of(m, m.fresh(), change)


@mutation("PV107")
def same_code(m):
    """Two projects with one code: a warning, at the tip."""
    first, second = m.fresh(), m.fresh()
    for ident in (first, second):
        _, draft, record = m.opened(ident)
        record["code"] = "Q-17"
        m.edit(draft, record)
    m.world.tip_expected.append(("PV107", max(first, second), "warning"))


@mutation("PV108")
def by_a_script(m):
    """A record rewritten by some script: no fault, a note."""
    ident, draft, record = m.opened()
    draft.write(record, lambda r, text: json.dumps(r, indent=1) + "\n")
    m.edit(draft)


@mutation("PV113")
def at_the_other_depth(m):
    """One record alone is moved to the other depth: a note."""
    ident = m.fresh()
    draft = m.draft()
    path = draft.find(ident)
    depth = 0 if path.count("/") > 1 else 2
    draft.files[place("projects", ident, depth, ".json")] = \
        draft.files.pop(path)
    m.edit(draft)
