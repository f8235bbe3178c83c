"""The conditions of a gate (proven-workflow(5))."""

import datetime
import hashlib
import re

from . import approvals as voices
from . import checks, fields, verdicts
from .checks import filled, piece_there, pieces_there
from .workflow import DAYS, as_list

DAY = 86400


class Step:
    """What is to be judged: TRANSITION of RECORD, as it is before the step,
    with what ENTRY brings, under RULES.  FILE_OF gives (size, SHA-256) of a
    path of the commit, or None."""

    def __init__(self, rules, transition, record, entry, file_of):
        self.rules = rules
        self.transition = transition
        self.record = record
        self.entry = entry
        self.file_of = file_of
        self.came = entry.get('from')
        self.at = fields.parse_time(entry.get('at')) or 0
        self.review_by = None
        self.visit = None
        self.approvals = []
        self.signatures = None

    def at_time(self, seconds):
        """The same step at another time."""
        other = Step(self.rules, self.transition, self.record, self.entry,
                     self.file_of)
        other.__dict__.update(self.__dict__)
        other.at = seconds
        return other

    @property
    def today(self):
        """The day of the step, in UTC."""
        return datetime.datetime.fromtimestamp(
            self.at, datetime.timezone.utc).date()

    def get(self, path):
        """The member of the record at PATH."""
        return fields.get(self.record, path)

    def objects(self, path):
        """The members of a map that are objects, by key."""
        value = self.get(path)
        if not isinstance(value, dict):
            return {}
        return {k: v for k, v in value.items() if isinstance(v, dict)}

    def days(self):
        """Whole days since the entry before."""
        history = self.record.get('history')
        before = fields.parse_time(history[-1].get('at')) if history else None
        return (self.at - (self.at if before is None else before)) // DAY


def compare_days(step, text):
    """Whether TEXT, such as '>=14', holds."""
    sign, count = DAYS.match(text).groups()
    days, count = step.days(), int(count)
    return {'==': days == count, '!=': days != count, '<': days < count,
            '<=': days <= count, '>': days > count,
            '>=': days >= count}[sign]


def has_value(value, wanted):
    """Whether VALUE, or an item of it, is WANTED."""
    if isinstance(value, list):
        return any(has_value(item, wanted) for item in value)
    return type(value) is type(wanted) and value == wanted


def applies(step, when):
    """Whether all of WHEN holds."""
    if 'from' in when and step.came not in when['from']:
        return False
    if 'days_in_stage' in when and \
            not compare_days(step, when['days_in_stage']):
        return False
    return 'field' not in when or has_value(step.get(when['field']),
                                            when['is'])


def is_evidence(path):
    """Whether the field at PATH lists evidence."""
    shape = fields.shape_at(path)
    return shape is not None and shape.kind == 'list' and \
        shape.words[1:] == ['key', 'evidence']


# Other conditions.

def level_met(step, which, need):
    """Whether the level WHICH is as high as NEED says."""
    if need.get('or_waived') and filled(step.get('readiness.waiver.reason')):
        return True
    level = step.get('readiness.%s.level' % which)
    if not isinstance(level, int):
        return False
    if level < need.get('at_least', 0):
        return False
    for name, other, more in (('gain', 'baseline', need.get('gain', 0)),
                              ('reaches_target', 'target', 0)):
        if name in need and need[name] is not False:
            bound = step.get('readiness.%s.level' % other)
            if not isinstance(bound, int) or level < bound + more:
                return False
    return True


def criterion_met(step, item, need):
    """Whether one criterion is as NEED asks, and what it relies on."""
    relied = []
    if 'verdict' in need:
        if verdicts.judged(item) not in need['verdict']:
            return False, []
    if need.get('measured_by'):
        by = fields.get(item, 'measured.by')
        partner = step.objects('partners').get(by)
        if partner is None or partner.get('role') != 'tester':
            return False, []
    if need.get('complete'):
        names = ['metric', 'comparator', 'method']
        if item.get('comparator') != 'present':
            names += ['target', 'unit']
        if not all(filled(item.get(name)) for name in names):
            return False, []
    if need.get('evidence'):
        relied = fields.get(item, 'measured.evidence')
        if not pieces_there(step, relied):
            return False, []
    return True, relied


def asked_of_criteria(need):
    """NEED, with the verdict that is asked where nothing else is."""
    if any(need.get(word) for word in ('verdict', 'evidence', 'measured_by',
                                       'complete', 'count')):
        return need
    return dict(need, verdict=['pass'])


def criteria_name(need):
    """The stable name of a condition on criteria."""
    words = ['criteria']
    if 'track' in need:
        words.append(','.join(as_list(need['track'])))
    for flag in ('must', 'verdict', 'evidence', 'measured_by', 'complete',
                 'count'):
        if need.get(flag):
            words.append(flag)
    return ':'.join(words)


def criteria_met(step, need):
    """Whether the criteria are as NEED asks, and what that relies on."""
    chosen = [item for item in step.objects('criteria').values()
              if ('track' not in need or
                  item.get('track') in as_list(need['track'])) and
              (not need.get('must') or item.get('must') is True)]
    results = [criterion_met(step, item, need) for item in chosen]
    met = [relied for good, relied in results if good]
    relied = [key for keys in met for key in keys]
    if 'count' in need:
        return len(met) >= need['count'], relied
    return bool(results) and len(met) == len(results), relied


class Outcome:
    """What is not met, by name, and the evidence relied on."""

    def __init__(self):
        self.unmet = []
        self.relied = {}

    def rely(self, step, keys):
        """Note that what is met relies on the evidence KEYS."""
        for key in keys:
            sha = step.get('evidence.%s.sha256' % key)
            if sha:
                self.relied[key] = sha

    def ask(self, name, met):
        """Note that the condition NAME is MET, or not."""
        if not met and name not in self.unmet:
            self.unmet.append(name)


def _brought(step, needs, out):
    entry = step.entry
    if needs.get('reason'):
        out.ask('reason', filled(entry.get('reason')))
    if 'codes' in needs:
        codes = step.rules.vocabulary.get(needs['codes'])
        out.ask('codes', codes is not None and entry.get('code') in codes)
    if 'review_within' in needs:
        day = fields.parse_date(step.review_by)
        out.ask('review_within', day is not None and
                0 <= (day - step.today).days <= needs['review_within'])


def _evidence(step, kinds, out):
    for kind in kinds:
        held = {key: item for key, item in step.objects('evidence').items()
                if item.get('kind') == kind and piece_there(step, item)}
        out.ask('evidence:' + kind, bool(held))
        for key, item in held.items():
            out.relied[key] = item['sha256']


def _needs(step, needs, out):
    for path in needs.get('fields', ()):
        value = step.get(path)
        if is_evidence(path) and filled(value):
            there = pieces_there(step, value)
            out.ask('fields:' + path, there)
            out.rely(step, value if there else ())
        out.ask('fields:' + path, filled(value))
    for path, count in needs.get('at_least', {}).items():
        value = step.get(path)
        out.ask('at_least:' + path,
                isinstance(value, (dict, list)) and len(value) >= count)
    _brought(step, needs, out)
    if 'days_in_stage' in needs:
        out.ask('days_in_stage', compare_days(step, needs['days_in_stage']))
    for which, need in needs.get('readiness', {}).items():
        out.ask('readiness:' + which, level_met(step, which, need))
    for check in needs.get('checks', ()):
        out.ask('checks:' + check, getattr(checks, check)(step))
        if check == 'outcome_or_plan':
            out.rely(step, checks.first_shown(step))
    for path, wanted in needs.get('values', {}).items():
        out.ask('values:' + path, any(has_value(step.get(path), word)
                                      for word in wanted))
    if 'criteria' in needs:
        need = asked_of_criteria(needs['criteria'])
        met, relied = criteria_met(step, need)
        out.ask(criteria_name(need), met)
        out.rely(step, relied if met else ())
    _evidence(step, needs.get('evidence', ()), out)


def _asked(needs):
    return [(item['role'], item.get('count', 1),
             item.get('independent', False), item.get('against', 0))
            for item in needs.get('approvals', ())]


def approvals_asked(step):
    """Each approval that the step asks: role, count, independent, against.
    What rebaselines asks those who froze as well."""
    asked = []
    transition = step.transition
    for needs in transition.needs:
        if applies(step, needs.get('when', {})):
            asked += _asked(needs)
    for name, came in _froze(step):
        other = step.rules.workflow.transitions[name]
        then = step.at_time(step.at)
        then.came = came
        for needs in other.needs:
            if applies(then, needs.get('when', {})):
                asked += _asked(needs)
    merged = {}
    for role, count, alone, against in asked:
        held = merged.get(role, (role, 0, False, against))
        merged[role] = (role, max(count, held[1]), alone or held[2],
                        min(against, held[3]))
    return list(merged.values())


def _froze(step):
    """The transitions in the history that froze what is rebaselined, each
    with the stage that it left."""
    parts = set(step.transition.rebaselines)
    found = {}
    for entry in step.record.get('history', ()) if parts else ():
        other = step.rules.workflow.transitions.get(entry.get('transition'))
        if other is not None and other is not step.transition and \
                parts & set(other.freezes):
            found[other.name] = entry.get('from')
    return list(found.items())


def judge(step, with_approvals=True):
    """The Outcome of STEP."""
    out = Outcome()
    for needs in step.transition.needs:
        if applies(step, needs.get('when', {})):
            _needs(step, needs, out)
    if with_approvals:
        for role in voices.unmet(step.rules, step.signatures, step.visit,
                                 approvals_asked(step), step.approvals):
            out.ask('approvals:' + role, False)
    return out


LFS = re.compile(rb'version https://git-lfs\.github\.com/spec/v1\n'
                 rb'(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\n'
                 rb'size ([0-9]+)\n\Z')


def file_facts(data):
    """(size, SHA-256) of a file, or of what a git-lfs pointer names."""
    pointer = LFS.match(data) if len(data) < 1024 else None
    if pointer:
        return int(pointer[2]), pointer[1].decode()
    return len(data), hashlib.sha256(data).hexdigest()
