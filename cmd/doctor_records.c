#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/doctor.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

struct pass {
	struct doctor *doctor;
	struct snapshot *tip;
	const struct tracker *tracker;
	struct progress *progress;
	struct strs ids;         /* "ID\nPATH" */
	struct strs codes;       /* "CODE\nID" */
	size_t n, flat, deep, odd_form;
};

static void
note_depth(struct pass *pass, const char *path)
{
	size_t slashes = 0;

	for (; *path != '\0'; path++)
		slashes += *path == '/';
	if (slashes == 1)
		pass->flat++;
	else
		pass->deep++;
}

/*
 * `edit` mends what it may change, `fmt` the verdicts where there are files
 * to do it in; a past is to be looked at first.
 */
static char *
mend_of(const struct pass *pass, const struct finding *f, const char *id,
    const char *path)
{
	if (f->rule == RULE_PV106)
		return xstrdup("proven workflow set FILE");
	if (f->rule == RULE_PV109 &&
	    store_work_tree(pass->doctor->session->store) != NULL)
		return xasprintf("proven fmt %s && git commit -m Verdicts %s",
		    path, path);
	if (str_starts(rule_id(f->rule), "PV2") ||
	    str_starts(f->path, "history"))
		return xasprintf("git log -p -- %s", path);
	return xasprintf("proven edit %s", id);
}

static void
add_findings(struct pass *pass, const struct findings *findings,
    const char *id, const char *path)
{
	const struct finding *f;
	char *mend;

	for (size_t i = 0; i < findings->n; i++) {
		f = &findings->items[i];
		mend = mend_of(pass, f, id, path);
		doctor_add_finding(pass->doctor, f, id, path, mend);
		free(mend);
	}
}

static void
judge_record(struct pass *pass, const struct record *record,
    const struct str *text, const char *id, const char *path)
{
	struct findings findings = FINDINGS_INIT;
	struct str form = STR_INIT;
	const char *code = record_text(record, "code");

	record_check(record, pass->tracker, &findings);
	findings_locate(&findings, text->ptr, text->len);
	add_findings(pass, &findings, id, path);
	if (strcmp(record_id(record), id) != 0) {
		doctor_add(pass->doctor, SEVERITY_ERROR, "name", NULL,
		    _("the id is '%s', and the file is that of '%s'"),
		    record_id(record), id);
		doctor_of_record(pass->doctor, RULE_PV103, id, path);
	}
	record_write(record, &form);
	if (form.len != text->len ||
	    memcmp(form.ptr, text->ptr, form.len) != 0)
		pass->odd_form++;
	if (code != NULL)
		strs_take(&pass->codes, xasprintf("%s\n%s", code, id));
	findings_release(&findings);
	str_release(&form);
}

static const struct err *
examine_record(void *arg, const char *id, const char *path, const char *blob)
{
	struct pass *pass = arg;
	const struct err *err;
	struct record *record = NULL;
	struct str text = STR_INIT;
	char *mend;

	progress_step(pass->progress, ++pass->n);
	note_depth(pass, path);
	strs_take(&pass->ids, xasprintf("%s\n%s", id, path));
	err = snapshot_blob(pass->tip, blob, &text);
	if (err == NULL)
		err = record_read(&record, text.ptr, text.len, path);
	if (err != NULL && err->code == ERR_DATA) {
		mend = xasprintf("git log -p -- %s", path);
		doctor_add_err(pass->doctor, SEVERITY_ERROR, "damaged", mend,
		    err);
		free(mend);
		err = NULL;
	} else if (err == NULL) {
		judge_record(pass, record, &text, id, path);
	}
	record_free(record);
	str_release(&text);
	return err;
}

/* Items of LIST that have the same first line. */
static void
find_doubles(struct pass *pass, struct strs *list,
    void (*add)(struct doctor *, const char *first, const char *second,
    const char *common))
{
	const char *a, *b;
	char *common;
	size_t len;

	strs_sort(list);
	for (size_t i = 1; i < list->n; i++) {
		a = list->items[i - 1];
		b = list->items[i];
		len = strcspn(a, "\n") + 1;
		if (strncmp(a, b, len) != 0)
			continue;
		common = xstrndup(a, len - 1);
		add(pass->doctor, a + len, b + len, common);
		free(common);
	}
}

static void
add_double_id(struct doctor *doctor, const char *first, const char *second,
    const char *id)
{
	char *mend = xasprintf("git rm %s", second);

	doctor_add(doctor, SEVERITY_ERROR, "double", mend,
	    _("two files claim the id '%s': '%s' and '%s'"), id, first,
	    second);
	doctor_of_record(doctor, RULE_PV506, id, second);
	free(mend);
}

static void
add_double_code(struct doctor *doctor, const char *first, const char *second,
    const char *code)
{
	char *mend = xasprintf("proven set %s code='…'", second);

	doctor_add(doctor, SEVERITY_WARNING, "code", mend,
	    _("it has the same code as '%s': %s"), first, code);
	doctor_of_record(doctor, RULE_PV107, second, "");
	free(mend);
}

static void
conclude(struct pass *pass)
{
	const char *work_tree = store_work_tree(pass->doctor->session->store);

	find_doubles(pass, &pass->ids, add_double_id);
	find_doubles(pass, &pass->codes, add_double_code);
	if (pass->flat > 0 && pass->deep > 0) {
		doctor_add(pass->doctor, SEVERITY_NOTE, "depth",
		    pass->flat > pass->deep ? "proven reshard 0" :
		    "proven reshard 2", _("%zu records lie at depth 0 and "
		    "%zu at depth 2"), pass->flat, pass->deep);
		doctor_of_record(pass->doctor, RULE_PV113, "", "");
	}
	if (pass->odd_form > 0) {
		doctor_add(pass->doctor, SEVERITY_NOTE, "canonical",
		    work_tree == NULL ? NULL : "proven fmt && "
		    "git commit -m 'Canonical form' projects",
		    _("records not in canonical form: %zu"),
		    pass->odd_form);
		doctor_of_record(pass->doctor, RULE_PV108, "", "");
	}
}

const struct err *
doctor_records(struct doctor *doctor, struct snapshot *tip,
    const struct tracker *tracker)
{
	const struct err *err;
	struct pass pass = { doctor, tip, tracker, NULL, STRS_INIT,
		STRS_INIT, 0, 0, 0, 0 };

	pass.progress = progress_begin(_("reading records"), 0,
	    doctor->session->quiet);
	err = snapshot_each(tip, examine_record, &pass);
	progress_end(pass.progress);
	if (err == NULL)
		conclude(&pass);
	strs_release(&pass.ids);
	strs_release(&pass.codes);
	return err;
}
