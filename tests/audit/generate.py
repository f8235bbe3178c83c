#!/usr/bin/env python3
"""Write a random tracker history, and what an audit of it must find.

usage: generate.py --seed N --out DIR [--mutation NAME] [--depth 0|2]
                   [--commits K]
       generate.py --list-mutations | --self-check

DIR/repo is the repository, its branch main the history.  DIR/expected has
a line COMMIT, RULE, PROJECT ("-": none), SEVERITY, separated by tabs, for
each finding, sorted.  DIR/arguments, where it is there, has arguments for
the audit, one a line.  The same seed and options give the same commits.
"""

import argparse
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from gen import coverage, notes, world as worlds  # noqa: E402
from gen.mutations import MUTATIONS               # noqa: E402
from gen.scene import Scene                       # noqa: E402
from gen.story import Story                       # noqa: E402


def choose_settings(args, rng):
    settings = {"flow": rng.choice(("plain", "panel", "panel")),
                "require": rng.choice(("claimed", "authored", "centre",
                                       "signed")),
                "depth": rng.choice((0, 2)), "bare": rng.random() < 0.5,
                "commits": rng.randrange(20, 61) if args.mutation else
                rng.randrange(40, 121)}
    if args.depth is not None:
        settings["depth"] = args.depth
    if args.commits is not None:
        settings["commits"] = args.commits
    return settings


def severity_of(world, tip, rule, severity):
    ranks = ("note", "warning", "error")
    other = world.tracker(tip).files["tracker"]["severities"].get(rule)
    return other if other in ranks else severity


def write_expected(world, tip, path):
    found = {finding for finding in world.expected
             if finding[0] in world.commits and
             tip.ancestors >> world.commits[finding[0]].index & 1}
    found |= notes.all_notes(world, tip)
    found |= {(tip.oid, rule, project or "-", severity)
              for rule, project, severity in world.tip_expected}
    lines = ["\t".join((oid, rule, project,
                        severity_of(world, tip, rule, severity))) + "\n"
             for oid, rule, project, severity in found]
    with open(path, "w", encoding="ascii") as out:
        out.writelines(sorted(lines))


def publish(world, tip, settings):
    git = world.odb.git
    world.odb.rewrite([tip.oid] + [c.oid for c in world.others.values()])
    git("update-ref", "refs/heads/main", tip.oid)
    if settings["bare"]:
        git("config", "core.bare", "true")
        for name in os.listdir(world.odb.git_dir):
            os.rename(os.path.join(world.odb.git_dir, name),
                      os.path.join(world.odb.path, name))
        os.rmdir(world.odb.git_dir)
        world.odb.git_dir = world.odb.path
    else:
        git("reset", "-q", "--hard")
    for name, commit in world.others.items():
        git("update-ref", name, commit.oid)
    for function in world.after:
        function(world.odb.git_dir)


def write_arguments(world, path):
    if os.path.exists(path):
        os.remove(path)
    if world.arguments:
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in world.arguments)


def generate(args):
    rng = random.Random("%d %s" % (args.seed, args.mutation or ""))
    settings = choose_settings(args, rng)
    chosen = args.mutation and MUTATIONS[args.mutation]
    if chosen:
        chosen.restrict(settings, rng)
    os.makedirs(args.out, exist_ok=True)
    world = worlds.World(os.path.join(os.path.abspath(args.out), "repo"),
                         rng.random(), settings)
    world.odb.init()
    story = Story(world)
    story.begin()
    if chosen:
        story.run(rng.randrange(settings["commits"]))
        Scene(story, chosen).play()
    story.run(settings["commits"])
    story.end()
    publish(world, story.main, settings)
    write_expected(world, story.main, os.path.join(args.out, "expected"))
    write_arguments(world, os.path.join(args.out, "arguments"))


def parse(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out")
    parser.add_argument("--mutation")
    parser.add_argument("--list-mutations", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    parser.add_argument("--depth", type=int, choices=(0, 2))
    parser.add_argument("--commits", type=int)
    args = parser.parse_args(arguments)
    if not (args.list_mutations or args.self_check or args.out):
        parser.error("--out is missing")
    if args.mutation and args.mutation not in MUTATIONS:
        parser.error("no such mutation: " + args.mutation)
    return args


def main():
    args = parse()
    if args.list_mutations:
        for mutation in MUTATIONS.values():
            print("%s\t%s\t%s\t%s" % mutation.line())
        return
    if args.self_check:
        sys.exit(coverage.check())
    generate(args)


if __name__ == "__main__":
    main()
