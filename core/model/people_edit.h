#ifndef PROVEN_MODEL_PEOPLE_EDIT_H
#define PROVEN_MODEL_PEOPLE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* Changes of tracker/people.json, from what people typed. */
struct people;
struct person;
struct person_key;
struct tracker;

enum people_verb { PEOPLE_ADD, PEOPLE_SET, PEOPLE_REMOVE };

struct people_edit {
	enum people_verb verb;
	const char *handle;
	/* NULL: as it is; "": none, but for the name. */
	const char *name, *org_name, *uscc, *ror;
	struct strs emails, roles, drop_emails, drop_roles;
	struct person_key *keys, *drop_keys; /* forge of the latter: unasked */
	size_t n_keys, n_drop_keys;
};

/*
 * The text of tracker/people.json after EDIT, canonical, people in order of
 * handle, revision one higher; nothing where EDIT changes nothing.  TRACKER
 * is what is in force, TEXT its people.json.
 * ERR_USAGE: no handle, address, role, … at all; a new person without name
 * or address; something to remove that is not there.
 * ERR_REFUSED: nobody could change the tracker any more.
 * ERR_NOTFOUND: nobody has this handle.
 * ERR_CONFLICT: the handle, an address or a key belongs to somebody already.
 * ERR_DATA: a text holds a personal number (PV111).
 */
NODISCARD const struct err *people_edit(struct str *out,
    const struct tracker *, const struct str *text,
    const struct people_edit *);

/*
 * The person that WORD names by handle or by address.  ERR_NOTFOUND:
 * nobody; the near miss.
 */
NODISCARD const struct err *people_named(const struct person **out,
    const struct people *, const char *word);

/*
 * The key that TEXT holds: a line of a .pub file (others in it being empty
 * or comments), or an OpenPGP fingerprint, with blanks as gpg prints it.
 * ERR_USAGE: another thing, named; NAME is where TEXT comes from.  KEY is
 * the caller's, as its strings are.
 */
NODISCARD const struct err *person_key_read(struct person_key *,
    const char *text, const char *name);
void person_key_release(struct person_key *);

#endif
