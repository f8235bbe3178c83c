#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "cmd/label.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/model/rule.h"
#include "core/store/store.h"

/* Are the files of evidence there, and what they were? */

struct verified {
	enum rule rule;
	char *project, *key, *path, *text, *mend; /* KEY, MEND: or NULL */
};

struct verify {
	struct session *session;
	struct snapshot *snapshot;
	struct strs ids;       /* asked for; none: all */
	struct verified *items;
	size_t n, cap;
	size_t projects, files, elsewhere;
	struct strs names;     /* "ID/REST" that records refer to */
	struct progress *progress;
	enum err_code failed;  /* what could not be looked at; 0: all was */
};

static void
add(struct verify *verify, enum rule rule, const char *project,
    const char *key, const char *path, char *text, char *mend)
{
	struct verified *item;

	GROW(verify->items, verify->n, verify->cap);
	item = &verify->items[verify->n++];
	item->rule = rule;
	item->project = xstrdup(project);
	item->key = xstrdup0(key);
	item->path = xstrdup(path);
	item->text = text;
	item->mend = mend;
}

static void
release_item(struct verified *item)
{
	free(item->project);
	free(item->key);
	free(item->path);
	free(item->text);
	free(item->mend);
}

static void
release(struct verify *verify)
{
	for (size_t i = 0; i < verify->n; i++)
		release_item(&verify->items[i]);
	free(verify->items);
	strs_release(&verify->ids);
	strs_release(&verify->names);
	progress_end(verify->progress);
}

/* ---- What records name ---- */

/* What happened to the file. */
static char *
mend_log(const char *path)
{
	char *quoted = shell_quote(path);
	char *mend = xasprintf("git log --stat -- %s", quoted);

	free(quoted);
	return mend;
}

static void
judge_fact(struct verify *verify, const char *id,
    const struct evidence *evidence, struct evidence_fact *fact)
{
	static const enum rule rules[] = { [EVIDENCE_MISSING] = RULE_PV401,
		[EVIDENCE_DIFFERS] = RULE_PV402, [EVIDENCE_ODD] = RULE_PV403 };

	verify->files += fact->state != EVIDENCE_ELSEWHERE;
	verify->elsewhere += fact->state == EVIDENCE_ELSEWHERE;
	if (fact->state == EVIDENCE_GOOD || fact->state == EVIDENCE_ELSEWHERE)
		return;
	add(verify, rules[fact->state], id, fact->key, evidence->path,
	    fact->text, mend_log(evidence->path));
	fact->text = NULL;
}

static const struct err *
verify_record(struct verify *verify, const char *id,
    const struct record *record)
{
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct evidence evidence;
	const struct err *err;

	err = snapshot_evidence(verify->snapshot, record, &facts);
	for (size_t i = 0; err == NULL && i < facts.n; i++) {
		evidence_get(&evidence, record, facts.items[i].key);
		judge_fact(verify, id, &evidence, &facts.items[i]);
	}
	evidence_references_of(record, NULL, &verify->names);
	evidence_facts_release(&facts);
	return err;
}

/* What cannot be read is told, and the others are looked at all the same. */
static const struct err *
verify_one(struct verify *verify, const char *id)
{
	struct record *record = NULL;
	const struct err *err;

	progress_step(verify->progress, ++verify->projects);
	err = snapshot_record(verify->snapshot, id, &record);
	if (err == NULL)
		err = verify_record(verify, id, record);
	record_free(record);
	if (err == NULL || err->code != ERR_DATA)
		return err;
	verify->failed = err->code;
	session_warn(verify->session, "%s", err->msg);
	return NULL;
}

static const struct err *
verify_any(void *arg, const char *id, const char *path, const char *blob)
{
	(void)path;
	(void)blob;
	return verify_one(arg, id);
}

/* ---- What no record names ---- */

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_named(const struct verify *verify, const char *path)
{
	char *name = store_evidence_name(path);
	bool named = name == NULL || (verify->names.n > 0 &&
	    bsearch(&name, verify->names.items, verify->names.n,
	    sizeof(*verify->names.items), compare_names) != NULL);

	free(name);
	return named;
}

static const struct err *
note_stray(void *arg, const char *id, const char *path, const char *blob)
{
	struct verify *verify = arg;
	char *quoted, *mend;

	(void)blob;
	if (is_named(verify, path))
		return NULL;
	quoted = shell_quote(path);
	mend = xasprintf("proven evidence add %s %s --in-place --kind KIND",
	    id, quoted);
	add(verify, RULE_PV404, id, NULL, path,
	    xasprintf(_("nothing refers to '%s'"), path), mend);
	free(quoted);
	return NULL;
}

/* Those from item FROM on that another record names after all. */
static void
drop_named(struct verify *verify, size_t from)
{
	size_t n = from;

	for (size_t i = from; i < verify->n; i++) {
		if (is_named(verify, verify->items[i].path))
			release_item(&verify->items[i]);
		else
			verify->items[n++] = verify->items[i];
	}
	verify->n = n;
}

/* The records of others are read only where there is something to ask. */
static const struct err *
find_strays_of(struct verify *verify, const char *id)
{
	const struct err *err;
	size_t before = verify->n;

	err = snapshot_each_evidence(verify->snapshot, id, note_stray,
	    verify);
	if (err != NULL || verify->n == before)
		return err;
	err = evidence_references(verify->snapshot, &verify->ids, id,
	    &verify->names);
	strs_sort(&verify->names);
	drop_named(verify, before);
	return err;
}

static const struct err *
find_strays(struct verify *verify)
{
	const struct err *err = NULL;

	strs_sort(&verify->names);
	if (verify->ids.n == 0)
		return snapshot_each_evidence(verify->snapshot, NULL,
		    note_stray, verify);
	for (size_t i = 0; err == NULL && i < verify->ids.n; i++)
		err = find_strays_of(verify, verify->ids.items[i]);
	return err;
}

/* ---- Telling ---- */

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = N_("note"), [SEVERITY_WARNING] = N_("warning"),
	[SEVERITY_ERROR] = N_("error"),
};

static size_t
errors(const struct verify *verify)
{
	size_t n = 0;

	for (size_t i = 0; i < verify->n; i++)
		n += rule_severity(verify->items[i].rule) == SEVERITY_ERROR;
	return n;
}

static void
print_summary(const struct verify *verify)
{
	char *text = xasprintf(_("unchanged files: %zu of %zu; kept "
	    "elsewhere: %zu; projects: %zu"), verify->files -
	    errors(verify), verify->files, verify->elsewhere,
	    verify->projects);

	doc_check(&verify->session->out, errors(verify) == 0 ? '+' : '-',
	    text, NULL);
	free(text);
}

static void
print_document(const struct verify *verify)
{
	for (size_t i = 0; i < verify->n; i++) {
		const struct verified *item = &verify->items[i];
		enum severity severity = rule_severity(item->rule);
		char *text;

		if (item->key != NULL)
			text = xasprintf("%s: %s: %s: %s [%s]",
			    _(severity_names[severity]), item->project,
			    item->key, item->text, rule_id(item->rule));
		else
			text = xasprintf("%s: %s: %s [%s]",
			    _(severity_names[severity]), item->project,
			    item->text, rule_id(item->rule));
		doc_check(&verify->session->out, severity == SEVERITY_ERROR ?
		    '-' : ' ', text, item->mend);
		free(text);
	}
	print_summary(verify);
}

static const struct column columns[] = {
	{ "rule", CELL_TEXT, 0, NULL, NULL },
	{ "severity", CELL_TEXT, 0, NULL, NULL },
	{ "project", CELL_TEXT, 0, NULL, NULL },
	{ "key", CELL_TEXT, 0, NULL, NULL },
	{ "path", CELL_TEXT, 0, NULL, NULL },
	{ "text", CELL_TEXT, 0, NULL, NULL },
	{ "mend", CELL_TEXT, 0, NULL, NULL },
};

static void
print(const struct verify *verify)
{
	struct table *table;

	if (label_wanted(verify->session)) {
		print_document(verify);
		return;
	}
	table = table_new("findings", columns, COUNT(columns));
	for (size_t i = 0; i < verify->n; i++) {
		const struct verified *item = &verify->items[i];
		const char *const texts[] = { rule_id(item->rule),
			severity_names[rule_severity(item->rule)],
			item->project, item->key, item->path, item->text,
			item->mend };

		table_row(table);
		for (size_t k = 0; k < COUNT(texts); k++)
			table_text(table, k, texts[k]);
	}
	table_print(table, &verify->session->out);
	table_free(table);
}

/* ---- All of it ---- */

/* An id that there was THEN need not be there any more. */
static const struct err *
resolve(struct verify *verify, const char *word)
{
	const struct err *err = NULL;
	char *id = NULL;

	if (snapshot_has(verify->snapshot, word, NULL))
		id = xstrdup(word);
	else
		err = session_resolve(verify->session, word, &id);
	if (err == NULL && !snapshot_has(verify->snapshot, id, NULL))
		err = err_new(ERR_NOTFOUND, _("no project '%s' in commit "
		    "%.10s"), id, snapshot_commit(verify->snapshot));
	if (err == NULL && !strs_has(&verify->ids, id))
		strs_add(&verify->ids, id);
	free(id);
	return err;
}

static const struct err *
verify_all(struct verify *verify)
{
	const struct err *err = NULL;

	verify->progress = progress_begin(_("verifying evidence"),
	    verify->ids.n, verify->session->quiet);
	if (verify->ids.n == 0)
		err = snapshot_each(verify->snapshot, verify_any, verify);
	for (size_t i = 0; err == NULL && i < verify->ids.n; i++)
		err = verify_one(verify, verify->ids.items[i]);
	if (err == NULL)
		err = find_strays(verify);
	progress_end(verify->progress);
	verify->progress = NULL;
	return err;
}

static const struct err *
conclude(const struct verify *verify)
{
	size_t n = errors(verify);

	if (verify->failed != 0)
		return err_new(verify->failed, _("not everything could be "
		    "looked at"));
	return n > 0 ? err_new(ERR_FINDINGS, _("errors: %zu"), n) : NULL;
}

const struct err *
evidence_verify(struct session *session, const char *at, char *const *words,
    int n)
{
	struct verify verify = { .session = session,
		.snapshot = session->tip, .ids = STRS_INIT,
		.names = STRS_INIT };
	struct snapshot *then = NULL;
	const struct err *err = NULL;

	if (at != NULL && (err = store_at(session->store, at, &then)))
		return err;
	if (then != NULL)
		verify.snapshot = then;
	for (int i = 0; err == NULL && i < n; i++)
		err = resolve(&verify, words[i]);
	if (err == NULL && (err = verify_all(&verify)) == NULL) {
		print(&verify);
		err = conclude(&verify);
	}
	release(&verify);
	snapshot_free(then);
	return err;
}
