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

#endif
