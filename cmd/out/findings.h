#ifndef PROVEN_OUT_FINDINGS_H
#define PROVEN_OUT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

/*
 * Findings in every format that there is for them: for people, for programs,
 * and for the hosts that show them beside a change.  A command fills the
 * struct; nothing of it is kept.  What comes from a repository is escaped
 * for where it goes: a title or the name of a file never becomes markup, a
 * command of a runner, or a control of a terminal.
 */
struct out;

/* The formats of tables and documents, and "junit", "sarif", "github",
 * "gitlab"; "text" is another word for "table". */
extern const char findings_format_words[];

enum findings_level { FINDINGS_NOTE, FINDINGS_WARNING, FINDINGS_ERROR };
enum { FINDINGS_LEVELS = FINDINGS_ERROR + 1 };

/* "note", "warning", "error"; translated with _() for people. */
extern const char *const findings_level_names[FINDINGS_LEVELS];

/* A rule that may be broken. */
struct findings_rule {
	const char *id;      /* "PV201" */
	const char *meaning; /* in English */
	enum findings_level level;
};

struct findings_row {
	const char *rule;    /* id of one of the rules; "": of none */
	enum findings_level level;
	const char *commit;  /* 40 hex digits; "": the work tree */
	const char *project; /* ""; of none */
	const char *file;    /* from the root; "": the commit itself */
	const char *place;   /* a file, for hosts that need one; never "" */
	const char *path;    /* of the member; "": the whole */
	int line, column;    /* in FILE, from 1; 0: not located */
	const char *text;
	const char *mend;    /* ready command; NULL */
	const char *excuse;  /* the reason; NULL: not excused */
};

struct findings_report {
	const char *command; /* "audit": what ran */
	const char *version; /* of the program */
	const struct findings_rule *rules;
	size_t n_rules;
	const struct findings_row *rows;
	size_t n_rows;
	enum findings_level least; /* fails from here on */
	bool rows_only;      /* people asked for no more than findings */
	/* What was judged.  NULL: none, or not known. */
	const char *tip, *founding, *anchor, *since;
	bool based;          /* SINCE is the base of a change */
	bool incomplete;     /* not all could be judged */
	size_t commits, trusted, outside, projects, transitions;
	size_t is_signed, is_authored, is_claimed; /* of the transitions */
};

/* How many rows are of LEVEL and not excused. */
size_t findings_count(const struct findings_report *, enum findings_level);
/* How many are excused. */
size_t findings_excused(const struct findings_report *);
/* How many make it fail: at or above LEAST and not excused. */
size_t findings_failing(const struct findings_report *);

/* In the format of OUT. */
void findings_print(const struct findings_report *, struct out *);
/* ROW alone, as findings_print has it for people: in what else is said. */
void findings_print_row(const struct findings_row *row,
    enum findings_level least, struct out *);
/* ROW alone, as findings_print has it in JSON: an item of an array. */
struct emit;
void findings_emit_row(struct emit *, const struct findings_row *row);
/* Whether WORD is one of the formats. */
bool findings_is_format(const char *word);
/* All of it into the file PATH, in the format WORD, in the language of
 * OUT.  ERR_SYSTEM: it cannot be written. */
NODISCARD const struct err *findings_save(const struct findings_report *,
    const struct out *, const char *word, const char *path);

/*
 * The rows as a part of a document in Markdown, at most LIMIT bytes of it;
 * how many rows had no room is said at the end.
 */
struct str;
void findings_markdown(struct str *, const struct findings_report *,
    size_t limit);

#endif
