#ifndef PROVEN_CMD_AUDITED_H
#define PROVEN_CMD_AUDITED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/out/findings.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/rule.h"

/*
 * What an audit found, as findings are printed; and what audit, check and
 * review have in common: options that say what is asked, and the exit
 * status.
 */
struct audit_options;
struct audit_report;
struct session;

/* What is asked of an audit, as it was typed. */
struct audit_asked {
	const char *require; /* a strength; NULL: as the tracker has it */
	const char *fail_on; /* a severity; NULL: error */
	int64_t threads;     /* 0: as many as there are cores */
	bool no_cache;
	struct strs saves;   /* "FORMAT=FILE" */
};

#define AUDIT_ASKED_INIT { NULL, NULL, 0, false, STRS_INIT }

/* For the table of options. */
#define AUDIT_FAIL_ON(asked)                                            \
	{ OPT_CHOICE, 0, "fail-on", &(asked)->fail_on, N_("SEVERITY"),  \
	    "error|warning|note", N_("exit with 1 from this severity "  \
	    "on (error)") }
#define AUDIT_REQUIRE(asked)                                            \
	{ OPT_CHOICE, 0, "require", &(asked)->require, N_("STRENGTH"),  \
	    "claimed|authored|signed", N_("require at least this of "   \
	    "transitions, approvals and the tracker") }
#define AUDIT_THREADS(asked)                                            \
	{ OPT_NUMBER, 0, "threads", &(asked)->threads, N_("N"), NULL,   \
	    N_("work with N threads (0: one a core)") }
#define AUDIT_SAVE(asked)                                               \
	{ OPT_LIST, 0, "save", &(asked)->saves, N_("FORMAT=FILE"), NULL, \
	    N_("put the report into FILE as well, in another format") }
#define AUDIT_NO_CACHE(asked)                                           \
	{ OPT_FLAG, 0, "no-cache", &(asked)->no_cache, NULL, NULL,      \
	    N_("trust nothing that an earlier audit found") }

/* ASKED put into OPTIONS.  ERR_USAGE: too many threads; no such format to
 * save in. */
NODISCARD const struct err *audit_asked_put(const struct audit_asked *,
    struct audit_options *);

struct audited {
	struct findings_report report; /* for findings_print */
	struct findings_rule rules[RULE_COUNT];
	struct findings_row *rows;
	struct strs places;            /* of the rows */
};

/* REPORT, of the command of the session, must outlive OUT.  BASED: what it
 * began with is the base of a change. */
void audited_init(struct audited *out, struct session *,
    const struct audit_report *report, const struct audit_asked *,
    bool based);
/* Only what is about the files PATHS and those below them; where there are
 * none, all. */
void audited_keep(struct audited *, const struct strs *paths);
void audited_release(struct audited *);
/* On standard output, and into the files that are asked for.  ERR_SYSTEM: one
 * of these cannot be written. */
NODISCARD const struct err *audited_print(const struct audited *,
    struct session *, const struct audit_asked *);
/* REPORT, which is freed, about PATHS (NULL: all), and what the command ends
 * with. */
NODISCARD const struct err *audited_tell(struct session *,
    struct audit_report *report, const struct audit_asked *, bool based,
    const struct strs *paths);
/* What the command ends with: ERR_DATA where not everything could be looked
 * at, ERR_FINDINGS where something fails, else NULL. */
NODISCARD const struct err *audited_end(const struct audited *);

#endif
