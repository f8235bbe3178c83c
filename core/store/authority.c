#include "core/store/authority.h"

#include <stdlib.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/people_edit.h"
#include "core/model/tracker.h"
#include "core/store/change.h"
#include "core/store/own.h"

/* A commit that changes the tracker changes nothing else (PV311). */
static bool
touches_tracker(const struct change *change)
{
	const struct strs *paths = &change->touched.list;
	size_t n = 0;

	for (size_t i = 0; i < paths->n; i++)
		n += str_starts(paths->items[i], "tracker/");
	if (n > 0 && n < paths->n)
		BUG("a change of the tracker and of other files");
	return n > 0;
}

/* The keys that would do, if there are some. */
static const struct err *
name_keys(const struct err *err, const struct person *person)
{
	char *name;

	for (size_t i = 0; i < person->n_keys; i++) {
		if (person->keys[i].forge)
			continue;
		name = person_key_fingerprint(&person->keys[i]);
		err = err_mend(err, _("the key of '%s' is %s"),
		    person->handle, name);
		free(name);
	}
	if (person_can_sign(person))
		return err;
	return err_mend(err, _("another admin can add it: proven people key "
	    "add %s FILE"), person->handle);
}

/* Nothing signs, or nothing that could be told. */
static const struct err *
no_key(const struct person *person)
{
	const struct err *err;

	err = err_new(ERR_REFUSED, _("changes of this tracker must be "
	    "signed, and git has no key to sign with"));
	err = err_mend(err, "git config --global gpg.format ssh");
	err = err_mend(err, "git config --global user.signingkey "
	    "~/.ssh/id_ed25519.pub");
	return name_keys(err, person);
}

static const struct err *
judge_key(const struct people *people, const struct person *person,
    const struct person_key *key)
{
	const struct err *err = NULL;
	bool forge = false;
	const struct person *owner = people_by_key(people, key, &forge);
	char *name;

	if (owner == person && !forge)
		return NULL;
	name = person_key_fingerprint(key);
	if (owner == NULL)
		err = err_new(ERR_REFUSED, _("changes of this tracker must "
		    "be signed, and git's key %s is nobody's in "
		    "tracker/people.json"), name);
	else if (owner != person)
		err = err_new(ERR_REFUSED, _("changes of this tracker must "
		    "be signed, and git's key %s is that of '%s', not of "
		    "'%s'"), name, owner->handle, person->handle);
	else
		err = err_new(ERR_REFUSED, _("changes of this tracker must "
		    "be signed, and git's key %s is one for the merges of a "
		    "host"), name);
	free(name);
	return name_keys(err, person);
}

static const struct err *
not_admin(const char *email)
{
	return err_mend(err_new(ERR_REFUSED, _("'%s' is not an admin of this "
	    "tracker"), email), "proven people list --role admin");
}

const struct err *
authority_check(struct change *change, bool *sign)
{
	const struct err *err;
	const struct tracker *tracker;
	const struct person *person;
	const char *email = change->author.name != NULL ?
	    change->author.email : change->user_author->email;
	struct person_key key = { NULL, NULL, false };

	if (change->options->found || !touches_tracker(change))
		return NULL;
	if ((err = snapshot_tracker(change->tip, &tracker)) ||
	    tracker->require_tracker != STRENGTH_SIGNED)
		return err;
	person = people_by_email(tracker->people, email);
	if (person == NULL || !person_has_role(person, "admin"))
		return not_admin(email);
	if ((err = store_signer(change->store, &key)))
		return err;
	if (key.ssh == NULL && key.openpgp == NULL)
		err = no_key(person);
	else
		err = judge_key(tracker->people, person, &key);
	person_key_release(&key);
	if (err == NULL)
		*sign = true;
	return err;
}
