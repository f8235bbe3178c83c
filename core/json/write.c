#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/json/members.h"
#include "core/json/scan.h"

/* A form of the text: all three share the walk. */
struct form {
	struct str *out;
	bool pretty; /* one value a line */
	bool sorted; /* members by key */
	const char *const *but; /* members of the whole that are left out */
};

/* RFC 8785, 3.2.2.2: the short escapes; other controls as \u00xx. */
static const char escapes[256] = {
	['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
	['\r'] = 'r', ['"'] = '"', ['\\'] = '\\',
};

static void
write_escape(struct str *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char text[] = "\\u0000";

	if (escapes[c] != 0) {
		text[1] = escapes[c];
		str_addn(out, text, 2);
		return;
	}
	text[4] = hex[c >> 4];
	text[5] = hex[c & 15];
	str_addn(out, text, 6);
}

static bool
must_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

void
json_write_string(struct str *out, const char *text)
{
	const char *end = text + strlen(text), *at = text;

	str_reserve(out, (size_t)(end - text) + 2);
	str_addc(out, '"');
	for (;;) {
		at += text_plain(at, (size_t)(end - at));
		while ((unsigned char)*at >= 0x80)
			at++;
		if (at < end && !must_escape(*at))
			continue;
		str_addn(out, text, (size_t)(at - text));
		if (at == end)
			break;
		write_escape(out, (unsigned char)*at++);
		text = at;
	}
	str_addc(out, '"');
}

static void
write_break(const struct form *form, size_t depth)
{
	static const char blanks[] = "\n                                ";
	const size_t most = (sizeof(blanks) - 2) / 2;

	if (!form->pretty)
		return;
	str_addn(form->out, blanks, 1 + 2 * (depth < most ? depth : most));
	for (; depth > most; depth--)
		str_addn(form->out, "  ", 2);
}

static void write_value(const struct form *, const struct json *, size_t);

/* One member or item, its comma and its line. */
static void
write_child(const struct form *form, const struct json *child, size_t depth,
    bool first)
{
	const char *key = json_key(child);

	if (!first)
		str_addc(form->out, ',');
	if (!first && depth == 1 && key != NULL && form->pretty)
		str_addc(form->out, '\n');
	write_break(form, depth);
	if (key != NULL) {
		json_write_string(form->out, key);
		str_addn(form->out, ": ", form->pretty ? 2 : 1);
	}
	write_value(form, child, depth);
}

static bool
is_left_out(const struct form *form, const char *key)
{
	for (const char *const *at = form->but; at && *at != NULL; at++)
		if (strcmp(*at, key) == 0)
			return true;
	return false;
}

static void
write_sorted(const struct form *form, const struct json *object, size_t depth)
{
	const struct json **members = NULL;
	bool first = true;
	size_t n;

	members = members_sorted(object, &n);
	for (size_t i = 0; i < n; i++) {
		if (depth == 1 && is_left_out(form, json_key(members[i])))
			continue;
		write_child(form, members[i], depth, first);
		first = false;
	}
	free(members);
}

static void
write_children(const struct form *form, const struct json *node, size_t depth)
{
	const struct json *first = json_first(node), *child;
	bool object = json_type(node) == JSON_OBJECT;

	str_addc(form->out, object ? '{' : '[');
	if (object && form->sorted)
		write_sorted(form, node, depth + 1);
	else
		for (child = first; child != NULL; child = json_next(child))
			write_child(form, child, depth + 1, child == first);
	if (first != NULL)
		write_break(form, depth);
	str_addc(form->out, object ? '}' : ']');
}

static void
write_value(const struct form *form, const struct json *node, size_t depth)
{
	int64_t value;

	switch (json_type(node)) {
	case JSON_NULL:
		str_add(form->out, "null");
		break;
	case JSON_FALSE:
		str_add(form->out, "false");
		break;
	case JSON_TRUE:
		str_add(form->out, "true");
		break;
	case JSON_INTEGER:
		if (json_integer(node, &value))
			str_addf(form->out, "%lld", (long long)value);
		break;
	case JSON_STRING:
		json_write_string(form->out, json_string(node));
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		write_children(form, node, depth);
		break;
	}
}

void
json_write(struct str *out, const struct json *node)
{
	struct form form = { out, true, false, NULL };

	write_value(&form, node, 0);
	str_addc(out, '\n');
}

void
json_write_compact(struct str *out, const struct json *node)
{
	struct form form = { out, false, false, NULL };

	write_value(&form, node, 0);
}

void
json_write_jcs(struct str *out, const struct json *node)
{
	struct form form = { out, false, true, NULL };

	write_value(&form, node, 0);
}

void
json_digest(char out[DIGEST_SIZE], const struct json *node)
{
	json_digest_but(out, node, NULL);
}

void
json_digest_but(char out[DIGEST_SIZE], const struct json *node,
    const char *const *keys)
{
	struct str text = STR_INIT;
	struct form form = { &text, false, true, keys };

	write_value(&form, node, 0);
	digest_of(out, text.ptr, text.len);
	str_release(&text);
}

/*
 * UTF-16 order of well-formed UTF-8: as the bytes, but that U+10000 and
 * up (surrogates, 0xd800...) come before U+E000 to U+FFFF (0xee, 0xef).
 */
static int
utf16_compare(const char *a, const char *b)
{
	unsigned char ca, cb;

	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	ca = (unsigned char)*a;
	cb = (unsigned char)*b;
	if (ca >= 0xf0 && (cb == 0xee || cb == 0xef))
		return -1;
	if (cb >= 0xf0 && (ca == 0xee || ca == 0xef))
		return 1;
	return (ca > cb) - (ca < cb);
}

static int
by_key(const void *a, const void *b)
{
	const struct json *const *na = a, *const *nb = b;

	return utf16_compare(json_key(*na), json_key(*nb));
}

const struct json **
members_sorted(const struct json *object, size_t *n)
{
	const struct json **members, *member;
	size_t count = json_count(object);

	*n = 0;
	if (count == 0)
		return NULL;
	members = xcalloc(count, sizeof(*members));
	for (member = json_first(object); member; member = json_next(member))
		members[(*n)++] = member;
	qsort(members, *n, sizeof(*members), by_key);
	return members;
}

static int
key_to_member(const void *key, const void *member)
{
	const struct json *const *node = member;

	return utf16_compare(key, json_key(*node));
}

const struct json *
members_find(const struct json *const *members, size_t n, const char *key)
{
	const struct json *const *found = NULL;

	if (n > 0)
		found = bsearch(key, members, n, sizeof(*members),
		    key_to_member);
	return found == NULL ? NULL : *found;
}

void
json_index_init(struct json_index *index, const struct json *node)
{
	*index = (struct json_index){ NULL, 0 };
	if (json_type(node) == JSON_OBJECT)
		index->members = members_sorted(node, &index->n);
}

const struct json *
json_index_get(const struct json_index *index, const char *key)
{
	return members_find(index->members, index->n, key);
}

void
json_index_release(struct json_index *index)
{
	free(index->members);
}
