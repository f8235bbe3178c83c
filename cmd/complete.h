#ifndef PROVEN_CMD_COMPLETE_H
#define PROVEN_CMD_COMPLETE_H

#include "core/base/err.h"

/*
 * The plumbing of completion.  Each answer is lines of a word, a tab, and
 * what it means; only words that begin with PREFIX.
 */
struct opt;
struct session;

/* WORD, unless it does not begin with PREFIX; ADD is put behind it. */
void complete_word(struct session *, const char *prefix, const char *word,
    const char *add, const char *meaning);
/* Commands and their summaries. */
void complete_commands(struct session *, const char *prefix);
/* Ids and titles.  Opens what it needs. */
NODISCARD const struct err *complete_ids(struct session *,
    const char *prefix);
/* Transitions that leave the stage of the project that WORD names. */
NODISCARD const struct err *complete_moves(struct session *,
    const char *word, const char *prefix);

/* Keys of the collection MAP of the project that WORD names, and what they
 * are called. */
NODISCARD const struct err *complete_keys(struct session *,
    const char *word, const char *map, const char *prefix);
/* Codes of the list LIST of the vocabulary. */
NODISCARD const struct err *complete_codes(struct session *,
    const char *list, const char *prefix);
/* Handles and names of people. */
NODISCARD const struct err *complete_people(struct session *,
    const char *prefix);
/* Roles that somebody has or that the workflow asks for. */
NODISCARD const struct err *complete_roles(struct session *,
    const char *prefix);

/*
 * Complete the last of the N words of a command line (the program's name
 * left out).  The lines "@files" and "@dirs" stand for names of such.
 */
NODISCARD const struct err *complete_line(struct session *, int n,
    char **words);
/* The same, from within a command: OPTS are its options. */
NODISCARD const struct err *complete_line_in(struct session *,
    const struct opt *opts);

#endif
