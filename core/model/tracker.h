#ifndef PROVEN_MODEL_TRACKER_H
#define PROVEN_MODEL_TRACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct people;
struct person_key;
struct vocabulary;
struct workflow;

/* What must be signed, by whom; design: strength. */
enum strength { STRENGTH_CLAIMED, STRENGTH_AUTHORED, STRENGTH_SIGNED };
extern const char *const strength_names[];

enum tracker_file { TRACKER_CONFIG, TRACKER_WORKFLOW, TRACKER_PEOPLE,
	TRACKER_VOCABULARY, TRACKER_FILES };
/* "tracker/tracker.json", … */
extern const char *const tracker_paths[TRACKER_FILES];

/*
 * The four files of tracker/ as they stand in one commit.  Immutable.
 * tracker.json:
 * { "format": 1, "revision": 1, "name": "Portfolio",
 *   "require": { "tracker": "authored", "transitions": "authored",
 *     "approvals": "authored" },
 *   "severities": {"PV105": "error"},
 *   "excuses": [{"commit": "40 hex digits", "rule": "PV202",
 *     "project": "p17", "reason": "…"}] }
 * What `require` does not name is `authored`; `severities` and `excuses`
 * may be left out, and an excuse may be without a project.
 */
/* A finding that the tracker bears with. */
struct excuse {
	char *commit, *rule, *reason; /* RULE: its id, "PV202" */
	char *project;                /* NULL: whatever it is about */
};

/* What a rule weighs here. */
struct weight {
	char *rule;
	int severity; /* enum severity */
};

struct tracker {
	char *name;
	int64_t revision;               /* of tracker.json */
	enum strength require_tracker, require_transitions, require_approvals;
	struct weight *weights;
	struct excuse *excuses;
	size_t n_weights, n_excuses;
	struct people *people;
	struct vocabulary *vocabulary;  /* empty where the file is absent */
	struct workflow *workflow;      /* NULL where it is invalid */
	const struct err *workflow_err; /* why; lives with the tracker */
};

struct tracker_text {
	const char *ptr; /* NULL: no such file */
	size_t len;
};

/*
 * Read the four files.  ERR_DATA "tracker/people.json:3:5: …": one of them
 * is invalid; the workflow aside, which is kept as WORKFLOW_ERR so that
 * what needs no workflow goes on.  ERR_NOTRACKER: tracker.json absent.
 */
NODISCARD const struct err *tracker_read(struct tracker **out,
    const struct tracker_text texts[TRACKER_FILES]);
void tracker_free(struct tracker *);

/* The workflow, or the reason why there is none (ERR_DATA). */
NODISCARD const struct err *tracker_workflow(const struct tracker *,
    const struct workflow **out);

/*
 * Judge TEXT as a new content of FILE: for `workflow set`.  ERR_DATA with
 * line and column of the member at fault.
 */
NODISCARD const struct err *tracker_check_file(enum tracker_file,
    const char *text, size_t len, const char *name);

/* TEXT as the next version of OLD: revision one higher, canonical form. */
NODISCARD const struct err *tracker_next_revision(struct str *out,
    const char *text, size_t len, int64_t old_revision);

/*
 * The four files of a new tracker from a preset, canonical, revision 1:
 * added to OUT[0..3].  ERR_USAGE: no such preset, with the near miss.
 */
NODISCARD const struct err *tracker_found(struct str out[TRACKER_FILES],
    const char *preset, const char *name, const char *admin_name,
    const char *admin_email);

/* What a new tracker is made of. */
struct founding {
	const char *preset, *name, *admin_name, *admin_email;
	const struct person_key *key; /* of the admin; NULL: none */
	/* "tracker=authored,approvals=claimed": other than the preset has
	 * it; NULL. */
	const char *require;
};
/* As tracker_found.  ERR_USAGE also: `require` names no strength. */
NODISCARD const struct err *tracker_found_as(
    struct str out[TRACKER_FILES], const struct founding *);

/* The handle of the person with this address; the address when nobody. */
const char *tracker_actor(const struct tracker *, const char *email);
/* The roles that there are, held by somebody or asked for by the workflow;
 * each once, added to OUT. */
void tracker_roles(const struct tracker *, struct strs *out);
bool tracker_is_admin(const struct tracker *, const char *actor);

#endif
