"""The graph of commits: the order of the audit, ancestors, bases."""


class Dag:
    """All commits from TIP down; `order` has parents before children.

    PARENTS_OF is a function that gives the parents of a commit."""

    def __init__(self, tip, parents_of):
        self.order = []
        self.parents = {}
        self._walk(tip, parents_of)
        self.position = {oid: i for i, oid in enumerate(self.order)}
        self.ancestors = {}
        for i, oid in enumerate(self.order):
            bits = 1 << i
            for parent in self.parents[oid]:
                bits |= self.ancestors[parent]
            self.ancestors[oid] = bits

    def _walk(self, tip, parents_of):
        """Post-order, depth first, first parents first."""
        done = set()
        stack = [(tip, 0)]
        self.parents[tip] = parents_of(tip)
        while stack:
            oid, next_one = stack.pop()
            if next_one < len(self.parents[oid]):
                stack.append((oid, next_one + 1))
                parent = self.parents[oid][next_one]
                if parent not in self.parents:
                    self.parents[parent] = parents_of(parent)
                    stack.append((parent, 0))
            elif oid not in done:
                done.add(oid)
                self.order.append(oid)

    def __contains__(self, oid):
        return oid in self.position

    def descends(self, oid, ancestor):
        """Whether OID is ANCESTOR or descends from it."""
        return ancestor in self.position and \
            bool(self.ancestors[oid] >> self.position[ancestor] & 1)

    def scope(self, founding):
        """FOUNDING and what descends from it."""
        return {oid for oid in self.order if self.descends(oid, founding)}

    def bases(self, one, other, scope):
        """The best common ancestors of both in SCOPE."""
        common = self.ancestors[one] & self.ancestors[other]
        found = []
        while common:
            oid = self.order[common.bit_length() - 1]
            common &= ~self.ancestors[oid]
            if oid in scope:
                found.append(oid)
        return found
