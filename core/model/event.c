#include "core/model/event.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/ids.h"
#include "core/model/row.h"

enum { TEXT_MAX = 65536 };

/* Members that are strings. */
static const struct member {
	const char *key;
	size_t offset;
	bool needed;
} members[] = {
	{ "id", offsetof(struct event, id), true },
	{ "title", offsetof(struct event, title), false },
	{ "from", offsetof(struct event, from), false },
	{ "to", offsetof(struct event, to), true },
	{ "transition", offsetof(struct event, transition), false },
	{ "source", offsetof(struct event, source), false },
	{ "reason", offsetof(struct event, reason), false },
	{ "code", offsetof(struct event, code), false },
	{ "date", offsetof(struct event, date), false },
	{ "review_by", offsetof(struct event, review_by), false }
};

static const char *const keys[] = { "at", "by", "id", "title", "from", "to",
	"transition", "source", "reason", "code", "date", "review_by" };

static char **
slot(struct event *event, const struct member *member)
{
	return (char **)(void *)((char *)event + member->offset);
}

void
event_release(struct event *event)
{
	for (size_t i = 0; i < COUNT(members); i++) {
		free(*slot(event, &members[i]));
		*slot(event, &members[i]) = NULL;
	}
	free(event->by);
	free(event->name);
	event->by = event->name = NULL;
}

static bool
is_key(const char *key)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* Unknown keys are the other system's own; a slip of the pen is not. */
static const struct err *
find_others(const struct json *tree, const struct row *row,
    struct strs *others)
{
	const struct json *node = json_first(tree);

	for (; node != NULL; node = json_next(node)) {
		const char *key = json_key(node), *near;

		if (is_key(key) || strs_has(others, key))
			continue;
		near = str_nearest(key, keys, COUNT(keys));
		if (near != NULL)
			return err_mend(row_json_err(row, key,
			    _("unknown key '%s'"), key),
			    _("did you mean '%s'?"), near);
		strs_add(others, key);
	}
	return NULL;
}

static const struct err *
read_texts(struct event *event, const struct json *tree,
    const struct row *row)
{
	for (size_t i = 0; i < COUNT(members); i++) {
		const char *key = members[i].key, *text;
		const struct json *node = json_get(tree, key);

		if (json_type(node) == JSON_NULL && !members[i].needed)
			continue;
		if ((text = json_string(node)) == NULL)
			return row_json_err(row, node ? key : "", node ?
			    _("'%s' is no text") : _("no '%s'"), key);
		if (*text == '\0')
			return row_json_err(row, key, _("'%s' is empty"),
			    key);
		if (strlen(text) > TEXT_MAX)
			return row_json_err(row, key,
			    _("'%s' is longer than %d bytes"), key, TEXT_MAX);
		*slot(event, &members[i]) = xstrdup(text);
	}
	return NULL;
}

/* Two digits at TEXT, or -1. */
static int
two_digits(const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* "+08:00" in minutes. */
static bool
read_offset(const char *text, int *minutes)
{
	int hour, minute;

	if (strlen(text) != 6 || (*text != '+' && *text != '-') ||
	    text[3] != ':')
		return false;
	hour = two_digits(text + 1);
	minute = two_digits(text + 4);
	if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
		return false;
	*minutes = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
	return true;
}

/* RFC 3339, whole seconds. */
static bool
read_time(const char *text, int64_t *seconds, int *offset)
{
	const size_t len = strlen("2026-07-15T08:30:00");
	char *utc;
	bool fine;

	*offset = 0;
	if (strlen(text) <= len)
		return false;
	if (strcmp(text + len, "Z") != 0 && !read_offset(text + len, offset))
		return false;
	utc = xasprintf("%.*sZ", (int)len, text);
	fine = time_parse(utc, seconds);
	free(utc);
	if (fine)
		*seconds -= (int64_t)*offset * 60;
	return fine;
}

static const struct err *
read_at(struct event *event, const struct json *tree, const struct row *row)
{
	const struct json *node = json_get(tree, "at");
	const char *text = json_string(node);

	if (node == NULL)
		return row_json_err(row, "", _("no '%s'"), "at");
	if (text == NULL)
		return row_json_err(row, "at", _("'%s' is no text"), "at");
	if (!read_time(text, &event->at, &event->offset))
		return row_json_err(row, "at", _("'%s' is not a time such as "
		    "2026-07-15T08:30:00Z"), text);
	if (event->at < 0)
		return row_json_err(row, "at", _("'%s' is before 1970, and a "
		    "commit has no such date"), text);
	return NULL;
}

static const struct err *
read_person(struct event *event, const struct json *by,
    const struct row *row)
{
	const struct json *node = json_first(by);
	const char *email = json_text(by, "email");

	for (; node != NULL; node = json_next(node)) {
		const char *key = json_key(node);

		if (strcmp(key, "name") != 0 && strcmp(key, "email") != 0)
			return row_json_err(row, "by",
			    _("unknown key '%s'; 'name' and 'email' are "
			    "known"), key);
	}
	if (email == NULL || !email_valid(email))
		return row_json_err(row, "by.email",
		    _("'by' has no e-mail address"));
	if (json_get(by, "name") != NULL && json_text(by, "name") == NULL)
		return row_json_err(row, "by.name", _("'%s' is no text"),
		    "name");
	event->by = xstrdup(email);
	event->name = xstrdup0(json_text(by, "name"));
	return NULL;
}

static const struct err *
read_by(struct event *event, const struct json *tree, const struct row *row)
{
	const struct json *by = json_get(tree, "by");
	const char *text = json_string(by);

	if (json_type(by) == JSON_OBJECT)
		return read_person(event, by, row);
	if (by == NULL)
		return row_json_err(row, "", _("no '%s'"), "by");
	if (text == NULL || *text == '\0' ||
	    (strchr(text, '@') != NULL && !email_valid(text)))
		return row_json_err(row, "by",
		    _("'by' is neither a person nor an address"));
	event->by = xstrdup(text);
	return NULL;
}

const struct err *
event_read(struct event *out, const struct row *row, struct strs *others)
{
	static const struct event nothing;
	const struct err *err;
	struct json *tree = NULL;

	*out = nothing;
	if ((err = row_json(&tree, row)))
		return err;
	if ((err = find_others(tree, row, others)))
		goto done;
	if ((err = read_texts(out, tree, row)))
		goto done;
	if ((err = read_at(out, tree, row)))
		goto done;
	if ((err = read_by(out, tree, row)))
		goto done;
	if (json_get(tree, "from") == NULL)
		err = row_json_err(row, "", _("no '%s'; the first event of a "
		    "project has null"), "from");
done:
	json_free(tree);
	return err;
}

static struct json *
by_tree(const struct event *event, const char *email)
{
	struct json *by;

	if (email == NULL)
		return json_new_string(event->by);
	by = json_new_object();
	if (event->name != NULL)
		json_set_string(by, "name", event->name);
	json_set_string(by, "email", email);
	return by;
}

void
event_write(struct str *out, const struct event *event,
    const char *by_email)
{
	struct json *tree = json_new_object();
	struct event copy = *event;
	char at[TIME_SIZE];

	time_format(at, event->at);
	json_set_string(tree, "at", at);
	json_set(tree, "by", by_tree(event, by_email));
	for (size_t i = 0; i < COUNT(members); i++) {
		const char *key = members[i].key;
		const char *text = *slot(&copy, &members[i]);

		if (text != NULL)
			json_set_string(tree, key, text);
		else if (strcmp(key, "from") == 0)
			json_set(tree, key, json_new_null());
	}
	json_write_compact(out, tree);
	str_addc(out, '\n');
	json_free(tree);
}
