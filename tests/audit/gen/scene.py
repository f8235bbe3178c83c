"""Where a mutation is played: what it needs, made legally."""

from . import actions, edits, entries, gate, merge, rules


class Scene:
    """HEAD is the tip of the main branch; all that is made goes on it."""

    def __init__(self, story, mutation):
        self.story, self.world = story, story.world
        self.rng = story.world.rng
        self.mutation = mutation
        self.panel = story.world.settings["flow"] == "panel"

    @property
    def head(self):
        return self.story.main

    @head.setter
    def head(self, commit):
        self.story.main = commit

    def play(self):
        """Nobody reverts or picks these commits later."""
        first, base = len(self.world.by_index), self.head
        self.mutation.play(self)
        self.world.barred.update(range(first, len(self.world.by_index)))
        if self.rng.random() < 0.4:
            self.aside(base)

    def aside(self, base):
        """It all happened on a branch, which is merged; where that would
        not be legal but for it, it did not."""
        main = base
        for _ in range(self.rng.randrange(1, 4)):
            main = self.story.grow(main) or main
        if main is not base:
            self.head = merge.merge(self.world, main, self.head) or \
                self.head

    @property
    def tracker(self):
        return self.world.tracker(self.head)

    # ---- Finding and making ----

    def fresh(self):
        """A new project, in the initial stage with one entry."""
        self.head = actions.begin(self.world, self.head)
        ident = next(i for i in self.head.projects()
                     if i not in self.head.parents[0].projects())
        self.world.tainted.add(ident)
        return ident

    def any_project(self, least=1, kinds=("active",)):
        """One that is there, with so many entries; or a new one."""
        found = [i for i in self.story.usable(self.head)
                 if len(self.record(i)["history"]) >= least and
                 self.record(i)["stage"] in self.tracker.stages and
                 self.tracker.kind(self.record(i)["stage"]) in kinds]
        if not found:
            return self.at(self.early())
        ident = self.rng.choice(found)
        self.world.tainted.add(ident)
        return ident

    def early(self):
        """The stage behind the initial one."""
        return "review" if self.panel else "study"

    def way(self, stage):
        """Steps from the initial stage to STAGE."""
        ways = {"idea": [], "study": ["look"], "trial": ["look", "try"],
                "use": ["look", "try", "adopt"],
                "rest": ["look", "rest"],
                "done": ["look", "try", "finish"],
                "draft": [], "review": ["submit"],
                "technical": ["submit", "approve"],
                "commercial": ["submit", "approve", "advance"],
                "acceptance": ["submit", "approve", "advance", "accept"],
                "on-hold": ["submit", "hold"],
                "declined": ["submit", "decline"]}
        return ways[stage]

    def at(self, stage, fresh=False):
        """A project in STAGE, not used for anything else."""
        found = [i for i in self.story.usable(self.head)
                 if self.record(i)["stage"] == stage and
                 self.plain_past(i, stage)]
        if found and not fresh:
            ident = self.rng.choice(found)
            self.world.tainted.add(ident)
            return ident
        ident = self.fresh()
        for name in self.way(stage):
            self.head = actions.drive(self.world, self.head, ident, name)
        return ident

    def plain_past(self, ident, stage):
        """It came here as most do: nothing waits, all is as asked."""
        record = self.record(ident)
        names = [e["transition"] for e in record["history"]]
        return "proposed" not in record and \
            not any("override" in e for e in record["history"]) and \
            names[0] == "@new" and \
            names[1:] == self.way(stage)

    def record(self, ident):
        return self.world.record(self.head, ident)

    def draft(self):
        return self.world.draft(self.head)

    def opened(self, ident=None):
        """(id, draft, record) of a project: of a new one without IDENT."""
        ident = ident or self.fresh()
        draft = self.draft()
        return ident, draft, draft.record(ident)

    def simple(self):
        """(stage, step from there that asks next to nothing)"""
        return ("review", "decline") if self.panel else ("idea", "look")

    # ---- Steps ----

    def ready(self, ident, name, by=None):
        """(draft, record, step) with all that the gate asks, not taken."""
        world = self.world
        for _ in range(80):
            draft = self.draft()
            record = draft.record(ident)
            by = by or self.rng.choice(actions.movers(draft, record, name))
            step = actions.open_step(draft, record, name, by)
            step.at = draft.time
            unmet = actions.judge(draft, record, step).unmet()
            if not unmet:
                return draft, record, step
            if [c for c in unmet if edits.meet(draft, record, c)]:
                draft.write(record)
                self.head = actions.commit_edit(draft, ident + ": more")
            elif "days_in_stage" in unmet:
                world.clock += 2 * gate.DAY
            else:
                self.head = actions.answer(world, draft, record, step,
                                           unmet) or self.head
        raise RuntimeError("%s is never ready for %s" % (ident, name))

    def simple_ready(self, by=None):
        """A project that is ready for the simple step."""
        stage, name = self.simple()
        ident = self.at(stage)
        return (ident,) + self.ready(ident, name, by)

    def take(self, draft, record, step, **more):
        judged = actions.judge(draft, record, step,
                               draft.record(record["id"]))
        judged.unmet()
        return entries.take(draft, record, judged, **more)

    def finish(self, draft, record, entry):
        """As who moves would commit it, at full strength."""
        self.head = actions.finish(draft, record, entry,
                                   "%s: %s" % (record["id"],
                                               entry["transition"]))
        return self.head

    def edit(self, draft, record=None):
        """A commit that needs no right."""
        if record is not None:
            draft.write(record)
        self.head = actions.commit_edit(draft, "An edit")
        return self.head

    def stamp(self, draft, message, by=None, **odd):
        """A change of the tracker, by an admin."""
        self.head = rules.stamp(draft, message, by, **odd)
        return self.head

    def change_rules(self, name, change):
        """A legal change of file NAME of the tracker by CHANGE."""
        draft = self.draft()
        files = rules.copy_files(draft.tracker)
        change(files[name])
        files[name]["revision"] += 1
        self.head = rules.commit(draft, name, files[name])
        return self.head

    def expect(self, rule, ident=None, severity="error", commit=None):
        self.world.expect(commit or self.head, rule, ident, severity)

    def key(self, handle):
        return self.world.keys.find(self.tracker.key_of(handle))

    def unknown_key(self):
        return self.world.keys.make("nobody")

    def person(self, role, but=()):
        return self.rng.choice([h for h in self.tracker.holders(role)
                                if h not in but])

    def powerless(self):
        """Somebody who holds no role and leads nothing."""
        return "sun"
