#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/objects.h"
#include "core/json/json.h"
#include "core/store/place.h"

/* Changes of tracker/: who may, and what they may be. */

enum { FILE_MAX = 8 * 1024 * 1024 };

/* The rule that the text of FILE breaks, being invalid. */
static enum rule
file_rule(enum tracker_file file, const struct object *object)
{
	if (json_check(object->raw.ptr, object->raw.len, "", FILE_MAX) !=
	    NULL)
		return RULE_PV101;
	return file == TRACKER_WORKFLOW ? RULE_PV212 : RULE_PV104;
}

/* "tracker/people.json:3:5: text", and maybe further lines. */
static void
tell_err(struct trial *trial, enum rule rule, const char *path,
    const struct err *err)
{
	const char *text = str_starts(err->msg, path) ?
	    err->msg + strlen(path) : err->msg;
	struct audit_finding *finding;
	int line, column;

	text = place_in(text, &line, &column);
	finding = worker_add(trial->worker, trial->blame, rule, "", path,
	    xstrndup(text, strcspn(text, "\n")));
	finding->line = line;
	finding->column = column;
}

void
judge_policy_file(struct trial *trial, enum tracker_file file,
    const struct object *object)
{
	const char *path = tracker_paths[file];
	const struct err *err;

	err = tracker_check_file(file, object->raw.ptr, object->raw.len,
	    path);
	if (err != NULL)
		tell_err(trial, file_rule(file, object), path, err);
}

/* ---- The right ---- */

static void
judge_key(struct trial *trial, const struct tracker *tracker,
    const struct person *author)
{
	struct worker *worker = trial->worker;
	bool forge = false;
	enum signer_state state = facts_signer(&trial->facts, worker,
	    tracker->people);
	const struct person *signer = facts_person(&trial->facts, worker,
	    tracker->people, &forge);

	if (state == SIGNER_BAD) {
		trial->told_signature = true;
		tell(trial, RULE_PV309, "", "", _("the signature of the "
		    "commit does not hold"));
	} else if (tracker->require_tracker < STRENGTH_SIGNED ||
	    state == SIGNER_UNTOLD) {
		return;
	} else if (state == SIGNER_NONE) {
		tell(trial, RULE_PV308, "", "", _("changes of this tracker "
		    "must be signed, and this commit is not"));
	} else if (signer == NULL || forge) {
		tell(trial, RULE_PV309, "", "", signer == NULL ?
		    _("the key that signed the commit is nobody's in "
		      "tracker/people.json") :
		    _("the key that signed the commit is one for the merges "
		      "of a host, not of '%s'"), author->handle);
	}
}

void
judge_policy_right(struct trial *trial, const struct tracker *tracker)
{
	size_t told = trial->worker->n;
	const char *email = trial->facts.commit.commit.author.email;
	const struct person *author = email == NULL ? NULL :
	    people_by_email(tracker->people, email);

	if (author == NULL || !person_has_role(author, "admin") ||
	    !facts_author_is(&trial->facts, trial->worker, tracker->people,
	    author->handle))
		tell(trial, RULE_PV307, "", "", _("'%s' changes the tracker, "
		    "and is no admin"), email != NULL ? email : "");
	else
		judge_key(trial, tracker, author);
	trial->told_policy = trial->worker->n > told;
}

/* ---- The files ---- */

static int64_t
revision_of(const struct object *object)
{
	struct json *tree = NULL;
	int64_t revision = -1;

	if (object == NULL)
		return 0;
	if (json_read_max(&tree, object->raw.ptr, object->raw.len, "",
	    FILE_MAX) == NULL)
		json_integer(json_get(tree, "revision"), &revision);
	json_free(tree);
	return revision;
}

int64_t
side_revision(struct worker *worker, const struct unit_side *side)
{
	struct object *object = NULL;
	int64_t revision = 0;

	if (side->there && file_object(worker, &side->blob, &object) == NULL)
		revision = revision_of(object);
	object_put(object);
	return revision;
}

/* NULL, or why the step from OLD to NEW is none. */
static char *
revision_fault(const struct rules *old, const struct rules *new,
    enum tracker_file file)
{
	const char *path = tracker_paths[file];
	int64_t was = old != NULL ? revision_of(old->files[file]) : 0, is;

	if (new->files[file] == NULL)
		return xasprintf(_("'%s' is gone"), path);
	is = revision_of(new->files[file]);
	/* One that cannot be read is told as such. */
	if (is < 0 || was < 0 || is == was + 1)
		return NULL;
	return xasprintf(_("the revision of '%s' is %lld; after %lld it must "
	    "be %lld"), path, (long long)is, (long long)was,
	    (long long)was + 1);
}

static void
judge_files(struct trial *trial, const struct rules *old,
    const struct rules *new, bool mixed)
{
	char *why = mixed ? xstrdup(_("a commit that changes the tracker "
	    "changes nothing else")) : NULL;
	const char *path = "";

	for (size_t i = 0; i < TRACKER_FILES; i++) {
		if (old != NULL && oid_equal(&old->ids[i], &new->ids[i]))
			continue;
		if (new->files[i] != NULL)
			judge_policy_file(trial, (enum tracker_file)i,
			    new->files[i]);
		if (why != NULL || (old == NULL && new->files[i] == NULL))
			continue;
		why = revision_fault(old, new, (enum tracker_file)i);
		path = tracker_paths[i];
	}
	if (why != NULL)
		tell(trial, RULE_PV311, "", path, "%s", why);
	free(why);
}

const struct err *
judge_policy(struct trial *trial, const struct changes *changes)
{
	const struct err *err;
	const struct rules *now;
	size_t mine = 0;

	for (size_t i = 0; i < changes->n; i++)
		mine += str_starts(changes->items[i].path, "tracker/");
	if (mine == 0)
		return NULL;
	err = rules_of(trial->worker, &trial->tree, &now);
	if (err != NULL)
		return err;
	judge_policy_right(trial, trial->tracker);
	judge_files(trial, trial->rules, now, mine < changes->n ||
	    (changes->others && !trial->worker->audit->loose));
	return NULL;
}

/* ---- The founding commit ---- */

/* The paths that founding a tracker may bring, beside tracker/. */
static bool
may_come(const char *name)
{
	static const char *const names[] = { ".gitattributes", ".github",
		".gitlab-ci.yml", ".gitea", ".forgejo", "CODEOWNERS",
		".pre-commit-config.yaml", "tracker" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* What the tracker is to be about cannot be older than it. */
static bool
is_early(const char *name)
{
	for (size_t i = 0; i < PLACE_FOLDERS; i++)
		if (strcmp(place_folders[i], name) == 0)
			return true;
	return false;
}

static bool
has_same(const struct object *tree, const struct tree_item *wanted)
{
	struct tree_item item;

	return tree != NULL && tree_find(tree->raw.ptr, tree->raw.len,
	    wanted->name, wanted->len, &item) &&
	    item.mode == wanted->mode && oid_equal(&item.id, &wanted->id);
}

static void
judge_guests(struct trial *trial, const struct object *now,
    const struct object *before)
{
	struct tree_cursor cursor = { now->raw.ptr,
		now->raw.ptr + now->raw.len };
	struct tree_item item;

	while (tree_next(&cursor, &item)) {
		char *name = xstrndup(item.name, item.len);
		bool same = has_same(before, &item), early = is_early(name);
		bool fits = may_come(name) || (same && !early);

		if (!fits)
			tell(trial, RULE_PV311, "", name, same && early ?
			    _("'%s' is older than the tracker, so that "
			      "nothing in it was ever judged") :
			    _("the commit that founds the tracker brings '%s' "
			      "as well"), name);
		free(name);
		if (!fits)
			return;
	}
}

const struct err *
judge_founding(struct trial *trial)
{
	struct worker *worker = trial->worker;
	const struct dag *dag = &worker->audit->dag;
	struct object *now = NULL, *before = NULL;
	const struct rules *rules;
	const struct err *err;

	if ((err = rules_of(worker, &trial->tree, &rules)) ||
	    (err = tree_object(worker, "", 0, &trial->tree, &now)))
		goto done;
	if (dag->nodes[trial->node].n_parents > 0)
		err = tree_object(worker, "", 0,
		    &dag->nodes[dag_parent(dag, trial->node, 0)].tree, &before);
	if (err != NULL)
		goto done;
	if (!worker->audit->loose)
		judge_guests(trial, now, before);
	judge_files(trial, NULL, rules, false);
	trial->tracker = rules->tracker;
	if (rules->tracker != NULL)
		judge_policy_right(trial, rules->tracker);
done:
	object_put(now);
	object_put(before);
	return err;
}
