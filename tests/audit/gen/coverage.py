"""Has every rule and every threat its mutation?"""

import os
import re

from .mutations import MUTATIONS

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), *[".."] * 3)

# Rows of the threat model that no history can show: where they are tested
# instead, and what to look for there.
ELSEWHERE = {
    18: ("tests/cli/t610-audit.t", "shallow"),
    31: ("tests/cli/t640-ci.t", "base"),
    32: ("tests/cli/t620-findings.t", "hostile"),
    33: ("tests/cli/t650-audit-trust.t", "cache with any byte"),
    34: ("tests/cli/t460-repositories.t", "hostile"),
}


def rules():
    """The ids in the table of core/model/rule.h."""
    path = os.path.join(TOP, "core", "model", "rule.h")
    with open(path, encoding="utf-8") as text:
        return re.findall(r"_\((PV\d{3}),", text.read())


def holds(path, word):
    path = os.path.join(TOP, path)
    if not os.path.exists(path):
        return False
    with open(path, encoding="utf-8") as text:
        return word in text.read()


def check():
    """Prints what lacks one; gives the exit status."""
    covered = {rule for m in MUTATIONS.values() for rule in m.rules}
    rows = {row for m in MUTATIONS.values() for row in m.rows}
    missing = ["%s has no mutation" % rule for rule in rules()
               if rule not in covered]
    missing += ["%s is no rule" % rule for rule in sorted(
        covered - set(rules()))]
    missing += ["row %d has neither mutation nor test" % row
                for row in range(1, 38)
                if row not in rows and row not in ELSEWHERE]
    missing += ["%s does not test row %d: no '%s'" % (path, row, word)
                for row, (path, word) in ELSEWHERE.items()
                if not holds(path, word)]
    for line in missing:
        print(line)
    return 1 if missing else 0
