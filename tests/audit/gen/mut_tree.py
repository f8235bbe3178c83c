"""Odd entries of trees: PV504."""

from .mutations import PLAIN, mutation
from .odb import DIR, EXEC, LINK, SUBMODULE
from .world import place


def odd_tree(m, folder, edit, files=(), project=None):
    """A commit with FILES, and the entries of FOLDER changed by EDIT; the
    next one is straight again."""
    m.story.still = True
    draft = m.draft()
    for path in files:
        draft.put(path, path + "\n")
    author = draft.tracker.identity("wang")
    m.head = draft.commit(author, "Odd", tree_edit=(folder, edit))
    m.expect("PV504", project)
    draft = m.draft()
    for path in files:
        draft.remove(path)
    m.edit(draft)


def extra(mode, name):
    def edit(odb, entries):
        return sorted(entries + [(mode, name, odb.blob("odd\n"))],
                      key=lambda e: e[1] + b"/" * (e[0] == DIR))
    return edit


NAMES = {
    "dot-git": b".git", "dot-git-in-capitals": b".GiT",
    "dot-dot": b"..", "dot": b".", "full-path": b"a/b", "no-name": b"",
    "control-character": b"a\x01b", "newline": b"a\nb",
}
FOLDERS = ("", "projects/")


def register_names():
    for name, text in NAMES.items():
        def play(m, text=text):
            odd_tree(m, m.rng.choice(FOLDERS), extra("100644", text))
        mutation("PV504", [21, 22], "tree-" + name,
                 "A tree with a bad name: " + name.replace("-", " "))(play)


register_names()


@mutation("PV504", [21])
def tree_duplicate(m):
    """A name that stands twice in a folder."""
    def edit(_, entries):
        return sorted(entries + [e for e in entries if e[1] == b"odd.txt"],
                      key=lambda e: e[1] + b"/" * (e[0] == DIR))
    odd_tree(m, "projects/", edit, ["projects/odd.txt"])


@mutation("PV504", [21])
def tree_unsorted(m):
    """Two entries of a folder in the wrong order."""
    def edit(_, entries):
        names = [e[1] for e in entries]
        i, j = names.index(b"odd-1.txt"), names.index(b"odd-2.txt")
        entries[i], entries[j] = entries[j], entries[i]
        return entries
    odd_tree(m, "projects/", edit,
             ["projects/odd-1.txt", "projects/odd-2.txt"])


@mutation("PV504", [22])
def tree_case_clash(m):
    """Two names of a folder that differ only in case."""
    odd_tree(m, "", lambda _, entries: entries,
             ["projects/README.txt", "projects/Readme.txt"])


@mutation("PV504", [9, 22])
def tracker_twin(m):
    """A folder like that of the tracker, in another case."""
    odd_tree(m, "", lambda _, entries: entries, ["Tracker/people.json"])


@mutation("PV504", **PLAIN)
def no_folder(m):
    """A file where the folder of the approvals goes."""
    odd_tree(m, "", lambda _, entries: entries, ["approvals"])


@mutation("PV504", [23])
def linked_file(m):
    """A symbolic link beside the records."""
    odd_tree(m, "projects/", extra(LINK, b"all"))


@mutation("PV504", [23])
def submodule(m):
    """Another repository below projects/."""
    def edit(odb, entries):
        return sorted(entries + [(SUBMODULE, b"vendor", "1" * 40)],
                      key=lambda e: e[1] + b"/" * (e[0] == DIR))
    odd_tree(m, "projects/", edit)


@mutation("PV504", [23])
def group_writable(m):
    """A file with a mode that git no longer writes."""
    odd_tree(m, "projects/", extra("100664", b"odd.txt"))


@mutation("PV504", [9, 23])
def executable_record(m):
    """A record that can be executed."""
    ident = m.fresh()
    m.story.still = True
    draft = m.draft()
    path = draft.find(ident)
    draft.files[path] = (EXEC, draft.files[path][1])
    m.edit(draft)
    m.expect("PV504", ident)


@mutation("PV504", [23])
def record_is_a_link(m):
    """A link where a record would be, which is none; then it goes."""
    m.story.still = True
    draft = m.draft()
    path = place("projects", "alias", m.world.depth(draft.files), ".json")
    draft.put(path, "other.json", LINK)
    m.edit(draft)
    m.expect("PV504", "alias")
    draft = m.draft()
    draft.remove(path)
    m.edit(draft)
