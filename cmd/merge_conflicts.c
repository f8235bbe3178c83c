#include <stdlib.h>
#include <string.h>

#include "cmd/merge_driver.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/model/record_merge.h"

/* Conflicts of a record, in words. */

enum { SHOWN = 10, VALUE_BYTES = 60 };

/* The value at PATH, not too much of it; the caller frees. */
static char *
value_text(const struct record *record, const char *path)
{
	char *text = record_display(record, path);
	size_t len, n;
	uint32_t cp;

	if (text == NULL)
		return xstrdup(_("nothing"));
	for (len = 0; len < VALUE_BYTES && text[len] != '\0'; len += n)
		n = utf8_next(text + len, strlen(text + len), &cp);
	if (text[len] != '\0') {
		char *cut = xasprintf("%.*s…", (int)len, text);

		free(text);
		return cut;
	}
	return text;
}

static const struct err *
mend_member(const struct err *err, const struct merge_conflict *conflict,
    const struct record *ours, const struct record *theirs)
{
	char *a = value_text(ours, conflict->path);
	char *b = value_text(theirs, conflict->path);

	err = err_mend(err, _("%s: ours has %s; theirs has %s"),
	    conflict->path, a, b);
	free(a);
	free(b);
	return err;
}

static const char *
last_transition(const struct record *record)
{
	struct entry entry;

	return record_last_entry(record, &entry) ? entry.transition : "-";
}

static const struct err *
mend_one(const struct err *err, const struct merge_conflict *conflict,
    const struct record *ours, const struct record *theirs)
{
	switch (conflict->kind) {
	case MERGE_FROZEN:
		return err_mend(err, _("%s is frozen by the side that "
		    "moved: the other side takes its change back first, and "
		    "proposes it (proven set %s proposed.…)"),
		    conflict->path, record_id(ours));
	case MERGE_INVALID:
		return err_mend(err, "%s", conflict->text);
	case MERGE_MOVED:
		return err;
	case MERGE_MEMBER:
		break;
	}
	return mend_member(err, conflict, ours, theirs);
}

static bool
has_kind(const struct merge_conflicts *conflicts,
    enum merge_conflict_kind kind)
{
	size_t i = 0;

	while (i < conflicts->n && conflicts->items[i].kind != kind)
		i++;
	return i < conflicts->n;
}

static const struct err *
begin(const struct merge_conflicts *conflicts, const struct record *ours,
    const struct record *theirs, const char *path)
{
	const struct err *err;

	if (has_kind(conflicts, MERGE_INVALID))
		return err_new(ERR_FINDINGS, _("'%s': what the two sides "
		    "changed does not go together"), path);
	if (!has_kind(conflicts, MERGE_MOVED))
		return err_new(ERR_FINDINGS, _("'%s': both sides changed the "
		    "same members"), path);
	err = err_new(ERR_FINDINGS, _("'%s': both sides moved the project "
	    "(ours: %s, theirs: %s), and only one of the two can stay"),
	    path, last_transition(ours), last_transition(theirs));
	/* Of two projects that were begun under one id none is dropped. */
	if (record_count(ours, "history") < 2 ||
	    record_count(theirs, "history") < 2)
		return err_mend(err, _("give the merge up (git merge --abort) "
		    "and begin one of the two once more, under another id"));
	err = err_mend(err, _("keep one of them: proven resolve %s --keep "
	    "ours|theirs --reason '…'"), record_id(ours));
	return err_mend(err, _("or give the merge up (git merge --abort), "
	    "take your own transition back (proven undo), merge, and take it "
	    "again where it is still due"));
}

const struct err *
merge_conflicts_mend(const struct err *err,
    const struct merge_conflicts *conflicts, const struct record *ours,
    const struct record *theirs)
{
	for (size_t i = 0; i < conflicts->n && i < SHOWN; i++)
		err = mend_one(err, &conflicts->items[i], ours, theirs);
	if (conflicts->n > SHOWN)
		err = err_mend(err, _("and %zu more"), conflicts->n - SHOWN);
	return err;
}

const struct err *
merge_conflicts_err(const struct merge_conflicts *conflicts,
    const struct record *ours, const struct record *theirs,
    const char *path)
{
	const struct err *err;

	if (conflicts->n == 0)
		return NULL;
	err = begin(conflicts, ours, theirs, path);
	err = merge_conflicts_mend(err, conflicts, ours, theirs);
	if (!has_kind(conflicts, MERGE_MOVED))
		err = err_mend(err, _("choose between the marks in the file, "
		    "then: git add %s"), path);
	return err;
}
