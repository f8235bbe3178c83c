#ifndef PROVEN_CMD_EVIDENCE_H
#define PROVEN_CMD_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* The parts of `evidence`, and what `show` says of it. */
struct evidence;
struct record;
struct session;
struct snapshot;

struct evidence_options {
	const char *kind, *title, *by, *sha256, *date; /* add */
	bool in_place, large;                          /* add */
	const char *at;                                /* verify */
};

/* What is added: a file, or what is kept elsewhere. */
NODISCARD const struct err *evidence_add(struct session *,
    const struct evidence_options *, const char *id, const char *what);
NODISCARD const struct err *evidence_remove(struct session *,
    const char *id, const char *key);
/* WORDS name projects, N of them; none: all. */
NODISCARD const struct err *evidence_verify(struct session *,
    const char *at, char *const *words, int n);
void evidence_list(struct session *, const struct record *);
/* What was done, for programs. */
void evidence_done(struct session *, const char *verb, const char *id,
    const struct evidence *, const char *commit);

/* "1.2 MiB"; the caller frees. */
char *evidence_size(int64_t bytes);
/* Path, address or DOI; "" where there is none. */
const char *evidence_where(const struct evidence *);
/* The title, else the last part of where it is. */
const char *evidence_name(const struct evidence *);

/*
 * What records of SNAPSHOT refer to, other than SKIP (ids; NULL: none) and
 * as far as they name a file of the evidence of project ID: "ID/REST",
 * whatever the depth, added to OUT.
 */
NODISCARD const struct err *evidence_references(struct snapshot *,
    const struct strs *skip, const char *id, struct strs *out);
/* The same of one record; ID NULL: whosever evidence it is. */
void evidence_references_of(const struct record *, const char *id,
    struct strs *out);

#endif
