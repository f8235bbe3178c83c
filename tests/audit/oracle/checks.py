"""The fixed tests that `checks` of a gate names, and when evidence counts
(proven-workflow(5))."""

from . import approvals as voices
from . import fields, verdicts

RESEARCH = ('university', 'research_university', 'research_institute',
            'new_rd_institution')


def filled(value):
    """Whether VALUE is there and not empty."""
    return value is not None and value not in ('', [], {})


def piece_there(step, item):
    """Whether a piece of evidence has its hash, and its file as well."""
    sha = item.get('sha256')
    if not sha:
        return False
    if item.get('path'):
        found = step.file_of(item['path'])
        return found is not None and found[1] == sha and \
            item.get('bytes', found[0]) == found[0]
    return True


def pieces_there(step, keys):
    """Whether KEYS, a list, name evidence, and each piece is there."""
    held = step.objects('evidence')
    return isinstance(keys, list) and bool(keys) and all(
        isinstance(key, str) and key in held and
        piece_there(step, held[key]) for key in keys)


def _amount(value):
    return value if isinstance(value, int) and not isinstance(value, bool) \
        else 0


def _sum(objects, key):
    return sum(_amount(item.get(key)) for item in objects.values())


def budget_adds_up(step):
    """Lines, sources and what is approved are one sum."""
    lines = step.objects('budget.lines')
    sources = step.objects('budget.sources')
    approved = step.get('budget.approved')
    planned = _sum(lines, 'planned')
    return bool(lines and sources and planned == _sum(sources, 'amount') and
                approved in (None, planned))


def lead_identified(step):
    """A name and an address, or somebody who is known."""
    lead = step.get('lead')
    lead = lead if isinstance(lead, dict) else {}
    if lead.get('person') in step.rules.people.by_handle:
        return True
    return bool((lead.get('person') or lead.get('name')) and
                lead.get('email'))


def _current(step):
    return {key: item for key, item in step.objects('partners').items()
            if not _ended(step, item)}


def _ended(step, item):
    day = fields.parse_date(item.get('to'))
    return day is not None and day < step.today


def one_lead(step):
    """Exactly one partner leads."""
    return sum(item.get('role') == 'lead'
               for item in _current(step).values()) == 1


def lead_partner_identified(step):
    """Who leads has an identifier."""
    leads = [item for item in _current(step).values()
             if item.get('role') == 'lead']
    return bool(leads) and all(item.get('uscc') or item.get('ror')
                               for item in leads)


def origin_identified(step):
    """Some origin has an identifier."""
    return any(item.get('doi') or item.get('patent') or item.get('grant')
               for item in step.objects('origin').values())


def consortium(step):
    """An enterprise leads, an institute takes part."""
    partners = _current(step).values()
    leads = [item for item in partners if item.get('role') == 'lead']
    return any(item.get('kind') == 'leading_enterprise'
               for item in leads) and \
        any(item.get('kind') in RESEARCH for item in partners)


def money_settled(step):
    """What was paid out was spent or came back."""
    return _sum(step.objects('budget.disbursed'), 'amount') == \
        _sum(step.objects('budget.lines'), 'spent') + \
        _amount(step.get('budget.returned'))


def budget_current(step):
    """The figures are no older than 90 days."""
    day = fields.parse_date(step.get('budget.as_of'))
    return day is not None and 0 <= (step.today - day).days <= 90


def mover_outside_team(step):
    """Who moves is not of the project."""
    mover = step.entry.get('by')
    people = step.rules.people
    person = people.by_handle.get(mover)
    if person is not None:
        return not voices.in_team(person, step.record)
    members = list(step.objects('team').values())
    if isinstance(step.get('lead'), dict):
        members.append(step.get('lead'))
    return not any(mover in (item.get('person'), item.get('email'))
                   for item in members)


def milestone_ahead(step):
    """Something is still to be reached."""
    for item in step.objects('milestones').values():
        due = fields.parse_date(item.get('due'))
        if not item.get('done') and due is not None and due >= step.today:
            return True
    return False


def early_end_grounded(step):
    """A must criterion failed, or all are met."""
    must = [verdicts.judged(item) for item in
            step.objects('criteria').values() if item.get('must') is True]
    counted = [word for word in must
               if word not in ('not_applicable', 'waived')]
    return any(word in ('fail', 'conditional_fail') for word in must) or \
        bool(counted) and 'pending' not in counted


def kept_five_years(step):
    """The records are kept for five years."""
    until = fields.parse_date(step.get('closure.keep_until'))
    today = step.today
    if until is None:
        return False
    return (until.year, until.month, until.day) >= \
        (today.year + 5, today.month, today.day)


def outcome_or_plan(step):
    """Some outcome is shown, or planned for a day."""
    return any(item.get('due') or shown(step, item)
               for item in step.objects('outcomes').values())


def first_shown(step):
    """The evidence of the first outcome that is shown or planned."""
    for _, item in sorted(step.objects('outcomes').items()):
        if shown(step, item) or item.get('due'):
            return shown(step, item)
    return []


def shown(step, outcome):
    """The evidence of OUTCOME that is there."""
    keys = outcome.get('evidence')
    return [key for key in keys if pieces_there(step, [key])] \
        if isinstance(keys, list) else []


def ip_disposed(step):
    """It is said what becomes of each right."""
    return all(filled(item.get('disposal'))
               for item in step.objects('ip').values())


def lead_proposed(step):
    """Another lead is proposed."""
    wish, lead = step.get('proposed.lead'), step.get('lead')
    lead = lead if isinstance(lead, dict) else {}
    if not isinstance(wish, dict):
        return False
    return any(wish.get(key) is not None and wish[key] != lead.get(key)
               for key in ('person', 'email', 'name'))
