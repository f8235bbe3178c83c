"""A random walk: branches, commits on them, merges."""

from . import actions, entries, merge, notes, real, rules, squash
from .world import folder_id, place, record_id


class Story:
    def __init__(self, world):
        self.world = world
        self.git = real.Git(world)
        self.main = None
        self.sides = []
        self.outside = None
        self.turns = 0
        self.still = False      # nothing is to move to another depth

    def begin(self):
        """What was before, and the founding commit."""
        world, before = self.world, None
        if world.rng.random() < 0.4:
            draft = world.draft()
            draft.put("README.md", "# Projects\n")
            before = draft.commit(entries.strangers(world.rng), "Initial")
            if world.rng.random() < 0.6:
                draft = world.draft(before)
                draft.put("doc/before.md", "An old branch\n")
                self.outside = draft.commit(
                    entries.strangers(world.rng), "Documents")
        self.main = rules.found(world, before)
        for _ in range(2):
            self.main = actions.begin(world, self.main)
        if world.settings["flow"] == "panel" and world.rng.random() < 0.6:
            self.head_start()

    def head_start(self):
        """One project comes far at once."""
        world, ident = self.world, sorted(self.main.projects())[0]
        for name in ("submit", "approve", "advance")[
                :world.rng.randrange(2, 4)]:
            self.main = actions.drive(world, self.main, ident, name)
        if world.rng.random() < 0.5:
            self.main = actions.drive(world, self.main, ident, "rebaseline")

    def count(self):
        """Commits so far, and merges among them."""
        mine = [c for c in self.world.by_index
                if self.main.ancestors >> c.index & 1]
        return len(mine), sum(len(c.parents) > 1 for c in mine)

    def run(self, size):
        """Go on until there are SIZE commits."""
        idle = 0
        while idle < 50:
            total, merges = self.count()
            if total >= size:
                break
            want = 3 * merges < total
            idle = 0 if self.step(want) else idle + 1

    def end(self):
        while self.sides:
            self.merge_side()
        while notes.tied(self.main):
            self.main = self.new(self.main)
        self.git.close()

    def step(self, want_merge):
        rng = self.world.rng
        if want_merge and self.sides and rng.random() < 0.7:
            return self.merge_side()
        if len(self.sides) < 2 and rng.random() < (
                0.8 if want_merge else 0.15):
            made = self.grow(self.main)
            if made:
                self.sides.append(made)
            return made
        if self.sides and rng.random() < 0.5:
            i = rng.randrange(len(self.sides))
            made = self.update(i) or self.grow(self.sides[i])
            self.sides[i] = made or self.sides[i]
            return made
        made = self.grow(self.main)
        self.main = made or self.main
        return made

    def update(self, i):
        """Bring a side branch up to date, by merging or rebasing."""
        world, side = self.world, self.sides[i]
        chance = world.rng.random()
        if chance < 0.1:
            return merge.merge(world, side, self.main, "Merge main")
        if chance < 0.25:
            return real.rebase(world, self.git, side, self.main)
        return None

    def merge_side(self):
        world = self.world
        side = self.sides.pop(world.rng.randrange(len(self.sides)))
        if self.outside and world.rng.random() < 0.3:
            self.main = merge.merge_outside(world, self.main, self.outside)
            self.outside = None
        made = None
        if world.rng.random() < 0.15:
            made = squash.squash(world, self.main, side)
        if made:
            self.main = made
            return made
        made = merge.merge(world, self.main, side)
        if made and world.rng.random() < 0.15:
            made = real.text_merge(world, self.git, self.main, side,
                                   made) or made
        if made and world.rng.random() < 0.1:
            self.sides.append(self.grow(side) or side)  # it goes on
        self.main = made or self.main
        return made

    def usable(self, head):
        return [i for i in sorted(head.projects())
                if i not in self.world.tainted]

    def grow(self, head):
        """One more commit on HEAD, or None."""
        world = self.world
        rng, ids = world.rng, self.usable(head)
        if len(ids) < 3 or rng.random() < 0.05 and len(ids) < 9:
            return self.new(head)
        chance, ident = rng.random(), self.focus(head, ids)
        if chance < 0.58:
            return actions.advance(world, head, ident)
        ident = rng.choice(ids)
        if chance < 0.75:
            return actions.edit(world, head, ident)
        if chance < 0.79:
            return actions.tidy(world, head, ident)
        if chance < 0.82:
            return actions.loose_file(world, head, ident)
        if chance < 0.85:
            return actions.other_path(world, head)
        if chance < 0.93:
            return rules.change(world, head)
        if chance < 0.94:
            return actions.drop(world, head, ident)
        if chance < 0.95:
            return self.reshard(head)
        if chance < 0.98:
            return real.revert(world, self.git, head)
        if self.sides:
            return real.cherry_pick(world, self.git, head,
                                    rng.choice(self.sides))
        return None

    def focus(self, head, ids):
        """The project that is worked on: for some time the same one, and
        mostly others on other branches."""
        rng = self.world.rng
        if rng.random() < 0.15:
            return rng.choice(ids)
        turn = self.turns + (0 if head is self.main else
                             1 + self.sides.index(head)
                             if head in self.sides else 1)
        if rng.random() < 0.07:
            self.turns += 1
        return ids[turn % len(ids)]

    def new(self, head):
        way = self.world.rng.random()
        if way < 0.12:
            return actions.intake(self.world, head)
        if way < 0.24:
            return actions.recorded(self.world, head)
        return actions.begin(self.world, head)

    def reshard(self, head):
        """All at the other depth."""
        if self.still:
            return None
        draft = self.world.draft(head)
        depth = 2 - self.world.depth(draft.files)
        for path in list(draft.files):
            for folder in ("approvals", "evidence"):
                ident, rest = folder_id(path, folder)
                if ident:
                    value = draft.files.pop(path)
                    draft.files[place(folder, ident, depth,
                                      "/" + rest)] = value
            if record_id(path):
                value = draft.files.pop(path)
                draft.files[place("projects", record_id(path), depth,
                                  ".json")] = value
        if draft.files == head.files:
            return None
        return actions.commit_edit(draft, "Reshard to %d" % depth)
