#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/people.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

/* `proven people key list`. */

static const struct column columns[] = {
	{ "handle", CELL_TEXT, 0, N_("Handle"), N_("whose key it is") },
	{ "kind", CELL_TEXT, 0, N_("Kind"),
	    N_("type of the ssh key, or openpgp") },
	{ "fingerprint", CELL_TEXT, 0, N_("Fingerprint"),
	    N_("its fingerprint, as ssh-keygen -l or gpg has it") },
	{ "forge", CELL_BOOL, 0, N_("Forge"),
	    N_("whether it is a host's, for its merges") },
	{ "comment", CELL_TEXT, COLUMN_WRAP, N_("Comment"),
	    N_("what stands behind an ssh key") }
};

static void
add_key(struct table *table, const char *handle,
    const struct person_key *key)
{
	const char *line = key->ssh != NULL ? key->ssh : "openpgp";
	size_t kind = strcspn(line, " "), end;
	char *fingerprint = person_key_fingerprint(key);
	char *name = xstrndup(line, kind);

	table_row(table);
	table_text(table, 0, handle);
	table_text(table, 1, name);
	table_text(table, 2, fingerprint);
	table_bool(table, 3, key->forge);
	line += kind + (line[kind] == ' ');
	end = strcspn(line, " ");
	if (line[end] == ' ')
		table_text(table, 4, line + end + 1);
	free(name);
	free(fingerprint);
}

static void
add_keys(struct table *table, const struct person *person)
{
	for (size_t i = 0; i < person->n_keys; i++)
		add_key(table, person->handle, &person->keys[i]);
}

const struct err *
people_key_list(struct session *session,
    const struct people_options *options, char **operands)
{
	const struct err *err;
	const struct people *people = session->tracker->people;
	const struct person *person = NULL;
	struct table *table;

	(void)options;
	if (operands[0] != NULL &&
	    (err = people_named(&person, people, operands[0])))
		return err;
	table = table_new("keys", columns, COUNT(columns));
	for (size_t i = 0; i < people->n; i++)
		if (person == NULL || person == &people->items[i])
			add_keys(table, &people->items[i]);
	if (table_rows(table) == 0 && person != NULL)
		session_note(session, _("'%s' has no key"), person->handle);
	else if (table_rows(table) == 0)
		session_note(session, _("nobody has a key"));
	table_print(table, &session->out);
	table_free(table);
	return NULL;
}
