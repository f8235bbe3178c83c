"""Merges: each unit of the result is that of one side, or of both."""

from . import approvals, gate
from .entries import Added, frozen_before, may
from .jsonio import digest
from .ordinary import (bad_signature, common, stage_unknown, state_changed,
                       tracker_authority)
from .state import frozen_parts, last_step
from .tracker import FILES, revision
from .verdicts import judged

ABSENT = object()


def units(snap):
    """All units of a commit: what it is, and its blob."""
    found = {('tracker', name): blob for name, blob in snap.tracker.items()}
    found.update((('record', name), blob)
                 for name, blob in snap.records.items())
    found.update((('approval',) + key, blob)
                 for key, blob in snap.approvals.items())
    found.update((('evidence',) + key, entry)
                 for key, entry in snap.evidence.items())
    return found


def project_of(unit):
    """The project of a unit, '' for the tracker."""
    return '' if unit[0] == 'tracker' else unit[1]


def changed(one, other, bases):
    """Which sides changed what stands in BASES: '', 'one', 'other', 'both'.
    Where bases differ, a side that is as in one of them is the older."""
    if one == other:
        return ''
    old = [any(base == side for base in bases) for side in (one, other)]
    if old[0] == old[1]:
        return 'both'
    return 'other' if old[0] else 'one'


def get(value, key):
    """The member KEY of VALUE, ABSENT where there is none."""
    return value.get(key, ABSENT) if isinstance(value, dict) else ABSENT


def merged(result, one, other, bases):
    """Whether RESULT is ONE and OTHER merged, seen from BASES (rule f)."""
    who = changed(one, other, bases)
    if who != 'both':
        return result == (other if who == 'other' else one)
    if result in (one, other):
        return True
    if all(isinstance(value, dict) for value in (result, one, other)):
        return all(merged(get(result, key), get(one, key), get(other, key),
                          [get(base, key) for base in bases])
                   for key in result.keys() | one.keys() | other.keys())
    if all(isinstance(value, list) for value in (result, one, other)):
        return all(item in one or item in other for item in result) and \
            all(item in result for item in one if item in other)
    return False


def with_verdicts(record):
    """RECORD less the verdicts that are as they are computed."""
    held = record.get('criteria')
    if not isinstance(held, dict):
        return record
    criteria = {}
    for key, item in held.items():
        if isinstance(item, dict) and item.get('verdict') == judged(item):
            item = {k: v for k, v in item.items() if k != 'verdict'}
        criteria[key] = item
    return dict(record, criteria=criteria)


class Merge:
    """A commit with two parents in scope."""

    def __init__(self, audit, oid, parents):
        self.audit = audit
        self.oid = oid
        self.parents = parents
        self.bases = audit.dag.bases(*parents, audit.scope)
        self.snap = audit.snap(oid)
        self.sides = [audit.snap(parent) for parent in parents]
        self.base_units = [units(audit.snap(base)) for base in self.bases]
        self.rules = audit.rules(parents[0])

    def add(self, rule, project='', severity='error', where=''):
        """Note a finding."""
        self.audit.add(self.oid, rule, project, severity, where)

    def run(self):
        """Judge the merge."""
        if self.rules.broken:
            if self.snap.touched(self.sides[0]):
                self.add('PV307')
            return
        common(self.audit, self.oid, self.parents)
        mine = units(self.snap)
        one, other = (units(side) for side in self.sides)
        for unit in sorted(mine.keys() | one.keys() | other.keys()):
            self.unit(unit, mine.get(unit, ABSENT), one.get(unit, ABSENT),
                      other.get(unit, ABSENT))
        for i in (0, 1):
            self.again(i)
            self.tracker_again(i)
        bad_signature(self.audit, self.oid, self.parents)

    def unit(self, unit, result, one, other):
        """Judge one unit."""
        bases = [held.get(unit, ABSENT) for held in self.base_units]
        project = project_of(unit)
        if unit[0] == 'record' and result is None:
            return
        who = changed(one, other, bases)
        if who != 'both':
            right = [other if who == 'other' else one]
        elif unit[0] == 'tracker':
            self.tracker(unit[1], result, one, other)
            right = None
        elif unit[0] == 'record':
            self.record(project, result, one, other, bases)
            right = None
        else:
            right = [one, other]
        if right is not None and result not in right:
            self.add('PV502', project, where=str(unit))
        elif not self.audit.found(self.oid, 'PV502', project):
            self.contents(unit, result, one, other)

    def contents(self, unit, result, one, other):
        """What is wrong with what neither side has."""
        if result in (ABSENT, None, one, other):
            return
        project = project_of(unit)
        if unit[0] == 'record':
            state_changed(self.audit, self.oid, self.parents, project)
            after = self.audit.record(result)
            if not after.unreadable:
                stage_unknown(self.audit, self.oid, project, self.rules,
                              after)
        elif unit[0] == 'tracker':
            faults = self.audit.rules(self.oid).faults
            if unit[1] in faults:
                self.add(faults[unit[1]], where=unit[1])

    def tracker(self, name, result, one, other):
        """Both sides changed a file of the tracker (c)."""
        numbers = []
        for blob in (one, other):
            data = None if blob in (ABSENT, None) else \
                self.audit.objects.blob(blob)
            number = revision(data) if data is not None else None
            numbers.append(-1 if number is None else number)
        best = [blob for blob, number in zip((one, other), numbers)
                if number == max(numbers)]
        if result not in best:
            self.add('PV311')
        for parent in self.parents:
            rules = self.audit.rules(parent)
            rule = 'PV307' if rules.broken else \
                tracker_authority(self.audit, self.oid, rules)
            if rule:
                self.add(rule)
                return

    def record(self, project, result, one, other, bases):
        """Both sides changed the record (d, e, f)."""
        if result is ABSENT:
            self.add('PV503', project)
            return
        if result in (one, other) and ABSENT in (one, other):
            return
        records = [self.audit.record(blob) if blob not in (ABSENT, None)
                   else None for blob in (result, one, other)]
        if result not in (one, other) and records[0].unreadable:
            return
        if any(record is None or record.unreadable for record in records):
            if result not in (one, other):
                self.add('PV502', project)
            return
        after, left, right = records
        held = []
        for blob in bases:
            base = self.audit.record(blob) if blob not in (ABSENT, None) \
                else None
            held.append(base.value if base and base.value else ABSENT)
        histories = left.history, right.history
        apart = ('history',)
        self.keep_frozen(project, after, *sorted(
            (left, right), key=lambda record: len(record.history)))
        short = min(len(history) for history in histories)
        if histories[0][:short] != histories[1][:short]:
            self.both_moved(project, after, left, right)
            apart = ('history', 'stage', 'hold')
        elif after.history != max(histories, key=len):
            self.add('PV502', project, where='history')
        self.members(project, after.value, left.value, right.value, held,
                     apart)
        if len(histories[0]) != len(histories[1]) and \
                len(apart) == 1 and not self.audit.found(self.oid, 'PV502',
                                                         project):
            moved = 0 if len(histories[0]) > len(histories[1]) else 1
            self.one_moved(project, after, (left, right), moved)

    def members(self, project, after, left, right, bases, apart):
        """The members of the record but those APART (f)."""
        values = []
        for value in [after, left, right] + bases:
            values.append({k: v for k, v in with_verdicts(value).items()
                           if k not in apart}
                          if value is not ABSENT else ABSENT)
        for key in values[0].keys() | values[1].keys() | values[2].keys():
            if not merged(*(get(value, key) for value in values[:3]),
                          [get(value, key) for value in values[3:]]):
                self.add('PV502', project, where=key)

    def one_moved(self, project, after, sides, moved):
        """One side moved, the other edited (d)."""
        side, other = sides[moved], sides[1 - moved]
        added = Added(self.audit, self.oid, project, self.rules, other,
                      after)
        index = len(after.history) - 1
        entry = after.history[index]
        workflow = self.rules.workflow
        transition = workflow.transitions.get(entry.get('transition')) \
            if workflow and isinstance(entry.get('transition'), str) else None
        if transition is None or 'recorded' in entry or \
                transition.rebaselines:
            return
        record = added.judged(None, entry, index)
        step = added.step(transition, entry, index, record)
        waived = entry.get('override')
        waived = waived if isinstance(waived, list) else []
        out = gate.judge(step, with_approvals=False)
        if any(name not in waived for name in out.unmet):
            self.add('PV202', project)

    def keep_frozen(self, project, after, other, side):
        """What SIDE, which moved, has frozen stays so (207)."""
        if len(side.history) == len(other.history):
            return
        parts = frozen_before(side.history)
        if frozen_parts(side.value, parts) != frozen_parts(after.value,
                                                           parts):
            self.add('PV207', project)

    def both_moved(self, project, after, left, right):
        """Both sides moved (e)."""
        history = after.history
        kept = None
        for side, dropped in ((left, right), (right, left)):
            if history[:-1] == side.history:
                kept, gone = side, dropped
        entry = history[-1] if history else {}
        if kept is None or not self.resolves(entry, kept, gone):
            self.add('PV507', project)
            return
        added = Added(self.audit, self.oid, project, self.rules, kept, after)
        for side in (kept, gone):
            if not self.could(added, entry, side):
                self.add('PV507', project)
        if entry.get('record') != digest(approvals.record_part(after.value)):
            self.add('PV206', project)
        added.strength(entry)

    def resolves(self, entry, kept, gone):
        """Whether ENTRY drops the history of GONE."""
        stage = kept.value['stage']
        return entry.get('transition') == '@resolve' and \
            entry.get('from') == entry.get('to') == stage and \
            bool(gone.history) and \
            entry.get('resolves') == digest(gone.history[-1]) and \
            gate.filled(entry.get('reason'))

    def could(self, added, entry, side):
        """Whether who resolves could have made the last step of SIDE."""
        last = last_step(side.history)
        name, workflow = last.get('transition'), self.rules.workflow
        if isinstance(name, str) and workflow and \
                name in workflow.transitions:
            return may(self.rules, workflow.transitions[name],
                       entry.get('by'), added.lead())
        if name in ('@intake', '@recorded') or 'recorded' in last:
            person = self.rules.people.by_handle.get(entry.get('by'))
            return person is not None and 'admin' in person.roles
        return True

    def again(self, i):
        """Entries of one side, under the tracker of the merge (b)."""
        side, other = self.sides[i], self.sides[1 - i]
        if self.same_tracker(i):
            return
        rules = self.audit.rules(self.oid)
        if rules.broken:
            return
        for project in self.snap.records:
            after, _ = self.audit.readable(self.oid, project)
            mine, _ = self.audit.readable(self.parents[i], project)
            theirs, _ = self.audit.readable(self.parents[1 - i], project) \
                if project in other.records else (None, None)
            blob = self.snap.records[project]
            if after is None or mine is None or blob is None or \
                    self.audit.record(blob).unreadable or \
                    project not in side.records:
                continue
            known = theirs.history if theirs else []
            for index, entry in enumerate(mine.history):
                if index < len(known) and known[index] == entry:
                    continue
                if after.history[:index + 1] == mine.history[:index + 1]:
                    self.entry_again(i, project, index, rules)

    def tracker_again(self, i):
        """Changes of the tracker by one side, under that of the merge."""
        audit, rules = self.audit, self.audit.rules(self.oid)
        if rules.broken or self.same_tracker(i):
            return
        for oid in audit.dag.order:
            parents = audit.parents(oid) if oid in audit.scope else ()
            if len(parents) == 1 and \
                    audit.dag.descends(self.parents[i], oid) and \
                    not audit.dag.descends(self.parents[1 - i], oid) and \
                    audit.snap(oid).tracker != \
                    audit.snap(parents[0]).tracker:
                rule = tracker_authority(audit, oid, rules)
                if rule:
                    self.add(rule)

    def same_tracker(self, i):
        """Whether the merge has the tracker of side I."""
        return all(self.sides[i].tracker.get(name) ==
                   self.snap.tracker.get(name) for name in FILES)

    def entry_again(self, i, project, index, rules):
        """One entry of one side, under RULES."""
        commit, before, after = self.audit.origin(self.parents[i], project,
                                                  index)
        if commit is None:
            return
        added = Added(self.audit, commit, project, rules, before, after)
        added.report_on = self.oid
        entry = after.history[index]
        if index > 0 and entry.get('transition') != '@resolve':
            transition = added.edge(entry, index)
            if transition is not None and not may(
                    rules, transition, entry.get('by'), added.lead()):
                added.add('PV301')
        elif index == 0 and entry.get('transition') == '@intake':
            person = rules.people.by_handle.get(entry.get('by'))
            if person is None or 'admin' not in person.roles:
                added.add('PV301')
        if 'recorded' in entry:
            added.recorded()
        else:
            added.strength(entry)


def octopus(audit, oid, parents):
    """More than two parents do not differ in the four folders."""
    if audit.rules(parents[0]).broken:
        if audit.snap(oid).touched(audit.snap(parents[0])):
            audit.add(oid, 'PV307')
        return
    common(audit, oid, parents)
    first = units(audit.snap(parents[0]))
    for other in [oid] + parents[1:]:
        held = units(audit.snap(other))
        for unit in first.keys() | held.keys():
            if first.get(unit, ABSENT) != held.get(unit, ABSENT):
                audit.add(oid, 'PV502', project_of(unit))
    bad_signature(audit, oid, parents)
