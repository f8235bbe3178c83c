#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/workflow.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/canonical.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

enum { WORKFLOW_MAX = 1024 * 1024, LISTED = 10 };

struct set {
	struct session *session;
	const char *file;    /* as given */
	struct str text;     /* its content */
	bool orphans;        /* are allowed */
	int64_t revision;    /* that it has got */
};

/* Projects whose stage the new workflow lacks. */
struct orphans {
	const struct workflow *workflow;
	struct strs lines;   /* "p1 (technical)" */
	size_t n;
};

static const struct err *
add_orphan(void *arg, const char *const *values)
{
	struct orphans *orphans = arg;

	if (values[1] == NULL ||
	    workflow_stage(orphans->workflow, values[1]) != NULL)
		return NULL;
	if (orphans->n++ < LISTED)
		strs_take(&orphans->lines, xasprintf(_("'%s' is in stage "
		    "'%s'"), values[0], values[1]));
	return NULL;
}

static const struct err *
find_orphans(struct session *session, struct snapshot *tip,
    const struct tracker *tracker, struct orphans *orphans)
{
	const struct err *err;
	struct query_context context = { .tracker = tracker };
	struct query *query = NULL;
	struct cache *cache = NULL;
	size_t columns[2];

	if ((err = list_column_find(&columns[0], "id")))
		goto done;
	if ((err = list_column_find(&columns[1], "stage")))
		goto done;
	err = cache_open(&cache, session->store, tip, NULL, NULL);
	if (err != NULL)
		goto done;
	if ((err = query_parse(&query, NULL, 0, true, &context)))
		goto done;
	err = cache_select(cache, query, columns, 2, -1, add_orphan,
	    orphans);
done:
	query_free(query);
	cache_close(cache);
	return err;
}

static const struct err *
refuse_orphans(const struct set *set, const struct orphans *orphans)
{
	const struct err *err;
	char *file = shell_quote(set->file);

	err = err_new(ERR_REFUSED, _("projects in stages that the new "
	    "workflow lacks: %zu"), orphans->n);
	for (size_t i = 0; i < orphans->lines.n; i++)
		err = err_mend(err, "%s", orphans->lines.items[i]);
	if (orphans->n > orphans->lines.n)
		err = err_mend(err, _("and %zu more"),
		    orphans->n - orphans->lines.n);
	err = err_mend(err, _("keep these stages, or leave the projects "
	    "where no transition leads on:"));
	err = err_mend(err, "proven workflow set %s --allow-orphans", file);
	free(file);
	return err;
}

static const struct err *
judge_orphans(struct set *set, struct snapshot *tip,
    const struct tracker *old, const struct tracker *new)
{
	const struct err *err;
	struct orphans orphans = { NULL, STRS_INIT, 0 };

	if (set->orphans)
		return NULL;
	if ((err = change_workflow(new, &orphans.workflow)))
		return err;
	err = find_orphans(set->session, tip, old, &orphans);
	if (err == NULL && orphans.n > 0)
		err = refuse_orphans(set, &orphans);
	strs_release(&orphans.lines);
	return err;
}

/* The tracker as it would be with TEXT as its workflow. */
static const struct err *
read_next(struct tracker **out, struct snapshot *tip, const struct str *text)
{
	const struct err *err = NULL;
	struct str files[TRACKER_FILES];
	struct tracker_text texts[TRACKER_FILES];

	for (size_t i = 0; i < TRACKER_FILES; i++) {
		files[i] = (struct str)STR_INIT;
		texts[i].ptr = NULL;
		texts[i].len = 0;
	}
	for (size_t i = 0; i < TRACKER_FILES; i++) {
		if (i == TRACKER_WORKFLOW) {
			str_addn(&files[i], text->ptr, text->len);
		} else {
			err = snapshot_file(tip, tracker_paths[i],
			    WORKFLOW_MAX, &files[i]);
			if (err != NULL && err->code == ERR_NOTFOUND)
				continue;
			if (err != NULL)
				goto done;
		}
		texts[i].ptr = files[i].ptr;
		texts[i].len = files[i].len;
	}
	err = tracker_read(out, texts);
done:
	for (size_t i = 0; i < TRACKER_FILES; i++)
		str_release(&files[i]);
	return err;
}

/*
 * What is to be written; nothing in OUT where the tracker has this very
 * workflow already.  What stands there now may be anything.
 */
static const struct err *
next_text(struct set *set, struct snapshot *tip, struct str *out)
{
	const struct err *err;
	const char *path = tracker_paths[TRACKER_WORKFLOW];
	struct str old = STR_INIT, same = STR_INIT;
	int64_t revision = 0;

	err = snapshot_file(tip, path, WORKFLOW_MAX, &old);
	if (err != NULL && err->code != ERR_NOTFOUND)
		goto done;
	if (err == NULL)
		revision = canonical_revision(old.ptr, old.len);
	if (revision > 0) {
		err = tracker_next_revision(&same, set->text.ptr,
		    set->text.len, revision - 1);
		if (err != NULL)
			goto done;
	}
	set->revision = revision + 1;
	err = NULL;
	if (same.len != old.len || memcmp(same.ptr, old.ptr, old.len) != 0)
		err = tracker_next_revision(out, set->text.ptr,
		    set->text.len, revision);
done:
	str_release(&old);
	str_release(&same);
	return err;
}

static const struct err *
put_workflow(struct change *change, struct snapshot *tip, void *arg)
{
	struct set *set = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct tracker *next = NULL;
	struct str text = STR_INIT;

	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = actor_init(&actor, set->session->store, tracker)))
		goto done;
	err = actor_admin(&actor, tracker, _("to set the workflow"));
	if (err != NULL)
		goto done;
	if ((err = next_text(set, tip, &text)))
		goto done;
	if (text.len == 0)
		goto done;
	if ((err = read_next(&next, tip, &text)))
		goto done;
	if ((err = judge_orphans(set, tip, tracker, next)))
		goto done;
	err = change_put_file(change, tracker_paths[TRACKER_WORKFLOW],
	    text.ptr, text.len);
	if (err == NULL)
		change_say(change, NULL, "tracker: workflow set", NULL,
		    &actor);
done:
	tracker_free(next);
	str_release(&text);
	actor_release(&actor);
	return err;
}

const struct err *
workflow_set(struct session *session, const char *file, bool orphans)
{
	const struct err *err;
	struct change_options options = { false, false, false, false };
	struct set set = { session, file, STR_INIT, orphans, 0 };
	char commit[COMMIT_HEX + 1] = "";
	struct table *done;

	if ((err = file_read(&set.text, file, WORKFLOW_MAX)))
		goto done;
	err = tracker_check_file(TRACKER_WORKFLOW, set.text.ptr,
	    set.text.len, strcmp(file, "-") == 0 ? "<stdin>" : file);
	if (err != NULL)
		goto done;
	err = store_change(session->store, &options, put_workflow, &set,
	    commit);
	if (err != NULL)
		goto done;
	done = done_new();
	if (*commit == '\0') {
		session_note(session, _("nothing changed: "
		    "the tracker has this workflow already"));
	} else {
		session_note(session, _("the workflow has revision %lld now"),
		    (long long)set.revision);
		done_row(done, NULL, "workflow", NULL, NULL, commit);
	}
	done_print(done, session);
done:
	str_release(&set.text);
	return err;
}
