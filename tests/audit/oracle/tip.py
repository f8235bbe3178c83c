"""Findings on the tip, and what tracker.json makes of all findings."""

import datetime

from . import fields
from .snapshot import PLAIN, place, split
from .tracker import SEVERITIES


def readable(audit):
    """The records of the tip that can be read, by id."""
    found = {}
    for project, blob in sorted(audit.snap(audit.tip).records.items()):
        if blob is not None and audit.record(blob).value is not None:
            found[project] = audit.record(blob)
    return found


def twice(audit, records):
    """PV107: two projects with one code, or of one origin."""
    seen = {}
    for project, record in records.items():
        names = set()
        code = record.value.get('code')
        if isinstance(code, str):
            names.add(('code', code))
        origin = record.value.get('origin')
        for item in origin.values() if isinstance(origin, dict) else ():
            for key in ('doi', 'patent'):
                text = item.get(key) if isinstance(item, dict) else None
                if isinstance(text, str):
                    names.add((key, text.lower()))
        for name in names:
            seen.setdefault(name, []).append(project)
    for name, projects in seen.items():
        for project in projects[1:]:
            audit.add(audit.tip, 'PV107', project, 'warning', str(name))


def depths(audit, snap):
    """PV113: projects at another depth than most."""
    deep = [p for p, depth in snap.depth.items() if depth == 2]
    flat = [p for p, depth in snap.depth.items() if depth == 0]
    for project in deep if len(flat) >= len(deep) else flat:
        audit.add(audit.tip, 'PV113', project, 'note')


def reviews(audit, records, rules):
    """PV211: pauses that should have been looked at."""
    today = datetime.datetime.fromtimestamp(
        audit.commit(audit.tip).committer.time, datetime.timezone.utc).date()
    for project, record in records.items():
        due = fields.parse_date(fields.get(record.value, 'hold.review_by'))
        paused = rules.workflow is not None and rules.workflow.stages.get(
            record.value['stage']) == 'paused'
        if paused and due is not None and due < today:
            audit.add(audit.tip, 'PV211', project, 'note')


def unreferred(audit, snap, records):
    """PV404: files below evidence/ to which nothing refers."""
    named = set()
    for record in records.values():
        held = record.value.get('evidence')
        for item in held.values() if isinstance(held, dict) else ():
            if isinstance(item, dict) and isinstance(item.get('path'), str):
                named.add(place(item['path']))
    for path, (mode, _) in snap.files.items():
        if path.startswith('evidence/') and mode in PLAIN and \
                place(path) not in named:
            found = split(path.split('/', 1)[1])
            audit.add(audit.tip, 'PV404', found[0] if found else '', 'note',
                      path)


def findings(audit):
    """All findings on the tip alone."""
    snap = audit.snap(audit.tip)
    rules = audit.rules(audit.tip)
    records = readable(audit)
    twice(audit, records)
    depths(audit, snap)
    reviews(audit, records, rules)
    unreferred(audit, snap, records)
    for project, record in records.items():
        for rule, path, severity in audit.file_faults(audit.tip, record,
                                                      False):
            audit.add(audit.tip, rule, project, severity, path)


def severity(finding, settings):
    """The severity of FINDING after SETTINGS."""
    own = finding.severity
    asked = settings.severities.get(finding.rule)
    if asked is None:
        return own
    if finding.rule[2] in '235':
        return max(own, asked, key=SEVERITIES.index)
    return asked


def settle(audit, whole):
    """Apply severities and excuses; WHOLE: of a full audit."""
    settings = audit.rules(audit.tip).settings
    if settings is None:
        return
    for finding in audit.findings:
        finding.severity = severity(finding, settings)
    for i, excuse in enumerate(settings.excuses):
        matched = [f for f in audit.findings
                   if f.commit == excuse['commit'] and
                   f.rule == excuse['rule'] and
                   excuse.get('project', f.project) == f.project]
        for finding in matched:
            finding.excused = True
        if not matched and whole:
            audit.add(audit.tip, 'PV312', where=str(i))
