#include "core/audit/keyring.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/repo.h"
#include "core/git/verify_gpg.h"
#include "core/model/people.h"

/* One set of fingerprints, and the keys that gpg had of them. */
struct ring {
	char *names;
	struct gpg_keys *keys; /* NULL: none could be had */
	char *why;
};

struct keyring {
	const struct repo *repo;
	pthread_mutex_t lock;
	struct ring *rings;
	size_t n, cap;
};

struct keyring *
keyring_new(const struct repo *repo)
{
	struct keyring *keyring = xcalloc(1, sizeof(*keyring));

	keyring->repo = repo;
	pthread_mutex_init(&keyring->lock, NULL);
	return keyring;
}

void
keyring_free(struct keyring *keyring)
{
	if (keyring == NULL)
		return;
	for (size_t i = 0; i < keyring->n; i++) {
		free(keyring->rings[i].names);
		free(keyring->rings[i].why);
		gpg_keys_free(keyring->rings[i].keys);
	}
	free(keyring->rings);
	pthread_mutex_destroy(&keyring->lock);
	free(keyring);
}

static void
fingerprints(const struct people *people, struct strs *out)
{
	for (size_t i = 0; i < people->n; i++)
		for (size_t k = 0; k < people->items[i].n_keys; k++)
			if (people->items[i].keys[k].openpgp != NULL)
				strs_add(out,
				    people->items[i].keys[k].openpgp);
	strs_sort(out);
}

static struct ring
ring_open(const struct keyring *keyring, char *names,
    const struct strs *wanted)
{
	struct ring ring = { NULL, NULL, NULL };
	const struct err *err;

	ring.names = names;
	err = gpg_keys_open(&ring.keys, repo_config(keyring->repo),
	    (const char *const *)wanted->items, wanted->n);
	if (err != NULL)
		ring.why = xstrdup(err->msg);
	return ring;
}

/* Keys once had stay until the end, so the result may be used unlocked. */
static struct ring
ring_of(struct keyring *keyring, const struct strs *wanted)
{
	char *names = strs_join(wanted, " ");
	struct ring ring;
	size_t i = 0;

	pthread_mutex_lock(&keyring->lock);
	while (i < keyring->n && strcmp(keyring->rings[i].names, names) != 0)
		i++;
	if (i == keyring->n) {
		ring = ring_open(keyring, xstrdup(names), wanted);
		GROW(keyring->rings, keyring->n, keyring->cap);
		keyring->rings[keyring->n++] = ring;
	}
	ring = keyring->rings[i];
	pthread_mutex_unlock(&keyring->lock);
	free(names);
	return ring;
}

/* A key that nobody here has may be the one that has signed. */
static const struct err *
lacking(const struct gpg_keys *keys, const struct strs *wanted)
{
	for (size_t i = 0; i < wanted->n; i++)
		if (!gpg_keys_has(keys, wanted->items[i]))
			return err_mend(err_new(ERR_SYSTEM, _("gpg does not "
			    "have the key %s here"), wanted->items[i]),
			    "gpg --import FILE");
	return NULL;
}

const struct err *
keyring_verify(struct keyring *keyring, const struct people *people,
    const char *armour, const struct str *payload, struct gpg_result *out)
{
	struct strs wanted = STRS_INIT;
	const struct err *err = NULL;
	struct ring ring;

	*out = (struct gpg_result){ .verdict = GPG_UNKNOWN };
	fingerprints(people, &wanted);
	if (wanted.n > 0) {
		ring = ring_of(keyring, &wanted);
		if (ring.keys == NULL)
			err = err_new(ERR_SYSTEM, "%s", ring.why);
		else
			err = gpg_verify(ring.keys, armour, payload->ptr,
			    payload->len, out);
		if (err == NULL && out->verdict == GPG_UNKNOWN)
			err = lacking(ring.keys, &wanted);
	}
	strs_release(&wanted);
	return err;
}
