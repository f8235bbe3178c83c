#ifndef PROVEN_JSON_SCAN_H
#define PROVEN_JSON_SCAN_H

/* The strict reader's cursor and its tokens.  Of this folder only. */

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/json/build.h"
#include "core/json/json.h"

enum { SCAN_SHOWN = 60 };

/* A key of an object that is still open. */
struct key {
	const char *at;  /* its opening quote */
	const char *ptr; /* its text, in the file or decoded */
	size_t len;
	char *decoded;   /* owned; NULL when it has no escapes */
};

struct frame {
	bool object;
	size_t first_key;
};

/* The keys of all open objects, outermost first, are one stack. */
struct scan {
	const char *text, *at, *end, *name;
	struct key *keys;
	size_t n, cap;
	struct frame stack[JSON_MAX_DEPTH];
	int depth;
	bool escaped; /* the last string has escapes */
	struct build *build; /* NULL: only checked */
	char shown[SCAN_SHOWN + sizeof("<U+10FFFF>...")];
	const struct err *err;
};

/*
 * The error: what is wrong at AT.  Always false, for the scanners to
 * return.  scan_mend adds a line to it.
 */
bool scan_refuse(struct scan *, const char *at, const char *fmt, ...)
    PRINTF(3, 4);
bool scan_mend(struct scan *, const char *fmt, ...) PRINTF(2, 3);
/* Something else than EXPECTED stands at the cursor. */
bool scan_unexpected(struct scan *, const char *expected);
/* LEN bytes at AT, cut and escaped for a message; until the next call. */
const char *scan_show(struct scan *, const char *at, size_t len);

/* Line and column of the cursor, from 1, the column in code points. */
void scan_position(const struct scan *, int *line, int *column);

/* The byte at the cursor; '\0' at the end, so that callers need not ask
 * twice. */
static inline char
scan_peek(const struct scan *s)
{
	return s->at < s->end ? *s->at : '\0';
}

static inline void
scan_blanks(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' ||
	    *s->at == '\r' || *s->at == '\t'))
		s->at++;
}

/*
 * Tokens from the cursor on, which is left behind them.  False: refused.
 */
bool scan_string(struct scan *); /* at its opening quote */
bool scan_number(struct scan *);
bool scan_word(struct scan *);   /* true, false, null */

/* With how many bytes the LEN at PTR begin that a string holds as they are:
 * of ASCII, no controls, quotes or backslashes. */
size_t text_plain(const char *ptr, size_t len);
/* What a string stands for, of which LEN bytes at PTR are the inside. */
void text_decode(struct str *out, const char *ptr, size_t len);

#endif
