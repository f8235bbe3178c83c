"""Malformed commits: PV509."""

from .mutations import SIGNED, mutation
from .mut_right import plain_step, stand
from .odb import with_signature


def lines_of(change):
    """CHANGE of the list of header lines, as a function on the text."""
    def mangle(text):
        head, body = text.split(b"\n\n", 1)
        return b"\n".join(change(head.split(b"\n"))) + b"\n\n" + body
    return mangle


def starts(lines, word):
    return next(i for i, line in enumerate(lines)
                if line.startswith(word + b" "))


def without(word):
    return lines_of(lambda lines: [line for line in lines
                                   if not line.startswith(word + b" ")])


def twice(word, text=None):
    def change(lines):
        i = starts(lines, word)
        return lines[:i] + [text or lines[i]] + lines[i:]
    return lines_of(change)


def swapped(one, other):
    def change(lines):
        i, j = starts(lines, one), starts(lines, other)
        lines[i], lines[j] = lines[j], lines[i]
        return lines
    return lines_of(change)


def author_line(text):
    def change(lines):
        lines[starts(lines, b"author")] = text
        return lines
    return lines_of(change)


def two_signatures(m):
    def mangle(text):
        armour = m.key("sun").sign(text, "git")
        return with_signature(with_signature(text, armour), armour)
    return mangle


WAYS = {
    "nul-in-the-message": lambda m: lambda text: text + b"\0evil\n",
    "nul-in-the-header": lambda m: author_line(
        b"author Wang\0 <wang@example.org> 1767603600 +0000"),
    "no-author": lambda m: without(b"author"),
    "no-committer": lambda m: without(b"committer"),
    "two-authors": lambda m: twice(
        b"author", b"author Li <li@example.org> 1767603600 +0000"),
    "two-committers": lambda m: twice(b"committer"),
    "author-behind": lambda m: swapped(b"author", b"committer"),
    "parent-behind": lambda m: swapped(b"parent", b"author"),
    "no-address": lambda m: author_line(b"author Wang 1767603600 +0000"),
    "no-date": lambda m: author_line(b"author Wang <wang@example.org>"),
    "bad-date": lambda m: author_line(
        b"author Wang <wang@example.org> yesterday +0000"),
    "two-signatures": two_signatures,
    "sha256-signature": lambda m: lambda text: with_signature(
        text, m.key("wang").sign(text, "git"), b"gpgsig-sha256"),
    "huge-header": lambda m: lines_of(
        lambda lines: lines + [b"x-padding " + b"x" * 70000]),
}
ROWS = {"huge-header": [24]}


def register_ways():
    for name, way in WAYS.items():
        def play(m, way=way):
            ident, draft, record = m.opened()
            record["title"] = "In an odd commit"
            stand(m, draft, record, "wang", mangle=way(m))
            m.expect("PV509")
        mutation("PV509", ROWS.get(name, [2]), "commit-" + name,
                 "A malformed commit: " + name.replace("-", " "))(play)


register_ways()


@mutation("PV509", [13])
def parent_twice(m):
    """A commit with one parent named twice."""
    draft = m.draft()
    draft.put("doc/twice.md", "Twice\n")
    m.head = draft.commit("wang", "Twice", mangle=twice(b"parent"))
    m.expect("PV509")


@mutation("PV509 PV308", [2], **SIGNED)
def step_with_two_signatures(m):
    """A step in a commit with two signatures: none of them counts."""
    def mangle(text):
        return with_signature(text, m.key("sun").sign(text, "git"))

    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], entry["by"], mangle=mangle)
    m.expect("PV509")
    m.expect("PV308", ident)


@mutation("PV509 PV308", [2], **SIGNED)
def step_with_a_tail(m):
    """A step in a signed commit, with more behind a NUL."""
    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], entry["by"],
          mangle=lambda text: text + b"\0evil")
    m.expect("PV509")
    m.expect("PV308", ident)
