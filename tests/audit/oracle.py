#!/usr/bin/env python3
"""The audit of a repository by the oracle:

    oracle.py REPO [--tip REV] [--anchor REV] [--since REV] [--require S]

Prints a line for each finding, in the audit's order: commit, rule, project
('-' for none) and severity, and 'excused' where that is so, with tabs
between them.  Exits with 1 when an error is not excused, with 5 when there
is no tracker, and with 7 when the history is incomplete or masked."""

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from oracle import objects, run  # noqa: E402


def options():
    """What the caller asks."""
    parser = argparse.ArgumentParser(description='audit by the oracle')
    parser.add_argument('repo')
    parser.add_argument('--tip', default='HEAD')
    parser.add_argument('--anchor')
    parser.add_argument('--since')
    parser.add_argument('--require',
                        choices=('claimed', 'authored', 'signed'))
    return parser.parse_args()


def main():
    """Print the findings."""
    asked = options()
    try:
        findings, status = run.audit(asked.repo, asked.tip, asked.anchor,
                                     asked.since, asked.require)
    except run.NoTracker:
        print('oracle: no tracker', file=sys.stderr)
        return 5
    except objects.Missing as error:
        print('oracle: no object ' + str(error), file=sys.stderr)
        return 7
    for finding in findings:
        line = [finding.commit, finding.rule, finding.project or '-',
                finding.severity] + ['excused'] * finding.excused
        print('\t'.join(line))
    return status


if __name__ == '__main__':
    sys.exit(main())
