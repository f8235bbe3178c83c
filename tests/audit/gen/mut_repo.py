"""The repository around the history: PV501, 505."""

import os

from . import actions
from .mutations import mutation


@mutation("PV501", [14, 15, 16])
def rewritten(m):
    """The commit that an audit was pinned to is no longer there."""
    old = actions.begin(m.world, m.head)
    m.world.others["refs/heads/old"] = old
    m.world.arguments += ["--anchor", old.oid]
    m.world.tip_expected.append(("PV501", None, "error"))


@mutation("", [14])
def pinned(m):
    """An audit pinned to a commit of this history: nothing to find."""
    m.world.arguments += ["--anchor", m.head.oid]


@mutation("PV505", [17])
def replaced_commit(m):
    """Git is told to show another commit in the place of one."""
    ident = m.fresh()
    shown = m.head
    draft = m.world.draft(m.head.parents[0])
    draft.put("doc/decoy.md", "Nothing happened\n")
    decoy = draft.commit("wang", "Documents")
    m.world.others["refs/replace/" + shown.oid] = decoy
    m.world.tainted.add(ident)
    m.world.tip_expected.append(("PV505", None, "error"))


@mutation("PV505", [17])
def grafted(m):
    """Git is told of other parents than a commit has."""
    shown, founding = m.head, m.world.founding

    def graft(git_dir):
        with open(os.path.join(git_dir, "info", "grafts"), "w",
                  encoding="ascii") as out:
            out.write("%s %s\n" % (shown.oid, founding.oid))
    m.world.after.append(graft)
    m.world.tip_expected.append(("PV505", None, "error"))


@mutation("PV505", [19])
def borrowed_objects(m):
    """Objects may come from another repository: a note."""
    def borrow(git_dir):
        other = os.path.join(git_dir, "other")
        os.makedirs(os.path.join(other, "pack"))
        path = os.path.join(git_dir, "objects", "info", "alternates")
        with open(path, "w", encoding="utf-8") as out:
            out.write(other + "\n")
    m.world.after.append(borrow)
    m.world.tip_expected.append(("PV505", None, "note"))


@mutation("", [29])
def tag_named_main(m):
    """A tag `main` with another state: nothing of the branch."""
    ident, draft, record = m.opened()
    record["stage"] = "gone" if not m.panel else "closed"
    draft.write(record)
    m.world.others["refs/tags/main"] = draft.commit("wang", "As I say")
