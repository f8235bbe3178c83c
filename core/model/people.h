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
 * case of its letters; somebody is admin.  Immutable once read.
 */
struct json;

struct person {
	char *handle, *name;
	struct strs emails, roles;
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
/* The same address, whatever the case of its letters. */
bool address_same(const char *a, const char *b);
/* ADDRESS with small letters; ASCII only, whatever the locale: it decides
 * who somebody is.  The caller frees. */
char *address_fold(const char *address);

/* The canonical text of a people.json with one admin. */
void people_write_founder(struct str *out, const char *handle,
    const char *name, const char *email);
/* "Li.Wei@x.org" gives "li-wei"; always a valid handle; caller frees. */
char *people_handle_from_email(const char *email);

#endif
