#ifndef PROVEN_MODEL_PEOPLE_H
#define PROVEN_MODEL_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * tracker/people.json: who holds which role.
 * { "format": 1, "revision": 1,
 *   "people": { "li": { "name": "Li (fictional)",
 *     "emails": ["li@example.org"], "roles": ["manager"],
 *     "organisation": {"name": "Example Lab", "uscc": …, "ror": …},
 *     "keys": [{"ssh": "ssh-ed25519 AAAA…", "forge": true},
 *              {"openpgp": "40 hex digits"}] } } }
 * `roles`, `organisation`, `keys` and `forge` may be left out.  A handle
 * is written as an id is; an address belongs to one person, whatever the
 * case of its letters, and so does a key, whatever its comment; somebody
 * is admin.  Immutable once read.
 */
struct json;

/* Exactly one of SSH, a line of a .pub file, and OPENPGP, a fingerprint. */
struct person_key {
	char *ssh, *openpgp;
	bool forge; /* of a host: for merges that change nothing of their own */
};

struct person {
	char *handle, *name;
	struct strs emails, roles;
	char *org_name, *uscc, *ror; /* of the organisation; NULL: none */
	struct person_key *keys;
	size_t n_keys;
};

struct people {
	int64_t revision;
	struct person *items; /* in order of handle */
	size_t n;
};

/* ERR_DATA, the dotted path of the member at fault in *WHERE (freed by
 * the caller; untouched on success). */
NODISCARD const struct err *people_parse(struct people **out,
    const struct json *, char **where);
void people_free(struct people *);

/* NULL: nobody. */
const struct person *people_find(const struct people *, const char *handle);
const struct person *people_by_email(const struct people *, const char *);
bool person_has_role(const struct person *, const char *role);
bool person_has_email(const struct person *, const char *email);
/*
 * Whose key this is: LINE of a .pub file, whatever its comment, or
 * FINGERPRINT, 40 hex digits of either case.  *FORGE, which may be NULL, is
 * whether it is a host's.  NULL: nobody's.
 */
const struct person *people_by_ssh_key(const struct people *,
    const char *line, bool *forge);
const struct person *people_by_openpgp(const struct people *,
    const char *fingerprint, bool *forge);
const struct person *people_by_key(const struct people *,
    const struct person_key *, bool *forge);
/* The same key. */
bool person_key_same(const struct person_key *, const struct person_key *);
/* What the ssh signature ARMOUR over PAYLOAD says of the person (may be
 * NULL), whose key must be one of their own. */
enum signature_state {
	SIGNATURE_GOOD,
	SIGNATURE_NONE,    /* it is none */
	SIGNATURE_FOREIGN, /* by another key */
	SIGNATURE_BAD      /* it does not hold */
};
enum signature_state person_signature(const struct person *,
    const char *armour, const char *namespace, const struct str *payload);
/* "SHA256:…" of an ssh key, as ssh-keygen -l has it; the digits of an
 * OpenPGP fingerprint.  The caller frees. */
char *person_key_fingerprint(const struct person_key *);
/* Whether the person has a key of their own, one that is no host's. */
bool person_can_sign(const struct person *);
/* The same address, whatever the case of its letters. */
bool address_same(const char *a, const char *b);
/* ADDRESS with small letters; ASCII only, whatever the locale: it decides
 * who somebody is.  The caller frees. */
char *address_fold(const char *address);

/* The canonical text of a people.json with one admin, and KEY as theirs
 * (NULL: none). */
void people_write_founder(struct str *out, const char *handle,
    const char *name, const char *email, const struct person_key *key);
/* "Li.Wei@x.org" gives "li-wei"; always a valid handle; caller frees. */
char *people_handle_from_email(const char *email);

#endif
