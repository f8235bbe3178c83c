"""What a history has that is no fault: found from its commits."""

from .gate import date_text
from .merge import unit
from .world import folder_id


def reachable(world, tip):
    return [c for c in world.by_index if tip.ancestors >> c.index & 1]


def form(world, commit):
    """PV108: ids of records that stop being canonical here."""
    parents = [p for p in commit.parents if p.in_scope]
    for ident, path in commit.projects().items():
        blob = commit.blob(path)
        old = [p.blob(p.projects().get(ident, "")) for p in parents]
        if blob in old or not world.readable(blob) or \
                world.is_canonical(blob):
            continue
        old = [last_readable(world, p, ident) for p in parents]
        if all(b is None or world.is_canonical(b) for b in old):
            yield ident


def last_readable(world, commit, ident):
    while commit.in_scope:
        blob = commit.blob(commit.projects().get(ident, ""))
        if blob is None or world.readable(blob):
            return blob
        if not commit.parents:
            break
        commit = commit.parents[0]
    return None


def tip_notes(world, tip):
    yield from depths(tip)
    yield from reviews(world, tip)
    yield from unused(world, tip)


def depths(tip):
    """PV113"""
    deep = {ident: path.count("/") > 1
            for ident, path in tip.projects().items()}
    most = 2 * sum(deep.values()) > len(deep)
    for ident, is_deep in deep.items():
        if is_deep != most:
            yield "PV113", ident


def tied(tip):
    deep = [path.count("/") > 1 for path in tip.projects().values()]
    return 2 * sum(deep) == len(deep)


def reviews(world, tip):
    """PV211"""
    today = date_text(tip.time)
    for ident in tip.projects():
        record = world.record(tip, ident)
        if isinstance(record, dict):
            hold = record.get("hold")
            if isinstance(hold, dict) and \
                    hold.get("review_by", "9999") < today:
                yield "PV211", ident


def unused(world, tip):
    """PV404"""
    named = set()
    for ident in tip.projects():
        record = world.record(tip, ident)
        items = record.get("evidence") if isinstance(record, dict) else None
        for item in (items or {}).values():
            if "path" in item:
                named.add(unit(item["path"]))
    for path in tip.files:
        ident, _ = folder_id(path, "evidence")
        if ident and unit(path) not in named:
            yield "PV404", ident


def all_notes(world, tip):
    """{(id of commit, rule, project, severity)}"""
    found = set()
    for commit in reachable(world, tip):
        if commit.in_scope:
            for ident in form(world, commit):
                found.add((commit.oid, "PV108", ident, "note"))
    for rule, ident in tip_notes(world, tip):
        found.add((tip.oid, rule, ident, "note"))
    return found

