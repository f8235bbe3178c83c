#include "cmd/people.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
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

/* A verb, the operands that it takes and how many of them it needs, the
 * options that it has. */
static const struct verb {
	const char *name, *operands;
	int min, max;
	const char *options; /* between blanks */
	people_fn *run;
} verbs[] = {
	{ "list", "", 0, 0, " role ", people_list },
	{ "add", "HANDLE", 1, 1, " name email role org uscc ror key openpgp "
	    "forge ", people_add },
	{ "set", "HANDLE", 1, 1, " name email role org uscc ror key openpgp "
	    "forge remove-email remove-role ", people_set },
	{ "remove", "HANDLE", 1, 1, " ", people_remove },
	{ "key add", "HANDLE [KEY]", 1, 2, " openpgp forge ",
	    people_key_add },
	{ "key remove", "HANDLE KEY", 2, 2, " ", people_key_remove },
	{ "key list", "[HANDLE]", 0, 1, " ", people_key_list },
	{ "whoami", "", 0, 0, " ", people_whoami }
};

/* NULL: no such verb.  *WORDS is how many words of ARGV name it. */
static const struct verb *
find_verb(int argc, char **argv, int *words)
{
	const struct verb *found = NULL;
	char *name;

	*words = argc > 1 && strcmp(argv[0], "key") == 0 ? 2 : 1;
	if (argc < *words)
		return NULL;
	name = *words == 2 ? xasprintf("key %s", argv[1]) :
	    xstrdup(argv[0]);
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(name, verbs[i].name) == 0)
			found = &verbs[i];
	free(name);
	return found;
}

static const struct err *
no_verb(int argc, char **argv)
{
	static const char *const first[] = { "list", "add", "set", "remove",
		"key", "whoami" };
	static const char *const keys[] = { "add", "remove", "list" };
	bool key = argc > 0 && strcmp(argv[0], "key") == 0;
	const char *word = argc > key ? argv[key] : NULL, *near = NULL;
	const struct err *err;

	if (word == NULL)
		return err_mend(err_new(ERR_USAGE, key ?
		    _("key add, key remove or key list?") :
		    _("list, add, set, remove, key or whoami?")),
		    "proven people --help");
	err = err_new(ERR_USAGE, _("unknown command 'people %s%s'"),
	    key ? "key " : "", word);
	near = key ? str_nearest(word, keys, COUNT(keys)) :
	    str_nearest(word, first, COUNT(first));
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, "proven people --help");
}

static bool
is_given(const struct opt *opt)
{
	if (opt->type == OPT_FLAG)
		return *(bool *)opt->value;
	if (opt->type == OPT_LIST)
		return ((struct strs *)opt->value)->n > 0;
	return *(const char **)opt->value != NULL;
}

static const struct err *
judge_usage(const struct verb *verb, const struct opt *opts, int argc)
{
	for (; opts->name != NULL; opts++) {
		char *word = xasprintf(" %s ", opts->name);
		bool odd = is_given(opts) &&
		    strstr(verb->options, word) == NULL;

		free(word);
		if (odd)
			return err_new(ERR_USAGE, _("'people %s' has no "
			    "option '--%s'"), verb->name, opts->name);
	}
	if (argc >= verb->min && argc <= verb->max)
		return NULL;
	if (verb->max == 0)
		return err_new(ERR_USAGE, _("'people %s' takes no operand, "
		    "not %d"), verb->name, argc);
	return err_mend(err_new(ERR_USAGE, _("'people %s' takes %s"),
	    verb->name, verb->operands), "proven people %s %s", verb->name,
	    verb->operands);
}

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
	const struct verb *verb;
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
	int words;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((verb = find_verb(argc, argv, &words)) == NULL)
		err = no_verb(argc, argv);
	else if ((err = judge_usage(verb, opts, argc - words)) == NULL)
		err = verb->run(session, &o, argv + words);
done:
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
