#include "core/model/people.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/json/json.h"
#include "core/model/ids.h"
#include "core/model/people_distinct.h"
#include "core/model/reader.h"
#include "core/model/record.h"
#include "core/sig/sshsig.h"

enum { PEOPLE_MAX = 20000, FINGERPRINT = 40 };
/* Characters, as people_fields has them. */
enum { NAME_LENGTH = 200, ORGANISATION_LENGTH = 300, ADDRESS_LENGTH = 254 };

/* What may stand as an address in a commit: git is not choosy either. */
static bool
address_valid(const char *email)
{
	size_t len = strlen(email), step;
	uint32_t cp;

	for (; len > 0; email += step, len -= step) {
		step = utf8_next(email, len, &cp);
		if (step == 0 || utf8_is_control(cp) || cp == ' ' ||
		    cp == '<' || cp == '>')
			return false;
	}
	return true;
}

/* One line of text, at most MAX characters, no personal number. */
static bool
judge_text(struct reader *r, const char *key, const char *text, int max)
{
	size_t len = strlen(text), step;
	uint32_t cp;

	if (utf8_length(text) > (size_t)max)
		return reader_fail(r, key,
		    _("'%s' is longer than %d characters"), key, max);
	for (const char *c = text; len > 0; c += step, len -= step) {
		step = utf8_next(c, len, &cp);
		if (step == 0 || utf8_is_control(cp))
			return reader_fail(r, key,
			    _("'%s' holds a control character"), key);
	}
	return reader_impersonal(r, key, text);
}

static bool
read_emails(struct reader *r, const struct json *node, struct person *p)
{
	if (!reader_strings(r, node, "emails", 1, &p->emails))
		return false;
	for (size_t i = 0; i < p->emails.n; i++) {
		char *at = xasprintf("emails.%zu", i);

		if (!address_valid(p->emails.items[i]))
			reader_fail(r, at, _("'%s' is no e-mail address"),
			    p->emails.items[i]);
		judge_text(r, at, p->emails.items[i], ADDRESS_LENGTH);
		free(at);
	}
	return r->err == NULL;
}

static bool
read_roles(struct reader *r, const struct json *node, struct person *p)
{
	if (!reader_strings(r, node, "roles", 0, &p->roles))
		return false;
	for (size_t i = 0; i < p->roles.n; i++) {
		char *at = xasprintf("roles.%zu", i);

		if (!word_valid(p->roles.items[i]))
			reader_fail(r, at, _("'%s' is no role: letters, "
			    "digits, '_' and '-'"), p->roles.items[i]);
		free(at);
	}
	return r->err == NULL;
}

/* An identifier at KEY that VALID must take; may be absent. */
static bool
read_identifier(struct reader *r, const struct json *node, const char *key,
    bool (*valid)(const char *), char **out)
{
	const char *text;

	if (!reader_string_opt(r, node, key, &text))
		return false;
	if (text != NULL && !valid(text))
		return reader_fail(r, key, _("'%s' is not well-formed: '%s'"),
		    key, text);
	*out = xstrdup0(text);
	return true;
}

static bool
read_organisation(struct reader *r, const struct json *person,
    struct person *p)
{
	static const char *const members[] = { "name", "uscc", "ror" };
	const struct names names = { members, COUNT(members) };
	const struct json *node = json_get(person, "organisation");
	const char *name;
	size_t mark;
	bool read;

	if (node == NULL)
		return true;
	mark = reader_enter(r, "organisation");
	read = reader_members(r, node, names) &&
	    reader_string_opt(r, node, "name", &name) &&
	    (name == NULL ||
	    judge_text(r, "name", name, ORGANISATION_LENGTH)) &&
	    read_identifier(r, node, "uscc", uscc_valid, &p->uscc) &&
	    read_identifier(r, node, "ror", ror_valid, &p->ror);
	if (read)
		p->org_name = xstrdup0(name);
	reader_leave(r, mark);
	return read;
}

static bool
fingerprint_valid(const char *text)
{
	return strlen(text) == FINGERPRINT &&
	    strspn(text, "0123456789abcdefABCDEF") == FINGERPRINT;
}

/* What stands behind the key of a line; NULL: nothing. */
static const char *
key_comment(const char *line)
{
	const char *blank = strchr(line, ' ');

	blank = blank ? strchr(blank + 1, ' ') : NULL;
	return blank ? blank + 1 : NULL;
}

static bool
read_key(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "ssh", "openpgp", "forge" };
	const struct names names = { members, COUNT(members) };
	struct person *p = arg;
	struct person_key *key = &p->keys[p->n_keys];
	const char *ssh, *openpgp;

	if (!reader_members(r, node, names) ||
	    !reader_string_opt(r, node, "ssh", &ssh) ||
	    !reader_string_opt(r, node, "openpgp", &openpgp) ||
	    !reader_flag(r, node, "forge", &key->forge))
		return false;
	if ((ssh == NULL) == (openpgp == NULL))
		return reader_fail(r, NULL,
		    _("a key is either 'ssh' or 'openpgp'"));
	if (ssh != NULL && !ssh_key_valid(ssh))
		return reader_fail(r, "ssh", _("not a public ssh key, such "
		    "as a line of a .pub file"));
	if (ssh != NULL && !reader_impersonal(r, "ssh", key_comment(ssh)))
		return false;
	if (openpgp != NULL && !fingerprint_valid(openpgp))
		return reader_fail(r, "openpgp",
		    _("not an OpenPGP fingerprint: 40 hex digits"));
	key->ssh = xstrdup0(ssh);
	key->openpgp = xstrdup0(openpgp);
	p->n_keys++;
	return true;
}

static bool
read_keys(struct reader *r, const struct json *person, struct person *p)
{
	const struct json *list = json_get(person, "keys");

	if (list == NULL)
		return true;
	if (json_type(list) != JSON_ARRAY)
		return reader_fail(r, "keys", _("'%s' must be a list"),
		    "keys");
	p->keys = xcalloc(json_count(list), sizeof(*p->keys));
	return reader_each(r, list, "keys", read_key, p);
}

static bool
read_person(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "name", "emails", "roles",
		"organisation", "keys" };
	const struct names names = { members, COUNT(members) };
	struct people *people = arg;
	struct person *p = &people->items[people->n++];
	const char *name;

	*p = (struct person){ .handle = xstrdup(json_key(node)) };
	if (record_id_check(p->handle) != NULL) {
		reader_fail(r, NULL, _("'%s' is no handle"), p->handle);
		return reader_mend(r, _("1 to 64 of a-z, 0-9 and '-', no "
		    "'-' at either end"));
	}
	if (!reader_members(r, node, names) ||
	    !reader_string(r, node, "name", &name) ||
	    !judge_text(r, "name", name, NAME_LENGTH))
		return false;
	p->name = xstrdup(name);
	return read_emails(r, node, p) && read_roles(r, node, p) &&
	    read_organisation(r, node, p) && read_keys(r, node, p);
}

static bool
read_people(struct reader *r, struct people *people,
    const struct json *root)
{
	const struct json *all = reader_need_object(r, root, "people");

	if (all == NULL)
		return false;
	if (json_count(all) > PEOPLE_MAX)
		return reader_fail(r, "people", _("more than %d people"),
		    PEOPLE_MAX);
	people->items = xcalloc(json_count(all), sizeof(*people->items));
	return reader_each(r, all, "people", read_person, people);
}

static void
check_admin(struct reader *r, const struct people *people)
{
	for (size_t i = 0; i < people->n; i++)
		if (person_has_role(&people->items[i], "admin"))
			return;
	reader_fail(r, "people", _("nobody has the role 'admin'"));
}

static int
compare_handles(const void *a, const void *b)
{
	const struct person *x = a, *y = b;

	return strcmp(x->handle, y->handle);
}

const struct err *
people_parse(struct people **out, const struct json *root, char **where)
{
	static const char *const members[] = { "format", "revision",
		"people" };
	const struct names names = { members, COUNT(members) };
	struct people *people = xcalloc(1, sizeof(*people));
	struct reader r = READER_INIT;
	const struct err *err;

	if (reader_head(&r, root, &people->revision) &&
	    reader_members(&r, root, names) &&
	    read_people(&r, people, root)) {
		if (people->n > 1)
			qsort(people->items, people->n,
			    sizeof(*people->items), compare_handles);
		people_check_distinct(&r, people);
		check_admin(&r, people);
	}
	err = reader_end(&r, where);
	if (err == NULL) {
		*out = people;
		people = NULL;
	}
	people_free(people);
	return err;
}
