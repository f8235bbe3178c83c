#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/merge_driver.h"
#include "cmd/opt.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/again.h"
#include "core/model/canonical.h"
#include "core/model/record_merge.h"
#include "core/model/tracker.h"
#include "core/store/place.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_merge_driver = {
	"merge-driver", N_("BASE OURS THEIRS PATH"),
	N_("merge a file of the tracker, for git"), CMD_HIDDEN | CMD_PLAIN,
	run
};

enum { FILE_MAX = 64 * 1024 * 1024 };
enum which { BASE, OURS, THEIRS, FILES };

/* What git calls %O, %A, %B and %P; the result goes into OURS. */
struct merge {
	struct session *session;
	const char *files[FILES], *path;
	struct str texts[FILES];
};

static const struct err *merge_file(struct merge *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct merge merge = { .session = session };
	const struct err *err;

	for (size_t i = 0; i < FILES; i++)
		merge.texts[i] = (struct str)STR_INIT;
	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 4, 4)))
		goto done;
	merge.path = argv[FILES];
	for (size_t i = 0; i < FILES && err == NULL; i++) {
		merge.files[i] = argv[i];
		err = file_read(&merge.texts[i], argv[i], FILE_MAX);
	}
	if (err == NULL)
		err = merge_file(&merge);
done:
	for (size_t i = 0; i < FILES; i++)
		str_release(&merge.texts[i]);
	return err;
}

static const struct err *
put(const struct merge *merge, const struct str *text)
{
	return file_write(merge->files[OURS], text->ptr, text->len, false);
}

static bool
is_same(const struct merge *merge, enum which a, enum which b)
{
	const struct str *one = &merge->texts[a], *two = &merge->texts[b];

	return one->len == two->len &&
	    memcmp(one->ptr, two->ptr, one->len) == 0;
}

/* ---- Files that are no records ---- */

/* As git does it without us.  UNREAD: why it is not merged otherwise; then
 * no person should take the result for good. */
static const struct err *
merge_lines(struct merge *merge, const struct err *unread)
{
	const struct err *err;
	struct str out = STR_INIT;
	int conflicts = 0;

	err = store_merge_lines(&out, merge->files[OURS], merge->files[BASE],
	    merge->files[THEIRS], &conflicts);
	if (err == NULL)
		err = put(merge, &out);
	str_release(&out);
	if (err != NULL)
		return err;
	if (unread != NULL)
		return err_mend(err_new(ERR_FINDINGS, "%s", unread->msg),
		    _("so it was merged line by line: look at all of '%s'"),
		    merge->path);
	if (conflicts > 0)
		return err_new(ERR_FINDINGS, _("'%s': both sides changed the "
		    "same lines"), merge->path);
	return NULL;
}

static void
add_text(struct str *out, const struct str *text)
{
	str_addn(out, text->ptr, text->len);
	if (text->len > 0 && text->ptr[text->len - 1] != '\n')
		str_addc(out, '\n');
}

/* One of the two, whole. */
static const struct err *
put_both(const struct merge *merge)
{
	struct str out = STR_INIT;
	const struct err *err;

	str_add(&out, "<<<<<<< ours\n");
	add_text(&out, &merge->texts[OURS]);
	str_add(&out, "=======\n");
	add_text(&out, &merge->texts[THEIRS]);
	str_add(&out, ">>>>>>> theirs\n");
	err = put(merge, &out);
	str_release(&out);
	return err;
}

static const struct err *
merge_approval(const struct merge *merge)
{
	const struct err *err = put_both(merge);

	if (err != NULL)
		return err;
	return err_mend(err_new(ERR_FINDINGS, _("'%s' is not the same on "
	    "both sides, and an approval never changes"), merge->path),
	    _("keep the file that was there first: git log --all -- %s"),
	    merge->path);
}

/* Of two policies no third one is made. */
static const struct err *
merge_tracker(const struct merge *merge)
{
	const struct err *err = put_both(merge);
	const struct str *ours = &merge->texts[OURS],
	    *theirs = &merge->texts[THEIRS];
	bool higher = canonical_revision(theirs->ptr, theirs->len) >
	    canonical_revision(ours->ptr, ours->len);
	char *path;

	if (err != NULL)
		return err;
	path = str_shell(merge->path);
	err = err_new(ERR_FINDINGS, _("both sides changed '%s': the one with "
	    "the higher revision is kept, whole"), merge->path);
	err = err_mend(err, "git checkout --%s %s && git add %s",
	    higher ? "theirs" : "ours", path, path);
	err = err_mend(err, _("after the merge, make the other change once "
	    "more, in a commit of its own"));
	free(path);
	return err;
}

/* ---- Records ---- */

struct trio {
	struct record *records[FILES]; /* BASE may be NULL */
	struct record *merged;
	struct merge_conflicts conflicts;
};

static void
trio_release(struct trio *trio)
{
	for (size_t i = 0; i < FILES; i++)
		record_free(trio->records[i]);
	record_free(trio->merged);
	merge_conflicts_release(&trio->conflicts);
}

/* A base that cannot be read is unknown: then more conflicts, never less. */
static const struct err *
read_trio(struct trio *trio, const struct merge *merge)
{
	const struct err *errs[FILES];

	for (size_t i = 0; i < FILES; i++)
		errs[i] = record_read(&trio->records[i], merge->texts[i].ptr,
		    merge->texts[i].len, merge->path);
	return errs[OURS] != NULL ? errs[OURS] : errs[THEIRS];
}

/* Where the side that moved could not have moved with what the other
 * changed. */
static const struct err *
judge_gate(struct merge *merge, struct trio *trio)
{
	struct session *session = merge->session;
	const struct store_options where = { .env = session->env };
	const struct tracker *tracker = NULL;
	struct strs unmet = STRS_INIT;
	const struct err *err;

	if (record_merge_history(trio->records[OURS],
	    trio->records[THEIRS]) == MERGE_SAME)
		return NULL;
	if ((err = store_open(&session->store, &where)) ||
	    (err = store_tip(session->store, &session->tip)) ||
	    (err = snapshot_tracker(session->tip, &tracker)) ||
	    (err = gate_again(&unmet, trio->merged, tracker, NULL)))
		goto done;
	for (size_t i = 0; i < unmet.n; i++)
		record_merge_refuse(&trio->conflicts, trio->records[OURS],
		    trio->records[THEIRS], unmet.items[i]);
done:
	strs_release(&unmet);
	return err;
}

static const struct err *
put_record(const struct merge *merge, const struct trio *trio)
{
	struct str text = STR_INIT;
	const struct err *err;

	if (trio->conflicts.n > 0)
		record_merge_write(trio->merged, &trio->conflicts, &text);
	else
		record_write(trio->merged, &text);
	err = put(merge, &text);
	str_release(&text);
	return err;
}

static const struct err *
merge_record(struct merge *merge)
{
	struct trio trio = { { NULL, NULL, NULL }, NULL,
		MERGE_CONFLICTS_INIT };
	const struct err *err;
	const struct record *base;
	bool known;

	if ((err = read_trio(&trio, merge))) {
		err = merge_lines(merge, err);
		goto done;
	}
	base = trio.records[BASE];
	known = base != NULL || merge->texts[BASE].len == 0;
	trio.merged = record_merge(trio.records[OURS], trio.records[THEIRS],
	    &base, known, &trio.conflicts);
	if (trio.conflicts.n == 0 && (err = judge_gate(merge, &trio)))
		session_warn(merge->session, _("'%s': the gate cannot be "
		    "judged once more: %s"), merge->path, err->msg);
	if ((err = put_record(merge, &trio)) == NULL)
		err = merge_conflicts_err(&trio.conflicts,
		    trio.records[OURS], trio.records[THEIRS], merge->path);
done:
	trio_release(&trio);
	return err;
}

static const struct err *
merge_file(struct merge *merge)
{
	const struct err *err;
	char *id = place_record_id(merge->path);

	if (is_same(merge, OURS, THEIRS) || is_same(merge, BASE, THEIRS))
		err = NULL;
	else if (is_same(merge, BASE, OURS))
		err = put(merge, &merge->texts[THEIRS]);
	else if (id != NULL)
		err = merge_record(merge);
	else if (str_starts(merge->path, "tracker/"))
		err = merge_tracker(merge);
	else if (str_starts(merge->path, "approvals/"))
		err = merge_approval(merge);
	else
		err = merge_lines(merge, NULL);
	free(id);
	return err;
}
