#ifndef PROVEN_MODEL_READER_H
#define PROVEN_MODEL_READER_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct json;

/*
 * Reading a tracker file strictly, member by member.  PATH is where the
 * reader stands; the first fault wins and keeps its place.  Functions that
 * return bool are false when they, or anything before them, failed.
 */
struct reader {
	struct str path;
	char *where;            /* of the fault; NULL: none yet */
	const struct err *err;
};

#define READER_INIT { STR_INIT, NULL, NULL }

/* Names in a table, for members and near misses. */
struct names {
	const char *const *items;
	size_t n;
};

/* Step into member KEY or item I; leave with what was returned. */
size_t reader_enter(struct reader *, const char *key);
size_t reader_enter_item(struct reader *, size_t i);
void reader_leave(struct reader *, size_t mark);

/* A fault in member KEY of where the reader stands; NULL: right there.
 * Always false. */
bool reader_fail(struct reader *, const char *key, const char *fmt, ...)
    PRINTF(3, 4);
/* One more line for the fault.  Always false. */
bool reader_mend(struct reader *, const char *fmt, ...) PRINTF(2, 3);
/* "did you mean", or the names that there are.  Always false. */
bool reader_near(struct reader *, const char *word, struct names);

/* The fault (ERR_DATA) and its path, which the caller frees; NULL when
 * there is none.  The reader is released. */
NODISCARD const struct err *reader_end(struct reader *, char **where);

/* NODE is an object, and has no members but these. */
bool reader_object(struct reader *, const struct json *node);
bool reader_members(struct reader *, const struct json *node, struct names);
/* The object at KEY; NULL when it is absent or none (a fault). */
const struct json *reader_need_object(struct reader *,
    const struct json *object, const char *key);
/* FN reads each member or item of NODE, which is at KEY (NULL: where the
 * reader stands), until one fails. */
bool reader_each(struct reader *, const struct json *node, const char *key,
    bool (*fn)(struct reader *, void *arg, const struct json *child),
    void *arg);
/* `format` is 1, `revision` at least 1. */
bool reader_head(struct reader *, const struct json *root,
    int64_t *revision);
/* A string that is not empty; *OUT is borrowed. */
bool reader_string(struct reader *, const struct json *object,
    const char *key, const char **out);
/* The same where it may be absent: *OUT is NULL then. */
bool reader_string_opt(struct reader *, const struct json *object,
    const char *key, const char **out);
bool reader_integer(struct reader *, const struct json *object,
    const char *key, int64_t min, int64_t max, int64_t *out);
/* True or false; absent is false. */
bool reader_flag(struct reader *, const struct json *object,
    const char *key, bool *out);
/*
 * A list of at least MIN distinct strings, added to OUT.  Absent counts as
 * an empty list where MIN is 0.
 */
bool reader_strings(struct reader *, const struct json *object,
    const char *key, size_t min, struct strs *out);
/* A fault where TEXT, at KEY, holds a personal number; NULL holds none. */
bool reader_impersonal(struct reader *, const char *key, const char *text);
/* {"en": …, "zh": …} at KEY, either of them optional, as the whole is. */
bool reader_label(struct reader *, const struct json *object,
    const char *key, char **en, char **zh);

/* 1 to 64 of a-z, A-Z, 0-9, '_', '-': roles. */
bool word_valid(const char *);
/* The same without A-Z: codes and lists of the vocabulary. */
bool code_valid(const char *);

#endif
