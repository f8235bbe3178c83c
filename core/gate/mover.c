#include "core/gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

enum { HOLDERS_SHOWN = 4 };

/* In the tracker's people.json by handle; an address holds no role. */
static const struct person *
mover(const struct judge *j)
{
	return people_find(j->tracker->people, j->step->by);
}

/*
 * The lead is a person by handle, or else whoever has the address, who
 * need not be in people.json.
 */
bool
is_lead(const struct judge *j, const char *by)
{
	const char *handle = record_text(j->parent, "lead.person");
	const char *email = record_text(j->parent, "lead.email");
	const struct person *person = people_find(j->tracker->people, by);

	if (*by == '\0')
		return false;
	if (handle != NULL)
		return strcmp(handle, by) == 0;
	if (email == NULL)
		return false;
	if (person != NULL)
		return person_has_email(person, email);
	return address_same(email, by);
}

bool
mover_has(const struct judge *j, const struct strs *roles)
{
	const struct person *person = mover(j);

	for (size_t i = 0; i < roles->n; i++) {
		const char *role = roles->items[i];

		if (strcmp(role, "@lead") == 0) {
			if (is_lead(j, j->step->by))
				return true;
		} else if (person != NULL && person_has_role(person, role)) {
			return true;
		}
	}
	return false;
}

static void
add_lead(struct str *out, const struct judge *j)
{
	const char *lead = record_text(j->parent, "lead.person");

	if (lead == NULL)
		lead = record_text(j->parent, "lead.email");
	str_addf(out, " (%s)", lead != NULL ? lead : _("nobody"));
}

static void
add_holders(struct str *out, const struct judge *j, const char *role)
{
	const struct people *people = j->tracker->people;
	size_t n = 0;

	str_add(out, " (");
	for (size_t i = 0; i < people->n; i++) {
		if (!person_has_role(&people->items[i], role))
			continue;
		if (n < HOLDERS_SHOWN)
			str_addf(out, "%s%s", n > 0 ? ", " : "",
			    people->items[i].handle);
		n++;
	}
	if (n == 0)
		str_add(out, _("nobody"));
	if (n > HOLDERS_SHOWN)
		str_add(out, ", …");
	str_addc(out, ')');
}

char *
roles_text(const struct judge *j, const struct strs *roles)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < roles->n; i++) {
		str_addf(&out, "%s%s", i > 0 ? ", " : "", roles->items[i]);
		if (strcmp(roles->items[i], "@lead") == 0)
			add_lead(&out, j);
		else
			add_holders(&out, j, roles->items[i]);
	}
	return str_take(&out);
}

char *
mover_text(const struct judge *j)
{
	const struct person *person = mover(j);
	const char *by = j->step->by;
	char *roles, *text;

	if (*by == '\0')
		return xstrdup(_("who moves is not known"));
	if (person == NULL)
		return xasprintf(_("'%s' is not in tracker/people.json"),
		    by);
	if (person->roles.n == 0)
		return xasprintf(_("'%s' has no role"), by);
	roles = strs_join(&person->roles, ", ");
	text = xasprintf(_("'%s' is %s"), by, roles);
	free(roles);
	return text;
}
