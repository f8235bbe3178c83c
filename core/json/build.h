#ifndef PROVEN_JSON_BUILD_H
#define PROVEN_JSON_BUILD_H

/* The tree, made while its text is read.  Of this folder only. */

#include <stdbool.h>
#include <stddef.h>

#include "core/json/json.h"

struct cJSON;

/* Objects and arrays that are open, the innermost last; start with 0s and
 * the length of the text. */
struct build {
	size_t len;
	struct cJSON *stack[JSON_MAX_DEPTH];
	int depth;
	struct cJSON *root;
	/* Of the next value: borrowed until then; NULL: it is an item. */
	const char *key;
	size_t key_len;
};

/* Of BUILD NULL nothing is made. */
void build_open(struct build *, bool object);
void build_close(struct build *);
/* The inside of a string, with escapes if ESCAPED. */
void build_string(struct build *, const char *ptr, size_t len, bool escaped);
void build_number(struct build *, const char *ptr, size_t len);
/* true, false or null, told apart by the first letter. */
void build_word(struct build *, char first);
/* What was made is the caller's. */
struct json *build_take(struct build *);
void build_release(struct build *);

#endif
