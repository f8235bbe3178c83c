#ifndef PROVEN_BASE_UTF8_H
#define PROVEN_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 text.  The home of utf8proc. */

/*
 * Length in bytes of the well-formed sequence at TEXT (at most LEN bytes
 * are looked at), its code point in *CP; 0 when it is not well-formed
 * (overlong, surrogate, beyond U+10FFFF, cut off).
 */
size_t utf8_next(const char *text, size_t len, uint32_t *cp);
bool utf8_valid(const char *text, size_t len);
/* Number of code points. */
size_t utf8_length(const char *text);
/* Columns on a terminal: wide characters two, combining ones none. */
size_t utf8_width(const char *text);
/* Bytes of TEXT that fit in COLUMNS; never cuts a grapheme cluster. */
size_t utf8_fit(const char *text, size_t columns);

/*
 * TEXT for searching: NFC, case folded.  The caller frees.  TEXT must be
 * well-formed.
 */
char *utf8_fold(const char *text);

/*
 * A code point that must not reach a terminal: C0 and C1 controls, DEL,
 * bidirectional controls, zero-width marks that reorder or hide text, and
 * line and paragraph separators.
 */
bool utf8_is_control(uint32_t cp);
/* U+FDD0 to U+FDEF, and the last two of each plane. */
bool utf8_is_noncharacter(uint32_t cp);

#endif
