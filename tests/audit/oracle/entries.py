"""Judging the entries that a commit adds to a history."""

from . import approvals, fields, gate
from .approvals import is_lead, signed
from .jsonio import digest, without
from .state import PARTS, frozen_parts, merge_patch
from .tracker import STRENGTHS

FIRST = ('@new', '@intake')


class Added:
    """What a commit adds to one history.  COMMIT is judged under RULES;
    BEFORE is the record that was there, or None, and AFTER the new one."""

    def __init__(self, audit, commit, project, rules, before, after):
        self.audit = audit
        self.commit = commit
        self.git = audit.commit(commit)
        self.project = project
        self.rules = rules
        self.before = before.value if before else None
        self.after = after.value
        self.report_on = commit
        self.first = len(before.history) if before else 0

    def add(self, rule, severity='error', where=''):
        """Note a finding."""
        self.audit.add(self.report_on, rule, self.project, severity, where)

    @property
    def entries(self):
        """The entries that are new."""
        return self.after['history'][self.first:]

    def lead(self):
        """The record that says who leads."""
        if self.before and self.before.get('lead'):
            return self.before
        return self.after

    # Parts of the judgement.

    def unknown(self, entry):
        """Whether ENTRY names a stage that the workflow does not have."""
        workflow = self.rules.workflow
        return workflow is not None and any(
            stage is not None and stage not in workflow.stages
            for stage in (entry.get('from'), entry.get('to')))

    def edge(self, entry, index):
        """The transition that ENTRY takes, else None: 201, 209."""
        name, workflow = entry.get('transition'), self.rules.workflow
        recorded = 'recorded' in entry
        if index == 0:
            self.begin(entry, recorded)
            return None
        if self.unknown(entry):
            self.add('PV106')
            return None
        history = self.after['history'][:index]
        if workflow is None:
            self.add('PV201')
            return None
        if recorded and name == '@recorded':
            if not any(self.fits(t, entry, history)
                       for t in workflow.transitions.values()):
                self.add('PV201')
            return None
        transition = workflow.transitions.get(name) \
            if isinstance(name, str) else None
        if transition is None or not self.fits(transition, entry, history):
            self.add('PV201')
            return None
        return transition

    def fits(self, transition, entry, history):
        """Whether TRANSITION joins the stages of ENTRY."""
        return entry.get('from') in transition.leaves and \
            entry.get('to') == self.rules.workflow.target(transition,
                                                          history)

    def begin(self, entry, recorded):
        """The first entry of a record."""
        name, workflow = entry.get('transition'), self.rules.workflow
        if self.unknown(entry):
            self.add('PV106')
        initial = workflow.initial if workflow else None
        if recorded:
            if entry.get('to') != initial:
                self.add('PV209')
        elif name == '@new':
            if entry.get('to') != initial:
                self.add('PV209')
        elif name == '@intake' and entry.get('source'):
            self.add('PV209', 'note')
            person = self.rules.people.by_handle.get(entry.get('by'))
            if person is None or 'admin' not in person.roles:
                self.add('PV301')
        elif not self.unknown(entry):
            self.add('PV201')

    def right(self, transition, by, lead):
        """Whether BY may take TRANSITION."""
        return may(self.rules, transition, by, lead)

    def recorded(self):
        """Only an admin brings entries that were recorded."""
        people, require = self.rules.people, self.rules.require
        email = self.git.committer.email.lower()
        person = people.by_email.get(email)
        good = person is not None and 'admin' in person.roles
        if good and require['transitions'] == 'signed':
            verdict = self.audit.signature(self.commit)
            good = verdict.state == 'good' and person.owns(verdict.key)
        if not good:
            self.add('PV301')

    def strength(self, entry):
        """302, 308 and 309: who stands behind ENTRY."""
        rules, by = self.rules, entry.get('by')
        by = by if isinstance(by, str) else ''
        person = rules.people.by_handle.get(by) or \
            rules.people.by_email.get(by.lower())
        commit = self.audit.signature(self.commit)
        own = signed(entry, self.audit.signatures, 'proven-transition')
        owned = own is not None and own.state == 'good' and \
            person is not None and person.owns(own.key)
        if commit.state == 'bad' or (own is not None and not owned):
            self.add('PV309')
            return
        signer = rules.people.signer(commit)
        author = self.git.email
        is_author = author == by.lower() if '@' in by else \
            person is not None and author in person.emails
        reached = 'claimed'
        if owned or (signer is not None and signer is person):
            reached = 'signed'
        elif is_author and (signer is None or signer is person):
            reached = 'authored'
        asked = rules.require['transitions']
        if STRENGTHS.index(reached) >= STRENGTHS.index(asked):
            return
        if not is_author:
            self.add('PV302')
        elif commit.state == 'unknown' or (
                commit.state == 'good' and
                commit.key not in rules.people.by_key):
            self.add('PV309')
        else:
            self.add('PV308')

    def visit(self, transition, entry, index, record):
        """The visit for which approvals were given."""
        return approvals.Visit(self.project, index + 1, transition, record,
                               entry.get('by'), self.lead())

    def named(self, visit, entry, step):
        """Approvals that ENTRY names; whether any is at fault."""
        names = entry.get('approvals')
        there = self.audit.approvals(self.commit, self.project)
        alone = {role: independent for role, _, independent, _ in
                 gate.approvals_asked(step)}
        wrong = False
        for name, claimed in names.items() if isinstance(names, dict) \
                else ():
            approval = there.get(name)
            if approval is None or approval.digest != claimed:
                rule = 'PV305'
            else:
                role = approval.value['role'] if approval.value else None
                rule = approvals.fault(
                    self.rules, self.audit.signatures, visit, approval,
                    alone.get(role, False))
                if not rule and approval.value['decision'] != 'approve':
                    rule = 'PV305'
            if rule:
                wrong = True
                self.add(rule, where=name)
        return wrong

    def step(self, transition, entry, index, record):
        """The Step that ENTRY takes."""
        step = gate.Step(self.rules, transition, record, entry,
                         lambda path: self.audit.file_facts(self.commit,
                                                            path))
        step.signatures = self.audit.signatures
        step.review_by = fields.get(self.after, 'hold.review_by')
        step.visit = self.visit(transition, entry, index, record)
        names = entry.get('approvals')
        names = names if isinstance(names, dict) else {}
        step.approvals = [
            approval for name, approval in self.audit.approvals(
                self.commit, self.project).items()
            if approval.value is not None and (
                approval.value['decision'] != 'approve' or
                names.get(name) == approval.digest)]
        return step

    # The whole of it.

    def judged(self, transition, entry, index):
        """The record as it was judged, before ENTRY."""
        if transition is not None and transition.rebaselines and self.before:
            return self.before
        record = without(self.after, 'hold', 'history', 'stage')
        record['history'] = self.after['history'][:index]
        record['stage'] = entry.get('from')
        return record

    def last(self):
        """Judge the last entry in full."""
        index = len(self.after['history']) - 1
        entry = self.after['history'][index]
        transition = self.edge(entry, index)
        if 'recorded' in entry:
            self.recorded()
            return
        record = self.judged(transition, entry, index)
        if entry.get('record') != digest(approvals.record_part(record)):
            self.add('PV206')
        off_time = index > 0
        if transition is not None:
            off_time = self.gate(transition, entry, index, record)
        elif entry.get('approvals') and index == 0:
            for name in entry['approvals']:
                self.add('PV305', where=name)
        elif entry.get('override') and index == 0:
            self.add('PV202')
        self.strength(entry)
        if not off_time:
            self.clock(entry, index)

    def gate(self, transition, entry, index, record):
        """Right, conditions, approvals, what is frozen; whether the time
        makes a difference."""
        if not self.right(transition, entry.get('by'), self.lead()):
            self.add('PV301')
        step = self.step(transition, entry, index, record)
        out = gate.judge(step)
        wrong = self.named(step.visit, entry, step)
        self.conditions(entry, out, wrong)
        self.freeze(transition, entry, index)
        if fields.parse_time(entry.get('at')) is not None:
            then = gate.judge(step.at_time(self.git.committer.time))
            if set(then.unmet) != set(out.unmet):
                self.add('PV210')
                return True
        return False

    def conditions(self, entry, out, wrong):
        """202, 208 and 301 from the conditions that are not met."""
        unmet = set(out.unmet)
        plain = {n for n in unmet if not (wrong and
                                          n.startswith('approvals:'))}
        override = entry.get('override')
        if isinstance(override, list):
            if unmet and holds_one(self.rules, self.rules.workflow.override,
                                   entry.get('by'), self.lead()):
                self.add('PV208', 'warning')
            elif unmet:
                self.add('PV301', where='override')
            named = [name for name in override if isinstance(name, str)]
            bad = set(named) not in (unmet, plain) or \
                len(named) != len(override)
        else:
            bad = bool(plain)
        held = entry.get('evidence')
        held = held if isinstance(held, dict) else {}
        bad = bad or any(held.get(key) != sha
                         for key, sha in out.relied.items())
        if bad:
            self.add('PV202')

    def freeze(self, transition, entry, index):
        """What the transition freezes is frozen, and nothing else."""
        parts = transition.freezes + transition.rebaselines
        named = entry.get('freeze')
        if not parts:
            if 'frozen' in entry or 'freeze' in entry:
                self.add('PV207')
            return
        held = set(parts) | set(frozen_before(self.after['history'][:index]))
        if 'frozen' not in entry or not isinstance(named, list) or \
                {n for n in named if isinstance(n, str)} != held:
            self.add('PV207')
            return
        if transition.rebaselines and self.before:
            wish = self.before.get('proposed')
            wish = wish if isinstance(wish, dict) else {}
            patch = {part: wish[part] for part in transition.rebaselines
                     if part in wish}
            right = frozen_parts(merge_patch(self.before, patch), list(PARTS))
            now = frozen_parts(self.after, list(PARTS))
            if any(right.get(part) != now.get(part) for part in held):
                self.add('PV207')

    def clock(self, entry, index):
        """210, the warning."""
        at = fields.parse_time(entry.get('at'))
        if at is None:
            return
        before = fields.parse_time(
            self.after['history'][index - 1].get('at')) if index else None
        if (before is not None and at < before) or \
                at > self.git.committer.time + gate.DAY:
            self.add('PV210', 'warning')

    def earlier(self):
        """Judge all but the last: 508."""
        there = self.audit.approvals(self.commit, self.project)
        proved = True
        for index in range(self.first, len(self.after['history']) - 1):
            entry = self.after['history'][index]
            transition = self.edge(entry, index)
            if 'recorded' in entry:
                self.recorded()
            elif transition is not None:
                if not self.right(transition, entry.get('by'), self.lead()):
                    self.add('PV301')
                record = self.judged(None, entry, index)
                step = self.step(transition, entry, index, record)
                step.visit.digest = entry.get('record')
                self.named(step.visit, entry, step)
            proved = proved and self.proved(entry, there)
        self.add('PV508', 'warning' if proved else 'error')

    def proved(self, entry, there):
        """Whether signatures show what a squash has hidden."""
        signatures = self.audit.signatures
        people = self.rules.people
        own = signed(entry, signatures, 'proven-transition')
        person = people.by_handle.get(entry.get('by'))
        if own is None or person is None or own.state != 'good' or \
                not person.owns(own.key):
            return False
        names = entry.get('approvals')
        for name, claimed in names.items() if isinstance(names, dict) \
                else ():
            approval = there.get(name)
            if approval is None or approval.digest != claimed or \
                    approval.value is None or \
                    approval.value['record'] != entry.get('record'):
                return False
            verdict = approval.signed(signatures)
            voice = people.by_handle.get(approval.value['by'])
            if verdict is None or verdict.state != 'good' or \
                    voice is None or not voice.owns(verdict.key):
                return False
        return True

    def run(self):
        """Judge all that was added."""
        if not self.entries:
            return
        if len(self.entries) > 1:
            self.earlier()
        self.last()


def may(rules, transition, by, lead):
    """Whether BY may take TRANSITION, with the lead of the record LEAD."""
    return transition.roles is None or \
        holds_one(rules, transition.roles, by, lead)


def holds_one(rules, roles, by, lead):
    """Whether BY holds one of ROLES, with the lead of the record LEAD."""
    person = rules.people.by_handle.get(by) if isinstance(by, str) else None
    return any(is_lead(rules, by, lead) if role == '@lead' else
               person is not None and role in person.roles
               for role in roles)


def frozen_before(history):
    """The parts that are frozen after HISTORY."""
    for entry in reversed(history):
        if 'frozen' in entry and isinstance(entry.get('freeze'), list):
            return [part for part in entry['freeze'] if part in PARTS]
    return []
