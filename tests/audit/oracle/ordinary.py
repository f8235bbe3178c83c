"""Commits with one parent in scope, and what all commits have in common."""

from . import fields
from .entries import Added, frozen_before
from .snapshot import place
from .state import frozen_parts
from .tracker import revision

ADOPTED = ('.gitattributes', '.gitlab-ci.yml', 'CODEOWNERS',
           '.pre-commit-config.yaml')
ADOPTED_FOLDERS = ('tracker', '.github', '.gitea', '.forgejo')
NEEDED = ('workflow.json', 'people.json', 'vocabulary.json')
KEPT = ('team', 'partners', 'facilities')


def next_faults(before, after, rules):
    """What may not become of the record BEFORE: (rule, path)."""
    found = []
    old, new = before.value, after.value
    count = len(old['history'])
    if new['history'][:count] != old['history']:
        found.append(('PV204', 'history'))
    if count > 1:
        for name in KEPT:
            held = old.get(name)
            for key in held if isinstance(held, dict) else ():
                if fields.get(new, name + '.' + key) is None:
                    found.append(('PV204', name + '.' + key))
    workflow = rules.workflow
    added = new['history'][count:]
    freed = set()
    for entry in added:
        transition = workflow.transitions.get(entry.get('transition')) \
            if workflow and isinstance(entry.get('transition'), str) else None
        freed |= set(transition.rebaselines) if transition else set()
    parts = frozen_before(old['history'])
    then, now = frozen_parts(old, parts), frozen_parts(new, parts)
    for part in parts:
        if part not in freed and then.get(part) != now.get(part):
            found.append(('PV207', ''))
    if workflow and workflow.stages.get(old['stage']) == 'final' and \
            new['stage'] == old['stage'] and \
            old.get('closure') != new.get('closure'):
        found.append(('PV213', 'closure'))
    return found


def odd_entries(audit, oid, parents):
    """PV504: entries of trees that no parent has like this."""
    old = set()
    for parent in parents:
        old |= {odd.name for odd in audit.snap(parent).odd}
    held = [audit.snap(parent) for parent in parents]
    new = [odd for odd in audit.snap(oid).odd if odd.name not in old]

    def brought(odd):
        return not any(snap.files.get(odd.path) ==
                       (odd.entry[0], odd.entry[2]) for snap in held)

    fresh = [odd for odd in new if brought(odd)]
    folders = {odd.path.rpartition('/')[0] for odd in fresh}
    for odd in new:
        if odd in fresh or odd.path.rpartition('/')[0] not in folders:
            audit.add(oid, 'PV504', odd.project, where=odd.path)


def wrong_places(audit, oid, parents):
    """PV103 and PV506: files in wrong places, and two of one id."""
    snap = audit.snap(oid)
    held = [audit.snap(parent) for parent in parents]
    for path, project in snap.misplaced.items():
        if not any(path in old.misplaced for old in held):
            audit.add(oid, 'PV103', project, where=path)
    for project, name in snap.twice:
        if not any((project, name) in old.twice for old in held):
            audit.add(oid, 'PV306', project, where=name)
    for project in snap.double:
        if not any(project in old.double for old in held):
            audit.add(oid, 'PV506', project)


def common(audit, oid, parents):
    """What every commit in scope is looked at for."""
    commit = audit.commit(oid)
    if commit.malformed:
        audit.add(oid, 'PV509')
    odd_entries(audit, oid, parents)
    wrong_places(audit, oid, parents)


def bad_signature(audit, oid, parents):
    """PV309 for the commit as a whole, unless it was given before."""
    if audit.signature(oid).state != 'bad' or audit.found(oid, 'PV309'):
        return
    snap = audit.snap(oid)
    if not parents or any(snap.touched(audit.snap(p)) for p in parents):
        audit.add(oid, 'PV309')


def tracker_authority(audit, oid, rules):
    """307, 308 or 309: who changes the tracker under RULES."""
    commit, verdict = audit.commit(oid), audit.signature(oid)
    people = rules.people
    if not people.is_admin(commit.email):
        return 'PV307'
    person = people.by_email[commit.email]
    if verdict.state == 'good':
        if person.owns(verdict.key):
            return ''
        if people.signer(verdict) is not None:
            return 'PV307'
    if rules.require['tracker'] != 'signed':
        return ''
    return 'PV309' if verdict else 'PV308'


def founding(audit, oid):
    """The founding commit, by its own files."""
    common(audit, oid, [])
    commit, snap = audit.commit(oid), audit.snap(oid)
    old = {}
    if commit.parents:
        tree = audit.commit(commit.parents[0]).tree
        old = {name: (mode, entry)
               for mode, name, entry in audit.objects.tree(tree)}
    alone = all(name in ADOPTED or name in ADOPTED_FOLDERS or
                old.get(name) == (mode, entry) and
                name not in ('projects', 'approvals', 'evidence')
                for mode, name, entry in snap.root)
    rules = audit.rules(oid)
    revisions = all(revision(data) in (1, None)
                    for data in rules.files.values() if data is not None)
    if not alone or not revisions:
        audit.add(oid, 'PV311')
    for name, rule in rules.faults.items():
        if rules.files.get(name) is not None or name != 'workflow.json':
            audit.add(oid, rule, where=name)
    if rules.people is None or rules.settings is None:
        audit.add(oid, 'PV307')
    else:
        rule = tracker_authority(audit, oid, rules)
        if rule:
            audit.add(oid, rule)
    bad_signature(audit, oid, [])


def tracker_change(audit, oid, parent):
    """A commit that changes something below tracker/."""
    snap, old = audit.snap(oid), audit.snap(parent)
    if snap.tracker == old.tracker:
        return
    rest = [[entry for entry in side.root if entry[1] != 'tracker']
            for side in (snap, old)]
    wrong = rest[0] != rest[1]
    rules = audit.rules(oid)
    for name in rules.files:
        if snap.tracker.get(name) == old.tracker.get(name):
            continue
        data = rules.files.get(name)
        if data is None:
            wrong = wrong or name in NEEDED
            continue
        now = revision(data)
        then = audit.rules(parent).files.get(name)
        was = revision(then) if then is not None else 0
        if now is not None and was is not None and now != was + 1:
            wrong = True
        if name in rules.faults:
            audit.add(oid, rules.faults[name], where=name)
    if wrong:
        audit.add(oid, 'PV311')
    rule = tracker_authority(audit, oid, audit.rules(parent))
    if rule:
        audit.add(oid, rule)


def legal_drop(audit, oid, parent, project):
    """Whether the record of PROJECT, which is gone, could be dropped."""
    before, _ = audit.readable(parent, project)
    workflow = audit.rules(parent).workflow
    return project not in audit.snap(oid).records and \
        before is not None and len(before.history) == 1 and \
        workflow is not None and before.value['stage'] == workflow.initial


def new_approval(audit, oid, rules, project, name):
    """An approval that the commit OID adds."""
    approval = audit.approval(project, name,
                              audit.snap(oid).approvals[project, name])
    if approval.value is None:
        audit.add(oid, approval.rule, project, where=name)
        return
    if rules.require['approvals'] == 'claimed':
        return
    person = rules.people.by_handle.get(approval.value['by'])
    verdict = approval.signed(audit.signatures)
    if person is not None and verdict is not None and \
            verdict.state == 'good' and person.owns(verdict.key):
        return
    if person is None or audit.commit(oid).email not in person.emails:
        audit.add(oid, 'PV302', project, where=name)


def approvals_changed(audit, oid, parent):
    """Approvals that came, went or changed."""
    rules = audit.rules(parent)
    new, old = audit.snap(oid).approvals, audit.snap(parent).approvals
    for project, name in new.keys() - old.keys():
        new_approval(audit, oid, rules, project, name)
    for project, name in old:
        if old[project, name] == new.get((project, name)):
            continue
        if (project, name) not in new and \
                project in audit.snap(parent).records and \
                legal_drop(audit, oid, parent, project):
            continue
        audit.add(oid, 'PV306', project, where=name)


def stage_unknown(audit, oid, project, rules, after):
    """PV106 for the record AFTER."""
    if rules.workflow and after.value['stage'] not in rules.workflow.stages:
        audit.add(oid, 'PV106', project)


def state_changed(audit, oid, parents, project, paths=None):
    """Faults of the record as it stands that no parent has."""
    rules = audit.rules(parents[0])
    blob = audit.snap(oid).records[project]
    record = audit.record(blob)
    old, same, stages = set(), False, set()
    for parent in parents:
        held = audit.snap(parent).records.get(project)
        same = same or held == blob
        before, text = audit.readable(parent, project)
        if held and audit.record(held).unreadable:
            old |= {fault[:2] for fault in
                    audit.state_faults(held, project, rules)}
        if before is not None:
            stages.add(before.value['stage'])
            old |= {fault[:2] for fault in
                    audit.state_faults(text, project, rules)}
            old |= {fault[:2] for fault in
                    audit.file_faults(parent, before, True)}
    found = [] if same else list(audit.state_faults(blob, project, rules))
    found += audit.file_faults(oid, record, True, paths if same else None)
    for rule, path, severity in found:
        if (rule, path) not in old or rule == 'PV203' and \
                record.value['stage'] not in stages:
            audit.add(oid, rule, project, severity, path)


def record_changed(audit, oid, parent, project):
    """The record of PROJECT is another than in the only parent."""
    rules = audit.rules(parent)
    blob = audit.snap(oid).records.get(project, '')
    if blob == '':
        if audit.snap(parent).records[project] is not None and \
                not legal_drop(audit, oid, parent, project):
            audit.add(oid, 'PV503', project)
        return
    if blob is None:
        return
    state_changed(audit, oid, [parent], project)
    after = audit.record(blob)
    if after.unreadable:
        return
    stage_unknown(audit, oid, project, rules, after)
    before, _ = audit.readable(parent, project)
    if before is not None:
        faults = next_faults(before, after, rules)
        for rule, path in faults:
            audit.add(oid, rule, project, where=path)
        if ('PV204', 'history') in faults:
            return
    Added(audit, oid, project, rules, before, after).run()


def ordinary(audit, oid, parent):
    """Judge the commit OID against PARENT."""
    snap, old = audit.snap(oid), audit.snap(parent)
    paths = snap.touched(old)
    if audit.rules(parent).broken:
        if paths:
            audit.add(oid, 'PV307')
        return
    common(audit, oid, [parent])
    tracker_change(audit, oid, parent)
    approvals_changed(audit, oid, parent)
    evidence = snap.evidence.items() ^ old.evidence.items()
    evidence = {place('evidence/%s/%s' % key) for key, _ in evidence} | \
        {path for path in paths if path.startswith('evidence/')}
    for project in sorted(snap.records.keys() | old.records.keys()):
        blob = snap.records.get(project, '')
        if blob != old.records.get(project, ''):
            record_changed(audit, oid, parent, project)
        elif evidence and blob:
            state_changed(audit, oid, [parent], project, evidence)
    bad_signature(audit, oid, [parent])
