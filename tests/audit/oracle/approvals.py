"""Files of approvals, and which of them count (proven-approval(5))."""

import re

from . import fields
from .jsonio import LIMIT, Bad, digest, jcs, parse, without

KNOWN = ('format', 'project', 'seq', 'transition', 'by', 'role', 'decision',
         'coi', 'at', 'note', 'record', 'gate', 'signature')
DIGEST = re.compile(r'sha256:[0-9a-f]{64}\Z')


def _words(value):
    return isinstance(value, str) and 1 <= len(value) <= 64


class Approval:
    """One file: `value` is None where it is malformed."""

    def __init__(self, project, name, data):
        self.project = project
        self.name = name
        self.value = None
        self.digest = None
        self.number = 0
        self.rule = 'PV112' if len(data) > LIMIT else 'PV104'
        if len(data) > LIMIT:
            return
        try:
            value = parse(data)
        except Bad:
            return
        self.digest = digest(value)
        if isinstance(value, dict) and self._good(value):
            self.value = value

    def _good(self, value):
        return (set(value) <= set(KNOWN) and value.get('format') == 1 and
                value.get('project') == self.project and
                isinstance(value.get('seq'), int) and
                not isinstance(value['seq'], bool) and value['seq'] >= 1 and
                _words(value.get('transition')) and
                isinstance(value.get('by'), str) and
                fields.is_id(value['by']) and _words(value.get('role')) and
                value.get('decision') in ('approve', 'reject', 'abstain') and
                value.get('coi') in ('none', 'declared') and
                fields.parse_time(value.get('at')) is not None and
                isinstance(value.get('note', ''), str) and
                isinstance(value.get('signature', ''), str) and
                all(isinstance(value.get(key), str) and
                    DIGEST.match(value[key]) for key in ('record', 'gate'))
                and self._named(value))

    def _named(self, value):
        stem = '%d-%s-%s-' % (value['seq'], value['transition'], value['by'])
        rest = self.name[len(stem):]
        if not self.name.startswith(stem) or \
                not re.match(r'[1-9][0-9]{0,3}\.json\Z', rest):
            return False
        self.number = int(rest[:-len('.json')])
        return True

    def signed(self, signatures):
        """The Verdict on the signature in the file."""
        return signed(self.value, signatures, 'proven-approval')


def signed(value, signatures, namespace):
    """The Verdict on the member `signature` of VALUE, over the rest."""
    armour = value.get('signature')
    if armour is None:
        return None
    if not isinstance(armour, str):
        armour = ''
    return signatures.verify(armour, jcs(without(value, 'signature')),
                             namespace)


class Visit:
    """The step for which approvals are asked."""

    def __init__(self, project, seq, transition, record, mover, lead):
        self.project = project
        self.seq = seq
        self.transition = transition
        self.record = record
        self.mover = mover
        self.lead = lead
        self.digest = digest(record_part(record))
        self.gate = digest(transition.raw)


def record_part(record):
    """What an approval judges of a record."""
    return without(record, 'stage', 'hold', 'history')


def is_lead(rules, handle, record):
    """Whether HANDLE, or an address, leads the project RECORD."""
    lead = record.get('lead') if record else None
    if not isinstance(lead, dict) or not isinstance(handle, str):
        return False
    if isinstance(lead.get('person'), str):
        if lead['person'] == handle:
            return True
        return '@' in handle and lead['person'].lower() == handle.lower()
    email = lead.get('email')
    if not isinstance(email, str):
        return False
    person = rules.people.by_handle.get(handle)
    return email.lower() == handle.lower() or \
        (person is not None and email.lower() in person.emails)


def in_team(person, record):
    """Whether PERSON leads, is or was in the team."""
    team = record.get('team')
    members = list(team.values()) if isinstance(team, dict) else []
    for member in members + [record.get('lead')]:
        if not isinstance(member, dict):
            continue
        email = member.get('email')
        if member.get('person') == person.handle or (
                isinstance(email, str) and email.lower() in person.emails):
            return True
    return False


def independent(person, record):
    """Neither of the project nor of one of its partners."""
    organisation = person.organisation
    if not (organisation.get('uscc') or organisation.get('ror')) or \
            in_team(person, record):
        return False
    partners = record.get('partners')
    for partner in partners.values() if isinstance(partners, dict) else ():
        if isinstance(partner, dict) and any(
                organisation.get(key) and
                organisation[key] == partner.get(key)
                for key in ('uscc', 'ror', 'name')):
            return False
    return True


def holds(rules, visit, value):
    """Whether who approves holds the role that the approval names."""
    person = rules.people.by_handle.get(value['by'])
    if person is None:
        return False
    if value['role'] == '@lead':
        return is_lead(rules, value['by'], visit.lead)
    return value['role'] in person.roles


def signature_fault(rules, signatures, approval):
    """What is wrong with the signature: '', 'PV308' or 'PV309'."""
    verdict = approval.signed(signatures)
    if verdict is None:
        return 'PV308' if rules.require['approvals'] == 'signed' else ''
    person = rules.people.by_handle.get(approval.value['by'])
    if person is None or verdict.state != 'good' or \
            not person.owns(verdict.key):
        return 'PV309'
    return ''


def same_person(rules, one, other):
    """Whether two handles or addresses are those of one person."""
    people = [rules.people.by_handle.get(who) or
              rules.people.by_email.get(str(who).lower())
              for who in (one, other)]
    return one == other or (people[0] is not None and people[0] is people[1])


def stale(visit, value):
    """Whether it was given for another visit, record or gate."""
    return (value['seq'], value['transition'], value['record'],
            value['gate']) != (visit.seq, visit.transition.name,
                               visit.digest, visit.gate)


def fault(rules, signatures, visit, approval, asks_independence):
    """The rule that keeps APPROVAL from counting, or ''."""
    value = approval.value
    if value is None or (value['seq'], value['transition']) != (
            visit.seq, visit.transition.name):
        return 'PV305'
    if not holds(rules, visit, value):
        return 'PV303'
    if same_person(rules, value['by'], visit.mover):
        return 'PV304'
    if stale(visit, value):
        return 'PV305'
    if value['coi'] != 'none' or (asks_independence and not independent(
            rules.people.by_handle[value['by']], visit.record)):
        return 'PV310'
    return signature_fault(rules, signatures, approval)


def latest(rules, signatures, visit, approvals):
    """The word of each person in each role that holds."""
    said = {}
    for approval in approvals:
        value = approval.value
        if value is None or value['seq'] != visit.seq or \
                value['transition'] != visit.transition.name or \
                signature_fault(rules, signatures, approval):
            continue
        rank = (fields.parse_time(value['at']),
                value['decision'] == 'reject', approval.number)
        who = value['by'], value['role']
        if who not in said or said[who][0] < rank:
            said[who] = rank, approval
    return [approval for _, approval in said.values()]


def _seat(seats, candidates, taken, seat, tried):
    for person in candidates[seats[seat]]:
        if person in tried:
            continue
        tried.add(person)
        if person not in taken or _seat(seats, candidates, taken,
                                        taken[person], tried):
            taken[person] = seat
            return True
    return False


def unmet(rules, signatures, visit, asked, approvals):
    """Of the conditions ASKED, (role, count, independent, against), the
    roles that are not filled."""
    voices = latest(rules, signatures, visit, approvals)
    candidates, failed = [], set()
    for i, (role, _, alone, against) in enumerate(asked):
        mine = [a for a in voices if a.value['role'] == role and
                not fault(rules, signatures, visit, a, alone)]
        candidates.append(sorted(a.value['by'] for a in mine
                                 if a.value['decision'] == 'approve'))
        if sum(a.value['decision'] == 'reject' for a in mine) > against:
            failed.add(i)
    seats = [i for i, need in enumerate(asked) for _ in range(need[1])]
    taken = {}
    for seat, i in enumerate(seats):
        if not _seat(seats, candidates, taken, seat, set()):
            failed.add(i)
    return [asked[i][0] for i in sorted(failed)]
