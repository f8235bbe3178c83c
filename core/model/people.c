#include "core/model/people.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/record.h"

static int
by_handle(const void *key, const void *item)
{
	const struct person *person = item;

	return strcmp(key, person->handle);
}

const struct person *
people_find(const struct people *people, const char *handle)
{
	if (people->n == 0)
		return NULL;
	return bsearch(handle, people->items, people->n,
	    sizeof(*people->items), by_handle);
}

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char smalls[] = "abcdefghijklmnopqrstuvwxyz";

static char
lower(char c)
{
	const char *capital = c != '\0' ? strchr(capitals, c) : NULL;

	if (capital != NULL)
		c = smalls[capital - capitals];
	return c;
}

bool
address_same(const char *a, const char *b)
{
	for (; lower(*a) == lower(*b); a++, b++)
		if (*a == '\0')
			return true;
	return false;
}

char *
address_fold(const char *address)
{
	char *folded = xstrdup(address);

	for (char *c = folded; *c != '\0'; c++)
		*c = lower(*c);
	return folded;
}

bool
person_has_email(const struct person *person, const char *email)
{
	for (size_t i = 0; i < person->emails.n; i++)
		if (address_same(person->emails.items[i], email))
			return true;
	return false;
}

const struct person *
people_by_email(const struct people *people, const char *email)
{
	for (size_t i = 0; i < people->n; i++)
		if (person_has_email(&people->items[i], email))
			return &people->items[i];
	return NULL;
}

bool
person_has_role(const struct person *person, const char *role)
{
	return strs_has(&person->roles, role);
}

/* The type and the key of "ssh-ed25519 AAAA… comment", without a comment. */
static size_t
ssh_key_length(const char *line)
{
	size_t type = strcspn(line, " ");

	return line[type] == '\0' ? type :
	    type + 1 + strcspn(line + type + 1, " ");
}

static bool
ssh_same(const char *a, const char *b)
{
	size_t len = ssh_key_length(a);

	return len == ssh_key_length(b) && memcmp(a, b, len) == 0;
}

/* Hex digits are ASCII, as addresses are where their case counts. */
bool
person_key_same(const struct person_key *a, const struct person_key *b)
{
	if (a->ssh != NULL && b->ssh != NULL)
		return ssh_same(a->ssh, b->ssh);
	return a->openpgp != NULL && b->openpgp != NULL &&
	    address_same(a->openpgp, b->openpgp);
}

static const struct person *
by_key(const struct people *people, const struct person_key *key,
    bool *forge)
{
	const struct person *person;

	for (size_t i = 0; i < people->n; i++) {
		person = &people->items[i];
		for (size_t k = 0; k < person->n_keys; k++) {
			if (!person_key_same(&person->keys[k], key))
				continue;
			if (forge != NULL)
				*forge = person->keys[k].forge;
			return person;
		}
	}
	return NULL;
}

const struct person *
people_by_ssh_key(const struct people *people, const char *line, bool *forge)
{
	struct person_key key = { .ssh = xstrdup(line) };
	const struct person *person = by_key(people, &key, forge);

	free(key.ssh);
	return person;
}

const struct person *
people_by_openpgp(const struct people *people, const char *fingerprint,
    bool *forge)
{
	struct person_key key = { .openpgp = xstrdup(fingerprint) };
	const struct person *person = by_key(people, &key, forge);

	free(key.openpgp);
	return person;
}

static void
person_release(struct person *person)
{
	free(person->handle);
	free(person->name);
	free(person->org_name);
	free(person->uscc);
	free(person->ror);
	strs_release(&person->emails);
	strs_release(&person->roles);
	for (size_t i = 0; i < person->n_keys; i++) {
		free(person->keys[i].ssh);
		free(person->keys[i].openpgp);
	}
	free(person->keys);
}

void
people_free(struct people *people)
{
	if (people == NULL)
		return;
	for (size_t i = 0; i < people->n; i++)
		person_release(&people->items[i]);
	free(people->items);
	free(people);
}

static struct json *
list_of(const char *item)
{
	struct json *list = json_new_array();

	json_append(list, json_new_string(item));
	return list;
}

void
people_write_founder(struct str *out, const char *handle, const char *name,
    const char *email)
{
	struct json *root = json_new_object(), *people = json_new_object();
	struct json *person = json_new_object();

	json_set_string(person, "name", name);
	json_set(person, "emails", list_of(email));
	json_set(person, "roles", list_of("admin"));
	json_set(people, handle, person);
	json_set_integer(root, "format", 1);
	json_set_integer(root, "revision", 1);
	json_set(root, "people", people);
	json_write(out, root);
	json_free(root);
}

char *
people_handle_from_email(const char *email)
{
	char *local = xstrndup(email, strcspn(email, "@"));
	char *handle = record_id_slug(local);

	free(local);
	if (handle != NULL && record_id_check(handle) == NULL)
		return handle;
	free(handle);
	return xstrdup("admin");
}
