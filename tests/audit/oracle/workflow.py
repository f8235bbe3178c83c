"""workflow.json: stages, transitions, conditions; ValueError where the
file asks for anything that proven-workflow(5) does not list."""

import re

from . import fields

DAYS = re.compile(r'(==|!=|<=|>=|<|>)([0-9]{1,18})\Z')
ROLE = re.compile(r'[A-Za-z0-9_-]{1,64}\Z')
LIST_NAME = re.compile(r'[A-Za-z0-9_-]{1,64}\Z')
KINDS = ('active', 'paused', 'final')
PARTS = ('criteria', 'readiness', 'lead')
CHECKS = ('budget_adds_up', 'lead_identified', 'one_lead',
          'origin_identified', 'consortium', 'money_settled',
          'budget_current', 'lead_partner_identified', 'mover_outside_team',
          'milestone_ahead', 'early_end_grounded', 'kept_five_years',
          'outcome_or_plan', 'ip_disposed', 'lead_proposed')
VERDICTS = ('pass', 'conditional_pass', 'conditional_fail', 'fail',
            'pending', 'waived', 'not_applicable')
CONDITIONS = ('when', 'fields', 'at_least', 'reason', 'codes',
              'days_in_stage', 'readiness', 'checks', 'values',
              'review_within', 'criteria', 'evidence', 'approvals')


def need(condition):
    """CONDITION holds in a valid workflow."""
    if not condition:
        raise ValueError('invalid workflow')


def known(value, names):
    """VALUE is an object with members among NAMES alone."""
    need(isinstance(value, dict) and set(value) <= set(names))


def text(value, longest=500):
    """VALUE is one line."""
    need(isinstance(value, str) and 1 <= len(value) <= longest and
         not fields.CONTROL.search(value))


def texts(value, empty=False):
    """VALUE is a list of lines."""
    need(isinstance(value, list) and (value or empty))
    for item in value:
        text(item)


def roles(value):
    """VALUE is a list of roles, or of who leads."""
    texts(value)
    need(all(item == '@lead' or ROLE.match(item) for item in value))


def whole(value, low, high):
    """VALUE is a whole number from LOW to HIGH."""
    need(isinstance(value, int) and not isinstance(value, bool) and
         low <= value <= high)


def truth(value):
    """VALUE is true or false."""
    need(isinstance(value, bool))


def name(value):
    """VALUE can be the name of a stage or transition."""
    text(value, 64)
    need(not re.search('[/:,]', value) and value[0] != '@' and
         value == value.strip())


def label(value):
    """VALUE has names for people."""
    known(value, ('en', 'zh'))
    for item in value.values():
        text(item)


def place(value):
    """VALUE is the path of a field."""
    text(value, 500)
    shape = fields.shape_at(value)
    need(shape is not None)
    return shape


def days(value):
    """VALUE is a comparison of days."""
    need(isinstance(value, str) and DAYS.match(value))


def can_be(shape, value):
    """VALUE can stand where SHAPE is, or be an item of it."""
    if shape.kind == 'list':
        shape = shape.item
    need(not shape.is_map and shape.kind != 'object')
    kind = {'bool': bool, 'int': int, 'money': int}.get(shape.kind, str)
    need(type(value) is kind and
         (shape.kind != 'enum' or value in shape.words[1:]))


def _when(value, transition):
    known(value, ('from', 'days_in_stage', 'field', 'is'))
    need(value)
    if 'from' in value:
        texts(value['from'])
        need(set(value['from']) <= set(transition['from']))
    if 'days_in_stage' in value:
        days(value['days_in_stage'])
    need(('field' in value) == ('is' in value))
    if 'field' in value:
        can_be(place(value['field']), value['is'])


def _readiness(value):
    known(value, ('baseline', 'current', 'target'))
    need(value)
    for which, level in value.items():
        known(level, ('at_least', 'gain', 'reaches_target', 'or_waived'))
        need('at_least' in level or 'gain' in level or
             level.get('reaches_target') is True)
        need(which != 'baseline' or 'gain' not in level)
        need(which == 'current' or not level.get('reaches_target'))
        if 'at_least' in level:
            whole(level['at_least'], 1, 9)
        if 'gain' in level:
            whole(level['gain'], 0, 8)
        for flag in ('reaches_target', 'or_waived'):
            truth(level.get(flag, False))


def as_list(value):
    """One, or a list of them, as a list."""
    return value if isinstance(value, list) else [value]


def _criteria(value):
    known(value, ('track', 'must', 'count', 'verdict', 'evidence',
                  'measured_by', 'complete'))
    if 'track' in value:
        texts(value['track'])
    for flag in ('must', 'evidence', 'complete'):
        truth(value.get(flag, False))
    if 'count' in value:
        whole(value['count'], 1, 10000)
    if 'verdict' in value:
        texts(value['verdict'])
        need(set(value['verdict']) <= set(VERDICTS))
    need(value.get('measured_by', 'outside') == 'outside')


def _approvals(value):
    need(isinstance(value, list) and value)
    for item in value:
        known(item, ('role', 'count', 'independent', 'against'))
        roles([item.get('role')])
        whole(item.get('count', 1), 1, 100)
        whole(item.get('against', 0), 0, 100)
        truth(item.get('independent', False))


def _at_least(value):
    need(isinstance(value, dict))
    for path, count in value.items():
        shape = place(path)
        need(shape.is_map or shape.kind == 'list')
        whole(count, 1, 10000)


def _evidence(value):
    texts(value)
    need(all(fields.CODE.match(kind) for kind in value))


def _values(value):
    need(isinstance(value, dict))
    for path, wanted in value.items():
        shape = place(path)
        need(not shape.is_map and shape.kind not in ('object', 'list'))
        texts(wanted)


def _fields(value):
    texts(value)
    for path in value:
        place(path)


def _checks(value):
    texts(value)
    need(set(value) <= set(CHECKS))


def _codes(value):
    need(isinstance(value, str) and LIST_NAME.match(value))


VALID = {'fields': _fields, 'at_least': _at_least,
         'reason': lambda value: need(value is True),
         'codes': _codes, 'days_in_stage': days, 'readiness': _readiness,
         'checks': _checks, 'values': _values, 'criteria': _criteria,
         'review_within': lambda value: whole(value, 1, 3650),
         'evidence': _evidence, 'approvals': _approvals}


class Transition:
    """A transition; `raw` is what its digest is of."""

    def __init__(self, title, raw, stages):
        name(title)
        known(raw, ('from', 'to', 'by', 'needs', 'label', 'freeze',
                    'rebaseline'))
        self.name = title
        self.raw = raw
        texts(raw.get('from'))
        need(set(raw['from']) <= set(stages))
        self.leaves = raw['from']
        self.leads_to = raw.get('to')
        need(isinstance(self.leads_to, str) and (
            self.leads_to in stages or
            self.leads_to in ('@previous', '@same')))
        self.roles = raw.get('by')
        if 'by' in raw:
            roles(self.roles)
        label(raw.get('label', {}))
        self.needs = as_list(raw.get('needs', []))
        for needs in self.needs:
            known(needs, CONDITIONS)
            need(set(needs) - {'when'})
            for kind, value in needs.items():
                if kind == 'when':
                    _when(value, raw)
                else:
                    VALID[kind](value)
        self.freezes = self._parts('freeze')
        self.rebaselines = self._parts('rebaseline')
        need(not self.rebaselines or self.leads_to == '@same')

    def _parts(self, member):
        if member not in self.raw:
            return []
        texts(self.raw[member])
        need(set(self.raw[member]) <= set(PARTS))
        return self.raw[member]


class Workflow:
    """All stages, by name with their kind, and all transitions."""

    def __init__(self, value):
        known(value, ('format', 'revision', 'initial', 'override', 'stages',
                      'transitions'))
        stages = value.get('stages')
        need(isinstance(stages, dict) and stages)
        self.stages = {}
        for title, stage in stages.items():
            name(title)
            known(stage, ('kind', 'label'))
            need(stage.get('kind') in KINDS)
            label(stage.get('label', {}))
            self.stages[title] = stage['kind']
        self.initial = value.get('initial')
        need(isinstance(self.initial, str) and
             self.stages.get(self.initial) == 'active')
        transitions = value.get('transitions')
        need(isinstance(transitions, dict))
        self.transitions = {title: Transition(title, raw, self.stages)
                            for title, raw in transitions.items()}
        self.override = []
        if 'override' in value:
            known(value['override'], ('by',))
            self.override = value['override'].get('by')
            roles(self.override)
        self._reach()

    def _reach(self):
        """Each stage is reached, and a transition leaves each pause."""
        reached = {self.initial}
        grows = True
        while grows:
            before = len(reached)
            for transition in self.transitions.values():
                if transition.leads_to in self.stages and \
                        reached & set(transition.leaves):
                    reached.add(transition.leads_to)
            grows = len(reached) > before
        need(reached == set(self.stages))
        for stage, kind in self.stages.items():
            need(kind != 'paused' or any(
                stage in transition.leaves
                for transition in self.transitions.values()))

    def previous(self, history):
        """Where `@previous` leads after the entries HISTORY, or None.

        The way to the present stage is kept without loops: whoever comes
        back to a stage has taken back what lay between."""
        way = []
        for entry in history:
            stage = entry.get('to')
            if self.stages.get(stage) != 'active':
                continue
            if stage in way:
                del way[way.index(stage):]
            way.append(stage)
        here = history[-1].get('to') if history else None
        if way and way[-1] == here:
            way.pop()
        return way[-1] if way else None

    def target(self, transition, history):
        """Where TRANSITION leads after HISTORY, or None."""
        if transition.leads_to == '@previous':
            return self.previous(history)
        if transition.leads_to == '@same':
            return history[-1].get('to') if history else None
        return transition.leads_to
