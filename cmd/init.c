#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/attributes.h"
#include "cmd/change.h"
#include "cmd/ci.h"
#include "cmd/cmd.h"
#include "cmd/drivers.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/people.h"
#include "core/model/people_edit.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/folder.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_init = {
	"init", N_("[DIR]"), N_("make a tracker, in a new repository or in "
	    "one that is there"), 0, run
};

enum { ATTRIBUTES_MAX = 1024 * 1024 };

struct init {
	struct session *session;
	const char *dir, *preset, *require;
	char *name;
	bool made;   /* the repository as well */
	bool sign;   /* changes of the tracker are to be signed */
	char *key;   /* fingerprint of the admin's; NULL: none */
	const struct ci *ci; /* the host to make jobs for; NULL: none */
	bool kept;   /* the owners of files that were there */
};

static const struct err *found(struct init *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *name = NULL, *host = NULL;
	struct init init = { .session = session, .dir = ".",
		.preset = "lean" };
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "preset", &init.preset, N_("PRESET"), NULL,
		    N_("workflow to begin with: lean, trl or centre") },
		{ OPT_TEXT, 0, "name", &name, N_("NAME"), NULL,
		    N_("name of the tracker; without it that of the "
		    "directory") },
		{ OPT_TEXT, 0, "require", &init.require, N_("STRENGTHS"),
		    NULL, N_("proof to ask for, other than the preset does, "
		    "such as tracker=authored,approvals=authored") },
		{ OPT_CHOICE, 0, "ci", &host, N_("HOST"), CI_HOSTS,
		    N_("jobs as well that check pull requests there, and "
		    "audit the main branch") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 0, 1)))
		goto done;
	if (argc == 1)
		init.dir = argv[0];
	if (host != NULL)
		init.ci = ci_find(host);
	if (name != NULL && (err = text_check(_("the name"), name, false)))
		goto done;
	init.name = xstrdup0(name);
	err = found(&init);
done:
	free(init.name);
	free(init.key);
	return err;
}

static void
texts_release(struct str texts[TRACKER_FILES])
{
	for (size_t i = 0; i < TRACKER_FILES; i++)
		str_release(&texts[i]);
}

/* The four files; *SIGN: changes of them are to be signed. */
static const struct err *
make_texts(struct str texts[TRACKER_FILES], const struct founding *founding,
    bool *sign)
{
	const struct err *err;
	struct tracker_text views[TRACKER_FILES];
	struct tracker *tracker = NULL;

	for (size_t i = 0; i < TRACKER_FILES; i++)
		texts[i] = (struct str)STR_INIT;
	if ((err = tracker_found_as(texts, founding)))
		return err;
	for (size_t i = 0; i < TRACKER_FILES; i++)
		views[i] = (struct tracker_text){ texts[i].ptr,
			texts[i].len };
	if ((err = tracker_read(&tracker, views)))
		return err;
	*sign = tracker->require_tracker == STRENGTH_SIGNED;
	tracker_free(tracker);
	return NULL;
}

/* Without a key in it nobody could ever change such a tracker. */
static const struct err *
need_key(const struct init *init, const struct person_key *key)
{
	const struct err *err;

	if (!init->sign || key->ssh != NULL || key->openpgp != NULL)
		return NULL;
	err = err_new(ERR_REFUSED, _("changes of this tracker must be "
	    "signed, and git has no key to sign with"));
	err = err_mend(err, "git config --global gpg.format ssh");
	err = err_mend(err, "git config --global user.signingkey "
	    "~/.ssh/id_ed25519.pub");
	return err_mend(err, _("or without signatures: proven init --preset "
	    "%s --require tracker=authored,approvals=authored"),
	    init->preset);
}

/* Before anything is made. */
static const struct err *
judge_preset(struct init *init)
{
	const struct err *err;
	const struct founding founding = { init->preset,
		init->name ? init->name : "-", "-", "nobody@example.org",
		NULL, init->require };
	struct person_key key = { NULL, NULL, false };
	struct str texts[TRACKER_FILES];

	err = make_texts(texts, &founding, &init->sign);
	texts_release(texts);
	if (err != NULL || !init->sign)
		return err;
	if ((err = signer_of_user(init->session->env, &key)))
		return err;
	err = need_key(init, &key);
	person_key_release(&key);
	return err;
}

/* "portfolio" for /home/li/portfolio and for /srv/portfolio.git. */
static const struct err *
name_from_dir(struct init *init)
{
	char *path = realpath(init->dir, NULL), *base;
	size_t len;

	if (path == NULL)
		return err_errno(init->dir);
	base = strrchr(path, '/') + 1;
	len = strlen(base);
	if (len > 4 && str_ends(base, ".git"))
		base[len - 4] = '\0';
	if (*base != '\0' && utf8_valid(base, strlen(base)) &&
	    text_check("", base, false) == NULL)
		init->name = xstrdup(base);
	free(path);
	if (init->name == NULL)
		return err_mend(err_new(ERR_USAGE, _("the name of the "
		    "directory cannot be that of the tracker")),
		    "proven init --name NAME");
	return NULL;
}

static const char *const folders[] = { "tracker", "projects", "approvals",
	"evidence" };

/* Whatever is called like one of ours might be taken for ours. */
static const struct err *
judge_folders(const struct store *store)
{
	const struct err *err = NULL;
	const char *root = store_work_tree(store);
	char *path;

	for (size_t i = 0; root != NULL && i < COUNT(folders) && !err; i++) {
		path = xasprintf("%s/%s", root, folders[i]);
		if (access(path, F_OK) == 0)
			err = err_new(ERR_REFUSED, _("'%s' is there already, "
			    "and a tracker keeps its own in it"), path);
		free(path);
	}
	return err;
}

static const struct err *
judge_tip(struct snapshot *tip)
{
	const struct err *err;
	const struct tracker *tracker;
	bool has;

	err = snapshot_tracker(tip, &tracker);
	if (err == NULL)
		return err_mend(err_new(ERR_REFUSED, _("there is a tracker "
		    "here already: '%s'"), tracker->name), "proven list");
	if (err->code != ERR_NOTRACKER)
		return err;
	for (size_t i = 0; i < COUNT(folders); i++) {
		if ((err = snapshot_has_path(tip, folders[i], &has)))
			return err;
		if (has)
			return err_new(ERR_REFUSED, _("the repository has a "
			    "folder '%s' already, and a tracker keeps its "
			    "own in it"), folders[i]);
	}
	return NULL;
}

static const struct err *
judge_place(struct store *store)
{
	const struct err *err;
	struct snapshot *tip = NULL;

	err = store_tip(store, &tip);
	if (err == NULL)
		err = judge_tip(tip);
	else if (err->code == ERR_NOTRACKER)
		err = NULL; /* no commit yet */
	snapshot_free(tip);
	return err != NULL ? err : judge_folders(store);
}

static const struct err *
put_attributes(struct change *change, struct snapshot *tip)
{
	const struct err *err = NULL;
	static const char path[] = ".gitattributes";
	struct str old = STR_INIT, text = STR_INIT;

	if (tip != NULL)
		err = snapshot_file(tip, path, ATTRIBUTES_MAX, &old);
	if (err != NULL && err->code != ERR_NOTFOUND)
		goto done;
	err = NULL;
	if (attributes_add(&text, old.ptr) > 0)
		err = change_put_file(change, path, text.ptr, text.len);
done:
	str_release(&old);
	str_release(&text);
	return err;
}

static const struct err *
put_texts(struct change *change, const struct str texts[TRACKER_FILES])
{
	const struct err *err = NULL;

	for (size_t i = 0; i < TRACKER_FILES && err == NULL; i++)
		err = change_put_file(change, tracker_paths[i], texts[i].ptr,
		    texts[i].len);
	return err;
}

/* With the key that the admin signs with; where it need not be, one that
 * is configured and not there is left out. */
static const struct err *
put_tracker(struct change *change, struct init *init,
    const struct actor *actor)
{
	const struct err *err;
	struct person_key key = { NULL, NULL, false };
	struct founding founding = { init->preset, init->name, actor->name,
		actor->email, NULL, init->require };
	struct str texts[TRACKER_FILES];

	err = store_signer(init->session->store, &key);
	if (err != NULL && init->sign)
		return err;
	if ((err = need_key(init, &key)))
		return err;
	if (key.ssh != NULL || key.openpgp != NULL) {
		founding.key = &key;
		free(init->key);
		init->key = person_key_fingerprint(&key);
	}
	err = make_texts(texts, &founding, &init->sign);
	if (err == NULL)
		err = put_texts(change, texts);
	texts_release(texts);
	person_key_release(&key);
	return err;
}

static const struct err *
put_jobs(struct change *change, struct snapshot *tip, struct init *init,
    const struct actor *actor)
{
	const char *branch = store_branch(init->session->store);
	const struct ci_facts facts = { actor->email,
		branch != NULL ? branch : "" };

	return ci_put(change, tip, init->ci, &facts, &init->kept);
}

/* TIP is NULL on a branch that has no commit yet. */
static const struct err *
put_founding(struct change *change, struct snapshot *tip, void *arg)
{
	struct init *init = arg;
	const struct err *err;
	struct actor actor = { NULL, NULL, NULL, 0 };

	if (tip != NULL && (err = judge_tip(tip)))
		goto done;
	if ((err = actor_init(&actor, init->session->store, NULL)))
		goto done;
	if ((err = put_tracker(change, init, &actor)))
		goto done;
	if ((err = put_attributes(change, tip)))
		goto done;
	if (init->ci != NULL && (err = put_jobs(change, tip, init, &actor)))
		goto done;
	change_say(change, NULL, "tracker: init", NULL, NULL);
done:
	actor_release(&actor);
	return err;
}

/* What is left to do on the host. */
static void
tell_jobs(struct init *init, const char *commit)
{
	struct session *session = init->session;
	char *anchor = ci_anchor(init->ci, commit);

	session_note(session, _("the jobs are in %s; what the host is to be "
	    "told: man proven-hosting"), ci_jobs_path(init->ci));
	if (init->kept)
		session_warn(session, _("'%s' is there already and stays as "
		    "it is: name the admins in it, for /tracker/"),
		    ci_owners_path(init->ci));
	session_note(session, _("let the host know the founding commit: %s"),
	    anchor);
	free(anchor);
}

static void
tell(struct init *init, const char *commit)
{
	struct session *session = init->session;
	const char *where = store_work_tree(session->store);
	struct table *done = done_new();
	char *dir = shell_quote(init->dir);

	if (where == NULL)
		where = store_git_dir(session->store);
	session_note(session, init->made ?
	    _("a git repository with the tracker '%s' is made in %s") :
	    _("the tracker '%s' is made in %s"), init->name, where);
	if (init->key != NULL)
		session_note(session, _("your key %s is in "
		    "tracker/people.json"), init->key);
	if (init->ci != NULL)
		tell_jobs(init, commit);
	if (strcmp(init->dir, ".") == 0)
		session_note(session, _("begin a project: "
		    "proven new 'TITLE'"));
	else
		session_note(session, _("begin a project: "
		    "cd %s && proven new 'TITLE'"), dir);
	done_row(done, NULL, "init", NULL, NULL, commit);
	done_print(done, session);
	free(dir);
}

/* The folders above and of DIR that are not there, the innermost first. */
static void
missing_folders(const char *dir, struct strs *out)
{
	char *path = xstrdup(dir), *slash;

	while (*path != '\0' && access(path, F_OK) != 0) {
		strs_add(out, path);
		if ((slash = strrchr(path, '/')) == NULL)
			break;
		*slash = '\0';
	}
	free(path);
}

/* A repository at DIR; where that is refused, no folder is left. */
static const struct err *
make_repository(struct init *init)
{
	const struct err *err;
	struct strs missing = STRS_INIT;

	missing_folders(init->dir, &missing);
	err = store_init(init->dir, init->session->env, &init->made);
	for (size_t i = 0; err != NULL && i < missing.n; i++)
		if (rmdir(missing.items[i]) != 0)
			break;
	strs_release(&missing);
	return err;
}

static const struct err *
found(struct init *init)
{
	const struct err *err;
	struct session *session = init->session;
	struct store_options where = { init->dir, NULL, session->env };
	struct change_options options = { .found = true };
	char commit[COMMIT_HEX + 1] = "";

	if ((err = judge_preset(init)))
		return err;
	options.sign = init->sign;
	if ((err = make_repository(init)))
		return err;
	if ((err = store_open(&session->store, &where)))
		return err;
	if (init->name == NULL && (err = name_from_dir(init)))
		return err;
	if ((err = judge_place(session->store)))
		return err;
	err = store_change(session->store, &options, put_founding, init,
	    commit);
	if (err != NULL)
		return err;
	if (store_work_tree(session->store) != NULL)
		drivers_set(session);
	tell(init, commit);
	return NULL;
}
