#include "cmd/people.h"

#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/verb.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_people = {
	"people", N_("list | add HANDLE | set HANDLE | remove HANDLE | "
	    "key add|remove|list HANDLE FILE | whoami"),
	N_("who holds which role, with addresses and keys"),
	CMD_STORE | CMD_TRACKER | CMD_PAGER, run
};

static people_fn people_list;

static const struct verb verbs[] = {
	{ "list", "", 0, 0, " role " },
	{ "add", "HANDLE", 1, 1, " name email role org uscc ror key openpgp "
	    "forge " },
	{ "set", "HANDLE", 1, 1, " name email role org uscc ror key openpgp "
	    "forge remove-email remove-role " },
	{ "remove", "HANDLE", 1, 1, " " },
	{ "key add", "HANDLE [KEY]", 1, 2, " openpgp forge " },
	{ "key remove", "HANDLE KEY", 2, 2, " " },
	{ "key list", "[HANDLE]", 0, 1, " " },
	{ "whoami", "", 0, 0, " " }
};
static people_fn *const runs[] = {
	people_list, people_add, people_set, people_remove, people_key_add,
	people_key_remove, people_key_list, people_whoami
};

static void
options_release(struct people_options *options)
{
	strs_release(&options->emails);
	strs_release(&options->drop_emails);
	strs_release(&options->roles);
	strs_release(&options->drop_roles);
	strs_release(&options->keys);
	strs_release(&options->openpgp);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct people_options o = { 0 };
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "name", &o.name, N_("NAME"), NULL,
		    N_("add, set: full name") },
		{ OPT_LIST, 0, "email", &o.emails, N_("ADDRESS"), NULL,
		    N_("add, set: an address in this person's commits") },
		{ OPT_LIST, 0, "role", &o.roles, N_("ROLE"), NULL,
		    N_("add, set: a role to give; list: only who has it") },
		{ OPT_TEXT, 0, "org", &o.org, N_("NAME"), NULL,
		    N_("add, set: name of the organisation") },
		{ OPT_TEXT, 0, "uscc", &o.uscc, N_("CODE"), NULL,
		    N_("add, set: its unified social credit code") },
		{ OPT_TEXT, 0, "ror", &o.ror, N_("ROR"), NULL,
		    N_("add, set: its ROR id") },
		{ OPT_LIST, 0, "key", &o.keys, N_("FILE"), NULL,
		    N_("add, set: a public key that signs for the person") },
		{ OPT_LIST, 0, "openpgp", &o.openpgp, N_("FINGERPRINT"),
		    NULL, N_("add, set, key add: the same with OpenPGP") },
		{ OPT_FLAG, 0, "forge", &o.forge, NULL, NULL,
		    N_("add, set, key add: the keys are a host's, for its "
		    "merges") },
		{ OPT_LIST, 0, "remove-email", &o.drop_emails, N_("ADDRESS"),
		    NULL, N_("set: an address to take away") },
		{ OPT_LIST, 0, "remove-role", &o.drop_roles, N_("ROLE"),
		    NULL, N_("set: a role to take away") },
		OPT_END
	};
	size_t verb;

	if ((err = opt_parse(session, opts, &argc, &argv)) == NULL &&
	    (err = verb_read(&verb, session, verbs, COUNT(verbs), opts,
	    &argc, &argv)) == NULL)
		err = runs[verb](session, &o, argv);
	options_release(&o);
	return err;
}

/* ---- list ---- */

static const struct column columns[] = {
	{ "handle", CELL_TEXT, 0, N_("Handle"),
	    N_("short name of the person") },
	{ "name", CELL_TEXT, COLUMN_WRAP, N_("Name"), N_("full name") },
	{ "roles", CELL_LIST, COLUMN_WRAP, N_("Roles"),
	    N_("roles that the person has") },
	{ "organisation", CELL_TEXT, COLUMN_WRAP, N_("Organisation"),
	    N_("name of the organisation, else its USCC or ROR") },
	{ "emails", CELL_LIST, COLUMN_WRAP, N_("E-mails"),
	    N_("addresses in commits of this person") },
	{ "keys", CELL_INTEGER, COLUMN_RIGHT, N_("Keys"),
	    N_("number of keys that sign for the person") }
};

static void
add_person(struct table *table, const struct person *person)
{
	table_row(table);
	table_text(table, 0, person->handle);
	table_text(table, 1, person->name);
	table_list(table, 2, &person->roles);
	table_text(table, 3, person->org_name ? person->org_name :
	    person->uscc ? person->uscc : person->ror);
	table_list(table, 4, &person->emails);
	table_integer(table, 5, (int64_t)person->n_keys);
}

static bool
has_one_of(const struct person *person, const struct strs *roles)
{
	for (size_t i = 0; i < roles->n; i++)
		if (person_has_role(person, roles->items[i]))
			return true;
	return roles->n == 0;
}

static const struct err *
judge_roles(const struct tracker *tracker, const struct strs *roles)
{
	const struct err *err = NULL;
	struct strs known = STRS_INIT;
	const char *near;
	char *all;

	tracker_roles(tracker, &known);
	for (size_t i = 0; i < roles->n && err == NULL; i++) {
		if (strs_has(&known, roles->items[i]))
			continue;
		err = err_new(ERR_USAGE, _("there is no role '%s'"),
		    roles->items[i]);
		near = str_nearest(roles->items[i],
		    (const char *const *)known.items, known.n);
		all = strs_join(&known, ", ");
		if (near != NULL)
			err = err_mend(err, _("did you mean '%s'?"), near);
		else
			err = err_mend(err, _("there is: %s"), all);
		free(all);
	}
	strs_release(&known);
	return err;
}

static const struct err *
people_list(struct session *session, const struct people_options *options,
    char **operands)
{
	const struct err *err;
	const struct people *people = session->tracker->people;
	struct table *table;

	(void)operands;
	if ((err = judge_roles(session->tracker, &options->roles)))
		return err;
	table = table_new("people", columns, COUNT(columns));
	for (size_t i = 0; i < people->n; i++)
		if (has_one_of(&people->items[i], &options->roles))
			add_person(table, &people->items[i]);
	if (table_rows(table) == 0)
		session_note(session, _("nobody has this role"));
	table_print(table, &session->out);
	table_free(table);
	return NULL;
}
