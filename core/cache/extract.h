#ifndef PROVEN_CACHE_EXTRACT_H
#define PROVEN_CACHE_EXTRACT_H

/* Shared by the files of this folder only. */

#include <stddef.h>

struct entry;
struct record;
struct sqlite3_stmt;

/*
 * A record on its way into the table of projects.  Each extract_* function
 * binds one value to parameter SLOT of STMT; what the record does not have
 * stays NULL.  PATH is the dotted path in the record.
 */
struct extract {
	const char *id, *path;
	const struct record *record;
	const struct entry *entries; /* oldest first */
	size_t n_entries;
	struct sqlite3_stmt *stmt;
	int slot;
};

void extract_id(struct extract *, const char *path);
void extract_path(struct extract *, const char *path);
void extract_text(struct extract *, const char *path);
void extract_integer(struct extract *, const char *path);
void extract_date(struct extract *, const char *path);
/* "a.*.b": the sum of b over the members of a. */
void extract_sum(struct extract *, const char *path);
void extract_list(struct extract *, const char *path);
/* Of the members of a map: `person`, else `name`, else `email`. */
void extract_people(struct extract *, const char *path);
/* Of the members of a map: `name`, else their key. */
void extract_names(struct extract *, const char *path);
void extract_lead(struct extract *, const char *path);
void extract_due(struct extract *, const char *path);
void extract_currency(struct extract *, const char *path);
void extract_since(struct extract *, const char *path);
void extract_created(struct extract *, const char *path);
void extract_entries(struct extract *, const char *path);

/* Beside the columns. */
/* Title, summary and their translations, folded. */
void extract_search(struct extract *);
/* How many minor units one of the currency has. */
void extract_scale(struct extract *);

#endif
