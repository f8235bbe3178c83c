#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/json/members.h"
#include "core/json/scan.h"

/* Length of the first component of PATH. */
static size_t
component(const char *path)
{
	return strcspn(path, ".");
}

/* Behind the component of LEN bytes and its dot. */
static const char *
behind(const char *path, size_t len)
{
	return path[len] == '.' ? path + len + 1 : path + len;
}

/* "0", "17": LEN digits without needless zeros. */
static bool
parse_index(size_t *index, const char *text, size_t len)
{
	*index = 0;
	if (len == 0 || len > 9 || (len > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*index = *index * 10 + (size_t)(text[i] - '0');
	}
	return true;
}

static const struct json *
find_child(const struct json *node, const char *name, size_t len)
{
	const struct json *child;
	size_t index;

	if (json_type(node) == JSON_ARRAY)
		return parse_index(&index, name, len) ?
		    json_at(node, index) : NULL;
	if (json_type(node) != JSON_OBJECT)
		return NULL;
	for (child = json_first(node); child; child = json_next(child))
		if (strncmp(json_key(child), name, len) == 0 &&
		    json_key(child)[len] == '\0')
			return child;
	return NULL;
}

/* A path with nothing before, between or after its dots. */
static bool
has_gap(const char *path)
{
	size_t len = strlen(path);

	return len > 0 && (path[0] == '.' || path[len - 1] == '.' ||
	    strstr(path, "..") != NULL);
}

const struct json *
json_find(const struct json *node, const char *path)
{
	if (has_gap(path))
		return NULL;
	while (*path != '\0' && node != NULL) {
		size_t len = component(path);

		node = find_child(node, path, len);
		path = behind(path, len);
	}
	return node;
}

/* true, 17 and the like. */
static void
pass_word(struct scan *s)
{
	do {
		s->at++;
	} while (s->at < s->end && strchr(" \t\r\n,:]}", *s->at) == NULL);
}

/*
 * The value at the cursor.  The text is known to be well-formed, so only
 * brackets and quotes count.
 */
static void
pass_value(struct scan *s)
{
	int depth = 0;

	do {
		scan_blanks(s);
		switch (scan_peek(s)) {
		case '{': case '[':
			depth++;
			s->at++;
			break;
		case '}': case ']':
			depth--;
			s->at++;
			break;
		case ',': case ':':
			s->at++;
			break;
		case '"':
			scan_string(s);
			break;
		default:
			pass_word(s);
		}
	} while (depth > 0 && s->at < s->end);
}

/* Passes the key at the cursor and its colon: is it the LEN bytes NAME? */
static bool
key_is(struct scan *s, const char *name, size_t len)
{
	const char *start = s->at + 1;
	struct str key = STR_INIT;
	bool same;

	if (scan_peek(s) != '"' || !scan_string(s))
		return false;
	text_decode(&key, start, (size_t)(s->at - 1 - start));
	scan_blanks(s);
	s->at++;
	same = key.len == len && memcmp(key.ptr, name, len) == 0;
	str_release(&key);
	return same;
}

/* From the opening bracket to the value of NAME, or of that index. */
static bool
enter(struct scan *s, const char *name, size_t len)
{
	bool object = scan_peek(s) == '{';
	size_t index = 0, i = 0;

	if (!object && (scan_peek(s) != '[' || !parse_index(&index, name, len)))
		return false;
	do {
		s->at++;
		scan_blanks(s);
		if (scan_peek(s) == '}' || scan_peek(s) == ']')
			return false;
		if (object ? key_is(s, name, len) : i++ == index)
			return true;
		pass_value(s);
		scan_blanks(s);
	} while (scan_peek(s) == ',');
	return false;
}

static bool
walk(struct scan *s, const char *path)
{
	scan_blanks(s);
	while (*path != '\0') {
		size_t len = component(path);

		if (!enter(s, path, len))
			return false;
		scan_blanks(s);
		path = behind(path, len);
	}
	return s->at < s->end;
}

bool
json_locate(const char *text, size_t len, const char *path, int *line,
    int *column)
{
	struct scan s = { .text = text, .at = text, .end = text + len,
	    .name = "" };

	*line = *column = 1;
	if (has_gap(path) || !walk(&s, path))
		return false;
	scan_position(&s, line, column);
	return true;
}

/* One component of a JSON Pointer; NULL: not such, or not to be held. */
static const char *
pointer_component(struct str *out, const char *p)
{
	size_t before = out->len;

	for (; *p != '\0' && *p != '/'; p++) {
		if (*p == '.' || (*p == '~' && p[1] != '0' && p[1] != '1'))
			return NULL;
		if (*p == '~')
			str_addc(out, *++p == '0' ? '~' : '/');
		else
			str_addc(out, *p);
	}
	return out->len > before ? p : NULL;
}

char *
json_path(const char *typed)
{
	struct str out = STR_INIT;

	if (*typed == '\0' || has_gap(typed))
		return NULL;
	if (*typed != '/')
		return xstrdup(typed);
	while (typed != NULL && *typed == '/') {
		if (out.len > 0)
			str_addc(&out, '.');
		typed = pointer_component(&out, typed + 1);
	}
	if (typed == NULL) {
		str_release(&out);
		return NULL;
	}
	return str_take(&out);
}
