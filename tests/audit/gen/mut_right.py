"""Who may, and who it was: PV301, 302, 308, 309."""

from . import actions, canon, entries, sign
from .mutations import AUTHORED, SIGNED, mutation
from .odb import Person, with_signature
from .policy import HOST


def stand(m, draft, record, author, signer=None, **odd):
    """Commit a step so, and not otherwise."""
    draft.write(record)
    m.head = draft.commit(author, record["id"] + ": a step", signer=signer,
                          **odd)


def plain_step(m, by=None):
    """A step that is right, its entry unsigned; not committed."""
    ident, draft, record, step = m.simple_ready(by)
    return ident, draft, record, m.take(draft, record, step)


@mutation("PV301", [30])
def no_right(m):
    """A step by somebody who does not hold the role."""
    stage, name = m.simple()
    ident = m.at(stage)
    draft, record, step = m.ready(ident, name, "wang")
    step.by = m.powerless()
    m.finish(draft, record, m.take(draft, record, step))
    m.expect("PV301", ident)


@mutation("PV301")
def made_lead_to_move(m):
    """Somebody names himself the lead and moves, in one commit."""
    stage = "draft" if m.panel else "idea"
    ident = m.at(stage)
    name = "submit" if m.panel else "look"
    lead = m.record(ident)["lead"]["person"]
    draft, record, step = m.ready(ident, name, lead)
    record["lead"] = {"person": "sun"}
    step.by = "sun"
    m.finish(draft, record, m.take(draft, record, step))
    m.expect("PV301", ident)


@mutation("PV301")
def overridden_without_right(m):
    """An override by somebody who may move, and not override."""
    ident = m.at("review" if m.panel else "use")
    name = "decline" if m.panel else "back"
    draft, record, step = m.ready(ident, name, "wang")
    step.reason = None
    m.finish(draft, record, m.take(draft, record, step,
                                   override=["reason"]))
    m.expect("PV301", ident)


@mutation("PV301")
def recorded_by_another(m):
    """History imported as it happened, by somebody who is no admin."""
    draft = m.draft()
    record = actions.new_record(m.world, draft)
    m.world.tainted.add(record["id"])
    entry = entries.make(
        record, "@new", draft.tracker.workflow["initial"],
        "someone@old.example.org", draft.time - 10 ** 6,
        canon.record_digest(record),
        recorded={"source": "old.csv", "line": 7})
    entries.append(record, entry)
    draft.write(record)
    m.head = draft.commit("wang", "An import", signer="wang")
    m.expect("PV301", record["id"])


# ---- Authors ----

@mutation("PV302", [3], **AUTHORED)
def in_the_name_of_another(m):
    """A step that says it is by somebody else than its author."""
    ident, draft, record, _ = plain_step(m, "wang")
    stand(m, draft, record, "sun")
    m.expect("PV302", ident)


@mutation("PV302", [3], **AUTHORED)
def by_a_stranger(m):
    """A step whose author nobody knows."""
    ident, draft, record, _ = plain_step(m)
    stand(m, draft, record, entries.strangers(m.rng))
    m.expect("PV302", ident)


@mutation("PV308", [3], **AUTHORED)
def author_forged(m):
    """The author is written as the mover; the key is another's."""
    ident, draft, record, _ = plain_step(m, "wang")
    stand(m, draft, record, "wang", "sun")
    m.expect("PV308", ident)


@mutation("PV302", [3], **AUTHORED)
def name_of_another(m):
    """The right name with an address of somebody else."""
    ident, draft, record, entry = plain_step(m)
    name = draft.tracker.identity(entry["by"]).name
    stand(m, draft, record, Person(name, "mallory@elsewhere.example.net"))
    m.expect("PV302", ident)


@mutation("PV302", require=("authored", "centre", "signed"))
def committed_for_another(m):
    """By its author somebody else's, by its committer the mover's: only
    the author counts."""
    ident, draft, record, entry = plain_step(m, "wang")
    stand(m, draft, record, "sun", committer="wang")
    m.expect("PV302", ident)


# ---- Signatures ----

@mutation("PV308", [1, 30], **SIGNED)
def unsigned(m):
    """A step without a signature, as a web editor makes it."""
    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"])
    m.expect("PV308", ident)


@mutation("PV309", [1], **SIGNED)
def signed_by_nobody(m):
    """A step signed with a key that nobody has."""
    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], m.unknown_key())
    m.expect("PV309", ident)


@mutation("PV308", [1, 3], **SIGNED)
def signed_by_another(m):
    """A step whose author is right, signed with a colleague's key."""
    ident, draft, record, entry = plain_step(m, "wang")
    stand(m, draft, record, "wang", "li")
    m.expect("PV308", ident)


@mutation("PV308", [35], **SIGNED)
def signed_by_the_host(m):
    """A step signed by the key of the host alone."""
    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], HOST)
    m.expect("PV308", ident)


def altered(change):
    """Change a commit behind its signature."""
    def mangle(text):
        assert b"\ngpgsig " in text
        return change(text)
    return mangle


@mutation("PV309", [1, 2], **SIGNED)
def message_altered(m):
    """The commit was changed after it was signed."""
    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], entry["by"],
          mangle=altered(lambda text: text + b"Reviewed-by: All\n"))
    m.expect("PV309", ident)


@mutation("PV308", [2], **SIGNED)
def signature_in_the_message(m):
    """A good signature that stands in the message: text."""
    def move(text):
        head, body = text.split(b"\n\n", 1)
        at = head.index(b"\ngpgsig ")
        return head[:at] + b"\n\n" + head[at + 1:] + b"\n\n" + body

    ident, draft, record, entry = plain_step(m)
    stand(m, draft, record, entry["by"], entry["by"], mangle=altered(move))
    m.expect("PV308", ident)


@mutation("PV309", [1])
def bad_signature_on_an_edit(m):
    """A signature that does not hold, on a commit that needs none."""
    ident, draft, record = m.opened()
    record["title"] = "Signed, they say"
    stand(m, draft, record, "wang", "wang",
          mangle=altered(lambda text: text + b"More\n"))
    m.expect("PV309")


@mutation("PV309", [1])
def no_signature_at_all(m):
    """Something that is no signature where one goes."""
    ident, draft, record = m.opened()
    record["title"] = "Signed, they say"
    stand(m, draft, record, "wang", mangle=lambda text: with_signature(
        text, "-----BEGIN SSH SIGNATURE-----\nAAAA\n"
        "-----END SSH SIGNATURE-----\n"))
    m.expect("PV309")




@mutation("PV309", [1])
def signed_as_another_kind(m):
    """An approval's signature where a commit's goes: another
    namespace."""
    class Wrong:
        """A key that signs for the wrong purpose."""
        line = m.key("wang").line

        @staticmethod
        def sign(text, _):
            return m.key("wang").sign(text, "proven-approval")

    ident, draft, record = m.opened()
    record["title"] = "Signed, they say"
    stand(m, draft, record, "wang", Wrong)
    m.expect("PV309")


def entry_signature(m, change, by="wang"):
    """A step whose entry has a signature made by CHANGE; its commit is as
    strong as can be."""
    ident, draft, record, entry = plain_step(m, by)
    change(entry)
    stand(m, draft, record, by, by)
    m.expect("PV309", ident)


@mutation("PV309", [1])
def entry_signature_spoilt(m):
    """The signature in an entry does not hold."""
    def change(entry):
        entries.sign(entry, m.key("wang"))
        entry["signature"] = sign.spoilt(entry["signature"])
    entry_signature(m, change)


@mutation("PV309", [3])
def entry_signed_by_another(m):
    """The signature in an entry is good, and somebody else's."""
    entry_signature(m, lambda entry: entries.sign(entry, m.key("sun")))


@mutation("PV309", [35])
def entry_signed_by_the_host(m):
    """The signature in an entry is by a key of the host."""
    entry_signature(m, lambda entry: entries.sign(entry, m.key(HOST)))


@mutation("PV309", [28])
def entry_signature_replayed(m):
    """The signature in an entry is that of another entry."""
    def change(entry):
        other = dict(entry, reason="Something else")
        entries.sign(other, m.key("wang"))
        entry["signature"] = other["signature"]
    entry_signature(m, change)


@mutation("PV309", [4, 6], **SIGNED)
def key_removed(m):
    """A key that was taken from its owner signs once more; the commit is
    dated back to when it was good."""
    stage, name = m.simple()
    ident = m.fresh() if stage in ("idea", "draft") else m.at(stage, True)
    old = m.key("wang")
    when = m.head.time

    def rotate(people):
        people["people"]["wang"]["keys"] = [
            {"ssh": m.world.keys.make("wang").line}]
    m.change_rules("people", rotate)
    draft, record, step = m.ready(ident, name, "wang")
    step.at = draft.time = when + 60
    m.take(draft, record, step)
    stand(m, draft, record, "wang", old)
    m.expect("PV309", ident)
