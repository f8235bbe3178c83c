#include "core/model/people_edit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/ids.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/record_impl.h"
#include "core/model/rule.h"
#include "core/model/schema_files.h"
#include "core/model/tracker.h"

enum { FILE_MAX = 8 * 1024 * 1024 }; /* bytes */

/* One edit under way. */
struct editing {
	const struct people_edit *edit;
	const struct tracker *tracker;
	const struct person *old; /* NULL: a new one */
	struct json *root, *person;
};

/* ---- May it be? ---- */

static const struct err *
somebody_elses(const char *what, const struct person *owner)
{
	return err_new(ERR_CONFLICT, _("'%s' belongs to '%s' already"), what,
	    owner->handle);
}

static const struct err *
judge_key_owner(const struct editing *e, const struct person_key *key)
{
	const struct err *err;
	const struct person *owner;
	char *name;

	owner = people_by_key(e->tracker->people, key, NULL);
	if (owner == NULL || owner == e->old)
		return NULL;
	name = person_key_fingerprint(key);
	err = err_mend(somebody_elses(name, owner),
	    "proven people key list %s", owner->handle);
	free(name);
	return err;
}

static const struct err *
judge_owners(const struct editing *e)
{
	const struct people_edit *edit = e->edit;
	const struct person *owner;
	const struct err *err = NULL;

	for (size_t i = 0; i < edit->emails.n; i++) {
		owner = people_by_email(e->tracker->people,
		    edit->emails.items[i]);
		if (owner != NULL && owner != e->old)
			return err_mend(somebody_elses(edit->emails.items[i],
			    owner), "proven people set %s …",
			    owner->handle);
	}
	for (size_t i = 0; i < edit->n_keys && err == NULL; i++)
		err = judge_key_owner(e, &edit->keys[i]);
	return err;
}

static const struct err *
judge_text(const char *text)
{
	if (text == NULL)
		return NULL;
	if (!json_is_text(text))
		return err_new(ERR_USAGE,
		    _("a name or an address is not valid UTF-8"));
	if (text_has_identity_number(text))
		return err_new(ERR_DATA, _("'%s' holds a personal identity "
		    "number [%s]"), text, rule_id(RULE_PV111));
	if (text_has_phone_number(text))
		return err_new(ERR_DATA, _("'%s' holds a phone number [%s]"),
		    text, rule_id(RULE_PV111));
	return NULL;
}

/* Personal numbers are refused as they are in records; what else is wrong
 * with what was typed is wrong usage. */
static const struct err *
judge_typed(const struct people_edit *edit)
{
	const struct err *err;

	if (edit->name != NULL && *edit->name == '\0')
		return err_new(ERR_USAGE, _("a name must not be empty"));
	if ((err = judge_text(edit->name)) ||
	    (err = judge_text(edit->org_name)))
		return err;
	for (size_t i = 0; i < edit->emails.n; i++)
		if ((err = judge_text(edit->emails.items[i])))
			return err;
	return NULL;
}

/* ---- Lists ---- */

/* The list MEMBER of the person, made where it is absent. */
static struct json *
list_of(struct json *person, const char *member)
{
	struct json *list = json_get_mut(person, member);

	if (list == NULL) {
		json_set(person, member, json_new_array());
		list = json_get_mut(person, member);
	}
	return list;
}

static bool
same_word(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The items of LIST without TEXT; *FOUND: it was one of them. */
static struct json *
without(const struct json *list, const char *text,
    bool (*same)(const char *, const char *), bool *found)
{
	struct json *rest = json_new_array();

	for (const struct json *at = json_first(list); at;
	    at = json_next(at)) {
		if (same(json_string(at), text))
			*found = true;
		else
			json_append(rest, json_dup(at));
	}
	return rest;
}

static const struct err *
not_there(const struct editing *e, const char *member, const char *text)
{
	const struct json *at = json_first(json_get(e->person, member));
	const struct err *err;
	struct strs all = STRS_INIT;
	const char *near;

	for (; at != NULL; at = json_next(at))
		strs_add(&all, json_string(at));
	near = str_nearest(text, (const char *const *)all.items, all.n);
	err = err_new(ERR_USAGE, strcmp(member, "roles") == 0 ?
	    _("'%s' does not have the role '%s'") :
	    _("'%s' does not have the address '%s'"), e->edit->handle, text);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	strs_release(&all);
	return err;
}

static const struct err *
edit_list(const struct editing *e, const char *member,
    const struct strs *add, const struct strs *drop,
    bool (*same)(const char *, const char *))
{
	struct json *list = list_of(e->person, member), *rest;

	for (size_t i = 0; i < drop->n; i++) {
		bool found = false;

		rest = without(list, drop->items[i], same, &found);
		json_become(list, rest);
		if (!found)
			return not_there(e, member, drop->items[i]);
	}
	for (size_t i = 0; i < add->n; i++) {
		bool found = false;

		json_free(without(list, add->items[i], same, &found));
		if (!found)
			json_append(list, json_new_string(add->items[i]));
	}
	return NULL;
}

/* ---- Keys ---- */

static struct person_key
key_of(const struct json *node)
{
	return (struct person_key){ (char *)json_text(node, "ssh"),
		(char *)json_text(node, "openpgp"),
		json_is_true(json_get(node, "forge")) };
}

static struct json *
new_key(const struct person_key *key)
{
	struct json *node = json_new_object();

	if (key->ssh != NULL)
		json_set_string(node, "ssh", key->ssh);
	else
		json_set_string(node, "openpgp", key->openpgp);
	if (key->forge)
		json_set(node, "forge", json_new_bool(true));
	return node;
}

static struct json *
without_key(const struct json *list, const struct person_key *key)
{
	struct json *rest = json_new_array();
	struct person_key other;

	for (const struct json *at = json_first(list); at;
	    at = json_next(at)) {
		other = key_of(at);
		if (!person_key_same(&other, key))
			json_append(rest, json_dup(at));
	}
	return rest;
}

/* One that is there stays where it is, and is a host's or not as KEY is. */
static void
add_key(struct json *list, const struct person_key *key)
{
	struct person_key other;
	struct json *at;

	for (size_t i = 0; i < json_count(list); i++) {
		at = json_at_mut(list, i);
		other = key_of(at);
		if (!person_key_same(&other, key))
			continue;
		if (other.forge != key->forge)
			json_become(at, new_key(key));
		return;
	}
	json_append(list, new_key(key));
}

static void
edit_keys(const struct editing *e)
{
	struct json *list = list_of(e->person, "keys");

	for (size_t i = 0; i < e->edit->n_drop_keys; i++)
		json_become(list,
		    without_key(list, &e->edit->drop_keys[i]));
	for (size_t i = 0; i < e->edit->n_keys; i++)
		add_key(list, &e->edit->keys[i]);
}

/* ---- The person ---- */

/* VALUE, "" to remove, as MEMBER; nothing where it is NULL. */
static void
edit_text(struct json *object, const char *member, const char *value)
{
	if (value == NULL)
		return;
	if (*value == '\0')
		json_remove(object, member);
	else
		json_set_string(object, member, value);
}

static void
edit_organisation(const struct editing *e)
{
	const struct people_edit *edit = e->edit;
	struct json *organisation = json_get_mut(e->person, "organisation");
	char *ror = edit->ror ? ror_normal(edit->ror) : NULL;

	if (organisation == NULL) {
		json_set(e->person, "organisation", json_new_object());
		organisation = json_get_mut(e->person, "organisation");
	}
	edit_text(organisation, "name", edit->org_name);
	edit_text(organisation, "uscc", edit->uscc);
	edit_text(organisation, "ror", ror != NULL ? ror : edit->ror);
	free(ror);
}

/* Members that hold nothing are not written. */
static void
drop_empty(struct json *person)
{
	static const char *const members[] = { "roles", "organisation",
		"keys" };

	for (size_t i = 0; i < COUNT(members); i++)
		if (json_count(json_get(person, members[i])) == 0)
			json_remove(person, members[i]);
}

static const struct err *
edit_person(const struct editing *e)
{
	const struct people_edit *edit = e->edit;
	const struct err *err;

	edit_text(e->person, "name", edit->name);
	if ((err = edit_list(e, "emails", &edit->emails, &edit->drop_emails,
	    address_same)) ||
	    (err = edit_list(e, "roles", &edit->roles, &edit->drop_roles,
	    same_word)))
		return err;
	edit_organisation(e);
	edit_keys(e);
	drop_empty(e->person);
	if (json_count(json_get(e->person, "emails")) > 0)
		return NULL;
	return err_new(ERR_USAGE, _("'%s' would have no address"),
	    edit->handle);
}

static const struct err *
begin_person(struct editing *e)
{
	const struct people_edit *edit = e->edit;
	struct json *people = json_get_mut(e->root, "people");

	if (edit->verb != PEOPLE_ADD) {
		e->person = json_get_mut(people, edit->handle);
		return NULL;
	}
	if (record_id_check(edit->handle) != NULL)
		return err_mend(err_new(ERR_USAGE, _("'%s' is no handle"),
		    edit->handle), _("1 to 64 of a-z, 0-9 and '-', no '-' "
		    "at either end"));
	if (e->old != NULL)
		return err_mend(err_new(ERR_CONFLICT, _("there is a person "
		    "'%s' already: %s"), edit->handle, e->old->name),
		    "proven people set %s …", edit->handle);
	if (edit->name == NULL || edit->emails.n == 0)
		return err_mend(err_new(ERR_USAGE, _("a person has a name "
		    "and an e-mail address")), "proven people add %s "
		    "--name NAME --email ADDRESS", edit->handle);
	json_set(people, edit->handle, json_new_object());
	e->person = json_get_mut(people, edit->handle);
	return NULL;
}

/* ---- The file ---- */

static size_t
count_admins(const struct people *people, bool with_key)
{
	const struct person *person;
	size_t n = 0;

	for (size_t i = 0; i < people->n; i++) {
		person = &people->items[i];
		n += person_has_role(person, "admin") &&
		    (!with_key || person_can_sign(person));
	}
	return n;
}

static const struct err *
last_admin(const struct people_edit *edit)
{
	return err_mend(err_mend(err_new(ERR_REFUSED, _("'%s' is the last "
	    "admin, and without one nobody can change the tracker"),
	    edit->handle), _("give the role to somebody else first:")),
	    "proven people set HANDLE --role admin");
}

static const struct err *
last_key(const struct people_edit *edit)
{
	return err_mend(err_mend(err_new(ERR_REFUSED, _("'%s' is the last "
	    "admin with a key, and changes of this tracker must be signed"),
	    edit->handle), _("give another admin a key first:")),
	    "proven people key add HANDLE FILE");
}

static bool
loses_admin(const struct editing *e)
{
	const struct people_edit *edit = e->edit;

	return e->old != NULL && person_has_role(e->old, "admin") &&
	    count_admins(e->tracker->people, false) == 1 &&
	    (edit->verb == PEOPLE_REMOVE ||
	    (strs_has(&edit->drop_roles, "admin") &&
	    !strs_has(&edit->roles, "admin")));
}

/* The file as it would be is judged as any other. */
static const struct err *
judge_result(const struct editing *e)
{
	const struct err *err;
	struct people *people = NULL;
	char *where = NULL;

	if ((err = people_parse(&people, e->root, &where))) {
		free(where);
		return err_new(ERR_USAGE, "%s", err->msg);
	}
	if (e->tracker->require_tracker == STRENGTH_SIGNED &&
	    count_admins(people, true) == 0 &&
	    count_admins(e->tracker->people, true) > 0)
		err = last_key(e->edit);
	people_free(people);
	return err;
}

static const struct err *
change_tree(struct editing *e)
{
	const struct err *err;

	if (loses_admin(e))
		return last_admin(e->edit);
	if (e->edit->verb == PEOPLE_REMOVE) {
		json_remove(json_get_mut(e->root, "people"),
		    e->edit->handle);
		return NULL;
	}
	if ((err = judge_typed(e->edit)) ||
	    (err = begin_person(e)) ||
	    (err = judge_owners(e)))
		return err;
	return edit_person(e);
}

const struct err *
people_edit(struct str *out, const struct tracker *tracker,
    const struct str *text, const struct people_edit *edit)
{
	static const struct field whole = { .type = FIELD_OBJECT,
		.members = people_fields };
	struct editing e = { .edit = edit, .tracker = tracker,
		.old = people_find(tracker->people, edit->handle) };
	struct json *before = NULL;
	const struct err *err;

	if (edit->verb != PEOPLE_ADD && e.old == NULL)
		BUG("an edit of nobody");
	if ((err = json_read_max(&before, text->ptr, text->len, "-",
	    FILE_MAX)))
		return err;
	e.root = json_dup(before);
	if ((err = change_tree(&e)) || json_equal(before, e.root) ||
	    (err = judge_result(&e)))
		goto done;
	order_value(e.root, &whole, false);
	json_set_integer(e.root, "revision", tracker->people->revision + 1);
	json_write(out, e.root);
done:
	json_free(before);
	json_free(e.root);
	return err;
}
