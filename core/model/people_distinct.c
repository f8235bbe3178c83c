#include "core/model/people_distinct.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/reader.h"

/* Something that one person only may have. */
struct own {
	char *text;  /* the same where the thing is the same */
	const char *shown;
	const struct person *person;
	size_t i;
};

struct owns {
	struct own *items;
	size_t n, cap;
	const char *member; /* "emails" */
};

static int
compare(const void *a, const void *b)
{
	const struct own *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	if (order != 0)
		return order;
	order = strcmp(x->person->handle, y->person->handle);
	if (order != 0)
		return order;
	return x->i < y->i ? -1 : x->i > y->i;
}

static void
add(struct owns *owns, struct own own)
{
	GROW(owns->items, owns->n, owns->cap);
	owns->items[owns->n++] = own;
}

static void
add_email(struct owns *owns, const struct person *p, size_t i)
{
	const char *email = p->emails.items[i];

	add(owns, (struct own){ address_fold(email), email, p, i });
}

static void
check(struct reader *r, struct owns *owns)
{
	const struct own *one, *other;

	if (owns->n > 1)
		qsort(owns->items, owns->n, sizeof(*owns->items), compare);
	for (size_t i = 1; i < owns->n; i++) {
		char *at;

		one = &owns->items[i - 1];
		other = &owns->items[i];
		if (strcmp(one->text, other->text) != 0)
			continue;
		at = xasprintf("people.%s.%s.%zu", other->person->handle,
		    owns->member, other->i);
		reader_fail(r, at, _("'%s' belongs to '%s' already"),
		    other->shown, one->person->handle);
		free(at);
	}
	for (size_t i = 0; i < owns->n; i++)
		free(owns->items[i].text);
	free(owns->items);
}

/* The type and the key of a line, without its comment. */
static char *
bare_key(const char *line)
{
	size_t type = strcspn(line, " ") + 1;

	return xstrndup(line, type + strcspn(line + type, " "));
}

static void
add_key(struct owns *owns, const struct person *p, size_t i)
{
	const struct person_key *key = &p->keys[i];

	if (key->ssh != NULL)
		add(owns, (struct own){ bare_key(key->ssh), key->ssh, p, i });
	else
		add(owns, (struct own){ address_fold(key->openpgp),
		    key->openpgp, p, i });
}

void
people_check_distinct(struct reader *r, const struct people *people)
{
	struct owns emails = { NULL, 0, 0, "emails" };
	struct owns keys = { NULL, 0, 0, "keys" };

	for (size_t n = 0; n < people->n; n++) {
		const struct person *p = &people->items[n];

		for (size_t i = 0; i < p->emails.n; i++)
			add_email(&emails, p, i);
		for (size_t i = 0; i < p->n_keys; i++)
			add_key(&keys, p, i);
	}
	check(r, &emails);
	check(r, &keys);
}
