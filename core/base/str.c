#include "core/base/str.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

char str_empty[1] = "";

void
str_reserve(struct str *s, size_t more)
{
	size_t need = s->len + more + 1;
	size_t cap = s->cap;

	if (need <= cap)
		return;
	while (cap < need)
		cap = cap ? cap + cap / 2 : 64;
	s->ptr = xreallocarray(s->cap ? s->ptr : NULL, cap, 1);
	s->ptr[s->len] = '\0';
	s->cap = cap;
}

void
str_addn(struct str *s, const char *text, size_t len)
{
	if (s->len + len >= s->cap)
		str_reserve(s, len);
	if (len > 0)
		memcpy(s->ptr + s->len, text, len);
	s->len += len;
	s->ptr[s->len] = '\0';
}

void
str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void
str_addc(struct str *s, char c)
{
	if (s->len + 1 >= s->cap)
		str_reserve(s, 1);
	s->ptr[s->len++] = c;
	s->ptr[s->len] = '\0';
}

void
str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	char *text = xvasprintf(fmt, ap);

	str_add(s, text);
	free(text);
}

void
str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void
str_cut(struct str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->ptr[len] = '\0';
}

void
str_reset(struct str *s)
{
	str_cut(s, 0);
}

char *
str_take(struct str *s)
{
	char *text = s->cap ? s->ptr : xstrdup("");

	*s = (struct str)STR_INIT;
	return text;
}

void
str_release(struct str *s)
{
	if (s->cap)
		free(s->ptr);
	*s = (struct str)STR_INIT;
}

bool
str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && strcmp(text + len - tail, suffix) == 0;
}

void
strs_take(struct strs *list, char *item)
{
	GROW(list->items, list->n, list->cap);
	list->items[list->n++] = item;
}

void
strs_add(struct strs *list, const char *item)
{
	strs_take(list, xstrdup(item));
}

bool
strs_has(const struct strs *list, const char *item)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
strs_sort(struct strs *list)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items), by_bytes);
}

bool
strs_sorted_has(const struct strs *list, const char *item)
{
	return list->n > 0 && bsearch(&item, list->items, list->n,
	    sizeof(*list->items), by_bytes) != NULL;
}

void
strs_split(struct strs *list, const char *text, char sep)
{
	const char *end;

	while ((end = strchr(text, sep)) != NULL) {
		strs_take(list, xstrndup(text, (size_t)(end - text)));
		text = end + 1;
	}
	strs_add(list, text);
}

char *
strs_join(const struct strs *list, const char *sep)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			str_add(&out, sep);
		str_add(&out, list->items[i]);
	}
	return str_take(&out);
}

void
strs_release(struct strs *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct strs)STRS_INIT;
}

static bool
same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment distance, whatever the case; words are short. */
static size_t
distance(const char *a, const char *b)
{
	enum { MAX = 64 };
	size_t rows[3][MAX + 1];
	size_t na = strlen(a), nb = strlen(b);

	if (na > MAX || nb > MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3];
		size_t *upup = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			bool same = same_letter(a[i - 1], b[j - 1]);
			size_t best = up[j - 1] + !same;

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 &&
			    same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]) &&
			    upup[j - 2] + 1 < best)
				best = upup[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[na % 3][nb];
}

const char *
str_nearest(const char *word, const char *const *names, size_t n)
{
	size_t limit = (strlen(word) + 1) / 3;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, names[i]);

		if (d < limit || (d == limit && nearest == NULL)) {
			limit = d;
			nearest = names[i];
		}
	}
	return nearest;
}

char *
str_shell(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
	struct str out = STR_INIT;

	if (*text != '\0' && text[strspn(text, plain)] == '\0')
		return xstrdup(text);
	str_addc(&out, '\'');
	for (; *text != '\0'; text++)
		if (*text == '\'')
			str_add(&out, "'\\''");
		else
			str_addc(&out, *text);
	str_addc(&out, '\'');
	return str_take(&out);
}
