#include "cmd/beside.h"

#include <stdlib.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

const struct err *
beside_read(struct beside *beside, struct snapshot *snapshot,
    const struct record *record, bool evidence)
{
	const struct err *err;

	err = snapshot_approvals(snapshot, record_id(record),
	    &beside->approvals);
	if (err == NULL && evidence)
		err = snapshot_evidence(snapshot, record, &beside->evidence);
	return err;
}

void
beside_release(struct beside *beside)
{
	approvals_release(&beside->approvals);
	evidence_facts_release(&beside->evidence);
}

struct dossier
beside_dossier(const struct beside *beside)
{
	return (struct dossier){ &beside->approvals, &beside->evidence };
}

static const struct err *
foreign_key(const struct actor *actor, const struct person *owner,
    const char *key)
{
	const struct err *err;

	if (owner != NULL)
		err = err_new(ERR_REFUSED, _("git signs with a key that is "
		    "'%s''s in tracker/people.json, and '%s' acts"),
		    owner->handle, actor->by);
	else
		err = err_new(ERR_REFUSED, _("git signs with a key that "
		    "tracker/people.json does not have for '%s'"),
		    actor->by);
	if (owner == NULL)
		err = err_mend(err, "proven people key add %s '%s'",
		    actor->by, key);
	else
		err = err_mend(err, "git config user.signingkey "
		    "~/.ssh/id_ed25519.pub");
	return err;
}

const struct err *
actor_sign(struct session *session, const struct actor *actor,
    const struct tracker *tracker, const char *namespace,
    const struct str *payload, struct str *out)
{
	const struct err *err;
	const struct person *owner;
	struct str armour = STR_INIT;
	char *key = NULL;
	bool forge = false;

	err = store_sign(session->store, namespace, payload->ptr,
	    payload->len, &armour, &key);
	if (err != NULL)
		goto done;
	owner = people_by_ssh_key(tracker->people, key, &forge);
	if (owner == NULL || forge || strcmp(owner->handle, actor->by) != 0)
		err = foreign_key(actor, forge ? NULL : owner, key);
	else
		str_addn(out, armour.ptr, armour.len);
done:
	free(key);
	str_release(&armour);
	return err;
}

const struct err *
actor_sign_entry(struct session *session, const struct actor *actor,
    const struct tracker *tracker, struct record *record, bool asked)
{
	const struct err *err;
	struct str payload = STR_INIT, armour = STR_INIT;

	if (!asked && tracker->require_transitions < STRENGTH_SIGNED)
		return NULL;
	record_entry_payload(record, &payload);
	err = actor_sign(session, actor, tracker, TRANSITION_NAMESPACE,
	    &payload, &armour);
	if (err == NULL)
		record_entry_sign(record, armour.ptr);
	str_release(&payload);
	str_release(&armour);
	return err;
}
