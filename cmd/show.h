#ifndef PROVEN_CMD_SHOW_H
#define PROVEN_CMD_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/beside.h"
#include "core/base/err.h"

/* The parts of `show`. */
struct findings;
struct gate;
struct record;
struct session;

/* A project, and what is known about it. */
struct shown {
	const struct record *record;
	const char *path;         /* of its file */
	const char *commit;       /* in which it is shown */
	struct gate **gates;      /* what is ahead, the next step first */
	size_t n_gates;
	const struct err *no_gate;/* why there are none; NULL */
	const struct findings *findings;
	bool past;                /* shown as it was: no step is ahead */
	struct beside beside;
};

/* Judge every transition that leads on from here. */
void show_judge(struct session *, struct shown *);
void show_gates_free(struct shown *);

/* ---- For people ---- */

void show_document(struct session *, const struct shown *);
/* What the record has, as blocks of labels and values; in front of the
 * first block the N given ones, as far as their value is not NULL. */
void show_fields(struct session *, const struct record *,
    const char *const *labels, const char *const *values, size_t n);
/* Criteria with what was measured, and what is proposed. */
void show_criteria(struct session *, const struct record *);
void show_proposed(struct session *, const struct record *);
/* False: there is none. */
bool show_evidence(struct session *, const struct record *);
void show_gate(struct session *, const struct shown *);
void show_history(struct session *, const struct record *);

/* ---- For programs ---- */

void show_json(struct session *, const struct shown *);

#endif
