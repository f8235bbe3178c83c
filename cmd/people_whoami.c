#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/people.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* `proven people whoami`: what a tracker makes of who git says one is. */

struct who {
	struct session *session;
	struct identity author;
	const struct person *person; /* NULL: nobody in people.json */
	struct person_key key;       /* that would sign */
	char *fingerprint;           /* of it; NULL: there is none */
	char *trouble;               /* why there is none; NULL */
	const struct person *owner;  /* of the key; NULL: nobody */
	bool forge;                  /* it is a host's */
};

static void
who_release(struct who *who)
{
	identity_release(&who->author);
	person_key_release(&who->key);
	free(who->fingerprint);
	free(who->trouble);
}

/* A key that is configured and not there is worth saying, and no more. */
static const struct err *
who_init(struct who *who, struct session *session)
{
	const struct people *people = session->tracker->people;
	const struct err *err;

	*who = (struct who){ .session = session };
	if ((err = store_author(session->store, &who->author)))
		return err;
	who->person = people_by_email(people, who->author.email);
	err = store_signer(session->store, &who->key);
	if (err != NULL)
		who->trouble = xstrndup(err->msg, strcspn(err->msg, "\n"));
	else if (who->key.ssh != NULL || who->key.openpgp != NULL) {
		who->fingerprint = person_key_fingerprint(&who->key);
		who->owner = people_by_key(people, &who->key, &who->forge);
	}
	return NULL;
}

/* ---- What is shown ---- */

static const struct column columns[] = {
	{ "name", CELL_TEXT, 0, N_("Name"), N_("name that git gives") },
	{ "email", CELL_TEXT, 0, N_("E-mail"), N_("address that git gives") },
	{ "handle", CELL_TEXT, 0, N_("Handle"),
	    N_("who in tracker/people.json has this address") },
	{ "roles", CELL_LIST, 0, N_("Roles"),
	    N_("roles that the person has") },
	{ "key", CELL_TEXT, 0, N_("Signing key"),
	    N_("fingerprint of the key that git signs with") },
	{ "key_of", CELL_TEXT, 0, N_("Key of"),
	    N_("who in tracker/people.json has this key") },
	{ "forge", CELL_BOOL, 0, N_("Forge"),
	    N_("whether it is a host's, for its merges") }
};

static void
print_row(const struct who *who)
{
	struct table *table = table_new("whoami", columns, COUNT(columns));
	const struct strs none = STRS_INIT;

	table_row(table);
	table_text(table, 0, who->author.name);
	table_text(table, 1, who->author.email);
	table_text(table, 2, who->person ? who->person->handle : NULL);
	table_list(table, 3, who->person ? &who->person->roles : &none);
	table_text(table, 4, who->fingerprint);
	table_text(table, 5, who->owner ? who->owner->handle : NULL);
	table_bool(table, 6, who->forge);
	table_print(table, &who->session->out);
	table_free(table);
}

/* Whose the key is, for people; the caller frees; NULL: there is none. */
static char *
owner_text(const struct who *who)
{
	if (who->fingerprint == NULL)
		return NULL;
	if (who->owner == NULL)
		return xstrdup(_("nobody in tracker/people.json"));
	if (who->forge)
		return xasprintf(_("%s, for the merges of a host"),
		    who->owner->handle);
	if (who->owner == who->person)
		return xasprintf(_("%s, you"), who->owner->handle);
	return xasprintf(_("%s, somebody else"), who->owner->handle);
}

static void
print_document(const struct who *who)
{
	struct out *out = &who->session->out;
	const char *labels[] = { _("handle"), _("roles"), _("signing key"),
		_("key of") };
	const char *key = who->trouble ? who->trouble : who->fingerprint;
	char *title = xasprintf("%s <%s>", who->author.name,
	    who->author.email), *roles, *owner = owner_text(who);
	size_t width = 0;

	for (size_t i = 0; i < COUNT(labels); i++)
		if (utf8_width(labels[i]) > width)
			width = utf8_width(labels[i]);
	roles = who->person ? strs_join(&who->person->roles, ", ") : NULL;
	doc_title(out, title);
	doc_field(out, labels[0], width, who->person ? who->person->handle :
	    _("nobody in tracker/people.json"));
	doc_field(out, labels[1], width, roles != NULL && *roles != '\0' ?
	    roles : _("none"));
	doc_field(out, labels[2], width, key ? key :
	    _("git has no key to sign with"));
	doc_field(out, labels[3], width, owner);
	free(roles);
	free(owner);
	free(title);
}

/* ---- What mends it ---- */

/* The file of the key that git signs with, quoted; the caller frees. */
static char *
key_file(const struct who *who)
{
	char *value = store_config(who->session->store, "user.signingkey",
	    true), *file, *quoted;

	if (who->key.ssh == NULL || value == NULL)
		file = xstrdup(who->fingerprint);
	else if (str_starts(value, "ssh-") || str_starts(value, "key::") ||
	    str_ends(value, ".pub"))
		file = xstrdup(value);
	else
		file = xasprintf("%s.pub", value);
	quoted = str_starts(file, "~/") ? xstrdup(file) : shell_quote(file);
	free(file);
	free(value);
	return quoted;
}

static void
tell_key(const struct who *who)
{
	char *file;

	if (who->person == NULL || who->fingerprint == NULL ||
	    who->owner != NULL)
		return;
	file = key_file(who);
	session_note(who->session, _("an admin can add the key: proven "
	    "people key add %s %s"), who->person->handle, file);
	free(file);
}

static const struct err *
nobody(const struct who *who)
{
	const struct people *people = who->session->tracker->people;
	const struct err *err;
	const char *email = who->author.email, *near;
	struct strs all = STRS_INIT;

	for (size_t i = 0; i < people->n; i++)
		for (size_t k = 0; k < people->items[i].emails.n; k++)
			strs_add(&all, people->items[i].emails.items[k]);
	near = str_nearest(email, (const char *const *)all.items, all.n);
	err = err_new(ERR_NOTFOUND, _("'%s' is nobody's address in "
	    "tracker/people.json, and so holds no role"), email);
	if (near != NULL)
		err = err_mend(err, _("where you are '%s': git config "
		    "--global user.email %s"), near, near);
	err = err_mend(err, _("else an admin can add it: proven people set "
	    "HANDLE --email %s"), email);
	strs_release(&all);
	return err;
}

const struct err *
people_whoami(struct session *session, const struct people_options *options,
    char **operands)
{
	const struct err *err;
	struct who who;

	(void)options;
	(void)operands;
	if ((err = who_init(&who, session)))
		goto done;
	if (session->out.format == OUT_TABLE ||
	    session->out.format == OUT_MARKDOWN)
		print_document(&who);
	else
		print_row(&who);
	tell_key(&who);
	if (who.person == NULL)
		err = nobody(&who);
done:
	who_release(&who);
	return err;
}
