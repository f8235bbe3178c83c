#include "cmd/evidence_add.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/ids.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/store/store.h"

#define MIB (INT64_C(1024) * 1024)
#define KEPT_MAX (50 * MIB)    /* without --large */
#define HOSTED_MAX (100 * MIB) /* hosts refuse more */

const struct err *
add_usage(const struct add *add, const char *what)
{
	return err_mend(err_new(ERR_USAGE, "%s", what), "proven evidence "
	    "add %s FILE|URL|DOI --kind KIND", add->id);
}

/* ---- What the record will say ---- */

static const struct err *
set(struct record *record, const char *key, const char *member,
    const char *value, const struct tracker *tracker)
{
	const struct err *err;
	char *path;

	if (value == NULL)
		return NULL;
	path = xasprintf("evidence.%s.%s", key, member);
	err = record_set(record, path, value, tracker);
	free(path);
	return err;
}

/* An entry KEY of RECORD; BY is who acts. */
static const struct err *
fill(struct record *record, const char *key, const struct add *add,
    const char *by, const struct tracker *tracker)
{
	const struct evidence_options *o = add->options;
	char *bytes = add->bytes < 0 ? NULL :
	    xasprintf("%" PRId64, add->bytes);
	const struct {
		const char *member, *value;
	} members[] = {
		{ "kind", o->kind },
		{ "title", o->title },
		{ "path", add->path },
		{ "url", add->url },
		{ "doi", add->doi },
		{ "sha256", add->sha256 },
		{ "bytes", bytes },
		{ "added", add->date },
		{ "by", o->by != NULL ? o->by : by },
	};
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < COUNT(members); i++)
		err = set(record, key, members[i].member, members[i].value,
		    tracker);
	free(bytes);
	return err;
}

/* Before a large file is read for nothing. */
static const struct err *
check_options(const struct add *add)
{
	struct record *scratch = record_new(add->id, add->id);
	const struct err *err = fill(scratch, "e", add, NULL,
	    add->session->tracker);

	record_free(scratch);
	return err;
}

static const struct err *
no_kind(const struct add *add)
{
	const struct err *err = add_usage(add, _("no kind is given"));
	struct strs codes = STRS_INIT;
	char *list;
	size_t n = 0;
	const char **all = vocabulary_codes(add->session->tracker->vocabulary,
	    "evidence_kind", &n);

	for (size_t i = 0; i < n; i++)
		strs_add(&codes, all[i]);
	list = strs_join(&codes, ", ");
	if (n > 0)
		err = err_mend(err, _("possible: %s"), list);
	free(list);
	free(all);
	strs_release(&codes);
	return err;
}

static const struct err *
read_date(struct add *add)
{
	const struct err *err;
	int64_t today, days;

	if ((err = session_today(add->session, &today)))
		return err;
	days = today;
	if (add->options->date != NULL &&
	    (err = date_typed(&days, add->options->date, today)))
		return err;
	if (days > today)
		return err_new(ERR_USAGE, _("'--date': %s is in the future"),
		    add->options->date);
	date_format(add->date, days);
	return NULL;
}

/* ---- The same again ---- */

static bool
same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* One thing may be two kinds of evidence, but not one kind twice. */
static const struct err *
refuse_twice(const struct add *add, const struct record *record)
{
	const struct err *err = NULL;
	struct evidence *items;
	size_t n;

	items = record_evidence(record, &n);
	for (size_t i = 0; err == NULL && i < n; i++) {
		const struct evidence *e = &items[i];

		if (!same_text(e->kind, add->options->kind) ||
		    !(same_text(e->sha256, add->sha256) ||
		    same_text(e->url, add->url) ||
		    same_text(e->doi, add->doi)))
			continue;
		err = err_new(ERR_REFUSED, _("'%s' has this already, as "
		    "'%s': %s"), add->id, e->key, evidence_name(e));
		err = err_mend(err, "proven set %s evidence.%s.title='…'",
		    add->id, e->key);
	}
	free(items);
	return err;
}

/* ---- The change ---- */

static const char *
name_of(const struct add *add)
{
	if (add->name != NULL)
		return add->name;
	return add->path ? add->path : add->url ? add->url : add->doi;
}

static const struct err *
put_entry(struct add *add, const struct record *before, struct change *change,
    struct snapshot *tip, const struct tracker *tracker)
{
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *after = record_dup(before);
	const struct err *err;
	char *what = NULL;

	free(add->key);
	add->key = add->sha256 != NULL ?
	    evidence_mint_key(before, add->sha256) :
	    record_mint_key(before, "evidence");
	if ((err = actor_init(&actor, add->session->store, tracker)) ||
	    (err = fill(after, add->key, add, actor.by, tracker)) ||
	    (err = edits_judge(add->session, tip, before, after)) ||
	    (err = change_put_record(change, after)))
		goto done;
	what = xasprintf("evidence %s: %s", add->key,
	    add->options->title ? add->options->title : name_of(add));
	change_say(change, add->id, what, NULL, &actor);
done:
	free(what);
	record_free(after);
	actor_release(&actor);
	return err;
}

static const struct err *
put_evidence(struct change *change, struct snapshot *tip, void *arg)
{
	struct add *add = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct record *before = NULL;

	if ((err = snapshot_tracker(tip, &tracker)) ||
	    (err = snapshot_record(tip, add->id, &before)) ||
	    (add->options->in_place && (err = add_committed(add, tip))) ||
	    (err = refuse_twice(add, before)) ||
	    (add->in != NULL && (err = add_put_file(add, change, tip))))
		goto done;
	err = put_entry(add, before, change, tip, tracker);
done:
	record_free(before);
	return err;
}

/* ---- What is added ---- */

/* The SHA-256 that was typed, of what is at hand. */
const struct err *
add_check_hash(struct add *add, const char *sha256)
{
	if (add->options->sha256 != NULL &&
	    strcmp(add->options->sha256, sha256) != 0)
		return err_mend(err_new(ERR_DATA, _("'%s' has another "
		    "SHA-256 than the one given"), add->what), "%s", sha256);
	free(add->sha256);
	add->sha256 = xstrdup(sha256);
	return NULL;
}

static const struct err *
too_large(const struct add *add, int64_t bytes)
{
	char *size = evidence_size(bytes), *file = shell_quote(add->what);
	const struct err *err = err_new(ERR_REFUSED, _("'%s' has %s, over "
	    "the limit of 50 MiB"), add->what, size);

	err = err_mend(err, _("into the repository all the same (hosts refuse "
	    "100 MiB): --large"));
	err = err_mend(err, _("by git-lfs: git lfs track, cp, git add, git "
	    "commit, then evidence add --in-place"));
	err = err_mend(err, _("kept elsewhere: proven evidence add %s URL "
	    "--kind %s --sha256 \"$(sha256sum < %s | cut -c 1-64)\""),
	    add->id, add->options->kind, file);
	free(size);
	free(file);
	return err;
}

static const struct err *
take_file(struct add *add)
{
	const struct err *err;

	if ((err = evidence_safe_name(add->what, &add->name)) ||
	    (err = incoming_open(&add->in, add->session->store, add->what)))
		return err;
	add->bytes = incoming_bytes(add->in);
	if (add->bytes > KEPT_MAX && !add->options->large)
		return too_large(add, add->bytes);
	if ((err = add_check_filter(add)) ||
	    (err = incoming_read(add->in)))
		return err;
	if (add->bytes > HOSTED_MAX)
		session_warn(add->session, _("'%s' has more than 100 MiB: "
		    "hosts such as GitHub refuse to take it"), add->what);
	return add_check_hash(add, incoming_sha256(add->in));
}

/* An address is one by its form; a file by being there, else a DOI. */
static const struct err *
take(struct add *add)
{
	const struct evidence_options *o = add->options;

	if (o->in_place)
		return add_find_path(add);
	add->doi = file_exists(add->what) ? NULL : doi_normal(add->what);
	if (add->doi == NULL && url_valid(add->what))
		add->url = xstrdup(add->what);
	if (add->doi == NULL && add->url == NULL)
		return take_file(add);
	if (o->large)
		return err_new(ERR_USAGE, _("'--large' is for a file, and "
		    "'%s' is kept elsewhere"), add->what);
	add->sha256 = xstrdup0(o->sha256);
	return NULL;
}

static const struct err *
judge_options(struct add *add)
{
	const struct evidence_options *o = add->options;

	if (o->kind == NULL)
		return no_kind(add);
	if (o->in_place && o->large)
		return err_new(ERR_USAGE,
		    _("'--in-place' and '--large' cannot both be given"));
	if (o->sha256 != NULL && !sha256_valid(o->sha256))
		return err_new(ERR_USAGE, _("'--sha256' takes 64 hex digits "
		    "a-f, 0-9, not '%s'"), o->sha256);
	return read_date(add);
}

static void
tell(const struct add *add, const char *commit)
{
	const struct evidence evidence = { .key = add->key,
		.path = add->path, .sha256 = add->sha256 };
	char *size = add->bytes < 0 ? xstrdup(_("kept elsewhere")) :
	    evidence_size(add->bytes), *line = xasprintf("%s\n", add->key);

	if (add->session->out.format == OUT_TABLE)
		out_text(&add->session->out, line);
	session_note(add->session, _("'%s' has new evidence '%s': %s (%s)"),
	    add->id, add->key, add->path ? add->path : name_of(add), size);
	evidence_done(add->session, "add", add->id, &evidence, commit);
	free(line);
	free(size);
}

static void
release(struct add *add)
{
	incoming_free(add->in);
	free(add->name);
	free(add->key);
	free(add->path);
	free(add->url);
	free(add->doi);
	free(add->sha256);
}

const struct err *
evidence_add(struct session *session, const struct evidence_options *options,
    const char *id, const char *what)
{
	struct change_options how = { false, false, false, false };
	struct add add = { .session = session, .options = options, .id = id,
		.what = what, .bytes = -1 };
	char commit[COMMIT_HEX + 1];
	const struct err *err;

	if ((err = judge_options(&add)) || (err = check_options(&add)) ||
	    (err = take(&add)) ||
	    (err = store_change(session->store, &how, put_evidence, &add,
	    commit)))
		goto done;
	tell(&add, commit);
done:
	release(&add);
	return err;
}
