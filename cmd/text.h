#ifndef PROVEN_CMD_TEXT_H
#define PROVEN_CMD_TEXT_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* What people give to the commands that write: texts, and lists of ids. */
struct session;

/*
 * ERR_USAGE unless TEXT may stand in a record: UTF-8, no control
 * characters, and newlines and tabs only where LINES.  WHAT names it.
 */
NODISCARD const struct err *text_check(const char *what, const char *text,
    bool lines);
/* The same for each item; for assignments, whose values may have lines. */
NODISCARD const struct err *text_check_all(const char *what,
    const struct strs *);

/*
 * The text of `--WHAT TEXT` or `-F FILE` ("-" is standard input) without
 * blank ends; NULL in *OUT where neither was given.  The caller frees.
 * ERR_USAGE: both, or an empty one.
 */
NODISCARD const struct err *text_given(char **out, const char *what,
    const char *text, const char *file);

/*
 * The ids that WORDS name, each once; "-" stands for the words on standard
 * input.  ERR_NOTFOUND as session_resolve; ERR_USAGE: none.
 */
NODISCARD const struct err *ids_given(struct session *, char *const *words,
    int n, struct strs *ids);

#endif
