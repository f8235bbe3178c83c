#include <stdlib.h>

#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/lib.h"
#include "core/git/repo.h"
#include "core/git/sign.h"
#include "core/model/people.h"
#include "core/store/own.h"

/* SIGNER, "Name <email>", is whose key gpg takes; NULL: not known. */
static const struct err *
find_signer(const struct config *config, const char *signer,
    struct person_key *out)
{
	struct person_key key = { NULL, NULL, false };
	const struct err *err = sign_key(config, &key.ssh);

	if (err == NULL && key.ssh == NULL)
		key.openpgp = sign_openpgp_key(config, signer);
	if (err == NULL)
		*out = key;
	return err;
}

const struct err *
store_signer(struct store *store, struct person_key *out)
{
	const struct config *config = repo_config(store->repo);
	struct identity committer = { NULL, NULL, 0, 0 };
	const struct err *err;
	char *signer = NULL;

	/* Who gpg would sign for matters only where it signs unasked. */
	if (sign_wanted(store->repo)) {
		if ((err = store_committer(store, &committer)))
			return err;
		signer = xasprintf("%s <%s>", committer.name,
		    committer.email);
	}
	err = find_signer(config, signer, out);
	free(signer);
	identity_release(&committer);
	return err;
}

const struct err *
signer_of_user(const char *(*env)(const char *), struct person_key *out)
{
	struct config *config = NULL;
	const struct err *err;

	if ((err = git_start()))
		return err;
	err = config_open(&config, env);
	if (err == NULL)
		err = find_signer(config, NULL, out);
	config_close(config);
	git_stop();
	return err;
}
