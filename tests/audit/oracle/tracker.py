"""The rules in force: the four files below tracker/, and their faults."""

import re

from . import fields, identifiers
from .jsonio import Bad, parse
from .workflow import Workflow

FILES = ('tracker.json', 'workflow.json', 'people.json', 'vocabulary.json')
STRENGTHS = ('claimed', 'authored', 'signed')
SEVERITIES = ('note', 'warning', 'error')
LEAST = {'PV208': 'warning', 'PV211': 'note'}
RULE = re.compile(r'PV[1-5][0-9]{2}\Z')
ROLE = re.compile(r'[A-Za-z0-9_-]{1,64}\Z')
SSH_TYPES = ('ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384',
             'ecdsa-sha2-nistp521', 'ssh-rsa', 'sk-ssh-ed25519@openssh.com',
             'sk-ecdsa-sha2-nistp256@openssh.com')


class Invalid(Exception):
    """A file of the tracker that cannot be taken; args[0] is the rule."""


def need(condition):
    """CONDITION should hold in a file that can be read."""
    if not condition:
        raise Invalid('PV104')


def line(value, longest):
    """VALUE is one line of at most LONGEST characters."""
    need(isinstance(value, str) and 1 <= len(value) <= longest and
         not fields.CONTROL.search(value))


def whole(value):
    """Whether VALUE is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def read(data):
    """The object in DATA, with the members that each such file has."""
    if data is None:
        raise Invalid('PV104')
    try:
        value = parse(data)
    except Bad as error:
        raise Invalid('PV101') from error
    need(isinstance(value, dict) and whole(value.get('format')) and
         value['format'] == 1)
    need(whole(value.get('revision')) and
         1 <= value['revision'] <= 2147483647)
    return value


def revision(data):
    """The revision in DATA, or None."""
    try:
        value = parse(data)
    except Bad:
        return None
    number = value.get('revision') if isinstance(value, dict) else None
    return number if whole(number) else None


def known(value, names):
    """All members of VALUE are among NAMES."""
    need(isinstance(value, dict) and set(value) <= set(names))


class Settings:
    """tracker.json."""

    def __init__(self, data):
        value = read(data)
        known(value, ('format', 'revision', 'name', 'require', 'severities',
                      'excuses'))
        line(value.get('name'), 200)
        self.require = {'tracker': 'authored', 'transitions': 'authored',
                        'approvals': 'authored'}
        asked = value.get('require', {})
        known(asked, self.require)
        need(all(strength in STRENGTHS for strength in asked.values()))
        self.require.update(asked)
        self.severities = value.get('severities', {})
        need(isinstance(self.severities, dict))
        for rule, severity in self.severities.items():
            need(RULE.match(rule) and severity in SEVERITIES)
            least = LEAST.get(rule, 'error')
            need(rule[2] not in '235' or
                 SEVERITIES.index(severity) >= SEVERITIES.index(least))
        self.excuses = value.get('excuses', [])
        need(isinstance(self.excuses, list))
        for excuse in self.excuses:
            known(excuse, ('commit', 'rule', 'project', 'reason'))
            need(isinstance(excuse.get('commit'), str) and re.match(
                r'([0-9a-f]{40}|[0-9a-f]{64})\Z', excuse['commit']))
            need(isinstance(excuse.get('rule'), str) and
                 RULE.match(excuse['rule']))
            line(excuse.get('reason'), 2000)
            if 'project' in excuse:
                need(isinstance(excuse['project'], str) and
                     fields.is_id(excuse['project']))


class Person:
    """Somebody of people.json."""

    def __init__(self, handle, value):
        need(fields.is_id(handle))
        known(value, ('name', 'emails', 'roles', 'organisation', 'keys'))
        line(value.get('name'), 200)
        self.handle = handle
        emails = value.get('emails')
        need(isinstance(emails, list) and emails)
        for email in emails:
            line(email, 254)
        self.emails = {email.lower() for email in emails}
        self.roles = value.get('roles', [])
        need(isinstance(self.roles, list) and all(
            isinstance(role, str) and ROLE.match(role)
            for role in self.roles))
        self.organisation = value.get('organisation', {})
        self._check_organisation()
        keys = value.get('keys', [])
        need(isinstance(keys, list))
        self.keys = [self._key(key) for key in keys]

    def _check_organisation(self):
        known(self.organisation, ('name', 'uscc', 'ror'))
        need(all(isinstance(v, str) for v in self.organisation.values()))
        if 'name' in self.organisation:
            line(self.organisation['name'], 300)
        need('uscc' not in self.organisation or
             identifiers.uscc(self.organisation['uscc']))
        need('ror' not in self.organisation or
             identifiers.ror(self.organisation['ror']))

    @staticmethod
    def _key(value):
        """(what names the key, whether a host holds it)."""
        known(value, ('ssh', 'openpgp', 'forge'))
        need(('ssh' in value) != ('openpgp' in value))
        need(isinstance(value.get('forge', False), bool))
        if 'ssh' in value:
            line(value['ssh'], 20000)
            words = value['ssh'].split()
            need(len(words) >= 2 and words[0] in SSH_TYPES)
            return words[1], value.get('forge', False)
        need(isinstance(value['openpgp'], str) and
             re.match(r'[0-9A-Fa-f]{40}\Z', value['openpgp']))
        return value['openpgp'].upper(), value.get('forge', False)

    def owns(self, key):
        """Whether KEY signs for this person."""
        return (key, False) in self.keys


class People:
    """people.json."""

    def __init__(self, data):
        value = read(data)
        known(value, ('format', 'revision', 'people'))
        people = value.get('people')
        need(isinstance(people, dict))
        self.by_handle = {handle: Person(handle, person)
                          for handle, person in people.items()}
        self.by_email = {}
        self.by_key = {}
        for person in self.by_handle.values():
            for email in person.emails:
                need(self.by_email.setdefault(email, person) is person)
            for key, forge in person.keys:
                need(key not in self.by_key)
                self.by_key[key] = (person, forge)
        need(any('admin' in person.roles
                 for person in self.by_handle.values()))

    def is_admin(self, email):
        """Whether EMAIL is the address of an admin."""
        person = self.by_email.get(email.lower())
        return person is not None and 'admin' in person.roles

    def signer(self, verdict):
        """Whose key made the signature, hosts aside; None: nobody's."""
        person, forge = self.by_key.get(verdict.key, (None, True))
        return None if forge else person


def read_vocabulary(data):
    """The lists of vocabulary.json: a set of codes for each name."""
    if data is None:
        return {}
    value = read(data)
    lists = {}
    for name, codes in value.items():
        if name in ('format', 'revision'):
            continue
        need(fields.CODE.match(name) and isinstance(codes, dict))
        for code, label in codes.items():
            need(fields.CODE.match(code))
            known(label, ('en', 'zh'))
            need(label)
            for text in label.values():
                line(text, 500)
        lists[name] = set(codes)
    return lists


class Rules:
    """What the four files say together.  FILES gives the bytes of each, or
    None; STRONGER is what --require asks."""

    def __init__(self, files, stronger=None):
        self.faults = {}
        self.files = files
        self.settings = self._try('tracker.json', Settings)
        self.people = self._try('people.json', People)
        self.vocabulary = self._try('vocabulary.json', read_vocabulary)
        self.workflow = self._try('workflow.json', Workflow)
        self.broken = None in (self.settings, self.people, self.vocabulary)
        self.require = dict(self.settings.require) if self.settings else {}
        if stronger:
            for what, strength in self.require.items():
                self.require[what] = max(strength, stronger,
                                         key=STRENGTHS.index)

    def _try(self, name, maker):
        try:
            if name == 'workflow.json':
                return maker(read(self.files.get(name)))
            return maker(self.files.get(name))
        except (Invalid, ValueError) as error:
            rule = error.args[0] if isinstance(error, Invalid) else 'PV104'
            self.faults[name] = 'PV212' if name == 'workflow.json' else rule
            return None
