#ifndef PROVEN_OUT_TEXT_H
#define PROVEN_OUT_TEXT_H

#include <stddef.h>

/* Text for its place: escaped, wrapped, cut.  Shared by the writers. */
struct str;

/* TEXT as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD,
 * controls that JSON would leave alone become \u escapes. */
void text_json(struct str *, const char *text);
/*
 * TEXT for Markdown: no markup, no HTML, no mention of a person, no link to
 * an issue.  Newlines become blanks.
 */
void text_markdown(struct str *, const char *text);
/* TEXT as code in a line of Markdown. */
void text_code(struct str *, const char *text);
/*
 * TEXT broken into lines of at most WIDTH columns, each but the first
 * after INDENT blanks; newlines in TEXT stay.  Breaks at blanks and between
 * wide characters, never before closing punctuation; a word wider than
 * WIDTH is cut.  WIDTH 0: unlimited.
 */
void text_wrap(struct str *, const char *text, size_t width, size_t indent);
/* TEXT cut to WIDTH columns, "…" in place of what is missing. */
void text_cut(struct str *, const char *text, size_t width);
/* N blanks. */
void text_pad(struct str *, size_t n);

#endif
