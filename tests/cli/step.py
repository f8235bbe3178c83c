#!/usr/bin/env python3
"""Append a step to the history of a project, whatever the rules say.

usage: step.py FILE TRANSITION TO BY [MEMBER=JSON]... [resolves=@OTHER]

The chain and the digest of the record are right; nothing is judged.  The
time is that of GIT_COMMITTER_DATE.  With resolves=@OTHER the entry names
the last one in the file OTHER.
"""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "audit"))

from gen import canon, entries          # noqa: E402


def read(path):
    with open(path, encoding="utf-8") as text:
        return json.load(text)


def member(word):
    name, _, value = word.partition("=")
    if value.startswith("@"):
        return name, canon.digest(read(value[1:])["history"][-1])
    return name, json.loads(value)


def main():
    path, name, to, by = sys.argv[1:5]
    at = int(os.environ["GIT_COMMITTER_DATE"].lstrip("@").split()[0])
    record = read(path)
    judged = canon.record_digest(record)
    entry = entries.make(record, name, to, by, at, judged,
                         **dict(map(member, sys.argv[5:])))
    entries.append(record, entry)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(canon.record_text(record))


if __name__ == "__main__":
    main()
