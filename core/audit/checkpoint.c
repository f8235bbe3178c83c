#include <stdlib.h>
#include <string.h>

#include "core/audit/checkpoint.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "core/store/store.h"

/*
 * Tags that an admin has signed, to say: the branch had come this far.
 *
 *	git tag -s proven/checkpoint/2026-11 -m 'Proven-Ref: refs/heads/main'
 *
 * Who has such a tag notices where the branch is put back behind it, or
 * where another branch is put in its place.
 */

enum { TAG_MAX = 64 * 1024 };

static const char checkpoints[] = "refs/tags/proven/checkpoint/";
static const char ref_key[] = "\nProven-Ref: ";

/* ---- The tag object ---- */

struct tag {
	struct str raw;
	struct oid commit;
	struct facts facts; /* its signature, as if it were a commit's */
	char *armour;
	char *ref;          /* the branch that it speaks of; NULL: HEAD's */
};

/* The signature ends the tag; what it is over stands before it. */
static void
split(struct tag *tag)
{
	static const char *const begins[] = { "\n-----BEGIN SSH SIGNATURE",
		"\n-----BEGIN PGP SIGNATURE" };
	const char *at = NULL;

	for (size_t i = 0; i < COUNT(begins) && at == NULL; i++)
		at = strstr(tag->raw.ptr, begins[i]);
	if (at == NULL || strlen(tag->raw.ptr) != tag->raw.len)
		return;
	tag->armour = xstrdup(at + 1);
	str_addn(&tag->facts.commit.payload, tag->raw.ptr,
	    (size_t)(at + 1 - tag->raw.ptr));
	tag->facts.commit.signature = tag->armour;
}

static void
find_ref(struct tag *tag)
{
	const char *body = strstr(tag->raw.ptr, "\n\n"), *at;

	at = body == NULL ? NULL : strstr(body + 1, ref_key);
	if (at == NULL)
		return;
	at += strlen(ref_key);
	tag->ref = xstrndup(at, strcspn(at, "\n"));
}

/* False: it is no annotated tag of a commit. */
static bool
read_tag(struct tag *tag, struct worker *worker, const struct oid *id)
{
	static const char object[] = "object ", type[] = "\ntype commit\n";

	if (objects_read(worker->objects, id, OBJECT_TAG, TAG_MAX,
	    &tag->raw) != NULL || !str_starts(tag->raw.ptr, object) ||
	    !oid_parse(&tag->commit, tag->raw.ptr + strlen(object)) ||
	    !str_starts(tag->raw.ptr + strlen(object) + OID_HEX, type))
		return false;
	split(tag);
	find_ref(tag);
	return true;
}

static void
tag_release(struct tag *tag)
{
	str_release(&tag->raw);
	free(tag->armour);
	free(tag->ref);
	facts_release(&tag->facts);
}

/* ---- Whose word it is ---- */

/* The key is one of an admin in the tracker of the tree ROOT. */
static const struct err *
is_admin_in(struct tag *tag, struct worker *worker, const struct oid *root,
    bool *yes)
{
	const struct rules *rules;
	const struct person *person;
	const struct err *err;
	bool forge;

	err = rules_of(worker, root, &rules);
	if (err != NULL || rules == NULL || rules->tracker == NULL)
		return err;
	person = facts_person(&tag->facts, worker, rules->tracker->people,
	    &forge);
	*yes = person != NULL && !forge && person_has_role(person, "admin");
	return NULL;
}

/*
 * An admin at the tip, or of the founding commit: not of what is tagged,
 * where whoever made it may say who is admin.
 */
static const struct err *
is_by_admin(struct tag *tag, struct worker *worker, bool *yes)
{
	const struct audit *audit = worker->audit;
	const struct err *err;
	struct oid id;
	uint32_t founding = NO_NODE;

	*yes = false;
	err = is_admin_in(tag, worker, &audit->dag.nodes[audit->tip].tree,
	    yes);
	if (err != NULL || *yes)
		return err;
	if (oid_parse(&id, audit->report->founding))
		founding = dag_find(&audit->dag, &id);
	if (founding == NO_NODE)
		return NULL;
	return is_admin_in(tag, worker, &audit->dag.nodes[founding].tree,
	    yes);
}

/* ---- Whether the branch has it ---- */

static bool
is_about(const struct tag *tag, const struct audit *audit)
{
	static const char heads[] = "refs/heads/";
	const char *branch = audit->branch;

	if (tag->ref == NULL)
		return audit->options->tip == NULL;
	return branch != NULL && str_starts(tag->ref, heads) &&
	    strcmp(tag->ref + strlen(heads), branch) == 0;
}

static const struct err *
judge_tag(struct trial *trial, struct tag *tag, const char *name)
{
	const struct err *err;
	bool yes;

	if (!is_about(tag, trial->worker->audit))
		return NULL;
	if ((err = is_by_admin(tag, trial->worker, &yes)))
		return err;
	if (!yes) {
		tell_as(trial, RULE_PV309, SEVERITY_WARNING, "", "", _("the "
		    "checkpoint '%s' is not signed by an admin, and so says "
		    "nothing"), name);
		return NULL;
	}
	if ((err = tip_reaches(trial, &tag->commit, &yes)) || yes)
		return err;
	tell(trial, RULE_PV501, "", "", _("the history does not lead to the "
	    "checkpoint '%s': the branch was put back, or is another"),
	    name);
	return NULL;
}

const struct err *
judge_checkpoints(struct trial *trial)
{
	struct worker *worker = trial->worker;
	struct strs names = STRS_INIT;
	const struct err *err;

	err = repo_refs(worker->repo, checkpoints, &names);
	for (size_t i = 0; err == NULL && i < names.n; i++) {
		char *ref = xasprintf("%s%s", checkpoints, names.items[i]);
		struct tag tag = { .raw = STR_INIT, .facts = FACTS_INIT };
		struct oid id;
		bool found;

		tag.facts.node = trial->node;
		err = repo_ref(worker->repo, ref, &id, &found);
		if (err == NULL && found && read_tag(&tag, worker, &id))
			err = judge_tag(trial, &tag, names.items[i]);
		tag_release(&tag);
		free(ref);
	}
	strs_release(&names);
	return err;
}
