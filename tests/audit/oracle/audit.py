"""What all judgements share: commits, rules, records, findings."""

from . import approvals, gate, objects, signatures, snapshot, state, tracker
from .dag import Dag


class Finding:
    """One finding; `order` sorts them as the audit does."""

    def __init__(self, commit, rule, project, severity, where):
        self.commit = commit
        self.rule = rule
        self.project = project
        self.severity = severity
        self.where = where
        self.excused = False


class NoTracker(Exception):
    """No commit has a tracker."""


class Audit:
    """The history behind TIP in the repository PATH."""

    def __init__(self, path, tip='HEAD', stronger=None):
        self.path = path
        self.objects = objects.Objects(path)
        self.signatures = signatures.Signatures()
        self.stronger = stronger
        self.findings = []
        self.told = set()
        self.commits, self.snaps, self.folders = {}, {}, {}
        self.rules_of, self.records, self.faults = {}, {}, {}
        self.approved, self.facts = {}, {}
        self.tip = self.objects.resolve(tip)
        self.dag = Dag(self.tip, lambda oid: list(dict.fromkeys(
            self.commit(oid).parents)))
        self.founding = None
        self.scope = set()

    def close(self):
        """Let go of processes and files."""
        self.objects.close()
        self.signatures.close()

    # What there is.

    def commit(self, oid):
        """The commit OID."""
        if oid not in self.commits:
            self.commits[oid] = self.objects.commit(oid)
        return self.commits[oid]

    def snap(self, oid):
        """The four folders in the commit OID."""
        tree = self.commit(oid).tree
        if tree not in self.snaps:
            self.snaps[tree] = snapshot.Snapshot(self.objects, tree,
                                                 self.folders)
        return self.snaps[tree]

    def parents(self, oid):
        """The parents of OID that are in scope."""
        return [p for p in self.dag.parents[oid] if p in self.scope]

    def has_tracker(self, oid):
        """Whether the tree of OID has a tracker."""
        return 'tracker.json' in self.snap(oid).tracker

    def rules(self, oid):
        """The rules in the commit OID."""
        held = self.snap(oid).tracker
        key = tuple(held.get(name) for name in tracker.FILES)
        if key not in self.rules_of:
            files = {name: self.objects.blob(blob) if blob else None
                     for name, blob in zip(tracker.FILES, key)}
            self.rules_of[key] = tracker.Rules(files, self.stronger)
        return self.rules_of[key]

    def record(self, blob):
        """The record in BLOB."""
        if blob not in self.records:
            self.records[blob] = state.Record(self.objects.blob(blob))
        return self.records[blob]

    def readable(self, oid, project):
        """The record of PROJECT in OID, or the last one that could be read
        along first parents, and its blob; None where there is none."""
        while oid is not None:
            blob = self.snap(oid).records.get(project, '')
            if blob == '':
                return None, None
            if blob is not None and self.record(blob).value is not None:
                return self.record(blob), blob
            oid = next(iter(self.parents(oid)), None)
        return None, None

    def origin(self, oid, project, index):
        """The commit, OID or before it, that brought the entry INDEX of
        PROJECT, with the records before and in it."""
        record, _ = self.readable(oid, project)
        entry = record.history[index]
        for commit in self.dag.order:
            if commit not in self.scope or \
                    not self.dag.descends(oid, commit):
                continue
            after, _ = self.readable(commit, project)
            if after is None or len(after.history) <= index or \
                    after.history[index] != entry:
                continue
            parents = self.parents(commit)
            before = self.readable(parents[0], project)[0] if parents \
                else None
            return commit, before, after
        return None, None, None

    def approval(self, project, name, blob):
        """The approval in BLOB."""
        key = project, name, blob
        if key not in self.approved:
            self.approved[key] = approvals.Approval(
                project, name, self.objects.blob(blob))
        return self.approved[key]

    def approvals(self, oid, project):
        """All approvals of PROJECT in the commit OID, by name."""
        return {name: self.approval(project, name, blob)
                for (owner, name), blob in self.snap(oid).approvals.items()
                if owner == project}

    def signature(self, oid):
        """The Verdict on the signature of the commit OID."""
        return self.signatures.commit(self.commit(oid))

    def file_facts(self, oid, path):
        """(size, SHA-256) of the plain file at PATH in OID, or None."""
        found = self.snap(oid).file(self.objects, path)
        if found is None or found[0] not in snapshot.PLAIN:
            return None
        if found[1] not in self.facts:
            self.facts[found[1]] = gate.file_facts(
                self.objects.blob(found[1]))
        return self.facts[found[1]]

    # What is wrong with a record as it stands.

    def state_faults(self, blob, project, rules):
        """The faults of the record in BLOB under RULES."""
        key = blob, project, id(rules)
        if key not in self.faults:
            self.faults[key] = state.Check(self.record(blob),
                                           rules).run(project)
        return self.faults[key]

    def file_faults(self, oid, record, inside, paths=None):
        """The faults of the files of evidence of RECORD in OID: those
        below evidence/ (INSIDE), or the others; of PATHS alone."""
        if record is None or record.value is None:
            return []
        relied = {key for entry in record.history
                  if isinstance(entry.get('evidence'), dict)
                  for key in entry['evidence']}
        held = record.value.get('evidence')
        found = []
        for key, item in held.items() if isinstance(held, dict) else ():
            path = item.get('path') if isinstance(item, dict) else None
            if not isinstance(path, str) or \
                    path.startswith('evidence/') != inside or \
                    (paths is not None and
                     snapshot.place(path) not in paths):
                continue
            rule = self.file_fault(oid, item, path)
            if rule in ('PV401', 'PV402') and key in relied:
                rule = 'PV405'
            if rule:
                found.append((rule, 'evidence.' + key, 'error'))
        return found

    def file_fault(self, oid, item, path):
        """The rule that the file of one piece of evidence breaks, or ''."""
        if path.startswith(state.OWN_FOLDERS) or any(
                part in ('', '.', '..') for part in path.split('/')):
            return ''
        found = self.snap(oid).file(self.objects, path)
        if found is None:
            return 'PV401'
        if found[0] not in snapshot.PLAIN:
            return 'PV403'
        size, sha = self.file_facts(oid, path)
        if item.get('sha256', sha) != sha or item.get('bytes', size) != size:
            return 'PV402'
        return ''

    # What was found.

    def add(self, commit, rule, project='', severity='error', where=''):
        """Note a finding, once."""
        key = commit, rule, project, severity, where
        if key not in self.told:
            self.told.add(key)
            self.findings.append(Finding(*key))

    def found(self, commit, rule, project=None):
        """Whether RULE was given for COMMIT (and PROJECT)."""
        return any(f.commit == commit and f.rule == rule and
                   project in (None, f.project) for f in self.findings)
