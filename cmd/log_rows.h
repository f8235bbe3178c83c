#ifndef PROVEN_CMD_LOG_ROWS_H
#define PROVEN_CMD_LOG_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* The rows of `log`: entries of histories, and the commits behind them. */
struct session;

/* All strings are owned; NULL: none. */
struct log_line {
	char *id, *title, *transition, *from, *to, *by, *code, *reason,
	    *date;
	char *remark; /* for people: code, reason, what is unusual */
	int64_t seq, at;
	bool recorded, overridden;
	/* Of the commit that added it; NULL: not in this history. */
	char *commit, *author_name, *author_email;
	int64_t author_when;
	bool theirs; /* the author is who moved */
	const char *strength;
};

struct log_lines {
	struct log_line *items; /* newest first */
	size_t n, cap;
};

#define LOG_LINES_INIT { NULL, 0, 0 }

/* ID NULL: of all projects.  LIMIT -1: all. */
NODISCARD const struct err *log_lines_read(struct log_lines *,
    struct session *, const char *id, int64_t limit);
/* Walk the history for the commits, until each line has one. */
NODISCARD const struct err *log_lines_find(struct log_lines *,
    struct session *, const char *id);
void log_lines_release(struct log_lines *);

#endif
