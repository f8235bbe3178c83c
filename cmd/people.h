#ifndef PROVEN_CMD_PEOPLE_H
#define PROVEN_CMD_PEOPLE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/people_edit.h"

/* The verbs of `proven people`. */
struct person_key;
struct session;
struct snapshot;

struct people_options {
	const char *name, *org, *uscc, *ror;
	struct strs emails, drop_emails, roles, drop_roles;
	struct strs keys, openpgp; /* files or keys; fingerprints */
	bool forge;
};

/* Each takes its operands, of which there are as many as it asks for. */
typedef const struct err *people_fn(struct session *,
    const struct people_options *, char **operands);
people_fn people_add, people_set, people_remove, people_key_add,
    people_key_remove, people_key_list, people_whoami;

/*
 * The key that WORD is (a line of a .pub file, an OpenPGP fingerprint) or
 * that the file of this name holds ("-": standard input).  ERR_USAGE: it is
 * none.  Released by the caller.
 */
NODISCARD const struct err *key_given(struct person_key *, const char *word);

/*
 * The projects of TIP that name HANDLE, and where, added to OUT as
 * "p1 (lead.person, history)".
 */
NODISCARD const struct err *people_named_in(struct session *,
    struct snapshot *tip, const char *handle, struct strs *out);

#endif
