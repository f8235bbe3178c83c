#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/people.h"
#include "cmd/text.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/* The verbs that change tracker/people.json. */

enum { FILE_MAX = 8 * 1024 * 1024, KEY_MAX = 64 * 1024, LISTED = 5 };

struct editing {
	struct session *session;
	const char *what;        /* "people add", for messages */
	const char *word;        /* who, as given */
	const char *drop_key;    /* as given; NULL */
	struct people_edit edit;
	char *handle;            /* whom it names */
	struct strs named;       /* projects that name that person */
};

static const struct err *change(struct editing *);

const struct err *
key_given(struct person_key *key, const char *word)
{
	const struct err *err, *unread;
	struct str text = STR_INIT;

	if ((err = person_key_read(key, word, word)) == NULL)
		return NULL;
	unread = file_read(&text, word, KEY_MAX);
	/* A key with a mistake in it is no name of a file. */
	if (unread == NULL)
		err = person_key_read(key, text.ptr, word);
	else if (strchr(word, ' ') == NULL)
		err = unread;
	str_release(&text);
	return err;
}

/* A word that can be nothing else. */
static const struct err *
openpgp_given(struct person_key *key, const char *word)
{
	const struct err *err = person_key_read(key, word, word);

	if (err != NULL || key->openpgp != NULL)
		return err;
	person_key_release(key);
	return err_mend(err_new(ERR_USAGE, _("'%s' is an ssh key, not an "
	    "OpenPGP fingerprint"), word), "--key FILE");
}

static const struct err *
add_keys(struct people_edit *edit, const struct strs *words, bool forge,
    const struct err *(*given)(struct person_key *, const char *))
{
	const struct err *err = NULL;

	for (size_t i = 0; i < words->n && err == NULL; i++) {
		edit->keys = xreallocarray(edit->keys, edit->n_keys + 1,
		    sizeof(*edit->keys));
		err = given(&edit->keys[edit->n_keys], words->items[i]);
		if (err == NULL)
			edit->keys[edit->n_keys++].forge = forge;
	}
	return err;
}

static void
editing_release(struct editing *editing)
{
	struct people_edit *edit = &editing->edit;

	for (size_t i = 0; i < edit->n_keys; i++)
		person_key_release(&edit->keys[i]);
	free(edit->keys);
	free(editing->handle);
	strs_release(&editing->named);
}

static const struct err *
check_texts(const struct people_options *o)
{
	const struct err *err;
	const struct {
		const char *what, *text;
	} texts[] = { { _("the name"), o->name },
		{ _("the organisation"), o->org } };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].text != NULL && (err = text_check(texts[i].what,
		    texts[i].text, false)))
			return err;
	return NULL;
}

/* The lists are borrowed from the options. */
static const struct err *
take_options(struct people_edit *edit, const struct people_options *o)
{
	const struct err *err;

	edit->name = o->name;
	edit->org_name = o->org;
	edit->uscc = o->uscc;
	edit->ror = o->ror;
	edit->emails = o->emails;
	edit->roles = o->roles;
	edit->drop_emails = o->drop_emails;
	edit->drop_roles = o->drop_roles;
	if ((err = check_texts(o)) ||
	    (err = add_keys(edit, &o->keys, o->forge, key_given)) ||
	    (err = add_keys(edit, &o->openpgp, o->forge, openpgp_given)))
		return err;
	if (o->forge && edit->n_keys == 0)
		return err_mend(err_new(ERR_USAGE, _("'--forge' says of a "
		    "key that it is a host's, and none is given")),
		    "--key FILE --forge");
	return NULL;
}

static const struct err *
edit_with(struct session *session, const char *what, enum people_verb verb,
    const struct people_options *options, const char *word)
{
	const struct err *err;
	struct editing editing = { .session = session, .what = what,
		.word = word, .edit.verb = verb };

	if ((err = take_options(&editing.edit, options)) == NULL)
		err = change(&editing);
	editing_release(&editing);
	return err;
}

const struct err *
people_add(struct session *session, const struct people_options *options,
    char **operands)
{
	return edit_with(session, "people add", PEOPLE_ADD, options,
	    operands[0]);
}

const struct err *
people_set(struct session *session, const struct people_options *o,
    char **operands)
{
	if (o->name == NULL && o->org == NULL && o->uscc == NULL &&
	    o->ror == NULL && o->emails.n == 0 && o->drop_emails.n == 0 &&
	    o->roles.n == 0 && o->drop_roles.n == 0 && o->keys.n == 0 &&
	    o->openpgp.n == 0)
		return err_mend(err_new(ERR_USAGE, _("nothing to set is "
		    "given")), "proven people set %s --role ROLE",
		    operands[0]);
	return edit_with(session, "people set", PEOPLE_SET, o, operands[0]);
}

const struct err *
people_remove(struct session *session, const struct people_options *options,
    char **operands)
{
	return edit_with(session, "people remove", PEOPLE_REMOVE, options,
	    operands[0]);
}

const struct err *
people_key_add(struct session *session, const struct people_options *options,
    char **operands)
{
	const struct err *err;
	struct people_options o = *options;
	struct strs none = STRS_INIT;

	o.keys = none;
	if (operands[1] != NULL)
		strs_add(&o.keys, operands[1]);
	if (o.keys.n == 0 && o.openpgp.n == 0)
		err = err_mend(err_new(ERR_USAGE, _("no key is given")),
		    "proven people key add %s ~/.ssh/id_ed25519.pub",
		    operands[0]);
	else
		err = edit_with(session, "people key add", PEOPLE_SET, &o,
		    operands[0]);
	strs_release(&o.keys);
	return err;
}

const struct err *
people_key_remove(struct session *session,
    const struct people_options *options, char **operands)
{
	const struct err *err;
	struct editing editing = { .session = session,
		.what = "people key remove", .word = operands[0],
		.drop_key = operands[1], .edit.verb = PEOPLE_SET };

	(void)options;
	err = change(&editing);
	editing_release(&editing);
	return err;
}

/* ---- The change ---- */

/* The key of PERSON that WORD is, by itself, its file or fingerprint. */
static const struct err *
find_key(const struct person *person, const char *word,
    struct person_key *out)
{
	const struct err *err;
	struct person_key key = { NULL, NULL, false };
	bool found = false;

	if (!str_starts(word, "SHA256:") && (err = key_given(&key, word)))
		return err;
	for (size_t i = 0; i < person->n_keys && !found; i++) {
		char *name = person_key_fingerprint(&person->keys[i]);

		found = person_key_same(&person->keys[i], &key) ||
		    strcmp(name, word) == 0;
		if (found)
			*out = person->keys[i];
		free(name);
	}
	person_key_release(&key);
	if (found)
		return NULL;
	return err_mend(err_new(ERR_NOTFOUND, _("'%s' does not have this "
	    "key: '%s'"), person->handle, word),
	    "proven people key list %s", person->handle);
}

/* Whom it is about, in the tracker that it stands on. */
static const struct err *
find_person(struct editing *editing, const struct tracker *tracker)
{
	const struct err *err;
	const struct person *person;

	free(editing->handle);
	editing->handle = NULL;
	if (editing->edit.verb == PEOPLE_ADD) {
		editing->handle = xstrdup(editing->word);
	} else {
		err = people_named(&person, tracker->people, editing->word);
		if (err != NULL)
			return err;
		editing->handle = xstrdup(person->handle);
	}
	editing->edit.handle = editing->handle;
	return NULL;
}

static const struct err *
edit_text(struct editing *editing, const struct tracker *tracker,
    const struct str *old, struct str *out)
{
	struct people_edit edit = editing->edit;
	const struct err *err;
	const struct person *person;
	struct person_key key;

	if (editing->drop_key != NULL) {
		person = people_find(tracker->people, editing->handle);
		err = find_key(person, editing->drop_key, &key);
		if (err != NULL)
			return err;
		edit.drop_keys = &key;
		edit.n_drop_keys = 1;
	}
	return people_edit(out, tracker, old, &edit);
}

static const struct err *
put_people(struct change *change, struct snapshot *tip, void *arg)
{
	struct editing *editing = arg;
	const struct err *err;
	const struct tracker *tracker;
	const char *path = tracker_paths[TRACKER_PEOPLE];
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct str old = STR_INIT, text = STR_INIT;
	char *what = NULL;

	if ((err = snapshot_tracker(tip, &tracker)) ||
	    (err = actor_init(&actor, editing->session->store, tracker)) ||
	    (err = actor_admin(&actor, tracker, _("to change people"))) ||
	    (err = find_person(editing, tracker)) ||
	    (err = snapshot_file(tip, path, FILE_MAX, &old)) ||
	    (err = edit_text(editing, tracker, &old, &text)))
		goto done;
	if (text.len == 0)
		goto done;
	strs_release(&editing->named);
	if (editing->edit.verb != PEOPLE_SET &&
	    (err = people_named_in(editing->session, tip, editing->handle,
	    &editing->named)))
		goto done;
	if ((err = change_put_file(change, path, text.ptr, text.len)))
		goto done;
	what = xasprintf("tracker: %s %s", editing->what, editing->handle);
	change_say(change, NULL, what, NULL, &actor);
done:
	free(what);
	str_release(&old);
	str_release(&text);
	actor_release(&actor);
	return err;
}

/* ---- What is said of it ---- */

/* "p1 (lead.person), p2 (history), and 3 more"; the caller frees. */
static char *
list_named(const struct strs *named)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < named->n && i < LISTED; i++)
		str_addf(&out, "%s%s", i > 0 ? ", " : "", named->items[i]);
	if (named->n > LISTED) {
		str_add(&out, ", ");
		str_addf(&out, _("and %zu more"), named->n - LISTED);
	}
	return str_take(&out);
}

static void
tell_named(const struct editing *editing)
{
	char *list;

	if (editing->named.n == 0)
		return;
	list = list_named(&editing->named);
	if (editing->edit.verb == PEOPLE_REMOVE)
		session_note(editing->session, _("projects still name '%s', "
		    "who has no role in them now: %s"), editing->handle,
		    list);
	else
		session_warn(editing->session, _("projects name '%s' "
		    "already: %s; where that is somebody else, take another "
		    "handle"), editing->handle, list);
	free(list);
}

/* Roles that no rule names do nothing, but are anybody's to give. */
static void
warn_of_roles(const struct editing *editing)
{
	const struct strs *roles = &editing->edit.roles;
	const struct workflow *workflow = editing->session->tracker->workflow;
	struct strs known = STRS_INIT;
	const char *near;

	if (workflow == NULL)
		return;
	workflow_roles(workflow, &known);
	for (size_t i = 0; i < roles->n; i++) {
		if (strs_has(&known, roles->items[i]))
			continue;
		near = str_nearest(roles->items[i],
		    (const char *const *)known.items, known.n);
		if (near != NULL)
			session_warn(editing->session, _("the workflow does "
			    "not name the role '%s'; did you mean '%s'?"),
			    roles->items[i], near);
		else
			session_warn(editing->session, _("the workflow does "
			    "not name the role '%s'"), roles->items[i]);
	}
	strs_release(&known);
}

static void
tell(const struct editing *editing)
{
	struct session *session = editing->session;

	switch (editing->edit.verb) {
	case PEOPLE_ADD:
		session_note(session, _("'%s' is added"), editing->handle);
		break;
	case PEOPLE_SET:
		session_note(session, _("'%s' is changed"), editing->handle);
		break;
	case PEOPLE_REMOVE:
		session_note(session, _("'%s' is removed"), editing->handle);
		break;
	}
	tell_named(editing);
	warn_of_roles(editing);
}

static const struct err *
change(struct editing *editing)
{
	const struct err *err;
	struct session *session = editing->session;
	struct change_options options = { .bulk = false };
	char commit[COMMIT_HEX + 1] = "";
	struct table *done;

	err = store_change(session->store, &options, put_people, editing,
	    commit);
	if (err != NULL)
		return err;
	done = done_new();
	if (*commit == '\0') {
		session_note(session, _("nothing changed: '%s' is so "
		    "already"), editing->handle);
	} else {
		tell(editing);
		done_row(done, NULL, editing->what, NULL, NULL, commit);
	}
	done_print(done, session);
	return NULL;
}
