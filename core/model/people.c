#include "core/model/people.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/people_edit.h"
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

const struct err *
people_named(const struct person **out, const struct people *people,
    const char *word)
{
	const struct err *err;
	const char **handles, *near;

	*out = people_find(people, word);
	if (*out == NULL)
		*out = people_by_email(people, word);
	if (*out != NULL)
		return NULL;
	handles = xcalloc(people->n, sizeof(*handles));
	for (size_t i = 0; i < people->n; i++)
		handles[i] = people->items[i].handle;
	near = str_nearest(word, handles, people->n);
	err = err_new(ERR_NOTFOUND, _("nobody in tracker/people.json is "
	    "'%s'"), word);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, "proven people list");
	free(handles);
	return err;
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
list_of(struct json *item)
{
	struct json *list = json_new_array();

	json_append(list, item);
	return list;
}

static struct json *
key_object(const struct person_key *key)
{
	struct json *object = json_new_object();

	if (key->ssh != NULL)
		json_set_string(object, "ssh", key->ssh);
	else
		json_set_string(object, "openpgp", key->openpgp);
	return object;
}

void
people_write_founder(struct str *out, const char *handle, const char *name,
    const char *email, const struct person_key *key)
{
	struct json *root = json_new_object(), *people = json_new_object();
	struct json *person = json_new_object();

	json_set_string(person, "name", name);
	json_set(person, "emails", list_of(json_new_string(email)));
	json_set(person, "roles", list_of(json_new_string("admin")));
	if (key != NULL)
		json_set(person, "keys", list_of(key_object(key)));
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
