#ifndef PROVEN_CMD_CMD_H
#define PROVEN_CMD_CMD_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/out/out.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * A command: its entry, and the session in which it runs.  A command calls
 * opt_parse first; that opens what `needs` says.  It opens no repository,
 * reads no environment variable and asks no terminal.
 */
struct cache;
struct line;
struct session;
struct record;
struct snapshot;
struct store;
struct tracker;

enum cmd_needs {
	CMD_STORE = 1 << 0,   /* session.store: a repository */
	CMD_TRACKER = 1 << 1, /* tip and tracker as well */
	CMD_CACHE = 1 << 2,   /* cache as well */
	CMD_PAGER = 1 << 3,   /* long output goes through a pager */
	CMD_HIDDEN = 1 << 4,  /* plumbing: not in `proven help` */
	CMD_PLAIN = 1 << 5,   /* prints no results: --format is refused */
	CMD_FINDINGS = 1 << 6 /* prints findings: more formats */
};

struct cmd {
	const char *name;
	const char *operands; /* "ID TRANSITION|STAGE", for usage */
	const char *summary;  /* one line, N_() */
	unsigned needs;
	const struct err *(*run)(struct session *, int argc, char **argv);
};

struct session {
	const struct cmd *cmd;
	struct out out;           /* results, on stdout */
	bool quiet;
	const char *(*env)(const char *);
	bool complete;            /* opt_parse prints its table instead */
	bool help;                /* opt_parse prints the help instead */
	struct line *line;        /* opt_parse completes it instead */
	/*
	 * The branch to work on; NULL: that of HEAD.  A command with
	 * --branch points its option here.
	 */
	const char *branch;

	/* Global options as given; opt_parse puts them into effect (-C
	 * by changing the directory). */
	struct strs dirs;
	const char *format, *lang, *color;
	bool json, no_pager, version;

	struct store *store;      /* CMD_STORE */
	struct snapshot *tip;     /* CMD_TRACKER */
	const struct tracker *tracker;
	struct cache *cache;      /* CMD_CACHE */
};

/* Chatter for people, on stderr; nothing with -q. */
void session_note(struct session *, const char *fmt, ...) PRINTF(2, 3);
/* Something that people should know although the command goes on. */
void session_warn(struct session *, const char *fmt, ...) PRINTF(2, 3);
/*
 * The id that WORD names: an exact id, else a code, else an unambiguous
 * prefix (opens the cache only where it must).  The caller frees.
 * ERR_NOTFOUND: none (near miss named) or several (listed).
 */
NODISCARD const struct err *session_resolve(struct session *,
    const char *word, char **id);
/* Open session.cache where it is not yet. */
NODISCARD const struct err *session_cache(struct session *);
/* Read the tracker anew, after waiting for somebody who may have written. */
NODISCARD const struct err *session_reopen(struct session *);
/* Handle of the user (their address when they are nobody); caller frees.
 * ERR_SYSTEM: no identity. */
NODISCARD const struct err *session_me(struct session *, char **me);
/* Seconds since the Epoch by the committer's clock; not before the last
 * entry of the record (may be NULL). */
int64_t session_now(struct session *, const struct record *);
/* Days since the Epoch, UTC, by the committer's clock. */
NODISCARD const struct err *session_today(struct session *, int64_t *days);
/* Let the user edit the file PATH in the editor that git would choose.
 * ERR_SYSTEM: it could not be run, or it did not end well. */
NODISCARD const struct err *session_editor(struct session *,
    const char *path);

/* Every command, NULL at the end, in the order of `proven help`. */
extern const struct cmd *const cmds[];

extern const struct cmd cmd_init, cmd_new, cmd_set, cmd_edit, cmd_show,
    cmd_list, cmd_log, cmd_gate, cmd_move, cmd_approve, cmd_undo, cmd_drop,
    cmd_note, cmd_import, cmd_export, cmd_workflow, cmd_people, cmd_schema,
    cmd_fmt, cmd_reshard, cmd_doctor, cmd_help, cmd_version, cmd_completion,
    cmd_criterion, cmd_evidence, cmd_audit, cmd_check, cmd_review,
    cmd_merge_driver, cmd_diff_text, cmd_hook, cmd_resolve;

#endif
