#ifndef PROVEN_CMD_OPT_H
#define PROVEN_CMD_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Options: a table on the stack of a command's run function, with pointers
 * to its locals.  Parsing, help, error texts, completion and the checks of
 * the manuals all work from it.  Over getopt_long.
 */
struct session;

enum opt_type {
	OPT_FLAG,   /* bool * */
	OPT_TEXT,   /* const char **, borrowed from argv */
	OPT_LIST,   /* struct strs *, one item each time it is given */
	OPT_NUMBER, /* int64_t *, not negative */
	OPT_CHOICE, /* const char **, one of WORDS */
	OPT_DATE,   /* const char **, a date that people type */
	OPT_TERMS,  /* no option: "-tag:x" and such are operands here */
	OPT_SIGNS   /* no option: "-40" and such are operands here */
};

struct opt {
	enum opt_type type;
	char letter;        /* 0: long only */
	const char *name;   /* without dashes */
	void *value;
	const char *arg;    /* "TEXT", "FILE": for help; NULL for flags */
	const char *words;  /* "a|b|c" of a choice */
	const char *help;   /* N_() */
};

#define OPT_END { OPT_FLAG, 0, NULL, NULL, NULL, NULL, NULL }
/* In a command whose operands are the terms of a query: a word that is a
 * dash, a name of two letters or more, and one of ":=<>!" is an operand. */
#define OPT_QUERY { OPT_TERMS, 0, "", NULL, NULL, NULL, NULL }
/* In a command whose operands are numbers: a dash and a digit begin an
 * operand. */
#define OPT_NUMBERS { OPT_SIGNS, 0, "", NULL, NULL, NULL, NULL }

/* Whether OPT is no option, but says what operands there are. */
bool opt_is_mark(const struct opt *);
/* Whether WORD is an operand among OPTS (may be NULL) although it begins
 * with a dash. */
bool opt_is_operand(const struct opt *opts, const char *word);

/*
 * Parse ARGV by OPTS (ends in OPT_END); on return *ARGC and *ARGV are the
 * operands (without the command's name).  Operands and options may mix;
 * "--" ends the options.  Global options are understood here too.
 * ERR_USAGE: unknown option (near miss named), missing or wrong value.
 * Then everything that cmd->needs says is open, the pager runs, and the
 * format and the language are settled.  Where --help or a completion was
 * asked for, that is printed and opt_answered is returned: a command then
 * returns it at once.  An option of the command hides a global one of the
 * same name.
 */
NODISCARD const struct err *opt_parse(struct session *,
    const struct opt *opts, int *argc, char ***argv);
extern const struct err opt_answered; /* code 0: done, nothing to report */

/* ERR_USAGE unless MIN <= ARGC <= MAX (MAX < 0: any); names the usage. */
NODISCARD const struct err *opt_operands(struct session *, int argc,
    int min, int max);

#endif
