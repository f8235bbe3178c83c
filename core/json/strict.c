#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/json/scan.h"

/* Up to here pairs of keys are compared; sorting costs more. */
enum { FEW_KEYS = 12 };

static void
decode_key(struct key *key)
{
	struct str out = STR_INIT;

	text_decode(&out, key->ptr, key->len);
	key->len = out.len;
	key->ptr = key->decoded = str_take(&out);
}

/* Key and colon; leaves the cursor before the value. */
static bool
scan_key(struct scan *s)
{
	struct key key = { s->at, s->at + 1, 0, NULL };

	if (scan_peek(s) != '"')
		return scan_unexpected(s, _("a key in double quotes"));
	if (!scan_string(s))
		return false;
	key.len = (size_t)(s->at - 1 - key.ptr);
	if (s->escaped)
		decode_key(&key);
	GROW(s->keys, s->n, s->cap);
	s->keys[s->n++] = key;
	if (s->build != NULL) {
		s->build->key = key.ptr;
		s->build->key_len = key.len;
	}
	scan_blanks(s);
	if (scan_peek(s) != ':')
		return scan_unexpected(s, "':'");
	s->at++;
	return true;
}

/* By length first: any order serves, and this one is quick. */
static int
key_compare(const struct key *a, const struct key *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->ptr, b->ptr, a->len);
}

static int
key_order(const void *a, const void *b)
{
	const struct key *ka = a, *kb = b;
	int way = key_compare(ka, kb);

	return way != 0 ? way : (ka->at > kb->at) - (ka->at < kb->at);
}

/* The first key in the text that stood before; NULL when there is none. */
static const struct key *
repeated_of_few(const struct key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (key_compare(&keys[i], &keys[j]) == 0)
				return &keys[i];
	return NULL;
}

static const struct key *
repeated_of_many(struct key *keys, size_t n)
{
	const struct key *found = NULL;

	qsort(keys, n, sizeof(*keys), key_order);
	for (size_t i = 1; i < n; i++)
		if (key_compare(&keys[i], &keys[i - 1]) == 0 &&
		    (found == NULL || keys[i].at < found->at))
			found = &keys[i];
	return found;
}

/* Back to N keys. */
static void
forget_keys(struct scan *s, size_t n)
{
	while (s->n > n)
		free(s->keys[--s->n].decoded);
}

/* The innermost object or array ends at the cursor. */
static bool
scan_close(struct scan *s)
{
	size_t first = s->stack[s->depth - 1].first_key, n = s->n - first;
	const struct key *twice = NULL;

	if (n > FEW_KEYS)
		twice = repeated_of_many(s->keys + first, n);
	else if (n > 1)
		twice = repeated_of_few(s->keys + first, n);
	if (twice != NULL)
		return scan_refuse(s, twice->at, _("duplicate key '%s'"),
		    scan_show(s, twice->ptr, twice->len));
	forget_keys(s, first);
	build_close(s->build);
	s->depth--;
	s->at++;
	return true;
}

static bool
refuse_open(struct scan *s)
{
	return scan_refuse(s, s->at, _("nested deeper than %d levels"),
	    JSON_MAX_DEPTH);
}

/* At '{' or '['; leaves the cursor before a value, or behind {} or []. */
static bool
scan_open(struct scan *s, bool *done)
{
	bool object = *s->at == '{';

	if (s->depth == JSON_MAX_DEPTH)
		return refuse_open(s);
	build_open(s->build, object);
	s->stack[s->depth++] = (struct frame){ object, s->n };
	s->at++;
	scan_blanks(s);
	if (scan_peek(s) == (object ? '}' : ']')) {
		*done = true;
		return scan_close(s);
	}
	*done = false;
	return !object || scan_key(s);
}

/* What is neither object nor array. */
static bool
scan_plain(struct scan *s)
{
	const char *at = s->at;

	switch (scan_peek(s)) {
	case '"':
		if (!scan_string(s))
			return false;
		build_string(s->build, at + 1, (size_t)(s->at - at) - 2,
		    s->escaped);
		return true;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		if (!scan_number(s))
			return false;
		build_number(s->build, at, (size_t)(s->at - at));
		return true;
	default:
		if (!scan_word(s))
			return false;
		build_word(s->build, *at);
		return true;
	}
}

/* DONE: the value is behind the cursor; else its first part is before. */
static bool
scan_value(struct scan *s, bool *done)
{
	*done = true;
	scan_blanks(s);
	if (scan_peek(s) == '{' || scan_peek(s) == '[')
		return scan_open(s, done);
	return scan_plain(s);
}

/* Behind a comma. */
static bool
scan_more(struct scan *s, const char *comma)
{
	bool object = s->stack[s->depth - 1].object;

	scan_blanks(s);
	if (scan_peek(s) == '}' || scan_peek(s) == ']')
		return scan_refuse(s, comma, _("comma before '%c'"),
		    scan_peek(s));
	return !object || scan_key(s);
}

/* Behind a value: closes what ends here; MORE: a value follows. */
static bool
scan_after(struct scan *s, bool *more)
{
	*more = false;
	while (s->depth > 0) {
		bool object = s->stack[s->depth - 1].object;

		scan_blanks(s);
		if (scan_peek(s) == ',') {
			*more = true;
			s->at++;
			return scan_more(s, s->at - 1);
		}
		if (scan_peek(s) != (object ? '}' : ']'))
			return scan_unexpected(s, object ? _("',' or '}'") :
			    _("',' or ']'"));
		if (!scan_close(s))
			return false;
	}
	return true;
}

static bool
scan_text(struct scan *s)
{
	bool done, more = true;

	while (more) {
		if (!scan_value(s, &done))
			return false;
		if (done && !scan_after(s, &more))
			return false;
	}
	scan_blanks(s);
	if (s->at < s->end)
		return scan_unexpected(s, _("the end of the text"));
	return true;
}

static const struct err *
scan_all(const char *text, size_t len, const char *name, size_t max,
    struct build *build)
{
	struct scan s = { .text = text, .at = text, .end = text + len,
	    .name = name, .build = build };

	if (len > max)
		scan_refuse(&s, text + max, _("larger than %zu bytes"), max);
	else if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		scan_refuse(&s, text, _("byte order mark, expected a value"));
	else
		scan_text(&s);
	forget_keys(&s, 0);
	free(s.keys);
	return s.err;
}

const struct err *
json_check(const char *text, size_t len, const char *name, size_t max)
{
	return scan_all(text, len, name, max, NULL);
}

const struct err *
json_read_max(struct json **out, const char *text, size_t len,
    const char *name, size_t max)
{
	struct build build = { .len = len < max ? len : max };
	const struct err *err = scan_all(text, len, name, max, &build);

	if (err == NULL)
		*out = build_take(&build);
	build_release(&build);
	return err;
}

const struct err *
json_read(struct json **out, const char *text, size_t len, const char *name)
{
	return json_read_max(out, text, len, name, JSON_MAX_BYTES);
}
