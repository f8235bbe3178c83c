#include "core/model/tracker.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/people.h"
#include "core/model/tracker_config.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"

enum { FILE_MAX = 8 * 1024 * 1024 }; /* bytes */

const char *const tracker_paths[TRACKER_FILES] = {
	[TRACKER_CONFIG] = "tracker/tracker.json",
	[TRACKER_WORKFLOW] = "tracker/workflow.json",
	[TRACKER_PEOPLE] = "tracker/people.json",
	[TRACKER_VOCABULARY] = "tracker/vocabulary.json",
};

static const struct err *
parse_people(struct tracker *t, const struct json *root, char **where)
{
	return people_parse(&t->people, root, where);
}

static const struct err *
parse_workflow(struct tracker *t, const struct json *root, char **where)
{
	return workflow_parse(&t->workflow, root, where);
}

static const struct err *
parse_vocabulary(struct tracker *t, const struct json *root, char **where)
{
	return vocabulary_parse(&t->vocabulary, root, where);
}

static const struct err *(*const parsers[TRACKER_FILES])(struct tracker *,
    const struct json *, char **where) = {
	[TRACKER_CONFIG] = config_parse,
	[TRACKER_WORKFLOW] = parse_workflow,
	[TRACKER_PEOPLE] = parse_people,
	[TRACKER_VOCABULARY] = parse_vocabulary,
};

/*
 * Line and column of WHERE in TEXT.  A name that a dotted path cannot hold
 * is not found; then what it stands in is.
 */
static void
locate(const char *text, size_t len, char *where, int *line, int *column)
{
	char *dot;

	while (!json_locate(text, len, where, line, column)) {
		dot = strrchr(where, '.');
		if (dot == NULL)
			return;
		*dot = '\0';
	}
}

/* One file into T.  ERR_DATA "NAME:LINE:COLUMN: …". */
static const struct err *
read_file(struct tracker *t, enum tracker_file file, const char *text,
    size_t len, const char *name)
{
	const struct err *err;
	struct json *root = NULL;
	char *where = NULL, *place;
	int line = 1, column = 1;

	if ((err = json_read_max(&root, text, len, name, FILE_MAX)))
		return err;
	err = parsers[file](t, root, &where);
	json_free(root);
	if (err == NULL)
		return NULL;
	locate(text, len, where, &line, &column);
	free(where);
	place = xasprintf("%s:%d:%d", name, line, column);
	err = err_in(err, place);
	free(place);
	return err;
}

static const struct err *
read_present(struct tracker *t, enum tracker_file file,
    const struct tracker_text *text)
{
	const char *path = tracker_paths[file];

	if (text->ptr == NULL)
		return err_new(ERR_DATA, _("'%s' is missing"), path);
	return read_file(t, file, text->ptr, text->len, path);
}

/* An error that lives with the tracker. */
struct kept {
	struct err err;
	char text[];
};

static const struct err *
keep(const struct err *err)
{
	size_t size = strlen(err->msg) + 1;
	struct kept *kept = xmalloc(sizeof(*kept) + size);

	memcpy(kept->text, err->msg, size);
	kept->err.code = err->code;
	kept->err.msg = kept->text;
	return &kept->err;
}

static struct tracker *
tracker_new(void)
{
	struct tracker *t = xcalloc(1, sizeof(*t));

	t->require_tracker = STRENGTH_AUTHORED;
	t->require_transitions = STRENGTH_AUTHORED;
	t->require_approvals = STRENGTH_AUTHORED;
	return t;
}

void
tracker_free(struct tracker *t)
{
	if (t == NULL)
		return;
	config_release(t);
	workflow_free(t->workflow);
	vocabulary_free(t->vocabulary);
	people_free(t->people);
	free((void *)t->workflow_err);
	free(t->name);
	free(t);
}

const struct err *
tracker_read(struct tracker **out,
    const struct tracker_text texts[TRACKER_FILES])
{
	const struct err *err;
	struct tracker *t;

	if (texts[TRACKER_CONFIG].ptr == NULL)
		return err_new(ERR_NOTRACKER, _("no tracker: '%s' is missing"),
		    tracker_paths[TRACKER_CONFIG]);
	t = tracker_new();
	if ((err = read_present(t, TRACKER_CONFIG, &texts[TRACKER_CONFIG])))
		goto done;
	if ((err = read_present(t, TRACKER_PEOPLE, &texts[TRACKER_PEOPLE])))
		goto done;
	if (texts[TRACKER_VOCABULARY].ptr == NULL)
		t->vocabulary = vocabulary_new_empty();
	else if ((err = read_present(t, TRACKER_VOCABULARY,
	    &texts[TRACKER_VOCABULARY])))
		goto done;
	err = read_present(t, TRACKER_WORKFLOW, &texts[TRACKER_WORKFLOW]);
	if (err != NULL)
		t->workflow_err = keep(err);
	err = NULL;
	*out = t;
	t = NULL;
done:
	tracker_free(t);
	return err;
}

const struct err *
tracker_workflow(const struct tracker *t, const struct workflow **out)
{
	/* A copy: the error outlives the tracker on its way up. */
	if (t->workflow == NULL)
		return err_new(t->workflow_err->code, "%s",
		    t->workflow_err->msg);
	*out = t->workflow;
	return NULL;
}

const struct err *
tracker_check_file(enum tracker_file file, const char *text, size_t len,
    const char *name)
{
	struct tracker *t = tracker_new();
	const struct err *err = read_file(t, file, text, len, name);

	tracker_free(t);
	return err;
}

const struct err *
tracker_next_revision(struct str *out, const char *text, size_t len,
    int64_t old_revision)
{
	const struct err *err;
	struct json *root = NULL;

	if ((err = json_read_max(&root, text, len, "-", FILE_MAX)))
		return err;
	if (json_type(root) == JSON_OBJECT) {
		json_set_integer(root, "revision", old_revision + 1);
		json_write(out, root);
	} else {
		err = err_new(ERR_DATA, _("the file must be an object"));
	}
	json_free(root);
	return err;
}

const char *
tracker_actor(const struct tracker *t, const char *email)
{
	const struct person *person = people_by_email(t->people, email);

	return person != NULL ? person->handle : email;
}

bool
tracker_is_admin(const struct tracker *t, const char *actor)
{
	const struct person *person = people_find(t->people, actor);

	return person != NULL && person_has_role(person, "admin");
}
