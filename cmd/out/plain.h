#ifndef PROVEN_OUT_PLAIN_H
#define PROVEN_OUT_PLAIN_H

#include <stddef.h>

#include "core/base/err.h"

/*
 * Results that are neither a table nor a document: an id alone on a line,
 * the bytes of a file, a JSON file as it is kept.
 */
struct emit;
struct json;
struct out;

/* TEXT and a newline; controls are escaped. */
void out_line(struct out *, const char *text);
/* LEN bytes at PTR, nothing added. */
void out_bytes(struct out *, const void *ptr, size_t len);
/* TREE, taken, as files have it: two spaces, one value a line, and no
 * envelope. */
void out_json(struct out *, struct json *tree);
/*
 * LEN bytes of TEXT, a JSON text, as member KEY.  ERR_DATA "NAME:3:5: …":
 * it is none; nothing is written then.
 */
NODISCARD const struct err *emit_json(struct emit *, const char *key,
    const char *text, size_t len, const char *name);

#endif
