#include "core/model/diff_lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/mem.h"
#include "core/model/record_impl.h"

enum { DIGEST_SHOWN = sizeof("sha256:") - 1 + 16 };

struct lines {
	struct str *out;
	struct str path;
	int digits; /* of money */
};

/* What the field table says of a value; FIELD NULL: nothing. */
struct kind {
	const struct field *field;
	enum field_type type;
};

static void write_value(struct lines *, const struct json *, struct kind);

static void
write_text(struct lines *lines, const char *mark, const char *text)
{
	size_t len;

	do {
		len = strcspn(text, "\n");
		str_addf(lines->out, "%s%s: %.*s\n", lines->path.ptr, mark,
		    (int)len, text);
		text += len;
	} while (*text++ != '\0');
}

static void
write_json(struct lines *lines, const struct json *node)
{
	str_addf(lines->out, "%s = ", lines->path.ptr);
	json_write_compact(lines->out, node);
	str_addc(lines->out, '\n');
}

/* ---- Where the walk is ---- */

static size_t
enter(struct lines *lines, const char *key)
{
	size_t mark = lines->path.len;

	if (mark > 0)
		str_addc(&lines->path, '.');
	if (field_key_valid(key))
		str_add(&lines->path, key);
	else
		json_write_string(&lines->path, key);
	return mark;
}

static size_t
enter_item(struct lines *lines, size_t i)
{
	char key[24];

	snprintf(key, sizeof(key), "%zu", i);
	return enter(lines, key);
}

static struct kind
member_kind(struct kind kind, const char *key)
{
	struct kind member = { NULL, FIELD_ANY };

	if (kind.type == FIELD_OBJECT && kind.field)
		member.field = field_member(kind.field->members, key);
	if (member.field)
		member.type = member.field->type;
	if (kind.type == FIELD_MAP)
		member = (struct kind){ kind.field, kind.field->item };
	return member;
}

/* ---- Values ---- */

static bool
is_text(enum field_type type)
{
	switch (type) {
	case FIELD_INTEGER:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_LIST:
	case FIELD_OBJECT:
	case FIELD_MAP:
		return false;
	default:
		return true;
	}
}

static void
write_integer(struct lines *lines, const struct json *node, struct kind kind)
{
	int64_t number = 0;
	char *text;

	(void)json_integer(node, &number);
	if (kind.type == FIELD_MONEY)
		text = money_format(number, lines->digits);
	else if (kind.type == FIELD_INTEGER)
		text = xasprintf("%" PRId64, number);
	else {
		write_json(lines, node);
		return;
	}
	write_text(lines, "", text);
	free(text);
}

static bool
all_texts(const struct json *list)
{
	for (list = json_first(list); list; list = json_next(list))
		if (json_string(list) == NULL)
			return false;
	return true;
}

static void
write_list(struct lines *lines, const struct json *list, struct kind kind)
{
	struct kind item = { NULL, FIELD_ANY };
	bool texts = all_texts(list);
	size_t i = 0, mark;

	if (kind.type == FIELD_LIST)
		item = (struct kind){ kind.field, kind.field->item };
	for (list = json_first(list); list; list = json_next(list)) {
		if (texts) {
			write_text(lines, "[]", json_string(list));
			continue;
		}
		mark = enter_item(lines, i++);
		write_value(lines, list, item);
		str_cut(&lines->path, mark);
	}
}

static void
write_object(struct lines *lines, const struct json *object, struct kind kind)
{
	size_t mark;

	for (object = json_first(object); object; object = json_next(object)) {
		mark = enter(lines, json_key(object));
		write_value(lines, object, member_kind(kind,
		    json_key(object)));
		str_cut(&lines->path, mark);
	}
}

static void write_history(struct lines *, const struct json *);

static void
write_value(struct lines *lines, const struct json *node, struct kind kind)
{
	enum json_type type = json_type(node);
	bool empty = json_first(node) == NULL;

	if (type == JSON_STRING && is_text(kind.type))
		write_text(lines, "", json_string(node));
	else if (type == JSON_INTEGER)
		write_integer(lines, node, kind);
	else if (kind.type == FIELD_BOOL &&
	    (type == JSON_TRUE || type == JSON_FALSE))
		write_text(lines, "", json_is_true(node) ? "yes" : "no");
	else if (type == JSON_ARRAY && !empty && kind.field &&
	    strcmp(kind.field->name, "history") == 0)
		write_history(lines, node);
	else if (type == JSON_ARRAY && !empty)
		write_list(lines, node, kind);
	else if (type == JSON_OBJECT && !empty)
		write_object(lines, node, kind);
	else
		write_json(lines, node);
}

/* ---- History ---- */

static const char *
shown(const struct json *entry, const char *key)
{
	const char *text = json_text(entry, key);

	return text && *text ? text : "-";
}

/* What a person asks first, and a digest of all of it. */
static void
write_entry(struct lines *lines, const struct json *entry)
{
	static const char *const more[] = { "code", "reason" };
	struct str line = STR_INIT;
	char digest[DIGEST_SIZE];

	str_addf(&line, "%s %s: %s: %s -> %s", shown(entry, "at"),
	    shown(entry, "by"), shown(entry, "transition"),
	    shown(entry, "from"), shown(entry, "to"));
	for (size_t i = 0; i < COUNT(more); i++)
		if (json_text(entry, more[i]))
			str_addf(&line, "; %s", json_text(entry, more[i]));
	for (char *c = line.ptr; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	json_digest(digest, entry);
	str_addf(&line, " [%.*s]", DIGEST_SHOWN, digest);
	write_text(lines, "", line.ptr);
	str_release(&line);
}

static void
write_history(struct lines *lines, const struct json *list)
{
	struct kind any = { NULL, FIELD_ANY };
	size_t i = 0, mark;

	for (list = json_first(list); list; list = json_next(list)) {
		mark = enter_item(lines, ++i);
		if (json_type(list) == JSON_OBJECT)
			write_entry(lines, list);
		else
			write_value(lines, list, any);
		str_cut(&lines->path, mark);
	}
}

/* ---- The file ---- */

static void
write_file(struct str *out, const struct json *tree, struct kind kind,
    const struct str *canonical, const char *text, size_t len)
{
	struct lines lines = { out, STR_INIT, record_money_digits(tree) };

	write_value(&lines, tree, kind);
	str_release(&lines.path);
	if (canonical->len != len ||
	    memcmp(canonical->ptr, text, len) != 0)
		str_add(out, "(not in canonical form)\n");
}

const struct err *
diff_lines(struct str *out, const char *text, size_t len)
{
	static const struct field whole = { .name = "", .type = FIELD_OBJECT,
		.members = record_fields };
	struct kind record_kind = { &whole, FIELD_OBJECT },
	    any = { NULL, FIELD_ANY };
	struct str canonical = STR_INIT;
	struct record *record = NULL;
	struct json *tree = NULL;
	const struct err *err;

	err = record_read(&record, text, len, "");
	if (err == NULL) {
		record_write(record, &canonical);
		write_file(out, record->tree, record_kind, &canonical, text,
		    len);
	} else if ((err = json_read(&tree, text, len, "")) == NULL) {
		json_write(&canonical, tree);
		write_file(out, tree, any, &canonical, text, len);
	}
	record_free(record);
	json_free(tree);
	str_release(&canonical);
	return err;
}
