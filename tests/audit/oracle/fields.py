"""The fields of records and the types of their values, and who may stand
where: proven-project(5) as a table."""

import copy
import datetime
import re

TABLE = '''
format: int 1 1
id: string 64
code: string 100
raid: raid
title: string 500
translations: map
  title: string 500
  summary: text
stage: string 64
summary: text
tags: list string 100
call: string 200
start: date
end: date
direction: code direction
field: string 200
industry: list code industry
lead: object
  person: handle
  name: string 200
  email: address
  orcid: orcid
  partner: key partners
team: map
  person: handle
  name: string 200
  email: address
  orcid: orcid
  partner: key partners
  role: code team_role
  leader: bool
  contact: bool
  from: date
  to: date
partners: map
  name: string 300
  kind: code partner_kind
  role: code partner_role
  uscc: uscc
  ror: ror
  country: country
  from: date
  to: date
consortium: bool
ethics: bool
facilities: map code facility
  name: string 300
  planned_h: decimal
  used_h: decimal
  from: date
  to: date
origin: map
  kind: code origin_kind
  doi: doi
  patent: string 100
  grant: string 200
  title: string 500
  year: int 1900 2200
concept: object
  hypothesis: text
  application: text
  alternatives: text
  verdict: enum proven partly disproven inconclusive
readiness: object
  scale: enum trl
  baseline: object
    level: int 1 9
    date: date
    by: who partners
    evidence: list key evidence
  current: as readiness.baseline
  target: as readiness.baseline
  waiver: object
    reason: text
    by: handle
    at: time
  other: object
    crl: int 1 9
    brl: int 1 9
    iprl: int 1 9
    tmrl: int 1 9
    frl: int 1 9
    mrl: int 1 10
criteria: map
  track: code track
  must: bool
  claim: text
  metric: string 300
  comparator: enum >= > <= < == between outside present
  target: decimal
  target_high: decimal
  unit: string 50
  rule: enum simple guard_band
  guard: decimal
  method: text
  tester: key partners
  measured: object
    value: value
    uncertainty: decimal
    k: decimal
    n: int 1
    date: date
    by: who partners
    evidence: list key evidence
  waiver: object
    kind: enum waived not_applicable
    reason: text
    by: handle
    at: time
  verdict: enum pass conditional_pass conditional_fail fail \
pending waived not_applicable
evidence: map
  kind: code evidence_kind
  title: string 500
  path: path
  url: url
  doi: doi
  sha256: sha256
  bytes: int 0
  added: date
  by: who partners
milestones: map
  title: string 300
  due: date
  baseline_due: date
  done: date
  go_no_go: bool
budget: object
  currency: currency
  approved: money
  sources: map
    kind: code source_kind
    title: string 300
    amount: money
  lines: map code budget_category
    planned: money
    spent: money
  disbursed: map
    gate: string 64
    date: date
    amount: money
  returned: money
  as_of: date
ip: map
  kind: code ip_kind
  title: string 500
  ground: enum background foreground
  number: string 100
  status: code ip_status
  owners: list key partners
  disposal: text
risks: map
  title: string 500
  category: code risk_category
  likelihood: int 1 5
  impact: int 1 5
  owner: who team
  response: text
  status: code risk_status
  review_by: date
outcomes: map
  kind: code outcome_kind
  title: string 500
  date: date
  due: date
  amount: money
  partner: key partners
  evidence: list key evidence
proposed: object
  lead: as lead
  readiness: as readiness but current waiver other
  criteria: as criteria but measured waiver verdict
hold: object
  from: string 64
  code: code hold_reason
  since: time
  review_by: date
closure: object
  result: enum passed concluded failed
  code: code terminate_reason
  lessons: text
  keep_until: date
notes: map
  at: time
  by: handle
  text: text
custom: any
history: list object
  seq: int 1
  transition: string 64
  from: string 64 null
  to: string 64
  at: time
  by: string 254
  code: string 64 null
  reason: text null
  approvals: map any of digest
  evidence: map any of sha256
  record: digest
  frozen: digest
  freeze: list enum criteria readiness lead
  prev: digest
  date: date
  source: string 500
  override: list string 500
  recorded: object
    source: string 500
    line: int 1
  resolves: digest
  signature: text
'''

HANDLE = re.compile(r'[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?\Z')
ADDRESS = re.compile(r'[^@\s]+@[^@\s]+\Z')
KEY = re.compile(r'[A-Za-z0-9_-]{1,64}\Z')
CODE = re.compile(r'[a-z0-9_-]{1,64}\Z')
DECIMAL = re.compile(r'-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z')
DEVICES = {'con', 'prn', 'aux', 'nul'} | {
    name + digit for name in ('com', 'lpt') for digit in '123456789'}
CONTROL = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029]')
COUNTRIES = frozenset('''
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL
BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV
CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM
IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK
LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR
PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS
ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
'''.split())


class Shape:
    """What stands at one place of a record."""

    def __init__(self, words=()):
        self.words = list(words)
        self.null = 'null' in self.words[1:]
        if self.null:
            self.words.remove('null')
        self.kind = self.words[0] if self.words else 'object'
        self.is_map = self.kind == 'map'
        self.members = {}
        self.item = None
        if self.is_map:
            of = self.words.index('of') if 'of' in self.words else None
            self.item = Shape(self.words[of + 1:] if of else ['object'])
        elif self.kind == 'list':
            self.item = Shape(self.words[1:])

    def holder(self):
        """The shape that has the members which the table indents."""
        return self.item if self.item is not None else self


def _like(top, path, *but):
    """The shape at PATH of TOP, without the members that follow "but"."""
    shape = top
    for name in path.split('.'):
        shape = shape.holder().members[name]
    shape = copy.deepcopy(shape)
    for name in but[1:]:
        del shape.holder().members[name]
    return shape


def _read(table):
    top = Shape(['object'])
    stack = [top]
    for line in table.strip('\n').split('\n'):
        depth = (len(line) - len(line.lstrip())) // 2
        name, words = line.strip().split(': ', 1)
        words = words.split()
        shape = _like(top, *words[1:]) if words[0] == 'as' else \
            Shape(words)
        del stack[depth + 1:]
        stack[depth].holder().members[name] = shape
        stack.append(shape)
    return top


RECORD = _read(TABLE)


def is_id(text):
    """Whether TEXT can be the id of a project, or a handle."""
    return bool(HANDLE.match(text)) and text not in DEVICES


def parse_date(text):
    """The date that TEXT is, else None."""
    if not isinstance(text, str) or \
            not re.match(r'[0-9]{4}-[0-9]{2}-[0-9]{2}\Z', text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def parse_time(text):
    """The seconds since the Epoch that TEXT, a time in UTC, is, or None."""
    if not isinstance(text, str) or not re.match(
            r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z',
            text):
        return None
    try:
        when = datetime.datetime.fromisoformat(text[:-1] + '+00:00')
    except ValueError:
        return None
    return int(when.timestamp())


def get(value, path):
    """The member of VALUE at PATH, dotted; None where it is not there."""
    for key in path.split('.'):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and \
                int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def shape_at(path):
    """The shape at PATH of a record, or None."""
    shape = RECORD
    for key in path.split('.'):
        if shape.is_map:
            shape = shape.item
        elif shape.kind == 'list':
            return None
        elif shape.kind == 'object':
            if key not in shape.members:
                return None
            shape = shape.members[key]
        else:
            return None
    return shape
