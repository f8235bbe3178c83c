#ifndef PROVEN_CACHE_COLUMN_H
#define PROVEN_CACHE_COLUMN_H

/* Shared by the files of this folder only. */

#include "core/base/i18n.h"
#include "core/cache/cache.h"

struct extract;

/* How the values that a query names are compared with a column. */
enum match {
	MATCH_VALUE,  /* by its type: numbers, dates, times, money, yes/no */
	MATCH_EXACT,  /* as it stands */
	MATCH_STAGE,  /* a stage of the workflow */
	MATCH_CODE,   /* a code of the column's vocabulary */
	MATCH_CHOICE, /* one of the words of the field at PATH */
	MATCH_WORD,   /* one whole word, whatever its case */
	MATCH_FOLD,   /* part of the text, whatever its case */
	MATCH_PERSON  /* handle, address, or part of a name */
};

/*
 * The columns: name, type, vocabulary, label, help, by default; where the
 * value comes from (FILL and PATH, when a record is read), or what it is
 * computed from when it is asked for (EXPR; then FILL is NULL); how
 * queries match it.  In EXPR ?1 is the day as a date, ?2 as a number, and
 * '@' stands for the list of final stages.
 */
#define COLUMNS(_)                                                      \
	_("id", LIST_TEXT, NULL, N_("Id"),                              \
	    N_("the project's id"), true,                               \
	    extract_id, "", NULL, MATCH_EXACT)                              \
	_("code", LIST_TEXT, NULL, N_("Code"),                          \
	    N_("the number that the project has elsewhere"), false,     \
	    extract_text, "code", NULL, MATCH_EXACT)                        \
	_("title", LIST_TEXT, NULL, N_("Title"),                        \
	    N_("the title"), true,                                      \
	    extract_text, "title", NULL, MATCH_FOLD)                        \
	_("stage", LIST_TEXT, NULL, N_("Stage"),                        \
	    N_("the stage it is in"), true,                             \
	    extract_text, "stage", NULL, MATCH_STAGE)                       \
	_("since", LIST_TIME, NULL, N_("Since"),                        \
	    N_("when it came into this stage"), true,                   \
	    extract_since, "", NULL, MATCH_VALUE)                           \
	_("days", LIST_INTEGER, NULL, N_("Days"),                       \
	    N_("days in this stage"), false,                            \
	    NULL, "", "(?2 - since / 86400)", MATCH_VALUE)              \
	_("lead", LIST_TEXT, NULL, N_("Lead"),                          \
	    N_("who leads it: handle, else name, else address"), true,  \
	    extract_lead, "lead", NULL, MATCH_PERSON)                       \
	_("email", LIST_TEXT, NULL, N_("E-mail"),                       \
	    N_("the address of who leads it"), false,                   \
	    extract_text, "lead.email", NULL, MATCH_FOLD)                   \
	_("team", LIST_WORDS, NULL, N_("Team"),                         \
	    N_("the people in it: handles, else names"), false,         \
	    extract_people, "team", NULL, MATCH_PERSON)                     \
	_("partners", LIST_WORDS, NULL, N_("Partners"),                 \
	    N_("the organisations in it"), false,                       \
	    extract_names, "partners", NULL, MATCH_FOLD)                    \
	_("direction", LIST_TEXT, "direction", N_("Direction"),         \
	    N_("the direction of research"), false,                     \
	    extract_text, "direction", NULL, MATCH_CODE)                    \
	_("field", LIST_TEXT, NULL, N_("Field"),                        \
	    N_("the field within the direction"), false,                \
	    extract_text, "field", NULL, MATCH_FOLD)                        \
	_("industry", LIST_WORDS, "industry", N_("Industry"),           \
	    N_("the industries that it is for"), false,                 \
	    extract_list, "industry", NULL, MATCH_CODE)                     \
	_("tags", LIST_WORDS, NULL, N_("Tags"),                         \
	    N_("the tags"), false,                                      \
	    extract_list, "tags", NULL, MATCH_WORD)                         \
	_("call", LIST_TEXT, NULL, N_("Call"),                          \
	    N_("the call that it answers"), false,                      \
	    extract_text, "call", NULL, MATCH_FOLD)                         \
	_("summary", LIST_TEXT, NULL, N_("Summary"),                    \
	    N_("the summary"), false,                                   \
	    extract_text, "summary", NULL, MATCH_FOLD)                      \
	_("start", LIST_DATE, NULL, N_("Start"),                        \
	    N_("the day it starts"), false,                             \
	    extract_date, "start", NULL, MATCH_VALUE)                       \
	_("end", LIST_DATE, NULL, N_("End"),                            \
	    N_("the day it ends"), false,                               \
	    extract_date, "end", NULL, MATCH_VALUE)                         \
	_("trl", LIST_INTEGER, NULL, N_("TRL"),                         \
	    N_("the readiness level now"), true,                        \
	    extract_integer, "readiness.current.level", NULL, MATCH_VALUE)  \
	_("trl_baseline", LIST_INTEGER, NULL, N_("TRL at first"),       \
	    N_("the readiness level at the beginning"), false,          \
	    extract_integer, "readiness.baseline.level", NULL, MATCH_VALUE) \
	_("trl_target", LIST_INTEGER, NULL, N_("TRL aimed at"),         \
	    N_("the readiness level aimed at"), false,                  \
	    extract_integer, "readiness.target.level", NULL, MATCH_VALUE)   \
	_("gain", LIST_INTEGER, NULL, N_("Gain"),                       \
	    N_("readiness levels gained since the beginning"), false,   \
	    NULL, "", "(trl - trl_baseline)", MATCH_VALUE)              \
	_("due", LIST_DATE, NULL, N_("Due"),                            \
	    N_("the next milestone that is not done"), true,            \
	    extract_due, "milestones", NULL, MATCH_VALUE)                   \
	_("overdue", LIST_YESNO, NULL, N_("Overdue"),                   \
	    N_("whether that day is past, and the project open"),       \
	    false, NULL, "",                                            \
	    "(CASE WHEN due < ?1 AND stage NOT IN @ "                   \
	    "THEN 'yes' ELSE 'no' END)", MATCH_VALUE)                   \
	_("hold", LIST_TEXT, "hold_reason", N_("Held for"),             \
	    N_("why it is on hold"), false,                             \
	    extract_text, "hold.code", NULL, MATCH_CODE)                    \
	_("review_by", LIST_DATE, NULL, N_("Review by"),                \
	    N_("when the hold is to be reviewed"), false,               \
	    extract_date, "hold.review_by", NULL, MATCH_VALUE)              \
	_("verdict", LIST_TEXT, NULL, N_("Verdict"),                    \
	    N_("whether the concept is proven"), false,                 \
	    extract_text, "concept.verdict", NULL, MATCH_CHOICE)            \
	_("result", LIST_TEXT, NULL, N_("Result"),                      \
	    N_("how the project ended"), false,                         \
	    extract_text, "closure.result", NULL, MATCH_CHOICE)             \
	_("budget", LIST_MONEY, NULL, N_("Budget"),                     \
	    N_("the money approved"), false,                            \
	    extract_integer, "budget.approved", NULL, MATCH_VALUE)          \
	_("disbursed", LIST_MONEY, NULL, N_("Disbursed"),               \
	    N_("the money paid out to it"), false,                      \
	    extract_sum, "budget.disbursed.*.amount", NULL, MATCH_VALUE)    \
	_("spent", LIST_MONEY, NULL, N_("Spent"),                       \
	    N_("the money spent by it"), false,                         \
	    extract_sum, "budget.lines.*.spent", NULL, MATCH_VALUE)         \
	_("currency", LIST_TEXT, NULL, N_("Currency"),                  \
	    N_("the currency of its money"), false,                     \
	    extract_currency, "budget", NULL, MATCH_EXACT)                  \
	_("created", LIST_TIME, NULL, N_("Created"),                    \
	    N_("when its history begins"), false,                       \
	    extract_created, "", NULL, MATCH_VALUE)                         \
	_("entries", LIST_INTEGER, NULL, N_("Entries"),                 \
	    N_("entries in its history"), false,                        \
	    extract_entries, "", NULL, MATCH_VALUE)                         \
	_("path", LIST_TEXT, NULL, N_("Path"),                          \
	    N_("its file in the repository"), false,                    \
	    extract_path, "", NULL, MATCH_EXACT)

/* What the cache needs to know of list_columns[i], in the same order. */
struct cache_column {
	void (*fill)(struct extract *, const char *path);
	const char *path;
	const char *expr;
	enum match match;
};
extern const struct cache_column cache_columns[];

#endif
