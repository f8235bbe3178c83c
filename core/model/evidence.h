#ifndef PROVEN_MODEL_EVIDENCE_H
#define PROVEN_MODEL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model/record.h"

/* The evidence that a record names, and what was found of it. */

/* Strings are borrowed from the record, NULL where absent or no string. */
struct evidence {
	const char *key, *kind, *title, *path, *url, *doi, *sha256, *added,
	    *by;
	int64_t bytes; /* -1: absent */
};

/* All of a record, in order of key; *N of them; the caller frees the
 * array. */
struct evidence *record_evidence(const struct record *, size_t *n);
/* False: there is none with this key. */
bool evidence_get(struct evidence *out, const struct record *,
    const char *key);
/*
 * The seq of the first entry that relied on KEY: its transition in
 * *TRANSITION (may be NULL), borrowed.  0: none did.
 */
int64_t evidence_relied_on(const struct record *, const char *key,
    const char **transition);
/* A key for what has this SHA-256: its first 6 digits, more where they are
 * taken.  The caller frees. */
char *evidence_mint_key(const struct record *, const char *sha256);

/* May PATH be that of a file in the repository?  False: it leads out, is
 * git's or the tracker's own. */
bool evidence_path_valid(const char *path);

enum evidence_state {
	EVIDENCE_GOOD,      /* the file is there, hash and size are right */
	EVIDENCE_ELSEWHERE, /* no path: a URL or a DOI; nothing to look at */
	EVIDENCE_MISSING,   /* no such file (PV401) */
	EVIDENCE_DIFFERS,   /* other bytes (PV402) */
	EVIDENCE_ODD        /* leaves the repository, a link, … (PV403) */
};

/* That STATE, one of the last three, breaks. */
enum rule evidence_rule(enum evidence_state);

/* What was found of one piece of evidence in a commit. */
struct evidence_fact {
	char *key;
	enum evidence_state state;
	char *text; /* for people: what is wrong; NULL where nothing is */
};

struct evidence_facts {
	struct evidence_fact *items;
	size_t n, cap;
};

#define EVIDENCE_FACTS_INIT { NULL, 0, 0 }

/* NULL: not looked at.  FACTS may be NULL. */
const struct evidence_fact *evidence_fact(
    const struct evidence_facts *facts, const char *key);
/* TEXT may be NULL and is the facts' from now on. */
void evidence_facts_add(struct evidence_facts *, const char *key,
    enum evidence_state, char *text);
void evidence_facts_release(struct evidence_facts *);

#endif
