#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/evidence.h"
#include "cmd/finding.h"
#include "cmd/label.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/model/rule.h"
#include "core/store/store.h"

/* Are the files of evidence there, and what they were? */

enum { RECORD_MAX = 64 << 20 };

struct verified {
	struct finding finding;
	const char *project, *key; /* KEY: NULL where nothing refers to it */
	const char *path;          /* of the evidence */
	const char *file;          /* what the finding is about */
};

struct verify {
	struct session *session;
	struct snapshot *snapshot;
	struct strs ids;       /* asked for; none: all */
	struct verified *items;
	size_t n, cap;
	struct strs texts;     /* all that items have */
	size_t projects, files, elsewhere;
	struct strs names;     /* "ID/REST" that records refer to */
	struct progress *progress;
	enum err_code failed;  /* what could not be looked at; 0: all was */
};

static char *
keep(struct verify *verify, char *text)
{
	strs_take(&verify->texts, text);
	return text;
}

/* TEXT and MEND are taken. */
static struct verified *
add(struct verify *verify, enum rule rule, const char *project,
    const char *path, char *text, char *mend)
{
	struct verified *item;

	GROW(verify->items, verify->n, verify->cap);
	item = &verify->items[verify->n++];
	*item = (struct verified){
		.finding = { .rule = rule, .severity = rule_severity(rule),
		    .path = keep(verify, xstrdup("")),
		    .text = keep(verify, text), .mend = keep(verify, mend) },
		.project = keep(verify, xstrdup(project)),
		.path = keep(verify, xstrdup(path)),
	};
	item->file = item->path;
	return item;
}

static void
release(struct verify *verify)
{
	free(verify->items);
	strs_release(&verify->texts);
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
	struct verified *item;

	verify->files += fact->state != EVIDENCE_ELSEWHERE;
	verify->elsewhere += fact->state == EVIDENCE_ELSEWHERE;
	if (fact->state == EVIDENCE_GOOD || fact->state == EVIDENCE_ELSEWHERE)
		return;
	item = add(verify, evidence_rule(fact->state), id, evidence->path,
	    fact->text, mend_log(evidence->path));
	fact->text = NULL;
	item->key = keep(verify, xstrdup(fact->key));
	item->finding.path = keep(verify, xasprintf("evidence.%s.path",
	    fact->key));
}

/* Where the record ID names what items from FROM on are about. */
static const struct err *
locate(struct verify *verify, const char *id, size_t from)
{
	struct findings one = { NULL, 1, 1 };
	struct str text = STR_INIT;
	const struct err *err;
	char *file = NULL;

	if (from == verify->n || !snapshot_has(verify->snapshot, id, &file))
		return NULL;
	keep(verify, file);
	err = snapshot_file(verify->snapshot, file, RECORD_MAX, &text);
	for (size_t i = from; err == NULL && i < verify->n; i++) {
		one.items = &verify->items[i].finding;
		findings_locate(&one, text.ptr, text.len);
		verify->items[i].file = file;
	}
	str_release(&text);
	return err;
}

static const struct err *
verify_record(struct verify *verify, const char *id,
    const struct record *record)
{
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct evidence evidence;
	const struct err *err;
	size_t from = verify->n;

	err = snapshot_evidence(verify->snapshot, record, &facts);
	for (size_t i = 0; err == NULL && i < facts.n; i++) {
		evidence_get(&evidence, record, facts.items[i].key);
		judge_fact(verify, id, &evidence, &facts.items[i]);
	}
	if (err == NULL)
		err = locate(verify, id, from);
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

static bool
is_named(const struct verify *verify, const char *path)
{
	char *name = store_evidence_name(path);
	bool named = name == NULL || strs_sorted_has(&verify->names, name);

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
	add(verify, RULE_PV404, id, path,
	    xasprintf(_("nothing refers to '%s'"), path), mend);
	free(quoted);
	return NULL;
}

/* Those from item FROM on that another record names after all. */
static void
drop_named(struct verify *verify, size_t from)
{
	size_t n = from;

	for (size_t i = from; i < verify->n; i++)
		if (!is_named(verify, verify->items[i].path))
			verify->items[n++] = verify->items[i];
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

static size_t
errors(const struct verify *verify)
{
	size_t n = 0;

	for (size_t i = 0; i < verify->n; i++)
		n += verify->items[i].finding.severity ==
		    SEVERITY_ERROR;
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
	struct findings_row row;

	for (size_t i = 0; i < verify->n; i++) {
		const struct verified *item = &verify->items[i];

		finding_row(&row, &item->finding, "", item->project,
		    item->file);
		findings_print_row(&row, FINDINGS_ERROR,
		    &verify->session->out);
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
	{ "file", CELL_TEXT, 0, NULL, NULL },
	{ "line", CELL_INTEGER, 0, NULL, NULL },
	{ "column", CELL_INTEGER, 0, NULL, NULL },
};

static void
fill_row(struct table *table, const struct verified *item)
{
	const struct finding *finding = &item->finding;
	const char *const texts[] = { rule_id(finding->rule),
		findings_level_names[finding_level(finding->severity)],
		item->project, item->key, item->path, finding->text,
		finding->mend, item->file };

	finding_cells(table, texts, COUNT(texts), finding->line,
	    finding->column);
}

static void
print(const struct verify *verify)
{
	struct table *table;

	if (label_wanted(verify->session)) {
		print_document(verify);
		return;
	}
	table = table_new("findings", columns, COUNT(columns));
	for (size_t i = 0; i < verify->n; i++)
		fill_row(table, &verify->items[i]);
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
		.snapshot = session->tip, .texts = STRS_INIT,
		.ids = STRS_INIT, .names = STRS_INIT };
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
