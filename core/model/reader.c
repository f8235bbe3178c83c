#include "core/model/reader.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/ids.h"

enum { LIST_MAX = 1024, NAMES_SHOWN = 16, WORD_MAX = 64 };

size_t
reader_enter(struct reader *r, const char *key)
{
	size_t mark = r->path.len;

	if (mark > 0)
		str_addc(&r->path, '.');
	str_add(&r->path, key);
	return mark;
}

size_t
reader_enter_item(struct reader *r, size_t i)
{
	size_t mark = r->path.len;

	str_addf(&r->path, "%s%zu", mark > 0 ? "." : "", i);
	return mark;
}

void
reader_leave(struct reader *r, size_t mark)
{
	str_cut(&r->path, mark);
}

bool
reader_fail(struct reader *r, const char *key, const char *fmt, ...)
{
	size_t mark = r->path.len;
	va_list ap;
	char *text;

	if (r->err != NULL)
		return false;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	r->err = err_new(ERR_DATA, "%s", text);
	free(text);
	if (key != NULL)
		reader_enter(r, key);
	r->where = xstrdup(r->path.ptr);
	reader_leave(r, mark);
	return false;
}

bool
reader_mend(struct reader *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	r->err = err_mend(r->err, "%s", text);
	free(text);
	return false;
}

bool
reader_near(struct reader *r, const char *word, struct names names)
{
	const char *near = str_nearest(word, names.items, names.n);
	struct str all = STR_INIT;

	if (near != NULL)
		return reader_mend(r, _("did you mean '%s'?"), near);
	if (names.n == 0)
		return false;
	for (size_t i = 0; i < names.n && i < NAMES_SHOWN; i++)
		str_addf(&all, "%s%s", i > 0 ? ", " : "", names.items[i]);
	if (names.n > NAMES_SHOWN)
		str_add(&all, ", …");
	reader_mend(r, _("there is: %s"), all.ptr);
	str_release(&all);
	return false;
}

const struct err *
reader_end(struct reader *r, char **where)
{
	const struct err *err = r->err;

	if (err != NULL) {
		*where = r->where;
		r->where = NULL;
	}
	str_release(&r->path);
	return err;
}

bool
reader_object(struct reader *r, const struct json *node)
{
	if (r->err != NULL)
		return false;
	if (json_type(node) == JSON_OBJECT)
		return true;
	if (r->path.len == 0)
		return reader_fail(r, NULL, _("the file must be an object"));
	return reader_fail(r, NULL, _("'%s' must be an object"),
	    r->path.ptr);
}

bool
reader_members(struct reader *r, const struct json *node,
    struct names names)
{
	const struct json *child;

	if (!reader_object(r, node))
		return false;
	for (child = json_first(node); child; child = json_next(child)) {
		const char *key = json_key(child);
		bool known = false;

		for (size_t i = 0; i < names.n && !known; i++)
			known = strcmp(key, names.items[i]) == 0;
		if (known)
			continue;
		reader_fail(r, key, _("unknown key '%s'"), key);
		return reader_near(r, key, names);
	}
	return true;
}

/* The member at KEY, or NULL and a fault. */
static const struct json *
need(struct reader *r, const struct json *object, const char *key)
{
	const struct json *node = json_get(object, key);

	if (r->err != NULL)
		return NULL;
	if (node == NULL)
		reader_fail(r, NULL, _("'%s' is missing"), key);
	return node;
}

const struct json *
reader_need_object(struct reader *r, const struct json *object,
    const char *key)
{
	const struct json *node = need(r, object, key);

	if (node == NULL)
		return NULL;
	if (json_type(node) == JSON_OBJECT)
		return node;
	reader_fail(r, key, _("'%s' must be an object"), key);
	return NULL;
}

bool
reader_integer(struct reader *r, const struct json *object, const char *key,
    int64_t min, int64_t max, int64_t *out)
{
	const struct json *node = need(r, object, key);

	if (node == NULL)
		return false;
	if (!json_integer(node, out))
		return reader_fail(r, key, _("'%s' must be a whole number"),
		    key);
	if (*out < min || *out > max)
		return reader_fail(r, key,
		    _("'%s' must be from %lld to %lld"), key,
		    (long long)min, (long long)max);
	return true;
}

bool
reader_each(struct reader *r, const struct json *node, const char *key,
    bool (*fn)(struct reader *, void *, const struct json *), void *arg)
{
	size_t mark = key != NULL ? reader_enter(r, key) : r->path.len, n = 0;
	bool list = json_type(node) == JSON_ARRAY, read = true;

	for (const struct json *child = json_first(node); child && read;
	    child = json_next(child)) {
		size_t inner = list ? reader_enter_item(r, n++) :
		    reader_enter(r, json_key(child));

		read = fn(r, arg, child);
		reader_leave(r, inner);
	}
	reader_leave(r, mark);
	return read;
}

bool
reader_head(struct reader *r, const struct json *root, int64_t *revision)
{
	const int64_t most = (INT64_C(1) << 53) - 1;
	int64_t format = 0;

	if (!reader_object(r, root) ||
	    !reader_integer(r, root, "format", 1, most, &format))
		return false;
	if (format != 1)
		return reader_fail(r, "format",
		    _("format %lld is not known to this version; it knows "
		      "format 1"), (long long)format);
	return reader_integer(r, root, "revision", 1, most, revision);
}

bool
reader_string_opt(struct reader *r, const struct json *object,
    const char *key, const char **out)
{
	const struct json *node = json_get(object, key);

	*out = NULL;
	if (r->err != NULL)
		return false;
	if (node == NULL)
		return true;
	*out = json_string(node);
	if (*out == NULL)
		return reader_fail(r, key, _("'%s' must be a string"), key);
	if (**out == '\0')
		return reader_fail(r, key, _("'%s' is empty"), key);
	return true;
}

bool
reader_string(struct reader *r, const struct json *object, const char *key,
    const char **out)
{
	*out = NULL;
	return need(r, object, key) != NULL &&
	    reader_string_opt(r, object, key, out);
}

bool
reader_flag(struct reader *r, const struct json *object, const char *key,
    bool *out)
{
	const struct json *node = json_get(object, key);

	*out = json_is_true(node);
	if (r->err != NULL)
		return false;
	if (node == NULL || *out || json_type(node) == JSON_FALSE)
		return true;
	return reader_fail(r, key, _("'%s' must be true or false"), key);
}

/* One item of a list; where it stands is the reader's path. */
static bool
read_item(struct reader *r, void *arg, const struct json *node)
{
	const char *text = json_string(node);
	struct strs *out = arg;

	if (text == NULL)
		return reader_fail(r, NULL, _("a string is asked here"));
	if (*text == '\0')
		return reader_fail(r, NULL, _("an empty string"));
	if (strs_has(out, text))
		return reader_fail(r, NULL, _("'%s' stands here twice"),
		    text);
	strs_add(out, text);
	return true;
}

bool
reader_strings(struct reader *r, const struct json *object, const char *key,
    size_t min, struct strs *out)
{
	const struct json *list = json_get(object, key);

	if (r->err != NULL)
		return false;
	if (list == NULL && min == 0)
		return true;
	if (need(r, object, key) == NULL)
		return false;
	if (json_type(list) != JSON_ARRAY)
		return reader_fail(r, key, _("'%s' must be a list"), key);
	if (json_count(list) < min)
		return reader_fail(r, key, _("'%s' is empty"), key);
	if (json_count(list) > LIST_MAX)
		return reader_fail(r, key, _("'%s' has more than %d items"),
		    key, LIST_MAX);
	return reader_each(r, list, key, read_item, out);
}

bool
reader_impersonal(struct reader *r, const char *key, const char *text)
{
	if (text != NULL && text_has_identity_number(text))
		return reader_fail(r, key, _("'%s' holds a personal identity "
		    "number"), key);
	if (text != NULL && text_has_phone_number(text))
		return reader_fail(r, key, _("'%s' holds a phone number"),
		    key);
	return r->err == NULL;
}

bool
reader_label(struct reader *r, const struct json *object, const char *key,
    char **en, char **zh)
{
	static const char *const languages[] = { "en", "zh" };
	const struct names names = { languages, COUNT(languages) };
	const struct json *label = json_get(object, key);
	const char *text[2] = { NULL, NULL };
	size_t mark;
	bool read;

	if (r->err != NULL)
		return false;
	if (label == NULL)
		return true;
	mark = reader_enter(r, key);
	read = reader_members(r, label, names) &&
	    reader_string_opt(r, label, "en", &text[0]) &&
	    reader_string_opt(r, label, "zh", &text[1]) &&
	    reader_impersonal(r, "en", text[0]) &&
	    reader_impersonal(r, "zh", text[1]);
	reader_leave(r, mark);
	if (!read)
		return false;
	*en = xstrdup0(text[0]);
	*zh = xstrdup0(text[1]);
	return true;
}

#define CODE_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"

static bool
made_of(const char *word, const char *letters)
{
	size_t len = strspn(word, letters);

	return len > 0 && len <= WORD_MAX && word[len] == '\0';
}

bool
word_valid(const char *word)
{
	return made_of(word, CODE_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

bool
code_valid(const char *word)
{
	return made_of(word, CODE_LETTERS);
}
