"""What is wrong with the state of one record, whoever brought it about.

A fault is (rule, member path, severity); the path tells two faults of one
rule apart."""

from . import fields, identifiers, verdicts
from .jsonio import LIMIT, Bad, canonical, digest, parse, without

OWN_FOLDERS = ('projects/', 'approvals/', 'tracker/')
PARTS = ('criteria', 'readiness', 'lead')
ENTRY_NEEDS = ('seq', 'transition', 'from', 'to', 'at', 'by', 'record',
               'prev')
NO_PHONES = {'code', 'grant', 'patent', 'number', 'url'}
BLANKS = {ord(char): ' ' for char in '\n\r\t'}
HASHES = {'digest', 'sha256'}


class Record:
    """One version of a record: its value, or the rule that says why it
    cannot be read."""

    def __init__(self, data):
        self.data = data
        self.value = None
        self.unreadable = None
        try:
            if len(data) > LIMIT:
                self.unreadable = 'PV112'
                return
            value = parse(data)
        except Bad:
            self.unreadable = 'PV101'
            return
        self.unreadable = _refused(value)
        if not self.unreadable:
            self.value = value

    @property
    def history(self):
        """The entries; those that are no objects end the list."""
        return self.value['history']


def _refused(value):
    if not isinstance(value, dict):
        return 'PV104'
    if value.get('format') != 1 or isinstance(value['format'], bool):
        return 'PV102'
    for key in ('id', 'title', 'stage'):
        if not isinstance(value.get(key), str):
            return 'PV104'
    history = value.get('history')
    if not isinstance(history, list) or \
            not all(isinstance(entry, dict) for entry in history):
        return 'PV104'
    return None


class Check:
    """Collects the faults of one record under one set of rules."""

    def __init__(self, record, rules):
        self.record = record
        self.rules = rules
        self.faults = []

    def add(self, rule, path, severity='error'):
        """Note a fault."""
        if (rule, path, severity) not in self.faults:
            self.faults.append((rule, path, severity))

    # The types of values.

    def code(self, text, name, path):
        """TEXT should be a code of the list NAME."""
        codes = self.rules.vocabulary.get(name)
        if not (text in codes if codes is not None
                else fields.CODE.match(text)):
            self.add('PV104', path)

    def text(self, text, shape, path):
        """TEXT stands where SHAPE is asked."""
        kind, words = shape.kind, shape.words[1:]
        if kind in identifiers.TESTS:
            if not identifiers.TESTS[kind](text):
                self.add('PV110', path)
        elif kind == 'code':
            self.code(text, words[0], path)
        elif kind == 'path':
            self.file_path(text, path)
        elif not _fits(text, kind, words, self.record.value):
            self.add('PV104', path)

    def file_path(self, text, path):
        """TEXT is the path of evidence."""
        if text == '' or fields.CONTROL.search(text):
            self.add('PV104', path)
        elif '\\' in text or any(
                part in ('', '.', '..') or part.lower() == '.git'
                for part in text.split('/')):
            self.add('PV403', path)
        elif text.startswith(OWN_FOLDERS):
            self.add('PV104', path)

    def value(self, value, shape, path, null=False):
        """VALUE stands at PATH, where SHAPE is asked."""
        kind = shape.kind
        if kind == 'any':
            if not isinstance(value, dict):
                self.add('PV104', path)
            return
        if (value is None and (null or shape.null)):
            return
        if shape.is_map or kind == 'object':
            if not isinstance(value, dict):
                self.add('PV104', path)
            elif shape.is_map:
                self.members(value, shape, path, null)
            else:
                self.object(value, shape, path, null or path == 'proposed')
        elif kind == 'list':
            if not isinstance(value, list):
                self.add('PV104', path)
                return
            for i, item in enumerate(value):
                self.value(item, shape.item, '%s.%d' % (path, i))
        elif kind in ('int', 'money', 'bool'):
            if not _counts(value, kind, shape.words[1:]):
                self.add('PV104', path)
        elif isinstance(value, str):
            self.text(value, shape, path)
        else:
            self.add('PV104', path)

    def members(self, value, shape, path, null):
        """VALUE is a map."""
        for key, member in value.items():
            inner = path + '.' + key
            if shape.words[1:2] == ['code']:
                self.code(key, shape.words[2], inner)
            elif shape.words[1:2] != ['any'] and not fields.KEY.match(key):
                self.add('PV104', inner)
            self.value(member, shape.item, inner, null)

    def object(self, value, shape, path, null):
        """VALUE is an object with known members."""
        proposed = path == 'proposed' or path.startswith('proposed.')
        for key, member in value.items():
            inner = path + '.' + key if path else key
            if key in shape.members:
                self.value(member, shape.members[key], inner, null)
            elif proposed:
                self.add('PV104', inner)
            else:
                self.add('PV105', inner, 'warning')

    # What goes beyond types.

    def evidence(self):
        """Each piece is somewhere, and files have their hash."""
        for key, item in _items(self.record.value.get('evidence')):
            path = 'evidence.' + key
            if not any(item.get(name) for name in ('path', 'url', 'doi')):
                self.add('PV104', path)
            elif item.get('path') and not item.get('sha256'):
                self.add('PV104', path)
        held = self.record.value.get('evidence')
        for entry in self.record.history:
            for key, sha in _pairs(entry.get('evidence')):
                if fields.get(held, key + '.sha256') != sha:
                    self.add('PV405', 'evidence.' + key)

    def criteria(self):
        """The verdicts are those of the measurements."""
        for key, item in _items(self.record.value.get('criteria')):
            path = 'criteria.' + key + '.'
            try:
                right = verdicts.verdict(item)
            except verdicts.Fault as fault:
                self.add('PV104', path + str(fault))
                continue
            if 'verdict' in item and item['verdict'] != right:
                self.add('PV109', path + 'verdict')

    def proposed(self):
        """After the patch each criterion can still be judged."""
        patch = self.record.value.get('proposed')
        if not isinstance(patch, dict) or \
                not isinstance(patch.get('criteria'), dict):
            return
        after = merge_patch(self.record.value, patch).get('criteria')
        for key, item in _items(after):
            try:
                verdicts.verdict(item)
            except verdicts.Fault:
                if key in patch['criteria']:
                    self.add('PV104', 'proposed.criteria.' + key)

    def chain(self):
        """The entries hold together, and led to the stage."""
        before = None
        for i, entry in enumerate(self.record.history):
            path = 'history.%d.' % i
            for name in ENTRY_NEEDS:
                if name not in entry:
                    self.add('PV104', path + name)
            recorded = entry.get('recorded')
            if isinstance(recorded, dict) and not (
                    'source' in recorded and 'line' in recorded):
                self.add('PV104', path + 'recorded')
            if _whole(entry.get('seq')) and entry['seq'] != i + 1:
                self.add('PV205', path + 'seq')
            came = before.get('to') if before is not None else None
            if entry.get('from') != came:
                self.add('PV205', path + 'from')
            link = digest(before if before is not None
                          else {'id': self.record.value['id']})
            if isinstance(entry.get('prev'), str) and entry['prev'] != link:
                self.add('PV205', path + 'prev')
            before = entry
        stage = self.record.value['stage']
        if before is None or before.get('to', stage) != stage:
            self.add('PV203', '')

    def frozen(self):
        """What was frozen is as it was."""
        for entry in reversed(self.record.history):
            if 'frozen' in entry:
                parts = entry.get('freeze')
                if entry.get('frozen') != frozen_digest(
                        self.record.value, parts):
                    self.add('PV207', '')
                return

    def hold(self):
        """`hold` is there in a pause, and says what the entry says."""
        value = self.record.value
        hold = value.get('hold')
        workflow = self.rules.workflow
        kind = workflow.stages.get(value['stage']) if workflow else None
        if kind is not None and ('hold' in value) != (kind == 'paused'):
            self.add('PV213', 'hold')
        if not isinstance(hold, dict) or not self.record.history:
            return
        last = last_step(self.record.history)
        for name, there in (('from', 'from'), ('code', 'code'),
                            ('since', 'at')):
            if hold.get(name) != last.get(there):
                self.add('PV213', 'hold.' + name)

    def personal(self, value, shape, path, key):
        """No number of a person stands anywhere."""
        if isinstance(value, dict):
            for name, member in value.items():
                inner = (shape.item if shape.is_map else
                         shape.members.get(name)) if shape else None
                self.personal(member, inner, path + '.' + name, name)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self.personal(item, shape.item if shape else None,
                              '%s.%d' % (path, i), key)
        elif isinstance(value, str) and not (
                shape and shape.kind in HASHES) and key != 'signature':
            if identifiers.personal(value, key not in NO_PHONES and not
                                    value.startswith(('http:', 'https:'))):
                self.add('PV111', path)

    def run(self, name):
        """All faults of the record in the file of the project NAME."""
        record = self.record
        if record.unreadable:
            return [(record.unreadable, '', 'error')]
        value = record.value
        if value['id'] != name:
            self.add('PV103', 'id')
        self.object(value, fields.RECORD, '', False)
        if not fields.is_id(value['id']):
            self.add('PV104', 'id')
        self.evidence()
        self.criteria()
        self.proposed()
        self.chain()
        self.frozen()
        self.hold()
        self.personal(value, fields.RECORD, '', '')
        if canonical(value, fields.RECORD) != record.data:
            self.add('PV108', '', 'note')
        return self.faults


def _whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _items(value):
    """The members of a map that are objects."""
    if not isinstance(value, dict):
        return []
    return [(key, item) for key, item in value.items()
            if isinstance(item, dict)]


def _pairs(value):
    return value.items() if isinstance(value, dict) else ()


def _counts(value, kind, words):
    if kind == 'bool':
        return isinstance(value, bool)
    if not _whole(value):
        return False
    if kind == 'money':
        return True
    low = int(words[0])
    high = int(words[1]) if len(words) > 1 else value
    return low <= value <= high


def _fits(text, kind, words, record):
    """Whether TEXT is of a type that is told by its text alone, or by a
    key of the record."""
    if kind == 'string':
        return 1 <= len(text) <= int(words[0]) and \
            not fields.CONTROL.search(text)
    if kind == 'text':
        return 1 <= len(text) <= 65536 and \
            not fields.CONTROL.search(text.translate(BLANKS))
    if kind == 'enum':
        return text in words
    if kind == 'date':
        return fields.parse_date(text) is not None
    if kind == 'time':
        return fields.parse_time(text) is not None
    if kind == 'decimal':
        return verdicts.number(text) is not None
    if kind == 'value':
        return text in ('yes', 'no') or verdicts.number(text) is not None
    if kind == 'key':
        held = record.get(words[0])
        return isinstance(held, dict) and text in held
    if kind in ('handle', 'who'):
        held = record.get(words[0]) if words else None
        return fields.is_id(text) or bool(fields.ADDRESS.match(text)) or \
            (isinstance(held, dict) and text in held)
    if kind == 'address':
        return bool(fields.ADDRESS.match(text))
    if kind == 'country':
        return text in fields.COUNTRIES
    return _spelled(text, kind)


SPELLED = {'currency': r'[A-Z]{3}\Z', 'sha256': r'[0-9a-f]{64}\Z',
           'digest': r'sha256:[0-9a-f]{64}\Z',
           'url': r'(https?|ftp)://\S+\Z'}


def _spelled(text, kind):
    return bool(fields.re.match(SPELLED[kind], text))


def frozen_parts(value, parts):
    """The PARTS of the record VALUE that a transition freezes."""
    out = {}
    for part in parts if isinstance(parts, list) else ():
        held = value.get(part) if isinstance(part, str) else None
        if held is None:
            continue
        if part == 'criteria' and isinstance(held, dict):
            held = {key: without(item, 'measured', 'verdict', 'waiver')
                    if isinstance(item, dict) else item
                    for key, item in held.items()}
        elif part == 'readiness' and isinstance(held, dict):
            held = {key: member for key, member in held.items()
                    if key in ('scale', 'baseline', 'target')}
        out[part] = held
    return out


def frozen_digest(value, parts):
    """The digest of the PARTS of VALUE."""
    return digest(frozen_parts(value, parts))


def merge_patch(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    out = dict(target) if isinstance(target, dict) else {}
    for key, member in patch.items():
        if member is None:
            out.pop(key, None)
        else:
            out[key] = merge_patch(out.get(key), member)
    return out


def last_step(history):
    """The last entry that is a step; one that resolves is none."""
    for entry in reversed(history):
        if entry.get('transition') != '@resolve':
            return entry
    return {}


def record_digest(value):
    """The digest of a record as it is judged."""
    return digest(without(value, 'stage', 'hold', 'history'))
