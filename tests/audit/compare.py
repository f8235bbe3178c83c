#!/usr/bin/env python3
"""Compare what is to be found with what is found.

usage: compare.py [--program PATH] [--keep DIR] [--jobs N] SEED[-SEED]
                  [none|all|spread|MUTATION]...

Histories are generated for the seeds, without a mutation (none, which is
what is done where nothing else is said), with each mutation, with those
named, or so that every mutation is played by some seed (spread).  In each
the set of (commit, rule, project, severity) that must be found, that of
`proven audit` and that of the oracle must be the same.  Prints what
differs, at last how many histories there were; exits with 1 where some
differ.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import generate                         # noqa: E402
from gen.mutations import MUTATIONS     # noqa: E402
from gen.odb import environment         # noqa: E402


def run(args, where):
    done = subprocess.run(args, cwd=where, env=environment(where),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1, 7):
        raise RuntimeError("%s: %d: %s" % (
            " ".join(args), done.returncode, done.stderr.decode()))
    return done.stdout.decode().splitlines()


def by_program(program, repo, arguments):
    lines = run([program, "audit", "--no-cache", "--format", "jsonl"] +
                arguments, repo)
    return {(f["commit"], f["rule"], f["project"] or "-", f["severity"])
            for f in map(json.loads, lines) if "rule" in f}


def by_oracle(repo, arguments):
    lines = run([sys.executable, "-B", os.path.join(HERE, "oracle.py"),
                 ".", "--tip", "refs/heads/main"] + arguments, repo)
    return {tuple(line.split("\t")[:4]) for line in lines}


def read_lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as text:
        return text.read().splitlines()


def tell(name, wanted, found, who):
    for what, some in (("misses", wanted - found),
                       ("finds too much", found - wanted)):
        for finding in sorted(some):
            print("%s: %s %s: %s" % (name, who, what, " ".join(finding)))
    return wanted != found


def compare(play):
    """Prints what differs; true where something does."""
    seed, mutation, options = play
    name = "%d%s" % (seed, " " + mutation if mutation else "")
    out = tempfile.mkdtemp(prefix="tamper-", dir=options.keep)
    args = ["--seed", str(seed), "--out", out]
    if mutation:
        args += ["--mutation", mutation]
    try:
        generate.generate(generate.parse(args))
        repo = os.path.join(out, "repo")
        wanted = {tuple(line.split("\t"))
                  for line in read_lines(os.path.join(out, "expected"))}
        arguments = read_lines(os.path.join(out, "arguments"))
        bad = tell(name, wanted, by_program(options.program, repo,
                                            arguments), "proven")
        bad |= tell(name, wanted, by_oracle(repo, arguments), "the oracle")
    except Exception:       # whatever it is, the others go on
        print("%s:\n%s" % (name, traceback.format_exc()))
        bad = True
    if bad and options.keep:
        print("%s: see %s" % (name, out))
    else:
        shutil.rmtree(out)
    sys.stdout.flush()
    return bad


def plays(options):
    """(seed, mutation or None) of all that is to be done."""
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    every = list(MUTATIONS)
    for what in options.what or ["none"]:
        if what == "none":
            yield from ((seed, None) for seed in seeds)
        elif what == "all":
            yield from ((seed, m) for seed in seeds for m in every)
        elif what == "spread":
            random.Random(int(first)).shuffle(every)
            yield from ((seeds[i % len(seeds)], m)
                        for i, m in enumerate(every))
        else:
            yield from ((seed, MUTATIONS[what].name) for seed in seeds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="proven")
    parser.add_argument("--keep")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("seeds")
    parser.add_argument("what", nargs="*")
    options = parser.parse_args()
    todo = [(seed, mutation, options) for seed, mutation in plays(options)]
    with multiprocessing.Pool(options.jobs) as pool:
        bad = sum(pool.imap_unordered(compare, todo))
    done = len(todo)
    print("%d histories, %d of them not as expected" % (done, bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
