#include "cmd/review.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "core/audit/audit.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_review = {
	"review", N_("BASE..HEAD"),
	N_("a page in Markdown about a change: findings, moves, fields"),
	CMD_STORE | CMD_PAGER | CMD_PLAIN, run
};

/* What hosts take as a comment; and a page that says something. */
enum { LIMIT_COMMENT = 65536, LIMIT_LEAST = 4096, RESERVE = 256 };

/* ---- The page ---- */

static void
add_verdict(struct str *out, const struct review *review)
{
	const struct findings_report *report = &review->audited.report;
	const char *base = report->since != NULL ? report->since : "";

	str_addf(out, "## proven review `%.12s..%.12s`\n\n", base,
	    report->tip != NULL ? report->tip : "");
	if (report->incomplete)
		str_addf(out, "**%s**\n\n", _("Incomplete: not everything "
		    "could be looked at."));
	else if (findings_failing(report) == 0)
		str_addf(out, "**%s** ", _("Every step is legal."));
	else
		str_addf(out, "**%s** ", _("Not every step is legal."));
	str_addf(out, _("errors: %zu; warnings: %zu; notes: %zu"),
	    findings_count(report, FINDINGS_ERROR),
	    findings_count(report, FINDINGS_WARNING),
	    findings_count(report, FINDINGS_NOTE));
	str_addf(out, _("; commits: %zu; projects: %zu"),
	    review->range.commits, review->n);
	str_addc(out, '\n');
}

static void
add_findings(struct str *out, const struct review *review, size_t limit)
{
	if (review->audited.report.n_rows == 0)
		return;
	str_addf(out, "\n## %s\n\n", _("Findings"));
	findings_markdown(out, &review->audited.report, limit);
}

static void
add_tracker(struct str *out, const struct review *review)
{
	bool any = false;

	for (int i = 0; i < TRACKER_FILES; i++) {
		if (!review->tracker[i])
			continue;
		if (!any)
			str_addf(out, "\n## %s\n\n", _("The tracker itself"));
		any = true;
		str_addf(out, "- `%s`\n", tracker_paths[i]);
	}
	if (any)
		str_addf(out, "\n%s `git diff %.12s..%.12s -- tracker/`\n",
		    _("Rules and people of what comes later change:"),
		    snapshot_commit(review->range.fork),
		    snapshot_commit(review->session->tip));
}

/* Projects as far as there is room; how many had none. */
static void
add_projects(struct str *out, const struct review *review, size_t limit)
{
	struct str part = STR_INIT;
	size_t left = 0;

	for (size_t i = 0; i < review->n; i++) {
		str_reset(&part);
		review_project(&part, review, &review->projects[i]);
		if (left > 0 || out->len + part.len > limit)
			left++;
		else
			str_addn(out, part.ptr, part.len);
	}
	str_release(&part);
	if (left == 0)
		return;
	str_addc(out, '\n');
	str_addf(out, _("projects that have no room here: %zu"), left);
	str_addc(out, '\n');
}

/*
 * Findings come first, but leave room for the rest, which has no more than
 * half of the page.
 */
static void
print(const struct review *review, size_t limit)
{
	struct str page = STR_INIT, rest = STR_INIT, picture = STR_INIT;
	size_t room = limit - RESERVE;

	review_merging(&rest, review);
	add_tracker(&rest, review);
	review_picture(&picture, review);
	if (rest.len + picture.len < room / 2)
		str_addn(&rest, picture.ptr, picture.len);
	add_verdict(&page, review);
	add_findings(&page, review, (rest.len < room / 2 ? room - rest.len :
	    room) - page.len);
	if (page.len + rest.len < room)
		str_addn(&page, rest.ptr, rest.len);
	else
		str_addf(&page, "\n%s\n", _("There is no room here for the "
		    "rest of the page."));
	add_projects(&page, review, room);
	out_bytes(&review->session->out, page.ptr, page.len);
	str_release(&page);
	str_release(&rest);
	str_release(&picture);
}

/* ---- What is asked ---- */

/* "A..B": an end that is left out is HEAD. */
static const struct err *
ends_of(const char *range, char **base, char **head)
{
	const char *dots = strstr(range, "..");
	size_t n;

	if (dots == NULL || strcmp(range, "..") == 0)
		return err_mend(err_new(ERR_USAGE, _("'%s' is no range"),
		    range), _("two revisions with two dots between them: "
		    "proven review main..HEAD"));
	n = strspn(dots, ".");
	*base = dots > range ? xstrndup(range, (size_t)(dots - range)) :
	    xstrdup("HEAD");
	*head = xstrdup(dots[n] != '\0' ? dots + n : "HEAD");
	return NULL;
}

/* Where there is none, or none that can be read, findings say so. */
static const struct err *
read_tracker(struct snapshot *snapshot, const struct tracker **out)
{
	const struct err *err = snapshot_tracker(snapshot, out);

	return err != NULL && (err->code == ERR_NOTRACKER ||
	    err->code == ERR_DATA) ? NULL : err;
}

static const struct err *
open_ends(struct review *review, const char *base, const char *head)
{
	struct session *session = review->session;
	const struct err *err;

	if ((err = store_at(session->store, base, &review->base)) ||
	    (err = store_at(session->store, head, &session->tip)) ||
	    (err = store_range(session->store, review->base, session->tip,
	    &review->range)) ||
	    (err = read_tracker(review->range.fork, &review->before)) ||
	    (err = read_tracker(session->tip, &session->tracker)))
		return err;
	if (session->tracker == NULL)
		session->tracker = review->before;
	return session->tracker != NULL ? NULL :
	    snapshot_tracker(session->tip, &session->tracker);
}

static const struct err *
review_range(struct session *session, const char *base, const char *head,
    const struct audit_asked *asked, size_t limit)
{
	struct review review = { .session = session };
	struct audit_options options = { .base = true };
	struct audit_report *report = NULL;
	const struct err *err;

	if ((err = open_ends(&review, base, head)) ||
	    (err = audit_asked_put(asked, &options)))
		goto done;
	options.tip = snapshot_commit(session->tip);
	options.since = snapshot_commit(review.base);
	if ((err = audit_run(&report, session->store, &options)))
		goto done;
	audited_init(&review.audited, session, report, asked, true);
	if ((err = review_read(&review)))
		goto done;
	print(&review, limit);
	if (asked->fail_on != NULL || report->incomplete)
		err = audited_end(&review.audited);
done:
	review_release(&review);
	audit_report_free(report);
	return err;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	int64_t limit = LIMIT_COMMENT;
	struct audit_asked asked = AUDIT_ASKED_INIT;
	const struct opt opts[] = {
		AUDIT_REQUIRE(&asked),
		AUDIT_FAIL_ON(&asked),
		{ OPT_NUMBER, 0, "limit-bytes", &limit, N_("N"), NULL,
		    N_("a page of at most N bytes (65536, as much as hosts "
		    "take for a comment)") },
		AUDIT_THREADS(&asked),
		OPT_END
	};
	char *base = NULL, *head = NULL;
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 1, 1)) ||
	    (err = ends_of(argv[0], &base, &head)))
		goto done;
	if (limit < LIMIT_LEAST)
		err = err_new(ERR_USAGE, _("option '--limit-bytes': at least "
		    "%d"), LIMIT_LEAST);
	else
		err = review_range(session, base, head, &asked,
		    (size_t)limit);
done:
	free(base);
	free(head);
	return err;
}
