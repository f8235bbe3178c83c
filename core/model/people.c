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

void
people_free(struct people *people)
{
	if (people == NULL)
		return;
	for (size_t i = 0; i < people->n; i++) {
		free(people->items[i].handle);
		free(people->items[i].name);
		strs_release(&people->items[i].emails);
		strs_release(&people->items[i].roles);
	}
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
