"""Legal changes of the tracker: one file, one revision, by an admin."""

import copy

from . import edits, entries, policy


def relabel(world, files):
    stages = files["workflow"]["stages"]
    stages[world.rng.choice(sorted(stages))]["label"]["en"] = edits.words(
        world.rng, 2)
    return "workflow"


def ask_more(world, files):
    """A gate asks for something that is easy to give."""
    name = "submit" if world.settings["flow"] == "panel" else "try"
    needs = files["workflow"]["transitions"][name]["needs"]
    if not isinstance(needs, list):
        needs = [needs]
    asked = {"fields": ["summary"]}
    needs = [n for n in needs if n != asked] if asked in needs else \
        needs + [asked]
    files["workflow"]["transitions"][name]["needs"] = needs
    return "workflow"


def another_way(world, files):
    """One more transition, or one less."""
    transitions = files["workflow"]["transitions"]
    if "wait" in transitions:
        del transitions["wait"]
    else:
        stages = [name for name, s in files["workflow"]["stages"].items()
                  if s["kind"] == "active"]
        transitions["wait"] = {"from": stages[1:3], "to": "@same",
                               "by": ["manager", "admin"],
                               "needs": {"reason": True}}
    return "workflow"


def newcomer(world, files):
    people = files["people"]["people"]
    handle = "new-" + entries.key_text(world.rng, 3)
    people[handle] = policy.person(
        handle, world.rng.choice(([], ["manager"], ["expert"])), None,
        [{"ssh": world.keys.make(handle).line}])
    return "people"


def leaver(world, files):
    people = files["people"]["people"]
    gone = [h for h in sorted(people) if h.startswith("new-")]
    if not gone:
        return None
    people[world.rng.choice(gone)]["roles"] = []
    return "people"


def new_key(world, files):
    """Somebody has another key; the old one goes, or stays."""
    people = files["people"]["people"]
    handle = world.rng.choice(sorted(people))
    key = {"ssh": world.keys.make(handle).line}
    if handle == policy.HOST:
        key["forge"] = True
    if world.rng.random() < 0.5:
        people[handle]["keys"] = [key]
    else:
        people[handle]["keys"].append(key)
    return "people"


def address(world, files):
    people = files["people"]["people"]
    handle = world.rng.choice(sorted(people))
    people[handle]["emails"].append("%s-%s@example.net" % (
        handle, entries.key_text(world.rng, 3)))
    return "people"


def rename(world, files):
    files["tracker"]["name"] = edits.words(world.rng, 2)
    return "tracker"


def severity(world, files):
    severities = files["tracker"]["severities"]
    severities[world.rng.choice(("PV108", "PV113", "PV404"))] = \
        world.rng.choice(("note", "warning"))
    return "tracker"


def code(world, files):
    files["vocabulary"]["direction"][
        "d" + entries.key_text(world.rng, 3)] = {"en": "Another"}
    return "vocabulary"


WAYS = (relabel, ask_more, another_way, newcomer, leaver, new_key, new_key,
        address, rename, severity, code)


def copy_files(tracker):
    return copy.deepcopy(tracker.files)


def change(world, parent, way=None):
    """One commit that changes the tracker."""
    draft = world.draft(parent)
    files = copy_files(draft.tracker)
    name = (way or world.rng.choice(WAYS))(world, files)
    if name is None:
        return None
    files[name]["revision"] += 1
    return commit(draft, name, files[name])


def commit(draft, name, content, by=None, **odd):
    """CONTENT as the new file NAME, by an admin, signed if need be."""
    draft.write_tracker(name, content)
    return stamp(draft, name, by, **odd)


def stamp(draft, message, by=None, **odd):
    rng, tracker = draft.world.rng, draft.tracker
    by = by or rng.choice(tracker.admins())
    signer = odd.pop("signer", None)
    if signer is None and "unsigned" not in odd and (
            tracker.require["tracker"] == "signed" or rng.random() < 0.3):
        signer = by
    odd.pop("unsigned", None)
    return draft.commit(by, "Tracker: " + message, signer=signer, **odd)


def found(world, parent=None):
    """The founding commit."""
    settings = world.settings
    files = policy.found(settings["flow"], settings["require"], world.keys)
    draft = world.draft(*([parent] if parent else []))
    for name, content in files.items():
        draft.write_tracker(name, content)
    draft.put(".gitattributes", "*.json text eol=lf merge=proven "
              "diff=proven\n")
    if world.rng.random() < 0.3:
        draft.put(".github/workflows/proven.yml", "name: proven\n")
    draft.tracker = policy.Tracker(files)
    commit = stamp(draft, "founded", "li")
    commit.in_scope = True
    world.founding = commit
    return commit
