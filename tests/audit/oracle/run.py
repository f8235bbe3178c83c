"""The whole audit: scope, each commit in its order, the tip, the report."""

from . import merges, objects, ordinary, tip
from .audit import Audit, NoTracker

# What the oracle does not judge, and why.
UNCOVERED = {
    'PV309 of OpenPGP': 'gpgv is no part of the oracle: a commit signed by '
                        'OpenPGP counts as signed by an unknown key',
    'PV501 of references': 'high-water marks lie outside the repository; '
                           'only --anchor and --since are judged',
    'PV113 of a tie': 'the documents do not say which depth is that of most '
                      'where as many lie at the other; here it is 0',
    'PV104 of the year 0': 'Python has no such dates, and calls them wrong',
    'PV111 at its edges': 'numbers are looked for in ASCII and full-width '
                          'digits, grouped by single blanks and dashes',
    'PV505 of damage': 'the first missing object ends the oracle, with 7; '
                       'git itself refuses damaged ones',
}


class Scope:
    """Which commits are judged, from the founding commit on."""

    def __init__(self, audit, anchor):
        self.audit = audit
        dag = audit.dag
        self.candidates = [oid for oid in dag.order if audit.has_tracker(oid)
                           and not any(map(audit.has_tracker,
                                           dag.parents[oid]))]
        if not self.candidates:
            raise NoTracker
        audit.founding = self.candidates[0]
        if anchor in self.candidates:
            audit.founding = anchor
        audit.scope = dag.scope(audit.founding)
        self.judged = set()

    def without_tracker(self, oid):
        """Whether OID has no tracker; 307 where it has lost it."""
        audit = self.audit
        if audit.has_tracker(oid):
            return False
        parents = audit.parents(oid)
        if any(map(audit.has_tracker, parents)) or \
                audit.snap(oid).touched(audit.snap(parents[0])):
            audit.add(oid, 'PV307')
        return True

    def commit(self, oid):
        """Judge the commit OID."""
        audit = self.audit
        if oid == audit.founding:
            ordinary.founding(audit, oid)
            return
        if oid in self.candidates:
            audit.add(oid, 'PV307')
            return
        if oid not in audit.scope or self.without_tracker(oid):
            return
        parents = [p for p in audit.parents(oid) if audit.has_tracker(p)]
        if len(parents) == 1:
            ordinary.ordinary(audit, oid, parents[0])
        elif len(parents) == 2:
            merges.Merge(audit, oid, parents).run()
        else:
            merges.octopus(audit, oid, parents)


def reach(audit, anchor, since):
    """PV501: what was named is not where it should be."""
    if anchor is not None and not (
            audit.dag.descends(audit.tip, anchor) and
            audit.dag.descends(anchor, audit.founding)):
        audit.add(audit.tip, 'PV501', where='anchor')
    if since is not None and not audit.dag.descends(audit.tip, since):
        audit.add(audit.tip, 'PV501', where='since')


def in_order(audit, since):
    """The findings in the order of the report."""
    found = audit.findings
    if since in audit.dag:
        found = [f for f in found if not audit.dag.descends(since, f.commit)
                 or f.commit == audit.tip]
    return sorted(found, key=lambda f: (
        audit.dag.position[f.commit], f.project, f.rule, f.where))


def audit(path, rev='HEAD', anchor=None, since=None, stronger=None):
    """All findings in the repository PATH, and the exit status."""
    it = Audit(path, rev, stronger)
    try:
        return _audit(it, anchor, since)
    finally:
        it.close()


def _audit(it, anchor, since):
    anchor, since = (it.objects.resolve(rev) if rev else None
                     for rev in (anchor, since))
    scope = Scope(it, anchor)
    masked = objects.masked(it.path)
    for severity in masked:
        it.add(it.tip, 'PV505', severity=severity)
    it.signatures.ahead([it.commit(oid) for oid in it.dag.order
                         if oid in it.scope])
    reach(it, anchor, since)
    for oid in it.dag.order:
        scope.commit(oid)
    if it.has_tracker(it.tip):
        tip.findings(it)
    tip.settle(it, since is None)
    found = in_order(it, since)
    if 'error' in masked:
        return found, 7
    return found, int(any(f.severity == 'error' and not f.excused
                          for f in found))
