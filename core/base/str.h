#ifndef PROVEN_BASE_STR_H
#define PROVEN_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/base/err.h"

/*
 * A string builder.  PTR is never NULL and always ends in NUL, also when
 * the text holds NULs of its own.  Start with STR_INIT; end with
 * str_release, or hand the text on with str_take.
 */
struct str {
	char *ptr;
	size_t len, cap;
};

extern char str_empty[];
#define STR_INIT { str_empty, 0, 0 }

void str_add(struct str *, const char *text);
void str_addn(struct str *, const char *text, size_t len);
void str_addc(struct str *, char c);
void str_addf(struct str *, const char *fmt, ...) PRINTF(2, 3);
void str_vaddf(struct str *, const char *fmt, va_list ap) PRINTF(2, 0);
/* Room for MORE bytes; those that somebody else puts there are counted in
 * LEN by them, with a NUL behind. */
void str_reserve(struct str *, size_t more);
/* Shorten to LEN bytes. */
void str_cut(struct str *, size_t len);
/* Empty, keeping the memory. */
void str_reset(struct str *);
/* The text, owned by the caller; the builder is empty again. */
char *str_take(struct str *);
void str_release(struct str *);

/* TEXT as one word of a shell, quoted where it must be; the caller frees. */
char *str_shell(const char *text);

/* strcmp() == 0, quick where the first letters differ, as those of names
 * mostly do. */
static inline bool
str_is(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}

bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* A list of strings that it owns.  Start with STRS_INIT. */
struct strs {
	char **items;
	size_t n, cap;
};

#define STRS_INIT { NULL, 0, 0 }

void strs_add(struct strs *, const char *item);           /* copies */
void strs_take(struct strs *, char *item);                /* takes */
bool strs_has(const struct strs *, const char *item);
void strs_sort(struct strs *);                            /* by bytes */
bool strs_sorted_has(const struct strs *, const char *item);
/* TEXT split at each SEP; empty pieces are kept. */
void strs_split(struct strs *, const char *text, char sep);
/* The items with SEP between them; the caller frees. */
char *strs_join(const struct strs *, const char *sep);
void strs_release(struct strs *);

/*
 * The item of NAMES (N of them) that is nearest to WORD, for "did you
 * mean": at most a third of its letters, rounded, differ (insertions,
 * deletions, changes, neighbours swapped); NULL when none is near.
 * Borrowed.
 */
const char *str_nearest(const char *word, const char *const *names, size_t n);

#endif
