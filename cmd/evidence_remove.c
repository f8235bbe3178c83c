#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* An entry goes, and its file where nothing else refers to it. */

struct removal {
	struct session *session;
	const char *id, *key;
	char *kept, *gone; /* the file, whichever became of it; or NULL */
};

static const struct err *
no_such_key(const struct removal *removal, const struct record *record)
{
	const struct err *err = err_new(ERR_NOTFOUND, _("'%s' has no "
	    "evidence '%s'"), removal->id, removal->key);
	struct strs keys = STRS_INIT;
	const char *near;

	record_keys(record, "evidence", &keys);
	near = str_nearest(removal->key, (const char *const *)keys.items,
	    keys.n);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, "proven evidence list %s", removal->id);
	strs_release(&keys);
	return err;
}

/* What a gate relied on stays: PV405 would name it for ever. */
static const struct err *
judge(const struct removal *removal, const struct record *record)
{
	const char *transition = NULL;
	struct evidence evidence;
	int64_t seq;

	if (!evidence_get(&evidence, record, removal->key))
		return no_such_key(removal, record);
	seq = evidence_relied_on(record, removal->key, &transition);
	if (seq == 0)
		return NULL;
	return err_mend(err_new(ERR_REFUSED, _("evidence '%s' stays: entry "
	    "%" PRId64 " ('%s') relied on it [PV405]"), removal->key, seq,
	    transition ? transition : ""), "proven log %s", removal->id);
}

/* NAME is "ID/REST". */
static const struct err *
is_referred_to(const struct removal *removal, struct snapshot *tip,
    const struct record *after, const char *name, bool *yes)
{
	struct strs names = STRS_INIT, own = STRS_INIT;
	const struct err *err;

	strs_add(&own, removal->id);
	evidence_references_of(after, removal->id, &names);
	err = evidence_references(tip, &own, removal->id, &names);
	*yes = strs_has(&names, name);
	strs_release(&names);
	strs_release(&own);
	return err;
}

/* Only what lies among the evidence of this very project is removed. */
static const struct err *
remove_file(struct removal *removal, struct change *change,
    struct snapshot *tip, const struct record *after, const char *path)
{
	char *name = store_evidence_name(path), *where = NULL;
	const struct err *err;
	bool kept = true;
	size_t len = strlen(removal->id);

	if ((err = snapshot_evidence_path(tip, path, &where)) ||
	    where == NULL)
		goto done;
	if (name != NULL && strncmp(name, removal->id, len) == 0 &&
	    name[len] == '/' &&
	    (err = is_referred_to(removal, tip, after, name, &kept)))
		goto done;
	if (!kept && (err = change_remove_file(change, where)))
		goto done;
	*(kept ? &removal->kept : &removal->gone) = xstrdup(where);
done:
	free(where);
	free(name);
	return err;
}

static void
forget(struct removal *removal)
{
	free(removal->kept);
	free(removal->gone);
	removal->kept = removal->gone = NULL;
}

static const struct err *
put_removal(struct change *change, struct snapshot *tip, void *arg)
{
	struct removal *removal = arg;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *before = NULL, *after = NULL;
	const struct tracker *tracker;
	struct evidence evidence;
	const struct err *err;
	char *path = NULL, *what = NULL;

	forget(removal);
	if ((err = snapshot_tracker(tip, &tracker)) ||
	    (err = actor_init(&actor, removal->session->store, tracker)) ||
	    (err = snapshot_record(tip, removal->id, &before)) ||
	    (err = judge(removal, before)))
		goto done;
	after = record_dup(before);
	path = xasprintf("evidence.%s", removal->key);
	evidence_get(&evidence, before, removal->key);
	if ((err = record_unset(after, path)) ||
	    (err = edits_judge(removal->session, tip, before, after)) ||
	    (err = change_put_record(change, after)) ||
	    (evidence.path != NULL && (err = remove_file(removal, change,
	    tip, after, evidence.path))))
		goto done;
	what = xasprintf("evidence %s removed: %s", removal->key,
	    evidence_name(&evidence));
	change_say(change, removal->id, what, NULL, &actor);
done:
	free(what);
	free(path);
	record_free(before);
	record_free(after);
	actor_release(&actor);
	return err;
}

static void
tell(const struct removal *removal, const char *commit)
{
	const struct evidence evidence = { .key = removal->key,
		.path = removal->gone };

	if (removal->gone != NULL)
		session_note(removal->session, _("evidence '%s' of '%s' is "
		    "removed, and its file '%s'; to bring it back: git "
		    "revert %.12s"), removal->key, removal->id,
		    removal->gone, commit);
	else if (removal->kept != NULL)
		session_note(removal->session, _("evidence '%s' of '%s' is "
		    "removed; the file '%s' stays"), removal->key,
		    removal->id, removal->kept);
	else
		session_note(removal->session, _("evidence '%s' of '%s' is "
		    "removed"), removal->key, removal->id);
	evidence_done(removal->session, "remove", removal->id, &evidence,
	    commit);
}

const struct err *
evidence_remove(struct session *session, const char *id, const char *key)
{
	struct change_options how = { false, false, false, false };
	struct removal removal = { session, id, key, NULL, NULL };
	char commit[COMMIT_HEX + 1];
	const struct err *err;

	err = store_change(session->store, &how, put_removal, &removal,
	    commit);
	if (err == NULL)
		tell(&removal, commit);
	forget(&removal);
	return err;
}
