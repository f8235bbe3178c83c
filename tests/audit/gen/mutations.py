"""The mutations, each in a legal history at a random place.

A mutation names the rules that it breaks and the rows of the threat model
that it stands for.  It says itself what is to be found, and nothing more
may be.
"""

import importlib

MUTATIONS = {}
MODULES = ("record", "step", "right", "vote", "rule", "tree", "commit",
           "join", "repo")


class Mutation:
    def __init__(self, function, name, ruleset, rows, needs):
        self.play, self.name = function, name
        self.rules, self.rows, self.needs = ruleset.split(), rows, needs
        self.__doc__ = function.__doc__

    def restrict(self, settings, rng):
        """Settings under which it can be played."""
        for key, allowed in self.needs.items():
            if settings[key] not in allowed:
                settings[key] = rng.choice(allowed)

    def line(self):
        text = " ".join((self.__doc__ or "").split())
        return (self.name, " ".join(self.rules),
                ",".join(map(str, self.rows)), text)


def mutation(ruleset, rows=(), name=None, doc=None, **needs):
    """RULESET: the rules broken, in one string.  NEEDS: allowed settings,
    such as flow=("panel",)."""
    def register(function):
        if doc:
            function.__doc__ = doc
        known = name or function.__name__.replace("_", "-")
        assert known not in MUTATIONS, known
        MUTATIONS[known] = Mutation(function, known, ruleset, rows, needs)
        return function
    return register


PANEL = {"flow": ("panel",)}
PLAIN = {"flow": ("plain",)}
AUTHORED = {"require": ("authored", "centre")}
SIGNED = {"require": ("signed",)}


def load():
    for module in MODULES:
        try:
            importlib.import_module("gen.mut_" + module)
        except ModuleNotFoundError as error:
            if error.name != "gen.mut_" + module:
                raise


load()
