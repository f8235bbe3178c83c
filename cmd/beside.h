#ifndef PROVEN_CMD_BESIDE_H
#define PROVEN_CMD_BESIDE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/gate/gate.h"
#include "core/model/approval.h"
#include "core/model/evidence.h"

/*
 * What a gate looks at beside the record: its approvals, and what is found
 * of its evidence.  And signatures of what goes into the record.
 */
struct actor;
struct record;
struct session;
struct snapshot;
struct tracker;

struct beside {
	struct approvals approvals;
	struct evidence_facts evidence;
};

#define BESIDE_INIT { .approvals = { NULL, 0, 0 } }

/*
 * Read what lies beside RECORD in the commit of SNAPSHOT.  EVIDENCE false:
 * its files are not looked at (a gate that asks none needs none of them).
 */
NODISCARD const struct err *beside_read(struct beside *, struct snapshot *,
    const struct record *, bool evidence);
void beside_release(struct beside *);
/* For a step; borrowed. */
struct dossier beside_dossier(const struct beside *);

/*
 * Sign LEN bytes at PTR in NAMESPACE for ACTOR; the armour is added to OUT.
 * ERR_SYSTEM: no key, no signer.  ERR_REFUSED: the key is not one of the
 * actor's in people.json; the mend adds it.
 */
NODISCARD const struct err *actor_sign(struct session *, const struct actor *,
    const struct tracker *, const char *namespace, const struct str *payload,
    struct str *out);
/* Sign the last entry of RECORD, where that is ASKED, or the tracker asks
 * it.  Errors as above. */
NODISCARD const struct err *actor_sign_entry(struct session *,
    const struct actor *, const struct tracker *, struct record *,
    bool asked);

#endif
