#ifndef PROVEN_SIG_BASE64_H
#define PROVEN_SIG_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * Base64 (RFC 4648, 4) with all of its padding and nothing else: each run
 * of bytes has one text.  The bytes of LEN characters at TEXT are added to
 * OUT; false, OUT unchanged, where they are no base64 or none at all.
 */
bool base64_decode(struct str *out, const char *text, size_t len);
/* The same in lines: each ends in a newline, none is empty. */
bool base64_decode_lines(struct str *out, const char *text, size_t len);
/* LEN bytes as such a text, without line ends, added to OUT. */
void base64_encode(struct str *out, const void *ptr, size_t len);

#endif
