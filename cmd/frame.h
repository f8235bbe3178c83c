#ifndef PROVEN_CMD_FRAME_H
#define PROVEN_CMD_FRAME_H

#include <stddef.h>

#include "core/base/err.h"

/* What the frame of the program shares; commands need none of it. */
struct cmd;
struct opt;
struct session;
struct str;

/* ---- env.c: the only place that reads the environment ---- */

/* A descriptor 0, 1 or 2 that is closed gets one that fails when used, so
 * that no file of ours ever takes its number. */
void env_descriptors(void);
/* Locale and catalogue.  LANG: "en", "zh", or NULL: as the environment
 * says.  Returns which it is. */
const char *env_language(const char *lang);
/* Stream and width of the results. */
void env_out(struct session *);
/* Colour, as --color and the environment say. */
void env_color(struct session *);
const char *env_get(const char *name);
/* Where this program keeps what is the user's own and no configuration:
 * "$XDG_STATE_HOME/proven", else "~/.local/state/proven"; NULL: nowhere. */
const char *env_state_dir(void);
/* The pager that git would run; NULL: none.  The caller frees. */
char *env_pager(struct session *);
/* The editor that git would run; the caller frees. */
char *env_editor(struct session *);

/* ---- session.c ---- */

/* Open what session.cmd needs and is not open yet. */
NODISCARD const struct err *session_open(struct session *);
void session_close(struct session *);

/* ---- opt.c, opt_help.c ---- */

enum { OPT_GLOBALS = 9 };
/* OPT_GLOBALS options, pointing into the session, and OPT_END. */
void opt_globals(struct opt *out, struct session *);
/* Global options in front of the command; then *ARGV is the command. */
NODISCARD const struct err *opt_parse_globals(struct session *, int *argc,
    char ***argv);
/* Change to the directories of -C. */
NODISCARD const struct err *opt_directories(struct session *);
/* "proven list [QUERY...] [options]"; the caller frees. */
char *opt_usage(const struct cmd *);
/* The page that --help prints. */
void opt_print_help(struct session *, const struct opt *);
/* Options as aligned lines. */
void opt_print_table(struct session *, const struct opt *);
/* Exit statuses as aligned lines. */
void opt_print_statuses(struct session *);
/* What completion and the checks of the manuals read. */
void opt_print_words(struct session *, const struct opt *);

/* ---- version.c ---- */

/* The version of the program. */
extern const char program_version[];

/* ---- cmds.c, help.c, complete.c ---- */

/* NULL: no such command. */
const struct cmd *cmd_find(const char *name);
/* ERR_USAGE: WORD is no command; the near miss named. */
NODISCARD const struct err *cmd_unknown(const char *word);
/* The page that lists the commands. */
void help_print(struct session *);
/* The plumbing, of which main knows only that it begins "--complete". */
NODISCARD const struct err *complete_run(struct session *, int argc,
    char **argv);

#endif
