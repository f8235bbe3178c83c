#include "core/model/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/reader.h"

struct vocabulary {
	int64_t revision;
	struct json *root; /* of the file; "format" and "revision" aside */
};

static bool
read_list(struct reader *r, const struct json *list)
{
	static const char *const members[] = { "en", "zh" };
	const struct names names = { members, COUNT(members) };
	const struct json *node;
	const char *en, *zh;

	if (!reader_object(r, list))
		return false;
	for (node = json_first(list); node; node = json_next(node)) {
		size_t mark;

		if (!code_valid(json_key(node)))
			return reader_fail(r, json_key(node), _("'%s' is no "
			    "code: 1 to 64 of a-z, 0-9, '_' and '-'"),
			    json_key(node));
		mark = reader_enter(r, json_key(node));
		if (reader_members(r, node, names) &&
		    reader_string_opt(r, node, "en", &en) &&
		    reader_string_opt(r, node, "zh", &zh) &&
		    reader_impersonal(r, "en", en))
			(void)reader_impersonal(r, "zh", zh);
		reader_leave(r, mark);
	}
	return r->err == NULL;
}

static bool
is_head(const char *key)
{
	return strcmp(key, "format") == 0 || strcmp(key, "revision") == 0;
}

static bool
read_lists(struct reader *r, const struct json *root)
{
	const struct json *list;

	for (list = json_first(root); list; list = json_next(list)) {
		size_t mark;

		if (is_head(json_key(list)))
			continue;
		if (!code_valid(json_key(list)))
			return reader_fail(r, json_key(list), _("'%s' is no "
			    "name for a list: 1 to 64 of a-z, 0-9, '_' "
			    "and '-'"), json_key(list));
		mark = reader_enter(r, json_key(list));
		(void)read_list(r, list);
		reader_leave(r, mark);
		if (r->err != NULL)
			return false;
	}
	return true;
}

const struct err *
vocabulary_parse(struct vocabulary **out, const struct json *root,
    char **where)
{
	struct reader r = READER_INIT;
	const struct err *err;
	int64_t revision = 0;

	if (reader_head(&r, root, &revision))
		(void)read_lists(&r, root);
	err = reader_end(&r, where);
	if (err != NULL)
		return err;
	*out = xcalloc(1, sizeof(**out));
	(*out)->revision = revision;
	(*out)->root = json_dup(root);
	json_remove((*out)->root, "format");
	json_remove((*out)->root, "revision");
	return NULL;
}

struct vocabulary *
vocabulary_new_empty(void)
{
	struct vocabulary *v = xcalloc(1, sizeof(*v));

	v->root = json_new_object();
	return v;
}

void
vocabulary_free(struct vocabulary *v)
{
	if (v == NULL)
		return;
	json_free(v->root);
	free(v);
}

int64_t
vocabulary_revision(const struct vocabulary *v)
{
	return v->revision;
}

bool
vocabulary_has_list(const struct vocabulary *v, const char *list)
{
	return json_get(v->root, list) != NULL;
}

bool
vocabulary_has(const struct vocabulary *v, const char *list,
    const char *code)
{
	return json_get(json_get(v->root, list), code) != NULL;
}

const char *
vocabulary_label(const struct vocabulary *v, const char *list,
    const char *code, const char *lang)
{
	const struct json *label;
	const char *text;

	label = json_get(json_get(v->root, list), code);
	text = lang == NULL ? NULL : json_text(label, lang);
	if (text == NULL)
		text = json_text(label, "en");
	return text != NULL ? text : code;
}

const char **
vocabulary_codes(const struct vocabulary *v, const char *list, size_t *n)
{
	const struct json *node = json_get(v->root, list);
	const char **codes;

	*n = 0;
	if (node == NULL)
		return NULL;
	codes = xcalloc(json_count(node), sizeof(*codes));
	for (node = json_first(node); node; node = json_next(node))
		codes[(*n)++] = json_key(node);
	return codes;
}
